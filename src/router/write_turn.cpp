#include "write_turn.hpp"

#include <algorithm>

#include "parley/protocol/entry_data.hpp"

namespace parley {

Place WriteTurn::enter(ConversationId id, Action action) {
    Place place;
    place.conversation = rows.conversation(id);
    if (!place.conversation) return place;
    place.actor = &rows.member(id, actor);
    place.verdict = decide(action, place.row(), place.actor->row);
    return place;
}

bool WriteTurn::all_exist(std::span<const UserId> users) {
    return std::all_of(users.begin(), users.end(),
                       [this](UserId user) { return rows.user(user) != nullptr; });
}

bool WriteTurn::claim_key(const ConversationRow& conversation) {
    return store.insert_key(actor, idempotency_key_of(request),
                            KeyRow{.log = conversation.id, .rev = conversation.head.rev + 1});
}

EntryDraft WriteTurn::draft(EntryKind kind, std::string data, std::vector<UserId> users) const {
    return {.kind = kind,
            .by = actor,
            .data = std::move(data),
            .request = &request,
            .users = std::move(users)};
}

EntryDraft WriteTurn::following_draft(EntryKind kind, std::string data) const {
    return {.kind = kind, .by = actor, .data = std::move(data), .request = nullptr, .users = {}};
}

void WriteTurn::note_membership(UserId user, EntryKind joined_or_left,
                                ConversationId conversation) {
    // None only if the store failed under the look-up: the batch then comes to nothing.
    CachedUser* account = rows.user(user);
    if (!account) return;
    log.append_self(*account, joined_or_left, actor, conversation_data(conversation, ids));
}

WriteOk ok_of(const Numbered& entry) {
    WriteOk ok;
    ok.rev = entry.rev;
    ok.time = entry.time;
    return ok;
}

WriteOk unchanged_ok() {
    WriteOk ok;
    ok.unchanged = true;
    return ok;
}

}  // namespace parley
