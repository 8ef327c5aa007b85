// message.edit and message.delete.

#include <algorithm>

#include "message_target.hpp"
#include "parley/protocol/entry_data.hpp"

namespace parley {
namespace {

constexpr std::string_view kDefaultFormat = "plain";

// In an order of their own, so that two lists of the same users are equal.
Mentions sorted(Mentions mentions) {
    if (mentions.all) mentions.users.clear();
    std::sort(mentions.users.begin(), mentions.users.end());
    return mentions;
}

bool says_the_same(const MessageText& present, const MessageEdit& request,
                   const Mentions& mentions) {
    return present.text == request.text &&
           present.format.value_or(std::string(kDefaultFormat)) ==
               request.format.value_or(std::string(kDefaultFormat)) &&
           sorted(present.mentions.value_or(Mentions{})) == sorted(mentions);
}

// One message that a deletion is about, and what it leaves behind.
struct Doomed {
    std::int64_t message_rev = 0;
    MessageStateRow state;
    Mentions mentions;
};

// Those of the request that are not deleted yet; a refusal if one of them is not the actor's to
// delete.
std::variant<std::vector<Doomed>, Decision> find_doomed(WriteTurn& turn, const Place& place,
                                                        const MessageDelete& request) {
    const Verdict over_others = decide(Action::moderate, place.row(), place.actor->row);
    std::vector<Doomed> doomed;
    for (const std::int64_t seq : request.seqs) {
        Doomed one;
        one.state = state_of(turn, request.conversation, seq);
        if (one.state.deleted) continue;
        const std::optional<Entry> message = turn.store.message(request.conversation, seq);
        if (!message) return lookup_failed();
        if (message->by != turn.actor && over_others != Verdict::allowed) {
            return Decision(over_others == Verdict::impossible ? forbidden("author")
                                                               : refusal_of(over_others));
        }
        const std::optional<std::string> data = present_data(turn, *message, one.state);
        if (!data) return lookup_failed();
        one.mentions = mentions_of(*data, turn.ids).value_or(Mentions{});
        one.message_rev = message->rev;
        doomed.push_back(std::move(one));
    }
    return doomed;
}

void erase(WriteTurn& turn, const CachedConversation& conversation, Doomed doomed,
           std::int64_t deletion_rev) {
    const ConversationId id = conversation.row.id;
    const std::int64_t seq = doomed.state.seq;
    turn.store.unindex(id, seq);
    turn.log.erase(conversation, doomed.message_rev);
    for (const std::int64_t rev : turn.store.revs_about(id, seq))
        turn.log.erase(conversation, rev);
    change_mentions(turn, id, seq, doomed.mentions, {});
    turn.store.remove_reactions(id, seq);
    if (doomed.state.pinned) turn.store.remove_pin(id, seq);
    doomed.state.rev = deletion_rev;
    doomed.state.deleted = true;
    doomed.state.pinned = false;
    turn.store.put_message_state(id, doomed.state);
}

}  // namespace

Decision decide_write(WriteTurn& turn, const MessageEdit& request) {
    const Place place = turn.enter(request.conversation, Action::edit);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    if (auto refusal = check_seq(place, "seq", request.seq)) return *std::move(refusal);
    MessageStateRow state = state_of(turn, request.conversation, request.seq);
    if (state.deleted) return gone();
    const std::optional<Entry> message = turn.store.message(request.conversation, request.seq);
    if (!message) return lookup_failed();
    if (message->by != turn.actor) return forbidden("author");
    if (request.if_version && *request.if_version != state.version) {
        return conflict("The message has changed.", state.version);
    }
    if (request.mentions && !turn.all_exist(request.mentions->users)) return not_found("user");

    const std::optional<std::string> data = present_data(turn, *message, state);
    if (!data) return lookup_failed();
    const MessageText present = message_text_of(*data, turn.ids);
    const Mentions before = present.mentions.value_or(Mentions{});
    const Mentions after = request.mentions.value_or(before);
    if (says_the_same(present, request, after)) {
        WriteOk ok = unchanged_ok();
        ok.version = state.version;
        return ok;
    }
    if (!turn.claim_key(place.row())) return KeyTaken{};

    turn.store.unindex(request.conversation, request.seq);
    // None at all before and after need not be said.
    const bool says_mentions = before != Mentions{} || after != Mentions{};
    EntryDraft draft =
        turn.draft(EntryKind::message_edited,
                   edited_data(request, state.version + 1,
                               says_mentions ? std::optional(after) : std::nullopt, turn.ids));
    draft.target = request.seq;
    draft.version = state.version + 1;
    const Numbered edit = turn.log.append(*place.conversation, std::move(draft));
    if (!place.row().versions) {
        turn.log.erase(*place.conversation, state.text_rev != 0 ? state.text_rev : message->rev);
    }
    change_mentions(turn, request.conversation, request.seq, before, after);
    state.rev = state.text_rev = edit.rev;
    ++state.version;
    state.edited_at = edit.time;
    turn.store.put_message_state(request.conversation, state);

    WriteOk ok = ok_of(edit);
    ok.version = state.version;
    return ok;
}

Decision decide_write(WriteTurn& turn, const MessageDelete& request) {
    const Place place = turn.enter(request.conversation, Action::read);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    for (const std::int64_t seq : request.seqs) {
        if (auto refusal = check_seq(place, "seqs", seq)) return *std::move(refusal);
    }
    auto found = find_doomed(turn, place, request);
    if (auto* refusal = std::get_if<Decision>(&found)) return std::move(*refusal);
    auto& doomed = std::get<std::vector<Doomed>>(found);
    if (doomed.empty()) return unchanged_ok();
    if (!turn.claim_key(place.row())) return KeyTaken{};

    std::vector<std::int64_t> seqs;
    for (const Doomed& one : doomed)
        seqs.push_back(one.state.seq);
    const Numbered deletion =
        turn.log.append(*place.conversation,
                        turn.draft(EntryKind::message_deleted, deleted_data(seqs, request.reason)));
    for (Doomed& one : doomed)
        erase(turn, *place.conversation, std::move(one), deletion.rev);
    return ok_of(deletion);
}

}  // namespace parley
