// member.ban and member.mute.

#include "memberships.hpp"
#include "parley/protocol/entry_data.hpp"

namespace parley {

Decision decide_write(WriteTurn& turn, const MemberBan& request) {
    const Place place = turn.enter(request.conversation, Action::moderate);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    if (!turn.rows.user(request.user)) return not_found("user");
    const CachedMember& target = turn.rows.member(request.conversation, request.user);
    if (target.row) {
        const Verdict verdict = decide_over(place.actor_row().role, target.row->role);
        if (verdict != Verdict::allowed) return refusal_of(verdict);
    }
    const bool is_banned = turn.store.ban(request.conversation, request.user).has_value();
    if (is_banned == request.on) return unchanged_ok();
    if (!turn.claim_key(place.row())) return KeyTaken{};

    const Numbered entry = turn.log.append(
        *place.conversation, turn.draft(EntryKind::member_banned, banned_data(request, turn.ids)));
    if (!request.on) {
        turn.store.remove_ban(request.conversation, request.user);
        return ok_of(entry);
    }
    BanRow ban;
    ban.user = request.user;
    ban.by = turn.actor;
    ban.time = entry.time;
    ban.reason = request.reason.value_or("");
    turn.store.put_ban(request.conversation, ban);
    turn.store.remove_join_request(request.conversation, request.user);
    if (target.row) expel(turn, *place.conversation, {request.user}, false);
    return ok_of(entry);
}

Decision decide_write(WriteTurn& turn, const MemberMute& request) {
    const Place place = turn.enter(request.conversation, Action::moderate);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    const CachedMember& target = turn.rows.member(request.conversation, request.user);
    if (!target.row) return not_found("member");
    const Verdict verdict = decide_over(place.actor_row().role, target.row->role);
    if (verdict != Verdict::allowed) return refusal_of(verdict);
    // A time that is over mutes nobody.
    const auto ahead = [&](WallTime until) { return until > turn.now() ? until : 0; };
    const WallTime until = ahead(request.until);
    if (until == ahead(target.row->muted_until)) return unchanged_ok();
    if (!turn.claim_key(place.row())) return KeyTaken{};

    const Numbered entry = turn.log.append(
        *place.conversation,
        turn.draft(EntryKind::member_muted, muted_data(request.user, until, turn.ids)));
    MemberRow changed = *target.row;
    changed.muted_until = until;
    turn.rows.put_member(request.conversation, changed);
    return ok_of(entry);
}

}  // namespace parley
