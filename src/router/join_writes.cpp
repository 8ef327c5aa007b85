// conversation.join and join.decide: how one comes into a group without being added.

#include "memberships.hpp"
#include "parley/protocol/entry_data.hpp"
#include "parley/router/group_invite.hpp"

namespace parley {
namespace {

Decision already_in(ConversationId conversation) {
    WriteOk ok = unchanged_ok();
    ok.conversation = conversation;
    return ok;
}

std::optional<ProtocolError> check_ban(WriteTurn& turn, ConversationId group) {
    if (!turn.store.ban(group, turn.actor)) return std::nullopt;
    return make_error(ErrorCode::forbidden, "This account is banned from here.");
}

std::optional<ProtocolError> check_room(const WriteTurn& turn, const ConversationRow& group) {
    if (has_room_for(turn, group, 1)) return std::nullopt;
    return too_large("conversation", turn.options.members_max);
}

Decision join(WriteTurn& turn, CachedConversation& group, const GroupInviteRow* invite) {
    if (auto refusal = check_ban(turn, group.row.id)) return *std::move(refusal);
    if (auto refusal = check_room(turn, group.row)) return *std::move(refusal);
    if (!turn.claim_key(group.row)) return KeyTaken{};
    WriteOk ok =
        ok_of(admit(turn, group, {turn.actor}, invite ? std::optional(invite->rev) : std::nullopt));
    ok.conversation = group.row.id;
    if (invite && invite->uses_left > 0) {
        turn.store.put_group_invite_uses(group.row.id, invite->rev, invite->uses_left - 1);
    }
    return ok;
}

// A link leads into its group whatever `join` says.
Decision join_by_link(WriteTurn& turn, std::string_view token) {
    const std::optional<GroupInviteRow> invite = find_group_invite(turn.store, token);
    CachedConversation* group = invite ? turn.rows.conversation(invite->conversation) : nullptr;
    if (!group) return not_found("invite");
    if (turn.rows.member(group->row.id, turn.actor).row) return already_in(group->row.id);
    if (!is_live(*invite, turn.now())) return not_found("invite");
    return join(turn, *group, &*invite);
}

Decision ask_to_join(WriteTurn& turn, CachedConversation& group) {
    const ConversationId id = group.row.id;
    if (auto refusal = check_ban(turn, id)) return *std::move(refusal);
    WriteOk ok = unchanged_ok();
    if (!turn.store.join_request(id, turn.actor)) {
        if (!turn.claim_key(group.row)) return KeyTaken{};
        ok = ok_of(turn.log.append(
            group, turn.draft(EntryKind::join_requested, user_data(turn.actor, turn.ids))));
        turn.store.put_join_request(id, JoinRequestRow{.user = turn.actor, .time = *ok.time});
    }
    ok.conversation = id;
    ok.requested = true;
    return ok;
}

}  // namespace

Decision decide_write(WriteTurn& turn, const ConversationJoin& request) {
    if (request.token) return join_by_link(turn, *request.token);
    CachedConversation* group = turn.rows.conversation(request.conversation);
    if (!group) return not_found("conversation");
    if (turn.rows.member(request.conversation, turn.actor).row) {
        return already_in(request.conversation);
    }
    // What is not public is not there.
    if (group->row.kind == ConversationKind::direct) return not_found("conversation");
    switch (group->row.join) {
        case JoinRule::invite:
            return not_found("conversation");
        case JoinRule::request:
            return ask_to_join(turn, *group);
        case JoinRule::open:
            return join(turn, *group, nullptr);
    }
    return not_found("conversation");
}

Decision decide_write(WriteTurn& turn, const JoinDecide& request) {
    const Place place = turn.enter(request.conversation, Action::add_members);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    if (!turn.store.join_request(request.conversation, request.user)) {
        return not_found("join request");
    }
    if (request.accept) {
        if (auto refusal = check_room(turn, place.row())) return *std::move(refusal);
    }
    if (!turn.claim_key(place.row())) return KeyTaken{};
    if (request.accept) return ok_of(admit(turn, *place.conversation, {request.user}));

    const Numbered declined =
        turn.log.append(*place.conversation,
                        turn.draft(EntryKind::join_declined, user_data(request.user, turn.ids)));
    turn.store.remove_join_request(request.conversation, request.user);
    turn.note_self(request.user, EntryKind::self_declined,
                   conversation_data(request.conversation, turn.ids));
    return ok_of(declined);
}

}  // namespace parley
