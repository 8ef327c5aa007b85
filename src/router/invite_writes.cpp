// invite.create, invite.revoke, and what a link leads to.

#include <algorithm>

#include "parley/core/token_text.hpp"
#include "parley/protocol/entry_data.hpp"
#include "parley/router/group_invite.hpp"
#include "write_turn.hpp"

namespace parley {
namespace {

constexpr std::size_t kInvitesMax = 100;  // of one conversation that may still be used

// The links that nobody can use any more, if there are so many links that they must go to make room
// for one more; none: all of them can be used.
std::optional<std::vector<std::int64_t>> find_room(WriteTurn& turn, ConversationId conversation) {
    const std::vector<GroupInviteRow> invites = turn.store.group_invites(conversation);
    std::vector<std::int64_t> dead;
    if (invites.size() < kInvitesMax) return dead;
    for (const GroupInviteRow& invite : invites) {
        if (!is_live(invite, turn.now())) dead.push_back(invite.rev);
    }
    if (dead.empty()) return std::nullopt;
    return dead;
}

std::optional<WallTime> expiry_of(const WriteTurn& turn, const InviteCreate& request) {
    if (!request.expires_in) return std::nullopt;
    return turn.now() + std::min(*request.expires_in, kForEver - turn.now());
}

}  // namespace

std::optional<GroupInviteRow> find_group_invite(Lookup& lookup, std::string_view token) {
    if (!is_token_text(kGroupInvitePrefix, token)) return std::nullopt;
    return lookup.group_invite_by_token(token);
}

bool is_live(const GroupInviteRow& invite, WallTime now) {
    return invite.uses_left != 0 && (invite.expires == 0 || invite.expires > now);
}

Decision decide_write(WriteTurn& turn, const InviteCreate& request) {
    const Place place = turn.enter(request.conversation, Action::add_members);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    const auto dead = find_room(turn, request.conversation);
    if (!dead) {
        return make_error(ErrorCode::quota, "This conversation has as many links as it can.");
    }
    if (!turn.claim_key(place.row())) return KeyTaken{};

    for (const std::int64_t rev : *dead)
        turn.store.remove_group_invite(request.conversation, rev);
    const std::optional<WallTime> expires = expiry_of(turn, request);
    const Numbered entry = turn.log.append(
        *place.conversation,
        turn.draft(EntryKind::invite_created, invite_created_data(request.uses, expires)));
    GroupInviteRow invite;
    invite.conversation = request.conversation;
    invite.rev = entry.rev;
    invite.token = make_token_text(kGroupInvitePrefix, turn.random);
    invite.by = turn.actor;
    invite.uses_left = request.uses.value_or(-1);
    invite.expires = expires.value_or(0);
    invite.created = entry.time;
    turn.store.insert_group_invite(invite);
    WriteOk ok = ok_of(entry);
    ok.invite = invite.rev;
    ok.token = std::move(invite.token);
    return ok;
}

Decision decide_write(WriteTurn& turn, const InviteRevoke& request) {
    const Place place = turn.enter(request.conversation, Action::read);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    const auto invite = turn.store.group_invite(request.conversation, request.invite);
    if (!invite) return not_found("invite");
    const Verdict over_others = decide(Action::moderate, place.row(), place.actor->row);
    if (invite->by != turn.actor && over_others != Verdict::allowed) {
        return refusal_of(over_others);
    }
    if (!turn.claim_key(place.row())) return KeyTaken{};

    const Numbered entry =
        turn.log.append(*place.conversation,
                        turn.draft(EntryKind::invite_revoked, invite_revoked_data(request.invite)));
    turn.store.remove_group_invite(request.conversation, request.invite);
    return ok_of(entry);
}

}  // namespace parley
