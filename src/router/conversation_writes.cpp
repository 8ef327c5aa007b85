// conversation.open and conversation.create.

#include <algorithm>

#include "parley/protocol/entry_data.hpp"
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
        turn.note_membership(user, EntryKind::self_joined, id);
    }
    WriteOk ok = ok_of(created);
    ok.conversation = id;
    return ok;
}

// As it is stored and told: what was left out stands there with its default.
ConversationCreate with_defaults(ConversationCreate request) {
    request.history = request.history.value_or(History::shared);
    request.post = request.post.value_or(Audience::members);
    request.invite = request.invite.value_or(Audience::members);
    return request;
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

    const ConversationCreate settings = with_defaults(request);
    ConversationRow row;
    row.id = turn.store.next_conversation();
    row.kind = ConversationKind::group;
    row.title = settings.title;
    row.topic = settings.topic;
    row.history = *settings.history;
    row.post = *settings.post;
    row.invite = *settings.invite;
    std::string data = group_created_data(settings, members, turn.ids);
    return found(turn, std::move(row), members, std::move(data));
}

}  // namespace parley
