#include "memberships.hpp"

#include "parley/protocol/entry_data.hpp"

namespace parley {
namespace {

MemberRow new_member(UserId user, const ConversationRow& group, const Numbered& entry) {
    MemberRow row;
    row.user = user;
    row.joined_rev = entry.rev;
    row.joined_pos = entry.pos;
    row.joined_time = entry.time;
    const bool sees_all = group.history == History::shared;
    row.floor_rev = sees_all ? group.floor_rev : entry.rev;
    row.floor_seq = sees_all ? group.floor_seq : group.head.seq + 1;
    row.read_seq = group.head.seq;
    return row;
}

}  // namespace

bool has_room_for(const WriteTurn& turn, const ConversationRow& group, std::size_t count) {
    return group.members_count + static_cast<std::int64_t>(count) <= turn.options.members_max;
}

Numbered admit(WriteTurn& turn, CachedConversation& group, std::vector<UserId> users,
               std::optional<std::int64_t> invite) {
    ConversationRow& row = group.row;
    const bool was_empty = row.members_count == 0;
    turn.rows.row_changed(group);
    row.members_count += std::ssize(users);
    const Numbered entry = turn.log.append(
        group, turn.draft(EntryKind::member_added, members_data(users, turn.ids, invite), users));
    for (const UserId user : users) {
        turn.rows.put_member(row.id, new_member(user, row, entry));
        turn.store.remove_join_request(row.id, user);
        turn.note_self(user, EntryKind::self_joined, conversation_data(row.id, turn.ids));
    }
    if (was_empty) {
        // A copy: the cached row is replaced meanwhile.
        const MemberRow first = *turn.rows.member(row.id, users.front()).row;
        give_role(turn, group, first, Role::owner, false);
    }
    return entry;
}

Numbered expel(WriteTurn& turn, CachedConversation& group, std::vector<UserId> users, bool first) {
    const ConversationId id = group.row.id;
    turn.rows.row_changed(group);
    group.row.members_count -= std::ssize(users);
    std::string data = members_data(users, turn.ids);
    const Numbered removed = turn.log.append(
        group, first ? turn.draft(EntryKind::member_removed, std::move(data), users)
                     : turn.following_draft(EntryKind::member_removed, std::move(data), users));
    for (const UserId user : users) {
        turn.rows.remove_member(id, user);
        turn.store.remove_personal(user, id);
        turn.note_self(user, EntryKind::self_left, conversation_data(id, turn.ids));
    }
    return removed;
}

Numbered give_role(WriteTurn& turn, CachedConversation& group, const MemberRow& member, Role role,
                   bool first) {
    std::string data = role_data(member.user, role, turn.ids);
    const Numbered entry = turn.log.append(
        group, first ? turn.draft(EntryKind::member_role, std::move(data))
                     : turn.following_draft(EntryKind::member_role, std::move(data)));
    MemberRow changed = member;
    changed.role = role;
    // Nobody could lift it any more.
    if (role == Role::owner) changed.muted_until = 0;
    turn.rows.put_member(group.row.id, changed);
    return entry;
}

}  // namespace parley
