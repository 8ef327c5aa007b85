// What a connection gets: the stream of its account's events, and the answers of the read pool.
#include <algorithm>
#include <map>
#include <utility>

#include "connection.hpp"
#include "loop.hpp"
#include "parley/core/assert.hpp"
#include "parley/protocol/encode.hpp"
#include "parley/websocket/frame_writer.hpp"
#include "presence_hub.hpp"

namespace parley {
namespace {

// How often one connection's acks are told to the others.
constexpr std::chrono::seconds kTellingInterval{1};
// Entries of all conversations that are looked through for it.
constexpr std::int64_t kTellingMax = 4096;

FramePtr frame_all(const FrameTexts& texts) {
    std::string bytes;
    bytes.reserve(texts.bytes.size() + texts.ends.size() * websocket::kFrameHeaderBytesMax);
    std::size_t begin = 0;
    for (std::size_t end : texts.ends) {
        websocket::append_frame_header(bytes, websocket::Opcode::text, end - begin);
        bytes.append(texts.bytes, begin, end - begin);
        begin = end;
    }
    return make_frame(std::move(bytes));
}

}  // namespace

void Connection::begin_stream(const HelloResult& result, const Hello& hello) {
    const bool is_first = loop_.members().account(user_) == nullptr;
    account_ = &loop_.members().enter(result);
    if (is_first) {
        loop_.tail().for_each_batch_behind(result.pos, [&](const CommittedBatch& batch) {
            loop_.members().catch_up(*account_, batch);
        });
    }
    account_->connections.push_back(this);
    if (result.resumed) delivery_.acked_pos = result.start_pos;
    delivery_.told_pos = result.start_pos;
    loop_.note_device({device_, delivery_.acked_pos, loop_.wall_now()});
    delivery_.noted_pos = delivery_.acked_pos;
    stream_.pos = result.start_pos;
    stream_.mode = Stream::Mode::log;
    if (result.start_pos == result.pos) return push_synced(result.pos);
    stream_.catch_up = std::make_unique<Stream::CatchUp>();
    stream_.catch_up->origin_pos = result.start_pos;
    stream_.catch_up->until_pos = result.pos;
    stream_.catch_up->window = hello.window;
}

std::optional<NoteDevices::Seen> Connection::take_delivery() {
    if (delivery_.acked_pos <= delivery_.noted_pos) return std::nullopt;
    delivery_.noted_pos = delivery_.acked_pos;
    return NoteDevices::Seen{device_, delivery_.acked_pos, loop_.wall_now()};
}

// Tells the others of small conversations which messages have arrived here since the last time. A
// hint, so what the tail does not hold any more is left out, and so is most of a flood.
void Connection::tell_delivery() {
    if (delivery_.told_pos >= delivery_.acked_pos || loop_.now() < delivery_.next_telling) return;
    const std::int64_t from = std::max(delivery_.told_pos, delivery_.acked_pos - kTellingMax);
    std::map<ConversationId, std::int64_t> newest;
    loop_.tail().for_each_behind(from, [&](TailBatch& batch, std::size_t index) {
        const Entry& entry = batch.batch->entries[index].entry;
        if (entry.pos > delivery_.acked_pos) return false;
        if (entry.kind != EntryKind::message || entry.by == user_) return true;
        const JoinedRoom* joined = account_->find(entry.log.conversation());
        if (joined && entry.pos >= joined->joined_pos) {
            newest[entry.log.conversation()] = entry.seq;
        }
        return true;
    });
    delivery_.told_pos = delivery_.acked_pos;
    delivery_.next_telling = loop_.now() + kTellingInterval;
    std::vector<ReceiptFields> receipts;
    for (const auto& [conversation, seq] : newest) {
        if (!loop_.is_small(*loop_.members().room(conversation))) continue;
        receipts.push_back({conversation, user_, std::nullopt, seq});
    }
    if (!receipts.empty()) loop_.context().presence.tell(loop_, std::move(receipts));
}

void Connection::push_synced(std::int64_t pos) {
    std::string text;
    append_synced(text, pos, loop_.context().cursors);
    push_text(text);
}

// Starts the next read, if there is one to make and room for what it brings.
void Connection::advance() {
    if (state_ != State::open || reading_) return;
    const std::size_t outbox_bytes_max = loop_.context().options.limits.outbox_bytes;
    if (!outbox_.has_room(outbox_bytes_max)) return;
    if (stream_.mode == Stream::Mode::log && !stream_.catch_up &&
        loop_.tail().covers(stream_.pos)) {
        replay_tail();
    }
    const bool wants_page =
        stream_.mode == Stream::Mode::log && !draining_ && outbox_.has_room(outbox_bytes_max / 2);
    const bool wants_request = reads_ && !reads_->empty();
    if (wants_request && (page_was_last_ || !wants_page)) return read_request();
    if (wants_page) read_page();
}

// Takes the stream from the log to the head, or as far as the outbox has room.
void Connection::replay_tail() {
    const std::size_t outbox_bytes_max = loop_.context().options.limits.outbox_bytes;
    bool at_head = true;
    loop_.tail().for_each_behind(stream_.pos, [&](TailBatch& batch, std::size_t index) {
        const Entry& entry = batch.batch->entries[index].entry;
        bool wanted = entry.log == LogId(user_);
        if (!entry.log.is_self()) {
            const JoinedRoom* room = account_->find(entry.log.conversation());
            wanted = room && entry.pos >= room->joined_pos;
        }
        if (wanted) {
            if (!outbox_.has_room(outbox_bytes_max)) return at_head = false;
            push_frame(loop_.frame_of(batch, index));
        }
        stream_.pos = entry.pos;
        return true;
    });
    if (at_head) stream_.mode = Stream::Mode::live;
}

void Connection::push_event(std::int64_t pos, const FramePtr& frame) {
    if (stream_.mode != Stream::Mode::live || pos <= stream_.pos) return;
    if (reading_ || !outbox_.has_room(loop_.context().options.limits.outbox_bytes)) {
        stream_.mode = Stream::Mode::log;
        stream_.pos = pos - 1;
        return;
    }
    push_frame(frame);
    stream_.pos = pos;
}

void Connection::push_hint(const FramePtr& frame) {
    if (state_ == State::open &&
        outbox_.has_room(loop_.context().options.limits.outbox_bytes / 2)) {
        push_frame(frame);
    }
}

void Connection::read_page() {
    StreamJob job;
    job.user = user_;
    job.from_pos = stream_.pos;
    job.origin_pos = stream_.pos;
    if (stream_.catch_up) {
        job.origin_pos = stream_.catch_up->origin_pos;
        job.until_pos = stream_.catch_up->until_pos;
        job.window = stream_.catch_up->window;
        job.gaps_after = stream_.catch_up->gaps_after;
    }
    job.bytes_max =
        std::min<std::size_t>(job.bytes_max, loop_.context().options.limits.outbox_bytes);
    reading_ = true;
    page_was_last_ = true;
    loop_.read([&loop = loop_, ticket = ticket_, job](Reader& reader) -> Loop::AfterRead {
        auto page = std::make_shared<std::variant<StreamPage, ProtocolError>>(reader.stream(job));
        return [&loop, ticket, page] {
            if (Connection* self = loop.connection(ticket)) self->on_page(*page);
        };
    });
}

void Connection::on_page(const std::variant<StreamPage, ProtocolError>& result) {
    reading_ = false;
    if (is_over()) return;
    const auto* page = std::get_if<StreamPage>(&result);
    if (!page) return close(kCloseInternal, "the log cannot be read");
    if (!page->frames.ends.empty()) push_frame(frame_all(page->frames));
    stream_.pos = page->next_pos;
    if (stream_.catch_up) {
        stream_.catch_up->gaps_after = page->gaps_after;
        if (page->complete) {
            push_synced(stream_.catch_up->until_pos);
            stream_.catch_up.reset();
        }
    }
    mark_dirty();
}

void Connection::read_request() {
    QueuedRead next = std::move(reads_->front());
    reads_->pop_front();
    if (reads_->empty()) reads_.reset();
    reading_ = true;
    page_was_last_ = false;
    auto job = std::make_shared<QueuedRead>(std::move(next));
    const AnswerJob asker{user_, session_, loop_.wall_now(), job->request_id};
    loop_.read([&loop = loop_, ticket = ticket_, asker, job](Reader& reader) -> Loop::AfterRead {
        auto answer = std::make_shared<ReadAnswer>(reader.answer(asker, job->request));
        return [&loop, ticket, job, answer] {
            if (Connection* self = loop.connection(ticket)) {
                self->on_read(job->request_id, std::move(*answer));
            }
        };
    });
}

}  // namespace parley
