#include "write_turn.hpp"

#include <algorithm>

namespace parley {
namespace {

bool is_kept_from_the_muted(Action action) {
    return action == Action::send || action == Action::edit || action == Action::react;
}

}  // namespace

std::int64_t Place::floor_seq() const { return std::max(actor_row().floor_seq, row().floor_seq); }

Place WriteTurn::enter(ConversationId id, Action action) {
    Place place;
    place.conversation = rows.conversation(id);
    if (!place.conversation) return place;
    place.actor = &rows.member(id, actor);
    place.verdict = decide(action, place.row(), place.actor->row);
    if (place.verdict == Verdict::allowed && is_kept_from_the_muted(action) &&
        place.actor_row().muted_until > now()) {
        place.verdict = Verdict::need_admin;
    }
    return place;
}

bool WriteTurn::all_exist(std::span<const UserId> users) {
    return std::all_of(users.begin(), users.end(),
                       [this](UserId user) { return rows.user(user) != nullptr; });
}

bool WriteTurn::is_blocked_by_any(std::span<const UserId> users) {
    return std::any_of(users.begin(), users.end(),
                       [this](UserId user) { return store.blocks(user, actor); });
}

bool WriteTurn::claim_key(const ConversationRow& conversation) {
    return store.insert_key(actor, idempotency_key_of(request),
                            KeyRow{.log = conversation.id, .rev = conversation.head.rev + 1});
}

bool WriteTurn::claim_key(const CachedUser& account) {
    return store.insert_key(actor, idempotency_key_of(request),
                            KeyRow{.log = account.id, .rev = account.self.rev + 1});
}

EntryDraft WriteTurn::draft(EntryKind kind, std::string data, std::vector<UserId> users) const {
    EntryDraft draft = following_draft(kind, std::move(data), std::move(users));
    draft.request = &request;
    return draft;
}

EntryDraft WriteTurn::following_draft(EntryKind kind, std::string data,
                                      std::vector<UserId> users) const {
    EntryDraft draft;
    draft.kind = kind;
    draft.by = actor;
    draft.data = std::move(data);
    draft.users = std::move(users);
    return draft;
}

Numbered WriteTurn::append_self(CachedUser& account, EntryKind kind, std::string data) {
    return log.append_self(account, kind, actor, std::move(data), &request);
}

void WriteTurn::note_self(UserId user, EntryKind kind, std::string data) {
    // None only if the store failed under the look-up: the batch then comes to nothing.
    CachedUser* account = rows.user(user);
    if (account) log.append_self(*account, kind, actor, std::move(data));
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

Decision lookup_failed() { return commit_failed(CommitOutcome::nothing); }

}  // namespace parley
