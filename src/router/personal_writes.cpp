// conversation.settings: what one sets for oneself, in a conversation or for the account.

#include "changes.hpp"
#include "parley/protocol/entry_data.hpp"
#include "write_turn.hpp"

namespace parley {
namespace {

bool change_settings(PersonalRow& row, ConversationSettings& changes) {
    bool changed = change(row.muted_until, changes.muted_until);
    changed |= change(row.pinned, changes.pinned);
    changed |= change(row.archived, changes.archived);
    changed |= change(row.draft, changes.draft);
    changed |= change(row.notify, changes.notify);
    changed |= change(row.marked_unread, changes.marked_unread);
    return changed;
}

Decision change_account(WriteTurn& turn, CachedUser& account, ConversationSettings changes) {
    std::optional<UserRow> row = turn.store.user(turn.actor);
    if (!row) return lookup_failed();
    if (!change(row->read_receipts, changes.read_receipts)) return unchanged_ok();
    if (!turn.claim_key(account)) return KeyTaken{};

    const Numbered entry =
        turn.append_self(account, EntryKind::self_settings, settings_data(changes, turn.ids));
    account.read_receipts = row->read_receipts;
    turn.store.update_user(*row);
    turn.log.batch().changed_users.push_back(*std::move(row));
    return ok_of(entry);
}

}  // namespace

Decision decide_write(WriteTurn& turn, const ConversationSettings& request) {
    CachedUser* account = turn.rows.user(turn.actor);
    if (!account) return lookup_failed();
    if (request.log.self) return change_account(turn, *account, request);

    const Place place = turn.enter(request.log.conversation, Action::read);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    PersonalRow none;
    none.conversation = request.log.conversation;
    PersonalRow row = turn.store.personal(turn.actor, none.conversation).value_or(none);
    ConversationSettings changes = request;
    if (!change_settings(row, changes)) return unchanged_ok();
    if (!turn.claim_key(*account)) return KeyTaken{};

    turn.store.put_personal(turn.actor, row);
    return ok_of(
        turn.append_self(*account, EntryKind::self_settings, settings_data(changes, turn.ids)));
}

}  // namespace parley
