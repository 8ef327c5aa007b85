#include <unordered_map>
#include <unordered_set>

#include "answers.hpp"
#include "parley/router/user_fields.hpp"

namespace parley {
namespace {

// As in a list item: no more are counted for one conversation.
constexpr std::int64_t kMentionsMax = 100;

struct Counts {
    std::int64_t unread = 0;
    std::int64_t mentions = 0;
    std::int64_t conversations = 0;
    std::int64_t muted_unread = 0;
};

Counts counts_of(const Asker& asker) {
    std::unordered_map<ConversationId, PersonalRow> personals;
    for (PersonalRow& row : asker.snapshot.personals(asker.user)) {
        const ConversationId conversation = row.conversation;
        personals.emplace(conversation, std::move(row));
    }
    Counts counts;
    for (const MembershipHead& one : asker.snapshot.membership_heads(asker.user, -1)) {
        const auto personal = personals.find(one.conversation);
        const bool is_set = personal != personals.end();
        const std::int64_t unread = std::max<std::int64_t>(0, one.head.seq - one.read_seq);
        if (unread > 0 || (is_set && personal->second.marked_unread)) ++counts.conversations;
        if (unread == 0) continue;
        counts.unread += unread;
        if (is_set && personal->second.muted_until > asker.now) counts.muted_unread += unread;
        counts.mentions += std::ssize(asker.snapshot.mention_seqs(
            one.conversation, asker.user, std::max(one.read_seq, one.floor_seq - 1), kMentionsMax));
    }
    return counts;
}

}  // namespace

Refusal write_answer(const Asker& asker, const AccountCounts&, JsonWriter& out) {
    const Counts counts = counts_of(asker);
    const ThreadCounts threads = asker.snapshot.thread_counts(asker.user);
    out.key("unread").integer(counts.unread).key("mentions").integer(counts.mentions);
    out.key("conversations").integer(counts.conversations);
    out.key("muted_unread").integer(counts.muted_unread);
    out.key("threads").integer(threads.unread_threads);
    out.key("thread_unread").integer(threads.unread_replies);
    return std::nullopt;
}

Refusal write_answer(const Asker& asker, const AccountGet&, JsonWriter& out) {
    const auto user = asker.snapshot.user(asker.user);
    if (!user) return not_found("user");
    out.key("user");
    append_user(out.out(), fields_of(*user, true), asker.ids);
    out.key("settings").begin_object();
    out.key("read_receipts").boolean(user->read_receipts).end_object();
    out.key("blocked").begin_array();
    for (const UserId blocked : asker.snapshot.blocked_by(asker.user))
        write_id(out, blocked, asker.ids);
    out.end_array();
    out.key("self_rev").integer(user->self.rev);
    return std::nullopt;
}

// The devices that are signed in.
Refusal write_answer(const Asker& asker, const DeviceList&, JsonWriter& out) {
    std::unordered_set<DeviceId> signed_in;
    DeviceId current;
    for (const SessionRow& session : asker.snapshot.sessions(asker.user)) {
        signed_in.insert(session.device);
        if (session.id == asker.session) current = session.device;
    }
    out.key("devices").begin_array();
    for (const DeviceRow& device : asker.snapshot.devices(asker.user)) {
        if (signed_in.count(device.id) == 0) continue;
        out.begin_object().key("device");
        write_id(out, device.id, asker.ids);
        out.key("name").string(device.name).key("platform").string(device.platform);
        out.key("created").integer(device.created).key("last_seen").integer(device.last_seen);
        out.key("current").boolean(device.id == current).end_object();
    }
    out.end_array();
    return std::nullopt;
}

}  // namespace parley
