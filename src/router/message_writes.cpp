// message.send and conversation.read.

#include <algorithm>

#include "message_target.hpp"
#include "parley/protocol/entry_data.hpp"
#include "threads.hpp"

namespace parley {
namespace {

// In slow mode a member's messages keep their distance. A clock that was set back holds nobody up.
std::optional<ProtocolError> check_pace(const WriteTurn& turn, const Place& place) {
    const std::int64_t slow_ms = place.row().slow_ms;
    if (slow_ms == 0 || place.actor_row().role != Role::member) return std::nullopt;
    const std::int64_t elapsed = turn.now() - place.actor_row().last_message;
    if (elapsed < 0 || elapsed >= slow_ms) return std::nullopt;
    ProtocolError error =
        make_error(ErrorCode::rate_limited, "One message at a time: this conversation is slow.");
    error.scope = "slow_mode";
    error.retry_after_ms = slow_ms - elapsed;
    return error;
}

std::optional<ProtocolError> check_message(WriteTurn& turn, const Place& place,
                                           const MessageSend& request) {
    const LogHead& head = place.row().head;
    if (request.if_rev && *request.if_rev != head.rev) {
        return conflict("The conversation has changed.", head.rev);
    }
    if (request.reply_to) {
        const std::int64_t seq = *request.reply_to;
        if (seq < place.floor_seq() || seq > head.seq) {
            return bad_field("reply_to", "There is no such message to reply to.");
        }
        if (state_of(turn, request.conversation, seq).deleted) return gone();
    }
    if (request.mentions && !turn.all_exist(request.mentions->users)) return not_found("user");
    return std::nullopt;
}

// Tells the others of the conversation how far the member has read, once per batch.
void note_receipt(WriteTurn& turn, const Place& place) {
    const std::int64_t members = place.row().members_count;
    if (members < 2 || members > turn.options.small_group) return;
    std::vector<ReadReceipt>& receipts = turn.log.batch().receipts;
    CachedMember& member = *place.actor;
    if (member.receipt == 0) {
        receipts.push_back({.conversation = member.conversation, .user = turn.actor});
        member.receipt = receipts.size();
    }
    receipts[member.receipt - 1].read_seq = member.row->read_seq;
}

}  // namespace

Decision decide_write(WriteTurn& turn, const MessageSend& request) {
    const Place place = turn.enter(request.conversation, Action::send);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    if (auto refusal = check_pace(turn, place)) return *std::move(refusal);
    if (auto refusal = check_message(turn, place, request)) return *std::move(refusal);
    Thread thread;
    if (request.thread) {
        auto found = find_thread(turn, place, *request.thread);
        if (const auto* refusal = std::get_if<ProtocolError>(&found)) return *refusal;
        if (state_of(turn, request.conversation, *request.thread).deleted) return gone();
        thread = std::get<Thread>(found);
    }
    if (!turn.claim_key(place.row())) return KeyTaken{};

    const std::int64_t thread_seq = request.thread ? thread.row.head + 1 : 0;
    EntryDraft draft = turn.draft(EntryKind::message, message_data(request, thread_seq, turn.ids));
    draft.reply_to = request.reply_to.value_or(0);
    draft.thread = request.thread.value_or(0);
    draft.thread_seq = thread_seq;
    const Numbered message = turn.log.append(*place.conversation, std::move(draft));
    if (request.mentions) {
        change_mentions(turn, request.conversation, message.seq, {}, *request.mentions);
    }
    // Who sends has read, without an entry in `self`.
    place.actor_row().read_seq = message.seq;
    place.actor_row().last_message = turn.now();
    turn.rows.progress_changed(*place.actor);
    if (request.thread) add_reply(turn, request.conversation, thread, message);

    WriteOk ok = ok_of(message);
    ok.seq = message.seq;
    if (request.thread) ok.thread_seq = thread_seq;
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
        turn.rows.progress_changed(*place.actor);
        if (account->read_receipts) note_receipt(turn, place);
    }
    ok.read_seq = member.read_seq;
    ok.unread = std::max<std::int64_t>(0, head.seq - member.read_seq);
    return ok;
}

}  // namespace parley
