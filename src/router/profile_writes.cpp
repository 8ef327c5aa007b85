// user.update.

#include "changes.hpp"
#include "parley/protocol/entry_data.hpp"
#include "parley/router/user_fields.hpp"
#include "parley/text/search_key.hpp"
#include "write_turn.hpp"

namespace parley {
namespace {

bool change_status(UserRow& row, std::optional<UserStatus>& wanted) {
    UserStatus status{row.status_text, row.status_emoji, row.status_until};
    if (!change(status, wanted)) return false;
    row.status_text = std::move(status.text);
    row.status_emoji = std::move(status.emoji);
    row.status_until = status.until;
    return true;
}

bool change_profile(UserRow& row, UserUpdate& changes) {
    bool changed = change(row.display_name, changes.display_name);
    if (changed) row.name_key = search_key(row.display_name);
    changed |= change_status(row, changes.status);
    changed |= change(row.language, changes.language);
    changed |= change(row.time_zone, changes.time_zone);
    return changed;
}

}  // namespace

std::string user_json(const UserRow& row, const IdCodec& ids) {
    std::string out;
    append_user(out, fields_of(row, false), ids);
    return out;
}

Decision decide_write(WriteTurn& turn, const UserUpdate& request) {
    CachedUser* account = turn.rows.user(turn.actor);
    std::optional<UserRow> row = turn.store.user(turn.actor);
    if (!account || !row) return lookup_failed();
    UserUpdate changes = request;
    if (!change_profile(*row, changes)) {
        WriteOk ok = unchanged_ok();
        ok.user = user_json(*row, turn.ids);
        return ok;
    }
    if (!turn.claim_key(*account)) return KeyTaken{};

    ++row->rev;
    turn.store.update_user(*row);
    WriteOk ok = ok_of(turn.append_self(*account, EntryKind::self_profile, profile_data(changes)));
    ok.user = user_json(*row, turn.ids);
    turn.log.batch().changed_users.push_back(*std::move(row));
    return ok;
}

}  // namespace parley
