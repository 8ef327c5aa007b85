#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "membership.hpp"
#include "net.hpp"
#include "outbox.hpp"
#include "parley/protocol/requests.hpp"
#include "parley/reader/reader.hpp"
#include "parley/router/command.hpp"
#include "parley/websocket/frame_reader.hpp"
#include "unauthenticated.hpp"

namespace parley {

class Loop;

// Where this connection is in its account's events. While `live`, committed batches are pushed to
// it; in `log`, pages are read and pushed as fast as the client takes them, until it is at the
// head.
struct Stream {
    enum class Mode : std::uint8_t { none, log, live };
    // The part of the catch-up that `hello` began; gone once `synced` was sent.
    struct CatchUp {
        std::int64_t origin_pos = 0;
        std::int64_t until_pos = 0;
        std::optional<std::int64_t> window;
        LogId gaps_after;
    };
    Mode mode = Mode::none;
    std::int64_t pos = 0;  // everything of the account up to here was pushed
    std::unique_ptr<CatchUp> catch_up;
};

// One client's WebSocket connection, from the upgrade to its end. Keeper: its loop, which owns it
// and destroys it after the turn in which it said finished().
//
// It never waits: requests go to the writer or the read pool and come back through the loop. At
// most one read of a connection is under way, and while it is, no event is pushed: so an answer is
// never older than an event sent before it.
class Connection {
  public:
    Connection(Loop& loop, Ticket ticket, Socket socket, Unauthenticated::Place place);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // `first_bytes` came behind the upgrade request.
    void start(std::span<char> first_bytes);

    // What comes back.
    void on_hello(std::int64_t request_id, const Hello& hello,
                  const std::variant<HelloResult, TokenRefused, ProtocolError>& result);
    void on_page(const std::variant<StreamPage, ProtocolError>& result);
    void on_read(std::int64_t request_id, ReadAnswer answer);
    void on_write(std::int64_t request_id, const Outcome& outcome);
    void on_watch(std::int64_t request_id, const std::vector<PresenceFields>& presence);
    // The writer's queue is full: the request was not accepted.
    void on_overloaded(std::int64_t request_id);

    // A committed entry of this account, in commit order.
    void push_event(std::int64_t pos, const FramePtr& frame);
    // Presence and typing: dropped when there is no room.
    void push_hint(const FramePtr& frame);

    // What its device has received is to be noted; none if nothing rose since the last time.
    std::optional<NoteDevices::Seen> take_delivery();

    // Sends what was pushed this turn, then goes on with whatever that made possible.
    void flush();
    void sweep(SteadyTime now);

    // Sends a close frame behind what waits, and lets the peer answer it.
    void close(std::uint16_t code, std::string_view reason);
    // Reads no more requests; closes with 4400 once what was accepted is answered.
    void drain();

    bool finished() const { return state_ == State::finished; }
    Ticket ticket() const { return ticket_; }
    SessionId session() const { return session_; }
    UserId user() const { return user_; }

  private:
    enum class State : std::uint8_t {
        waiting,   // for `hello`
        greeting,  // `hello` is being judged; nothing is read
        open,
        closing,  // a close frame was pushed; what still comes is thrown away
        finished,
    };
    // How far its device has got, as its acks say. A `hello` with a cursor is one, too.
    struct Delivery {
        std::int64_t acked_pos = 0;
        std::int64_t noted_pos = 0;  // the writer was told
        std::int64_t told_pos = 0;   // the others were told, by `receipt`
        SteadyTime next_telling;
    };
    struct QueuedRead {
        std::int64_t request_id = 0;
        ReadRequest request;
    };

    // connection.cpp: the socket.
    void wait_readable();
    void on_readable(const error_code& error);
    void wait_writable();
    void on_writable(const error_code& error);
    bool send_some();
    void push_frame(FramePtr frame);
    void push_text(std::string_view text);
    void mark_dirty();
    void finish();
    std::string reconnect_after_ms() const;
    bool is_over() const { return state_ == State::closing || state_ == State::finished; }

    // connection_requests.cpp: what the client says.
    bool may_take() const;
    void take(std::span<char> bytes);
    void take_item(const websocket::Item& item);
    void take_text(std::string_view text);
    void refuse(std::optional<std::int64_t> id, const ProtocolError& error);
    void count_strike();
    void request_session(std::int64_t id, const SessionRequest& request);
    void request_hello(std::int64_t id, const Hello& hello);
    void welcome(std::int64_t id, const Hello& hello, const HelloResult& result);
    void request_write(std::int64_t id, WriteRequest request);
    void request_read(std::int64_t id, ReadRequest request);
    void request_typing(const Typing& typing);
    void request_password(std::int64_t id, const AccountPassword& request);
    void take_ack(const Ack& ack);
    void request_presence(std::int64_t id, PresenceState state);
    void answered();

    // connection_stream.cpp: what the client gets.
    void begin_stream(const HelloResult& result, const Hello& hello);
    void advance();
    void read_page();
    void read_request();
    void replay_tail();
    void push_synced(std::int64_t pos);
    void tell_delivery();

    Loop& loop_;
    const Ticket ticket_;
    Socket socket_;
    websocket::FrameReader reader_;
    Outbox outbox_;
    Unauthenticated::Place place_;
    Stream stream_;
    // Reads that wait for the one under way; made when first needed.
    std::unique_ptr<std::deque<QueuedRead>> reads_;
    Account* account_ = nullptr;  // while it has a stream
    UserId user_;
    SessionId session_;
    DeviceId device_;
    Delivery delivery_;
    SteadyTime strikes_since_;
    SteadyTime heard_;  // opened at, while waiting for `hello`; closed at, while closing
    std::uint32_t in_flight_ = 0;
    State state_ = State::waiting;
    std::uint8_t strikes_ = 0;
    bool paused_ = false;  // not reading; goes on in flush()
    bool waiting_readable_ = false;
    bool waiting_writable_ = false;
    bool reading_ = false;            // a read of ours is under way
    bool page_was_last_ = false;      // requests and the stream take turns
    bool changing_password_ = false;  // reads no requests until that is answered
    bool pinged_ = false;
    bool dirty_ = false;
    bool draining_ = false;
    bool sent_end_ = false;
};

}  // namespace parley
