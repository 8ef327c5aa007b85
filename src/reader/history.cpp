#include <algorithm>

#include "answers.hpp"

namespace parley {
namespace {

using Anchor = HistoryGet::Anchor;

// The messages of one conversation that the asker may read: seq floor…head, none if floor > head.
struct Readable {
    Snapshot& snapshot;
    ConversationId conversation;
    std::int64_t floor = 1;
    std::int64_t head = 0;
};

// At most `limit` messages from `seq` upwards.
std::vector<Entry> upwards(const Readable& readable, std::int64_t seq, std::int64_t limit,
                           std::size_t bytes_max) {
    seq = std::max(seq, readable.floor);
    if (seq > readable.head || limit <= 0) return {};
    return readable.snapshot.messages_from(readable.conversation, seq, readable.head, limit,
                                           bytes_max);
}

// At most `limit` messages from `seq` downwards, in ascending order.
std::vector<Entry> downwards(const Readable& readable, std::int64_t seq, std::int64_t limit,
                             std::size_t bytes_max) {
    seq = std::min(seq, readable.head);
    if (seq < readable.floor || limit <= 0) return {};
    std::vector<Entry> messages = readable.snapshot.messages_down_from(
        readable.conversation, seq, readable.floor, limit, bytes_max);
    std::reverse(messages.begin(), messages.end());
    return messages;
}

// About half of the page lies before `seq`; near an end of the history the other side gets more.
std::vector<Entry> around(const Readable& readable, std::int64_t seq, std::int64_t limit) {
    if (readable.floor > readable.head) return {};
    seq = std::clamp(seq, readable.floor, readable.head);
    const std::int64_t from_count = std::min(limit - limit / 2, readable.head - seq + 1);
    const std::int64_t before_count = std::min(limit - from_count, seq - readable.floor);
    // `seq` itself is in the page however long the messages are.
    std::vector<Entry> from = upwards(readable, seq, limit - before_count, kPageBytes / 2);
    std::vector<Entry> page = downwards(readable, seq - 1, before_count, kPageBytes / 2);
    std::move(from.begin(), from.end(), std::back_inserter(page));
    return page;
}

std::vector<Entry> page_of(const Readable& readable, const HistoryGet& request) {
    switch (request.anchor) {
        case Anchor::newest:
            break;
        case Anchor::before_seq:
            return downwards(readable, request.anchor_value - 1, request.limit, kPageBytes);
        case Anchor::after_seq:
            return upwards(readable, request.anchor_value + 1, request.limit, kPageBytes);
        case Anchor::around_seq:
            return around(readable, request.anchor_value, request.limit);
        case Anchor::at_time: {
            if (readable.floor > readable.head) break;
            const std::int64_t seq = readable.snapshot.first_seq_at(
                readable.conversation, readable.floor, readable.head, request.anchor_value);
            if (seq > readable.head) break;
            return around(readable, seq, request.limit);
        }
    }
    return downwards(readable, readable.head, request.limit, kPageBytes);
}

}  // namespace

Refusal write_answer(const Asker& asker, const HistoryGet& request, JsonWriter& out) {
    auto found = readable_conversation(asker, request.conversation);
    if (auto* refusal = std::get_if<ProtocolError>(&found)) return std::move(*refusal);
    const auto& membership = std::get<Membership>(found);
    const LogHead& head = membership.conversation.head;
    const Readable readable{asker.snapshot, request.conversation, floor_seq_of(membership),
                            head.seq};

    const std::vector<Entry> messages = page_of(readable, request);
    const bool any = readable.floor <= readable.head;
    // An empty page lies before everything, or behind it.
    bool more_before = any && request.anchor == Anchor::after_seq;
    bool more_after = any && request.anchor == Anchor::before_seq;
    if (!messages.empty()) {
        more_before = messages.front().seq > readable.floor;
        more_after = messages.back().seq < readable.head;
    }

    out.key("messages").begin_array();
    for (const Entry& message : messages)
        write_message(out, message, asker.ids);
    out.end_array();
    out.key("more_before").boolean(more_before).key("more_after").boolean(more_after);
    out.key("floor_seq").integer(readable.floor);
    out.key("head_seq").integer(head.seq).key("head_rev").integer(head.rev);
    return std::nullopt;
}

void write_message(JsonWriter& out, const Entry& message, const IdCodec& ids) {
    out.begin_object().key("seq").integer(message.seq).key("rev").integer(message.rev);
    out.key("by");
    write_id(out, message.by, ids);
    out.key("time").integer(message.time);
    if (message.data.empty()) {
        out.key("deleted").boolean(true);
    } else {
        out.members_of(message.data);
        out.key("version").integer(1);
    }
    out.end_object();
}

}  // namespace parley
