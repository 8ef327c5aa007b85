// member.add, member.remove, member.leave and member.role.

#include <algorithm>

#include "memberships.hpp"

namespace parley {
namespace {

// The users who are members, or those who are not.
std::vector<UserId> those_who_are(WriteTurn& turn, ConversationId conversation,
                                  const std::vector<UserId>& users, bool members) {
    std::vector<UserId> found;
    for (UserId user : users) {
        if (turn.rows.member(conversation, user).row.has_value() == members) found.push_back(user);
    }
    return found;
}

}  // namespace

Decision decide_write(WriteTurn& turn, const MemberAdd& request) {
    const Place place = turn.enter(request.conversation, Action::add_members);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    if (!turn.all_exist(request.users)) return not_found("user");
    const std::vector<UserId> added =
        those_who_are(turn, request.conversation, request.users, false);
    if (added.empty()) return unchanged_ok();
    if (turn.is_blocked_by_any(added)) return refusal_of(Verdict::blocked);
    for (const UserId user : added) {
        if (turn.store.ban(request.conversation, user)) {
            return make_error(ErrorCode::bad_state, "One of these users is banned from here.");
        }
    }
    if (!has_room_for(turn, place.row(), added.size())) {
        return too_large("users", turn.options.members_max);
    }
    if (!turn.claim_key(place.row())) return KeyTaken{};
    return ok_of(admit(turn, *place.conversation, added));
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
    return ok_of(expel(turn, *place.conversation, std::move(removed), true));
}

Decision decide_write(WriteTurn& turn, const MemberLeave& request) {
    const Place place = turn.enter(request.conversation, Action::leave);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    if (!turn.claim_key(place.row())) return KeyTaken{};

    const bool was_owner = place.actor_row().role == Role::owner;
    const Numbered left = expel(turn, *place.conversation, {turn.actor}, true);
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
