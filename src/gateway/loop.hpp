#pragma once
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "connection.hpp"
#include "membership.hpp"
#include "net.hpp"
#include "parley/gateway/gateway.hpp"
#include "parley/protocol/cursor.hpp"
#include "tail.hpp"
#include "unauthenticated.hpp"

namespace parley {

class AttemptLimits;
class PresenceHub;

// What all loops share. Constant but for what guards itself.
struct LoopContext {
    const GatewayOptions& options;
    const GatewayServices& services;
    const ServerFacts facts;
    const RequestLimits request_limits;
    const CursorWriter cursors;
    Unauthenticated& unauthenticated;
    PresenceHub& presence;
    AttemptLimits& attempts;
    std::atomic<std::int64_t>& connection_count;  // over all loops
};

// One network thread and all that it keeps: its connections, who of its accounts is where, the tail
// of the log. Everything here runs on that thread, but for what is said otherwise.
class Loop {
  public:
    Loop(std::uint32_t index, const LoopContext& context);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    void start();
    // Any thread: runs `work` on this loop's thread.
    void post(std::function<void()> work);
    // Any thread, but not the loop's own: ends the thread.
    void stop();

    std::uint32_t index() const { return index_; }
    const LoopContext& context() const { return context_; }
    asio::io_context& io() { return io_; }
    SteadyTime now() const { return now_; }  // as of the start of this turn
    WallTime wall_now() const { return context_.services.clock.wall(); }
    Tail& tail() { return tail_; }
    MembershipIndex& members() { return members_; }

    // Connections.
    void adopt(Socket socket, Unauthenticated::Place place, std::span<char> first_bytes);
    Connection* connection(Ticket ticket);
    std::size_t connection_count() const { return connection_count_; }
    void mark_dirty(Ticket ticket) { dirty_.push_back(ticket); }
    void finished(Ticket ticket) { finished_.push_back(ticket); }
    std::span<char> read_buffer() { return read_buffer_; }
    std::span<char> write_buffer() { return write_buffer_; }
    // Closes all connections once what they asked is answered; new ones at once.
    void drain();

    // A write: goes to the writer with all others of this turn. Its answer comes back by ticket.
    void submit(Ticket ticket, std::int64_t request_id, const Actor& actor,
                std::variant<WriteRequest, AccountCommand> body);
    // For HTTP: the outcome is handed to `answered` on this loop.
    void execute(const Actor& actor, AccountCommand command, std::function<void(Outcome)> answered);

    // Runs `read` on the read pool and what it returns here. Waits its turn when many are under
    // way.
    using AfterRead = std::function<void()>;
    void read(std::function<AfterRead(Reader&)> job);

    // A committed batch.
    void apply(const BatchPtr& batch);
    FramePtr frame_of(TailBatch& batch, std::size_t entry_index);
    FramePtr frame_for(const Entry& entry) const;

    // How far a device has got and that it was seen; the writer is told with all others of the last
    // few seconds, or at the end of this turn.
    void note_device(const NoteDevices::Seen& seen) { seen_.push_back(seen); }
    void note_device_now(const NoteDevices::Seen& seen);

    // Receipts and typing are told in it.
    bool is_small(const Room& room) const;
    // A push without a cursor, to the conversation's connected members but one.
    void hint_room(ConversationId conversation, UserId except, const std::string& text);
    // The same to one connection.
    void hint(Ticket ticket, const std::string& text);

  private:
    struct Slot {
        std::unique_ptr<Connection> connection;
        std::uint32_t generation = 1;
    };

    void run();
    void end_turn();
    void push_commands();
    void flush_dirty();
    void reap();
    void sweep();
    void note_deliveries();
    void push_seen();
    void arm_sweep();
    void fan_out(TailBatch& batch, std::size_t entry_index);
    void push_read_receipts(const CommittedBatch& batch);
    void end_sessions(const CommittedBatch& batch);
    void route(const Answer& answer);
    void start_reads();

    const std::uint32_t index_;
    const LoopContext& context_;
    asio::io_context io_{1};
    Timer sweep_timer_{io_};
    const std::chrono::milliseconds sweep_period_;
    std::vector<char> read_buffer_;
    std::vector<char> write_buffer_;
    SteadyTime now_;

    std::vector<Slot> slots_;
    std::vector<std::uint32_t> free_slots_;
    std::size_t connection_count_ = 0;
    std::vector<Ticket> dirty_;
    std::vector<Ticket> finished_;
    std::vector<Command> commands_;  // of this turn
    std::vector<NoteDevices::Seen> seen_;
    SteadyTime next_note_;
    bool note_now_ = false;
    std::unordered_map<Ticket, std::function<void(Outcome)>> executing_;
    Ticket next_execution_ = 0;
    std::deque<std::function<AfterRead(Reader&)>> waiting_reads_;
    std::size_t reads_under_way_ = 0;

    MembershipIndex members_;
    Tail tail_;
    bool draining_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace parley
