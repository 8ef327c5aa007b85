#include "loop.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <exception>
#include <future>

#include "parley/core/assert.hpp"
#include "parley/protocol/encode.hpp"
#include "parley/websocket/frame_writer.hpp"
#include "presence_hub.hpp"

namespace parley {
namespace {

// One read takes at most this much, for all connections of the loop in turn.
constexpr std::size_t kReadBufferBytes = 64 << 10;
constexpr std::size_t kWriteBufferBytes = 256 << 10;
// Handlers between two flushes: enough to gather, few enough to keep answers quick.
constexpr int kHandlersPerTurn = 64;
// Of one loop on the read pool; further ones wait here, in order.
constexpr std::size_t kReadsUnderWayMax = 32;
constexpr std::size_t kTailBytesMax = 16u << 20;
// How late the store may learn what devices have received.
constexpr std::chrono::seconds kNoteInterval{3};

constexpr Ticket kExecutionBit = Ticket{1} << 63;
constexpr Ticket ticket_of(std::uint32_t slot, std::uint32_t generation) {
    return (Ticket{generation} << 32) | slot;
}

std::chrono::milliseconds sweep_period(const GatewayOptions& options) {
    using std::chrono::milliseconds;
    const milliseconds shortest =
        std::min({options.heartbeat.interval, options.heartbeat.timeout,
                  options.gateway.hello_timeout, options.presence.offline_grace});
    return std::clamp(shortest / 4, milliseconds(20), milliseconds(1000));
}

}  // namespace

Loop::Loop(std::uint32_t index, const LoopContext& context)
    : index_(index),
      context_(context),
      sweep_period_(sweep_period(context.options)),
      read_buffer_(kReadBufferBytes),
      write_buffer_(kWriteBufferBytes),
      now_(context.services.clock.steady()),
      tail_(context.options.head_pos, kTailBytesMax) {}

Loop::~Loop() { stop(); }

void Loop::start() {
    arm_sweep();
    thread_ = std::thread([this] { run(); });
}

void Loop::post(std::function<void()> work) { asio::post(io_, std::move(work)); }

void Loop::stop() {
    if (!thread_.joinable()) return;
    post([this] { stopping_ = true; });
    thread_.join();
    slots_.clear();
}

// A turn: some handlers, then everything that they pushed goes out together. The flush must come
// after several handlers, not be one of them, or nothing would ever gather.
void Loop::run() {
    while (!stopping_) {
        try {
            io_.run_one();
            now_ = context_.services.clock.steady();
            for (int i = 1; i < kHandlersPerTurn && io_.poll_one() > 0; ++i) {
            }
        } catch (const std::exception& error) {
            context_.services.log.error("loop_exception loop={} what={}", index_, error.what());
        }
        end_turn();
    }
}

void Loop::end_turn() {
    flush_dirty();
    if (note_now_) push_seen();
    push_commands();
    reap();
}

void Loop::push_commands() {
    if (commands_.empty() || context_.services.writer.push(commands_)) return;
    for (Command& command : commands_) {
        const ReplyTo& to = command.reply_to;
        if (Connection* refused = connection(to.ticket)) {
            refused->on_overloaded(to.request_id);
            continue;
        }
        ProtocolError error;
        error.code = ErrorCode::overloaded;
        error.message = "The server has too much to write.";
        error.retry_after_ms = 1000;
        route(Answer{to, error});
    }
    commands_.clear();
    flush_dirty();
}

// What is flushed may push again (it reads on); such connections come once more in the same turn, a
// few times, and then in the next one.
void Loop::flush_dirty() {
    std::vector<Ticket> round;
    for (int rounds = 0; rounds < 4 && !dirty_.empty(); ++rounds) {
        round.clear();
        round.swap(dirty_);
        for (Ticket ticket : round) {
            if (Connection* dirty = connection(ticket)) dirty->flush();
        }
    }
    if (!dirty_.empty()) post([] {});
}

void Loop::reap() {
    for (Ticket ticket : finished_) {
        const auto index = static_cast<std::uint32_t>(ticket);
        Slot& slot = slots_[index];
        slot.connection.reset();
        ++slot.generation;
        free_slots_.push_back(index);
        --connection_count_;
        --context_.connection_count;
    }
    finished_.clear();
}

void Loop::arm_sweep() {
    sweep_timer_.expires_after(sweep_period_);
    sweep_timer_.async_wait([this](error_code error) {
        if (error) return;
        sweep();
        arm_sweep();
    });
}

void Loop::sweep() {
    for (Slot& slot : slots_) {
        if (slot.connection) slot.connection->sweep(now_);
    }
    if (index_ == 0) context_.presence.tick(now_);
    if (now_ >= next_note_) note_deliveries();
}

void Loop::note_device_now(const NoteDevices::Seen& seen) {
    note_device(seen);
    note_now_ = true;
}

void Loop::note_deliveries() {
    next_note_ = now_ + kNoteInterval;
    for (Slot& slot : slots_) {
        if (!slot.connection) continue;
        if (const auto seen = slot.connection->take_delivery()) note_device(*seen);
    }
    push_seen();
}

// Nobody waits for the answer: no connection has the ticket 0.
void Loop::push_seen() {
    note_now_ = false;
    if (seen_.empty()) return;
    submit(0, 0, Actor{}, AccountCommand(NoteDevices{std::exchange(seen_, {})}));
}

void Loop::adopt(Socket socket, Unauthenticated::Place place, std::span<char> first_bytes) {
    std::uint32_t index = 0;
    if (free_slots_.empty()) {
        index = static_cast<std::uint32_t>(slots_.size());
        slots_.emplace_back();
    } else {
        index = free_slots_.back();
        free_slots_.pop_back();
    }
    Slot& slot = slots_[index];
    slot.connection = std::make_unique<Connection>(*this, ticket_of(index, slot.generation),
                                                   std::move(socket), std::move(place));
    ++connection_count_;
    ++context_.connection_count;
    if (draining_) return slot.connection->drain();
    slot.connection->start(first_bytes);
}

Connection* Loop::connection(Ticket ticket) {
    const auto index = static_cast<std::uint32_t>(ticket);
    if (ticket & kExecutionBit || index >= slots_.size()) return nullptr;
    Slot& slot = slots_[index];
    const bool is_it = slot.connection && slot.connection->ticket() == ticket;
    return is_it && !slot.connection->finished() ? slot.connection.get() : nullptr;
}

void Loop::drain() {
    draining_ = true;
    for (Slot& slot : slots_) {
        if (slot.connection) slot.connection->drain();
    }
}

void Loop::submit(Ticket ticket, std::int64_t request_id, const Actor& actor,
                  std::variant<WriteRequest, AccountCommand> body) {
    commands_.push_back(Command{ReplyTo{index_, ticket, request_id}, actor, std::move(body)});
}

void Loop::execute(const Actor& actor, AccountCommand command,
                   std::function<void(Outcome)> answered) {
    const Ticket ticket = kExecutionBit | ++next_execution_;
    executing_.emplace(ticket, std::move(answered));
    submit(ticket, 0, actor, std::move(command));
}

void Loop::read(std::function<AfterRead(Reader&)> job) {
    waiting_reads_.push_back(std::move(job));
    start_reads();
}

void Loop::start_reads() {
    while (reads_under_way_ < kReadsUnderWayMax && !waiting_reads_.empty()) {
        auto job = [this, work = std::move(waiting_reads_.front())](Reader& reader) {
            post([this, after = work(reader)] {
                --reads_under_way_;
                after();
                start_reads();
            });
        };
        waiting_reads_.pop_front();
        ++reads_under_way_;
        // The pool's queue has room for every loop's share.
        const bool submitted = context_.services.readers.submit(std::move(job));
        PARLEY_ASSERT(submitted || stopping_ || draining_);
    }
}

void Loop::apply(const BatchPtr& batch) {
    if (batch->outcome == CommitOutcome::committed) {
        if (!batch->erased.empty()) {
            tail_.erase(batch->erased, [this](const Entry& entry) { return frame_for(entry); });
        }
        // Of a session that ends while its connection is greeted only the tail tells.
        PARLEY_ASSERT(batch->ended_sessions.empty() || !batch->entries.empty());
        members_.apply_users(*batch);
        members_.apply_blocks(*batch);
        if (!batch->entries.empty()) {
            TailBatch& tail = tail_.push(batch);
            for (std::size_t i = 0; i < batch->entries.size(); ++i)
                fan_out(tail, i);
        }
        push_read_receipts(*batch);
        if (index_ == 0) {
            for (const UserRow& user : batch->changed_users) {
                context_.presence.user_changed(user.id, user.rev, now_);
            }
            for (const BlockChange& change : batch->blocks)
                context_.presence.block(change.blocker, change.blocked, change.on, now_);
        }
    }
    if (index_ < batch->answers.size()) {
        for (const Answer& answer : batch->answers[index_])
            route(answer);
    }
    // Behind the answers: whoever ends its own session is told that it did.
    end_sessions(*batch);
}

void Loop::fan_out(TailBatch& batch, std::size_t entry_index) {
    const LoggedEntry& logged = batch.batch->entries[entry_index];
    const Entry& entry = logged.entry;
    const auto push_to = [&](const Account& account) {
        if (account.connections.empty()) return;
        const FramePtr frame = frame_of(batch, entry_index);
        for (Connection* receiver : account.connections)
            receiver->push_event(entry.pos, frame);
    };
    if (entry.log.is_self()) {
        if (const Account* account = members_.account(entry.log.user())) push_to(*account);
        return;
    }
    members_.apply_additions(logged);
    if (const Room* room = members_.room(entry.log.conversation())) {
        for (const Account* account : room->accounts)
            push_to(*account);
    }
    members_.apply_removals(logged);
}

FramePtr Loop::frame_of(TailBatch& batch, std::size_t entry_index) {
    if (batch.frames.empty()) batch.frames.resize(batch.batch->entries.size());
    FramePtr& frame = batch.frames[entry_index];
    if (!frame) frame = frame_for(batch.batch->entries[entry_index].entry);
    return frame;
}

FramePtr Loop::frame_for(const Entry& entry) const {
    std::string text;
    append_entry_event(text, entry, context_.cursors, context_.options.identity.ids);
    return make_frame(websocket::frame(text));
}

bool Loop::is_small(const Room& room) const {
    return room.members_count <= static_cast<std::int64_t>(context_.options.limits.small_group);
}

// To those who let others know, too, what they have read.
void Loop::push_read_receipts(const CommittedBatch& batch) {
    for (const ReadReceipt& receipt : batch.receipts) {
        const Room* room = members_.room(receipt.conversation);
        if (!room || !is_small(*room)) continue;
        FramePtr frame;
        for (const Account* account : room->accounts) {
            if (account->user == receipt.user || !account->read_receipts) continue;
            if (!frame) {
                std::string text;
                append_receipt(text,
                               {receipt.conversation, receipt.user, receipt.read_seq, std::nullopt},
                               context_.options.identity.ids);
                frame = make_frame(websocket::frame(text));
            }
            for (Connection* receiver : account->connections)
                receiver->push_hint(frame);
        }
    }
}

void Loop::end_sessions(const CommittedBatch& batch) {
    for (const EndedSession& ended : batch.ended_sessions) {
        const Account* account = members_.account(ended.user);
        if (!account) continue;
        for (Connection* open : std::vector<Connection*>(account->connections)) {
            if (open->session() != ended.session) continue;
            ended.disabled ? open->close(kCloseBanned, "account disabled")
                           : open->close(kCloseSessionEnded, "session ended");
        }
    }
}

void Loop::route(const Answer& answer) {
    const ReplyTo& to = answer.reply_to;
    if (!(to.ticket & kExecutionBit)) {
        if (Connection* asker = connection(to.ticket)) {
            asker->on_write(to.request_id, answer.outcome);
        }
        return;
    }
    const auto at = executing_.find(to.ticket);
    PARLEY_ASSERT(at != executing_.end());
    const auto answered = std::move(at->second);
    executing_.erase(at);
    answered(answer.outcome);
}

void Loop::hint_room(ConversationId conversation, UserId except, const std::string& text) {
    const Room* room = members_.room(conversation);
    if (!room) return;
    const FramePtr frame = make_frame(websocket::frame(text));
    for (const Account* account : room->accounts) {
        if (account->user == except) continue;
        for (Connection* receiver : account->connections)
            receiver->push_hint(frame);
    }
}

void Loop::hint(Ticket ticket, const std::string& text) {
    if (Connection* receiver = connection(ticket)) {
        receiver->push_hint(make_frame(websocket::frame(text)));
    }
}

}  // namespace parley
