#include <algorithm>

#include "messages.hpp"

namespace parley {
namespace {

constexpr std::int64_t kMentionsMax = 100;

bool is_low(const Asker& asker, const ConversationRow& direct) {
    return direct.direct_low == asker.user;
}

// The newest message that has reached one of the peer's devices; 0 if none has.
std::int64_t delivered_seq_of(const Asker& asker, const ConversationRow& direct, UserId peer) {
    std::int64_t pos = 0;
    for (const DeviceRow& device : asker.snapshot.devices(peer))
        pos = std::max(pos, device.delivered_pos);
    const LogPlace missing = asker.snapshot.first_behind(direct.id, direct.head, pos);
    if (missing.rev > direct.head.rev) return direct.head.seq;
    const auto newest = asker.snapshot.entry(direct.id, missing.rev - 1);
    return newest ? newest->seq : 0;
}

// How far the peer has come. To whom no read receipts are due, delivery by acknowledgement alone.
void write_receipts(const Asker& asker, const ConversationRow& direct, UserId peer,
                    JsonWriter& out) {
    std::int64_t delivered = delivered_seq_of(asker, direct, peer);
    const auto own = asker.snapshot.user(asker.user);
    const auto other = asker.snapshot.user(peer);
    if (own && other && own->read_receipts && other->read_receipts) {
        const auto member = asker.snapshot.member(direct.id, peer);
        const std::int64_t read = member ? member->read_seq : 0;
        delivered = std::max(delivered, read);
        out.key("peer_read_seq").integer(read);
    }
    out.key("peer_delivered_seq").integer(delivered);
}

void write_direct(const Asker& asker, const ConversationRow& row, JsonWriter& out) {
    const UserId peer = is_low(asker, row) ? row.direct_high : row.direct_low;
    out.key("peer");
    write_id(out, peer, asker.ids);
    if (peer == asker.user) return;
    write_receipts(asker, row, peer, out);
    const bool blocked = is_low(asker, row) ? row.blocked_by_low : row.blocked_by_high;
    if (blocked) out.key("blocked").boolean(true);
}

void write_group(const ConversationRow& row, JsonWriter& out) {
    out.key("title").string(row.title);
    if (row.topic) out.key("topic").string(*row.topic);
    out.key("history").string(name_of(row.history));
    out.key("post").string(name_of(row.post));
    out.key("invite").string(name_of(row.invite));
    out.key("pin").string(name_of(row.pin));
    out.key("settings").string(name_of(row.settings));
    out.key("join").string(name_of(row.join));
    out.key("slow_ms").integer(row.slow_ms);
    out.key("versions").boolean(row.versions);
}

void write_unread(const Asker& asker, const Membership& one, JsonWriter& out) {
    const std::int64_t read_seq = one.member.read_seq;
    const std::int64_t unread = std::max<std::int64_t>(0, one.conversation.head.seq - read_seq);
    std::vector<std::int64_t> mentions;
    if (unread > 0) {
        mentions =
            asker.snapshot.mention_seqs(one.conversation.id, asker.user,
                                        std::max(read_seq, floor_seq_of(one) - 1), kMentionsMax);
    }
    out.key("read_seq").integer(read_seq).key("unread").integer(unread);
    out.key("mentions").integer(std::ssize(mentions));
    out.key("mention_seqs").begin_array();
    for (const std::int64_t seq : mentions)
        out.integer(seq);
    out.end_array();
}

void write_newest(const Asker& asker, const Membership& one, JsonWriter& out) {
    const LogHead& head = one.conversation.head;
    const bool any = head.seq >= floor_seq_of(one);
    out.key("active").integer(any ? head.message_time : one.member.joined_time);
    if (!any) return;
    if (const auto last = asker.snapshot.message(one.conversation.id, head.seq)) {
        out.key("last");
        write_message(asker, *last, out);
    }
}

void write_personal(const Asker& asker, const Membership& one, JsonWriter& out) {
    const PersonalRow own =
        asker.snapshot.personal(asker.user, one.conversation.id).value_or(PersonalRow{});
    out.key("muted");
    if (own.muted_until > asker.now && own.muted_until != kForEver) {
        out.integer(own.muted_until);
    } else {
        out.boolean(own.muted_until > asker.now);
    }
    out.key("pinned").boolean(own.pinned).key("archived").boolean(own.archived);
    out.key("marked_unread").boolean(own.marked_unread);
    out.key("notify").string(name_of(own.notify));
    if (!own.draft.empty()) out.key("draft").string(own.draft);
}

}  // namespace

void write_item_members(const Asker& asker, const Membership& one, JsonWriter& out) {
    const ConversationRow& row = one.conversation;
    out.key("conversation");
    write_id(out, row.id, asker.ids);
    out.key("kind").string(name_of(row.kind));
    if (row.kind == ConversationKind::direct) {
        write_direct(asker, row, out);
    } else {
        write_group(row, out);
    }
    out.key("role").string(name_of(one.member.role));
    if (one.member.muted_until > asker.now) {
        out.key("muted_until").integer(one.member.muted_until);
    }
    out.key("head_seq").integer(row.head.seq).key("head_rev").integer(row.head.rev);
    out.key("floor_seq").integer(floor_seq_of(one)).key("floor_rev").integer(floor_rev_of(one));
    write_unread(asker, one, out);
    write_newest(asker, one, out);
    write_personal(asker, one, out);
    out.key("members_count").integer(row.members_count);
}

}  // namespace parley
