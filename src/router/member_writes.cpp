// member.add, member.remove, member.leave and member.role.

#include <algorithm>

#include "parley/protocol/entry_data.hpp"
#include "write_turn.hpp"

namespace parley {
namespace {

std::int64_t count_of(const std::vector<UserId>& users) {
    return static_cast<std::int64_t>(users.size());
}

// The users who are members, or those who are not.
std::vector<UserId> those_who_are(WriteTurn& turn, ConversationId conversation,
                                  const std::vector<UserId>& users, bool members) {
    std::vector<UserId> found;
    for (UserId user : users) {
        if (turn.rows.member(conversation, user).row.has_value() == members) found.push_back(user);
    }
    return found;
}

// Removes members who are such, with one entry: theirs, and `left` in each one's `self`.
Numbered remove(WriteTurn& turn, CachedConversation& conversation, std::vector<UserId> users) {
    const ConversationId id = conversation.row.id;
    conversation.row.members_count -= count_of(users);
    turn.rows.row_changed(conversation);
    std::string data = members_data(users, turn.ids);
    const Numbered removed = turn.log.append(
        conversation, turn.draft(EntryKind::member_removed, std::move(data), users));
    for (UserId user : users) {
        turn.rows.remove_member(id, user);
        turn.note_membership(user, EntryKind::self_left, id);
    }
    return removed;
}

// Gives the role and says so. The first entry of a request carries the request.
Numbered give_role(WriteTurn& turn, CachedConversation& conversation, const MemberRow& member,
                   Role role, bool first) {
    std::string data = role_data(member.user, role, turn.ids);
    const Numbered entry = turn.log.append(
        conversation, first ? turn.draft(EntryKind::member_role, std::move(data))
                            : turn.following_draft(EntryKind::member_role, std::move(data)));
    MemberRow changed = member;
    changed.role = role;
    turn.rows.put_member(conversation.row.id, changed);
    return entry;
}

}  // namespace

Decision decide_write(WriteTurn& turn, const MemberAdd& request) {
    const Place place = turn.enter(request.conversation, Action::add_members);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    if (!turn.all_exist(request.users)) return not_found("user");
    const std::vector<UserId> added =
        those_who_are(turn, request.conversation, request.users, false);
    if (added.empty()) return unchanged_ok();
    ConversationRow& row = place.row();
    if (row.members_count + count_of(added) > turn.options.members_max) {
        return too_large("users", turn.options.members_max);
    }
    if (!turn.claim_key(row)) return KeyTaken{};

    row.members_count += count_of(added);
    turn.rows.row_changed(*place.conversation);
    const Numbered entry =
        turn.log.append(*place.conversation,
                        turn.draft(EntryKind::member_added, members_data(added, turn.ids), added));
    const bool sees_all = row.history == History::shared;
    for (UserId user : added) {
        turn.rows.put_member(row.id,
                             MemberRow{.user = user,
                                       .role = Role::member,
                                       .joined_rev = entry.rev,
                                       .joined_pos = entry.pos,
                                       .joined_time = entry.time,
                                       .floor_rev = sees_all ? row.floor_rev : entry.rev,
                                       .floor_seq = sees_all ? row.floor_seq : row.head.seq + 1,
                                       .read_seq = row.head.seq});
        turn.note_membership(user, EntryKind::self_joined, row.id);
    }
    return ok_of(entry);
}

Decision decide_write(WriteTurn& turn, const MemberRemove& request) {
    const Place place = turn.enter(request.conversation, Action::remove_members);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    if (!turn.all_exist(request.users)) return not_found("user");
    std::vector<UserId> removed = those_who_are(turn, request.conversation, request.users, true);
    if (removed.empty()) return unchanged_ok();
    for (UserId user : removed) {
        // Nobody removes the owner, who leaves by member.leave.
        if (turn.rows.member(request.conversation, user).row->role == Role::owner) {
            return forbidden("owner");
        }
    }
    if (!turn.claim_key(place.row())) return KeyTaken{};
    return ok_of(remove(turn, *place.conversation, std::move(removed)));
}

Decision decide_write(WriteTurn& turn, const MemberLeave& request) {
    const Place place = turn.enter(request.conversation, Action::leave);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    if (!turn.claim_key(place.row())) return KeyTaken{};

    const bool was_owner = place.actor_row().role == Role::owner;
    const Numbered left = remove(turn, *place.conversation, {turn.actor});
    if (was_owner) {
        if (const auto heir = turn.store.successor(request.conversation, turn.actor)) {
            // The store's row lacks what is written back at the end of the batch.
            const CachedMember& member = turn.rows.member(request.conversation, heir->user);
            if (member.row) give_role(turn, *place.conversation, *member.row, Role::owner, false);
        }
    }
    return ok_of(left);
}

Decision decide_write(WriteTurn& turn, const MemberRole& request) {
    const Place place = turn.enter(request.conversation, Action::change_roles);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    const CachedMember& target = turn.rows.member(request.conversation, request.user);
    if (!target.row) return not_found("member");
    if (target.row->role == request.role) return unchanged_ok();
    if (request.user == turn.actor) {
        return bad_field("role", "The owner hands the conversation over first.");
    }
    if (!turn.claim_key(place.row())) return KeyTaken{};

    const Numbered entry = give_role(turn, *place.conversation, *target.row, request.role, true);
    if (request.role == Role::owner) {
        give_role(turn, *place.conversation, place.actor_row(), Role::admin, false);
    }
    return ok_of(entry);
}

}  // namespace parley
