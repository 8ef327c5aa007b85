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

// Leaving and coming back frees from neither a mute nor slow mode.
void keep_restraint(WriteTurn& turn, const ConversationRow& group, const MemberRow& member) {
    const bool muted = member.muted_until > turn.now();
    const bool slowed = group.slow_ms > 0 && member.last_message + group.slow_ms > turn.now();
    if (!muted && !slowed) return;
    const RestraintRow restraint{.user = member.user,
                                 .muted_until = muted ? member.muted_until : 0,
                                 .last_message = member.last_message};
    turn.store.put_restraint(group.id, restraint);
}

// The mute is said anew: those who heard of the member's end have forgotten it.
void take_up_restraint(WriteTurn& turn, CachedConversation& group, MemberRow member) {
    const ConversationId id = group.row.id;
    const auto restraint = turn.store.restraint(id, member.user);
    if (!restraint) return;
    turn.store.remove_restraint(id, member.user);
    member.last_message = restraint->last_message;
    if (restraint->muted_until > turn.now()) {
        member.muted_until = restraint->muted_until;
        turn.log.append(
            group, turn.following_draft(EntryKind::member_muted,
                                        muted_data(member.user, member.muted_until, turn.ids)));
    }
    turn.rows.put_member(id, member);
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
        take_up_restraint(turn, group, *turn.rows.member(row.id, user).row);
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
        keep_restraint(turn, group.row, *turn.rows.member(id, user).row);
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
