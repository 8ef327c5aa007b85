// message.react and message.pin: what is put on a message, and taken off it.

#include "message_target.hpp"
#include "parley/protocol/entry_data.hpp"

namespace parley {
namespace {

constexpr std::int64_t kEmojiMax = 50;  // different ones on one message
constexpr std::size_t kPinsMax = 100;   // in one conversation

}  // namespace

Decision decide_write(WriteTurn& turn, const MessageReact& request) {
    const Place place = turn.enter(request.conversation, Action::react);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    if (auto refusal = check_seq(place, "seq", request.seq)) return *std::move(refusal);
    MessageStateRow state = state_of(turn, request.conversation, request.seq);
    if (state.deleted) return gone();
    Store& store = turn.store;
    const ConversationId id = request.conversation;
    if (store.has_reaction(id, request.seq, request.emoji, turn.actor) == request.on) {
        return unchanged_ok();
    }
    if (request.on && store.reaction_count(id, request.seq, request.emoji) == 0 &&
        store.emoji_count(id, request.seq) >= kEmojiMax) {
        return make_error(ErrorCode::quota, "This message has as many different emoji as it can.");
    }
    if (!turn.claim_key(place.row())) return KeyTaken{};

    EntryDraft draft = turn.draft(EntryKind::message_reacted, reacted_data(request));
    draft.target = request.seq;
    const Numbered entry = turn.log.append(*place.conversation, std::move(draft));
    if (request.on) {
        store.add_reaction(id, request.seq, request.emoji, turn.actor, entry.rev);
    } else {
        store.remove_reaction(id, request.seq, request.emoji, turn.actor);
    }
    state.rev = entry.rev;
    store.put_message_state(id, state);
    return ok_of(entry);
}

Decision decide_write(WriteTurn& turn, const MessagePin& request) {
    const Place place = turn.enter(request.conversation, Action::pin);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    if (auto refusal = check_seq(place, "seq", request.seq)) return *std::move(refusal);
    MessageStateRow state = state_of(turn, request.conversation, request.seq);
    if (state.deleted) return gone();
    if (state.pinned == request.on) return unchanged_ok();
    if (request.on && turn.store.pins(request.conversation).size() >= kPinsMax) {
        return make_error(ErrorCode::quota, "This conversation has as many pins as it can.");
    }
    if (!turn.claim_key(place.row())) return KeyTaken{};

    EntryDraft draft = turn.draft(EntryKind::message_pinned, pinned_data(request));
    draft.target = request.seq;
    const Numbered entry = turn.log.append(*place.conversation, std::move(draft));
    if (request.on) {
        turn.store.put_pin(request.conversation,
                           PinRow{.seq = request.seq, .by = turn.actor, .time = entry.time});
    } else {
        turn.store.remove_pin(request.conversation, request.seq);
    }
    state.rev = entry.rev;
    state.pinned = request.on;
    turn.store.put_message_state(request.conversation, state);
    return ok_of(entry);
}

}  // namespace parley
