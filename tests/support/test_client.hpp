#pragma once
// A scripted client: Boost.Beast's WebSocket under words of the protocol. It checks what holds for
// every frame (strict JSON, the order of the stream, the shape of errors), so that a script needs
// to say only what it is about. Whatever does not come as promised is thrown as a TestFailure that
// ends with the conversation so far.
//
// One thread at a time. Nothing runs in the background: a client that is not asked for anything
// reads nothing, and is a slow reader.

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "support/client_model.hpp"
#include "support/http.hpp"

namespace parley::test {

class TestFailure : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// The connection could not be made or has ended, where a frame was waited for. Nothing else is
// wrong.
class ConnectionEnded : public TestFailure {
  public:
    using TestFailure::TestFailure;
};

// What a user signs in with, and as what.
struct Account {
    std::string login;
    std::string password;
    std::string user;     // u_…
    std::string token;    // of the session of the last sign-in
    std::string device;   // d_…
    std::string session;  // s_…
};

struct ConnectOptions {
    std::string target = "/v1/ws";
    std::string subprotocol = "parley.v1";  // empty: none offered
    HttpHeaders headers;
    int receive_buffer_bytes = 0;  // 0: as the system likes
};

using Matcher = std::function<bool(const Json& frame)>;

class TestClient {
  public:
    // `name` appears in failures and begins this client's idempotency keys.
    TestClient(std::uint16_t port, std::string name);
    ~TestClient();
    TestClient(TestClient&&) noexcept;
    TestClient& operator=(TestClient&&) noexcept;

    // ---- The connection ----------------------------------------------------------------------
    void connect(const ConnectOptions& options = {});
    // The server's answer to the upgrade: 101, or its refusal.
    HttpAnswer try_connect(const ConnectOptions& options = {});
    // After a restart of the server.
    void set_port(std::uint16_t port);
    // Ends the TCP connection without a close frame, at once.
    void cut();
    // Says good-bye as RFC 6455 wants it and waits for the answer.
    void close();
    bool connected() const;
    // The upgrade's answer headers.
    std::string subprotocol() const;

    // ---- Session -----------------------------------------------------------------------------
    // The answer to `hello`. With `members` e.g. {{"cursor", …}, {"window", 5}}.
    Json hello(const std::string& token, Json members = Json::object());
    // connect, hello with the model's cursor if it has one, and everything up to `synced`.
    // Returns the answer to hello.
    Json come_online(const std::string& token, Json members = Json::object());
    // cut() and come_online() with the cursor of the model.
    Json reconnect(const std::string& token, Json members = Json::object());

    // ---- Requests ----------------------------------------------------------------------------
    // Sends a request and returns its id. Writes get an idempotency key unless they bring one.
    std::int64_t send(const std::string& type, Json members = Json::object());
    // The answer to a request, ok or error. Frames without an id that come first are kept.
    Json reply(std::int64_t id);
    // Whether that answer has been read already.
    bool has_reply(std::int64_t id) const { return replies_.contains(id); }
    // send and reply; the answer has to be ok.
    Json request(const std::string& type, Json members = Json::object());
    // send and reply; the answer has to be this error.
    Json refused(const std::string& type, Json members, const std::string& code);
    // Frames that no careful client sends.
    void send_text(std::string_view text);
    void send_binary(std::string_view bytes);
    // Bytes below WebSocket.
    void send_raw(std::string_view bytes);
    // Begins to write frames and returns at once: they leave while this client is in another call.
    void send_in_background(std::vector<std::string> texts);
    bool background_done() const;
    // A text frame's bytes, masked.
    static std::string frame_bytes(std::string_view text);

    // ---- Words for the everyday --------------------------------------------------------------
    Json say(const std::string& conversation, const std::string& text);
    std::string open(const std::string& user);  // the conversation
    std::string create(const std::string& title, const std::vector<std::string>& members,
                       Json more = Json::object());
    Json item(const std::string& conversation);  // conversation.get
    Json history(const std::string& conversation, Json members = Json::object());
    Json log(const std::string& conversation, Json members);
    // Reads all of a log, page by page.
    Json whole_log(const std::string& conversation, std::int64_t limit = 200);
    // One message as history.get shows it.
    Json message(const std::string& conversation, std::int64_t seq);
    Json reply_in(const std::string& conversation, std::int64_t thread, const std::string& text);
    Json edit(const std::string& conversation, std::int64_t seq, const std::string& text,
              Json more = Json::object());
    Json erase(const std::string& conversation, const std::vector<std::int64_t>& seqs);
    Json react(const std::string& conversation, std::int64_t seq, const std::string& emoji,
               bool on = true);
    // One's own settings for a conversation, or for `self`.
    Json set(const std::string& conversation, Json settings);

