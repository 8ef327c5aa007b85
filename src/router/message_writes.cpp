// message.send and conversation.read.

#include <algorithm>

#include "parley/protocol/entry_data.hpp"
#include "write_turn.hpp"

namespace parley {
namespace {

std::optional<ProtocolError> check_message(WriteTurn& turn, const Place& place,
                                           const MessageSend& request) {
    const LogHead& head = place.row().head;
    if (request.if_rev && *request.if_rev != head.rev) {
        ProtocolError error = refusal(ErrorCode::conflict, "The conversation has changed.");
        error.current = head.rev;
        return error;
    }
    if (request.reply_to) {
        const std::int64_t floor_seq = std::max(place.actor_row().floor_seq, place.row().floor_seq);
        if (*request.reply_to < floor_seq || *request.reply_to > head.seq) {
            return bad_field("reply_to", "There is no such message to reply to.");
        }
    }
    if (request.mentions && !turn.all_exist(request.mentions->users)) return not_found("user");
    return std::nullopt;
}

}  // namespace

Decision decide_write(WriteTurn& turn, const MessageSend& request) {
    const Place place = turn.enter(request.conversation, Action::send);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    if (auto refusal = check_message(turn, place, request)) return *std::move(refusal);
    if (!turn.claim_key(place.row())) return KeyTaken{};

    const Numbered message = turn.log.append(
        *place.conversation, turn.draft(EntryKind::message, message_data(request, turn.ids)));
    if (request.mentions && (request.mentions->all || !request.mentions->users.empty())) {
        turn.store.add_mentions(request.conversation, message.seq, request.mentions->all,
                                request.mentions->users);
    }
    // Who sends has read, without an entry in `self`.
    place.actor_row().read_seq = message.seq;
    turn.rows.read_seq_changed(*place.actor);

    WriteOk ok = ok_of(message);
    ok.seq = message.seq;
    return ok;
}

Decision decide_write(WriteTurn& turn, const ConversationRead& request) {
    const Place place = turn.enter(request.conversation, Action::read);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    const LogHead& head = place.row().head;
    if (request.seq > head.seq) return bad_field("seq", "There is no such message yet.");

    MemberRow& member = place.actor_row();
    WriteOk ok = unchanged_ok();
    CachedUser* account = turn.rows.user(turn.actor);
    if (request.seq > member.read_seq && account) {
        ok = ok_of(turn.log.append_self(*account, EntryKind::self_read, turn.actor,
                                        read_data(request.conversation, request.seq, turn.ids)));
        member.read_seq = request.seq;
        turn.rows.read_seq_changed(*place.actor);
    }
    ok.read_seq = member.read_seq;
    ok.unread = std::max<std::int64_t>(0, head.seq - member.read_seq);
    return ok;
}

}  // namespace parley
