// conversation.open, conversation.create and conversation.update.

#include <algorithm>

#include "changes.hpp"
#include "parley/protocol/entry_data.hpp"
#include "parley/text/search_key.hpp"
#include "write_turn.hpp"

namespace parley {
namespace {

using RoleList = std::vector<std::pair<UserId, Role>>;

// Makes the conversation, its first entry, and everyone's membership. `row` has no head yet.
Decision found(WriteTurn& turn, ConversationRow row, const RoleList& members, std::string data) {
    if (!turn.claim_key(row)) return KeyTaken{};
    row.members_count = static_cast<std::int64_t>(members.size());
    row.head.chain = turn.log.chain_start(row.id);
    CachedConversation& conversation = turn.rows.insert_conversation(std::move(row));
    const ConversationId id = conversation.row.id;

    std::vector<UserId> users;
    for (const auto& [user, role] : members)
        users.push_back(user);
    const Numbered created = turn.log.append(
        conversation,
        turn.draft(EntryKind::conversation_created, std::move(data), std::move(users)));
    for (const auto& [user, role] : members) {
        turn.rows.put_member(id, MemberRow{.user = user,
                                           .role = role,
                                           .joined_rev = created.rev,
                                           .joined_pos = created.pos,
                                           .joined_time = created.time});
        turn.note_self(user, EntryKind::self_joined, conversation_data(id, turn.ids));
    }
    WriteOk ok = ok_of(created);
    ok.conversation = id;
    return ok;
}

// An empty topic is none.
bool change_topic(std::optional<std::string>& row, std::optional<std::string>& wanted) {
    std::string topic = row.value_or("");
    if (!change(topic, wanted)) return false;
    row = topic.empty() ? std::nullopt : std::optional(std::move(topic));
    return true;
}

bool change_title(ConversationRow& row, std::optional<std::string>& wanted) {
    if (!change(row.title, wanted)) return false;
    row.title_key = search_key(row.title);
    return true;
}

bool change_settings(ConversationRow& row, ConversationUpdate& changes) {
    bool changed = change_title(row, changes.title);
    changed |= change_topic(row.topic, changes.topic);
    changed |= change(row.history, changes.history);
    changed |= change(row.post, changes.post);
    changed |= change(row.invite, changes.invite);
    changed |= change(row.pin, changes.pin);
    changed |= change(row.settings, changes.settings);
    changed |= change(row.join, changes.join);
    changed |= change(row.slow_ms, changes.slow_ms);
    changed |= change(row.versions, changes.versions);
    return changed;
}

// The row of a new group. What the request leaves out stays as a row begins.
ConversationRow group_row(const ConversationCreate& request) {
    ConversationRow row;
    row.kind = ConversationKind::group;
    row.title = request.title;
    row.title_key = search_key(request.title);
    row.topic = request.topic;
    row.history = request.history.value_or(row.history);
    row.post = request.post.value_or(row.post);
    row.invite = request.invite.value_or(row.invite);
    row.pin = request.pin.value_or(row.pin);
    row.settings = request.settings.value_or(row.settings);
    row.join = request.join.value_or(row.join);
    row.slow_ms = request.slow_ms.value_or(row.slow_ms);
    row.versions = request.versions.value_or(row.versions);
    return row;
}

}  // namespace

Decision decide_write(WriteTurn& turn, const ConversationOpen& request) {
    if (!turn.rows.user(request.user)) return not_found("user");
    const auto [low, high] = std::minmax(turn.actor, request.user);
    if (const auto open = turn.store.direct_conversation(low, high)) {
        WriteOk ok = unchanged_ok();
        ok.conversation = *open;
        return ok;
    }

    if (turn.store.blocks(turn.actor, request.user) ||
        turn.store.blocks(request.user, turn.actor)) {
        return refusal_of(Verdict::blocked);
    }

    ConversationRow row;
    row.id = turn.store.next_conversation();
    row.kind = ConversationKind::direct;
    row.direct_low = low;
    row.direct_high = high;
    RoleList members = {{turn.actor, Role::member}};
    if (request.user != turn.actor) members.emplace_back(request.user, Role::member);
    std::string data = direct_created_data(members, turn.ids);
    return found(turn, std::move(row), members, std::move(data));
}

Decision decide_write(WriteTurn& turn, const ConversationCreate& request) {
    RoleList members = {{turn.actor, Role::owner}};
    for (UserId user : request.members) {
        if (user != turn.actor) members.emplace_back(user, Role::member);
    }
    if (static_cast<std::int64_t>(members.size()) > turn.options.members_max) {
        return too_large("members", turn.options.members_max);
    }
    if (!turn.all_exist(request.members)) return not_found("user");
    if (turn.is_blocked_by_any(request.members)) return refusal_of(Verdict::blocked);

    ConversationRow row = group_row(request);
    row.id = turn.store.next_conversation();
    std::string data = group_created_data(request, members, turn.ids);
    return found(turn, std::move(row), members, std::move(data));
}

Decision decide_write(WriteTurn& turn, const ConversationUpdate& request) {
    const Place place = turn.enter(request.conversation, Action::change_settings);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    if (request.if_rev && *request.if_rev != place.row().head.rev) {
        return conflict("The conversation has changed.", place.row().head.rev);
    }
    ConversationRow changed = place.row();
    ConversationUpdate changes = request;
    if (!change_settings(changed, changes)) return unchanged_ok();
    if (!turn.claim_key(place.row())) return KeyTaken{};

    place.row() = std::move(changed);
    turn.rows.row_changed(*place.conversation);
    return ok_of(turn.log.append(
        *place.conversation, turn.draft(EntryKind::conversation_updated, updated_data(changes))));
}

}  // namespace parley