    // ---- What comes without being asked for ---------------------------------------------------
    // The next frame that is no reply. Receipts are kept apart: they are hints that may be lost.
    Json next();
    // The next receipt, or the next one that matches; others are passed over.
    Json await_receipt(const Matcher& matcher = nullptr);
    std::size_t receipts_waiting() const { return receipts_.size(); }
    // The next such frame has to be this.
    Json expect(const std::string& type, const Matcher& matcher = nullptr);
    Json expect_event(const std::string& kind, const std::string& conversation = {});
    Json expect_message(const std::string& conversation, const std::string& text);
    // The error that answers a frame without a usable id.
    Json expect_error(const std::string& code);
    // Passes over frames until one matches.
    Json await(const std::string& what, const Matcher& matcher);
    Json await_event(const std::string& kind);
    Json await_message(const std::string& text);
    void await_synced();
    // Reads until the model has this rev of the conversation.
    void await_rev(const std::string& conversation, std::int64_t rev);
    // A ping's round trip brings nothing. What was under way elsewhere may still come: where that
    // matters, have something sent behind it and expect that next.
    void expect_silence();
    // Reads and forgets what has come up to the answer to a ping.
    void drain();
    // Forgets what has come and was not taken, without waiting for anything.
    void forget() {
        inbox_.clear();
        receipts_.clear();
    }
    // The server has to close with this code; returns the reason. Frames before it are kept.
    std::string expect_close(int code);
    // The peer closes or drops the connection in whatever way; the code, or 0.
    int await_end();
    // Reads exactly one frame of any kind; false at the end of the connection.
    bool read_one();
    // Reads until nothing has come for this long; returns how many frames it were.
    std::size_t read_for(std::chrono::milliseconds patience);

    ClientModel& model() { return model_; }
    const ClientModel& model() const { return model_; }
    // Frames that came and were not taken: expect() and its kind take from here first.
    std::size_t waiting() const;
    std::size_t pings() const;  // of the server
    const std::string& name() const { return name_; }
    std::string new_key();
    // The last frames in both directions.
    std::string transcript() const;

  private:
    struct Link;  // the socket and its Beast stream
    enum class Received : std::uint8_t { frame, nothing, end };

    [[noreturn]] void fail(const std::string& what) const;
    [[noreturn]] void fail_ended(const std::string& what) const;
    std::string told(const std::string& what) const;
    // Reads one frame and sorts it in; `nothing` if the deadline passed.
    Received receive(std::chrono::steady_clock::time_point deadline);
    void receive_or_fail(const std::string& waiting_for);
    void sort_in(const std::string& text);
    void sort_in_reply(Json frame);
    void check_error(const Json& error) const;
    void note(char direction, std::string_view text);
    void note_frame(char direction, std::string_view text);

    std::uint16_t port_;
    std::string name_;
    std::string key_prefix_;
    std::string frame_log_connection_;
    std::unique_ptr<Link> link_;
    ClientModel model_;
    std::deque<std::string> transcript_;
    std::map<std::int64_t, Json> replies_;  // that nobody has taken yet
    std::deque<Json> inbox_;                // pushed frames that nobody has taken yet
    std::deque<Json> receipts_;
    std::set<std::int64_t> open_requests_;
    Json last_frame_;
    std::int64_t last_id_ = 0;
    std::int64_t last_key_ = 0;
    bool hello_has_window_ = false;
    bool in_stream_ = false;      // between the answer to hello and the end of the connection
    bool wrote_by_hand_ = false;  // ids of its own choice: replies are not matched with requests
};

// A user's text frame as JSON text.
std::string request_text(const std::string& type, std::int64_t id, Json members = Json::object());

}  // namespace parley::test
