#include <algorithm>

#include "messages.hpp"

namespace parley {
namespace {

using Anchor = HistoryGet::Anchor;

// The messages that a page is cut from: those of one conversation, or of one thread in it, which
// the asker may read. seq floor…head, none if floor > head.
class Readable {
  public:
    Readable(Snapshot& snapshot, const Membership& membership, std::optional<std::int64_t> thread)
        : snapshot_(snapshot),
          conversation_(membership.conversation.id),
          thread_(thread),
          floor_(floor_seq_of(membership)),
          head_(membership.conversation.head.seq) {}

    std::int64_t floor() const { return floor_; }
    std::int64_t head() const { return head_; }

    // At most `limit` messages from `seq` upwards.
    std::vector<Entry> upwards(std::int64_t seq, std::int64_t limit, std::size_t bytes_max) const {
        seq = std::max(seq, floor_);
        if (seq > head_ || limit <= 0) return {};
        if (!thread_) return snapshot_.messages_from(conversation_, seq, head_, limit, bytes_max);
        return snapshot_.thread_messages_from(conversation_, *thread_, seq, limit, bytes_max);
    }
    // At most `limit` messages from `seq` downwards, in descending order.
    std::vector<Entry> downwards(std::int64_t seq, std::int64_t limit,
                                 std::size_t bytes_max) const {
        seq = std::min(seq, head_);
        if (seq < floor_ || limit <= 0) return {};
        if (!thread_) {
            return snapshot_.messages_down_from(conversation_, seq, floor_, limit, bytes_max);
        }
        std::vector<Entry> replies =
            snapshot_.thread_messages_down_from(conversation_, *thread_, seq, limit, bytes_max);
        std::erase_if(replies, [&](const Entry& reply) { return reply.seq < floor_; });
        return replies;
    }
    bool any_from(std::int64_t seq) const { return !upwards(seq, 1, 1).empty(); }
    bool any_down_from(std::int64_t seq) const { return !downwards(seq, 1, 1).empty(); }
    std::int64_t first_seq_at(WallTime time) const {
        if (floor_ > head_) return head_ + 1;
        return snapshot_.first_seq_at(conversation_, floor_, head_, time);
    }

  private:
    Snapshot& snapshot_;
    const ConversationId conversation_;
    const std::optional<std::int64_t> thread_;
    const std::int64_t floor_;
    const std::int64_t head_;
};

// Seen from its anchor, so that a page that is too long is cut where it is furthest from that.
struct Page {
    std::vector<Entry> before;  // descending
    std::vector<Entry> from;    // ascending
};

// About half of the page lies before `seq`; near an end of the history the other side gets more.
Page around(const Readable& readable, std::int64_t seq, std::int64_t limit) {
    seq = std::clamp(seq, readable.floor(), std::max(readable.floor(), readable.head()));
    Page page{readable.downwards(seq - 1, limit, kPageBytes / 2),
              readable.upwards(seq, limit, kPageBytes / 2)};
    const std::int64_t before_max = std::ssize(page.before);
    const std::int64_t from_max = std::ssize(page.from);
    const std::int64_t before_count =
        std::min(limit - std::min(limit - limit / 2, from_max), before_max);
    page.before.resize(static_cast<std::size_t>(before_count));
    page.from.resize(static_cast<std::size_t>(std::min(from_max, limit - before_count)));
    return page;
}

Page page_of(const Readable& readable, const HistoryGet& request) {
    switch (request.anchor) {
        case Anchor::newest:
            break;
        case Anchor::before_seq:
            return {readable.downwards(request.anchor_value - 1, request.limit, kPageBytes), {}};
        case Anchor::after_seq:
            return {{}, readable.upwards(request.anchor_value + 1, request.limit, kPageBytes)};
        case Anchor::around_seq:
            return around(readable, request.anchor_value, request.limit);
        case Anchor::at_time: {
            const std::int64_t seq = readable.first_seq_at(request.anchor_value);
            if (!readable.any_from(seq)) break;
            return around(readable, seq, request.limit);
        }
    }
    return {readable.downwards(readable.head(), request.limit, kPageBytes), {}};
}

void write_page(const Asker& asker, const Readable& readable, const HistoryGet& request,
                JsonWriter& out) {
    const Page page = page_of(readable, request);
    const std::size_t bytes_max =
        page.before.empty() || page.from.empty() ? kPageBytes : kPageBytes / 2;
    const auto before = shown_messages(asker, page.before, bytes_max);
    const auto from = shown_messages(asker, page.from, bytes_max);

    // An empty page lies before everything, or behind it.
    bool more_before = request.anchor == Anchor::after_seq && readable.any_from(readable.floor());
    bool more_after = request.anchor == Anchor::before_seq && readable.any_from(readable.floor());
    if (!before.empty() || !from.empty()) {
        const Entry& first = before.empty() ? page.from.front() : page.before[before.size() - 1];
        const Entry& last = from.empty() ? page.before.front() : page.from[from.size() - 1];
        more_before = readable.any_down_from(first.seq - 1);
        more_after = readable.any_from(last.seq + 1);
    }
    out.key("messages").begin_array();
    for (auto message = before.rbegin(); message != before.rend(); ++message)
        out.raw(*message);
    for (const std::string& message : from)
        out.raw(message);
    out.end_array();
    out.key("more_before").boolean(more_before).key("more_after").boolean(more_after);
}

// The message to which the replies of the page belong. Below the floor it is not shown, though
// replies above it are.
Refusal write_root(const Asker& asker, const Membership& membership, std::int64_t root,
                   JsonWriter& out) {
    const ConversationRow& conversation = membership.conversation;
    if (root > conversation.head.seq) {
        return bad_field("thread", "There is no message with this number yet.");
    }
    const auto message = asker.snapshot.message(conversation.id, root);
    if (message && message->thread != 0) {
        return bad_field("thread", "This message is a reply in a thread itself.");
    }
    if (message && root >= floor_seq_of(membership)) {
        out.key("root");
        write_message(asker, *message, out);
    }
    const auto thread = asker.snapshot.thread(conversation.id, root);
    out.key("thread_head").integer(thread ? thread->head : 0);
    return std::nullopt;
}

}  // namespace

Refusal write_answer(const Asker& asker, const HistoryGet& request, JsonWriter& out) {
    auto found = readable_conversation(asker, request.conversation);
    if (auto* refusal = std::get_if<ProtocolError>(&found)) return std::move(*refusal);
    const auto& membership = std::get<Membership>(found);
    if (request.thread) {
        if (auto refusal = write_root(asker, membership, *request.thread, out)) return refusal;
    }
    const Readable readable(asker.snapshot, membership, request.thread);
    write_page(asker, readable, request, out);
    const LogHead& head = membership.conversation.head;
    out.key("floor_seq").integer(readable.floor());
    out.key("head_seq").integer(head.seq).key("head_rev").integer(head.rev);
    return std::nullopt;
}

}  // namespace parley
