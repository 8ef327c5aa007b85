#include "account_commands.hpp"

#include <algorithm>
#include <utility>

#include "changes.hpp"
#include "parley/protocol/entry_data.hpp"
#include "parley/text/search_key.hpp"
#include "refusals.hpp"
#include "sign_outs.hpp"

namespace parley {
namespace {

constexpr std::int64_t kUsersPage = 500;

bool is_operator(const Actor& actor) { return !actor.user && !actor.session; }

ProtocolError operators_only() { return forbidden("operator"); }
ProtocolError administrators_only() { return forbidden("administrator"); }

// For the operator alone: whoever signs in to a disabled account learns no more than of a wrong
// password.
ProtocolError account_is_disabled(const std::string& login) {
    return make_error(ErrorCode::bad_state, "The account " + login + " is disabled.");
}

}  // namespace

Outcome AccountDesk::decide(const Actor& actor, AccountCommand& command) {
    return std::visit([&](auto& body) { return decide(actor, body); }, command);
}

Outcome AccountDesk::decide(const Actor& actor, CreateAccount& command) {
    if (!may_administrate(actor)) return administrators_only();
    bool administrator = command.administrator;
    // The invite is judged before the login, so that nobody learns of logins without one.
    std::optional<InviteRow> invite;
    if (command.invite) {
        invite = store_.invite(*command.invite);
        if (!invite || invite->uses_left <= 0 || invite->expires <= log_.now()) {
            return make_error(ErrorCode::forbidden, "This invite is not valid, or not any more.");
        }
        administrator |= invite->administrator;
    }
    if (store_.user_by_login(command.login)) {
        return make_error(ErrorCode::already, "This login is taken.");
    }
    if (invite) store_.put_invite_uses(*command.invite, invite->uses_left - 1);
    return make_user(std::move(command.login), std::move(command.display_name),
                     std::move(command.password_hash), administrator);
}

Outcome AccountDesk::decide(const Actor& actor, CreateSession& command) {
    if (!is_operator(actor)) return operators_only();
    std::optional<UserRow> user = store_.user(command.user);
    if (!user) return not_found("user");
    const std::string& verified = command.verified_password_hash;
    if (!verified.empty() && (verified != user->password || user->disabled)) {
        return make_error(ErrorCode::bad_credentials, "The login or the password is wrong.");
    }
    if (user->disabled) return account_is_disabled(user->login);
    if (!has_room_for_device(user->id, command.device)) {
        return make_error(ErrorCode::quota, "This account is signed in on too many devices.");
    }
    return sign_in(*user, SignIn{.device = command.device,
                                 .device_name = std::move(command.device_name),
                                 .device_platform = std::move(command.device_platform),
                                 .token_hash = command.token_hash});
}

Outcome AccountDesk::decide(const Actor& actor, EndSession& command) {
    const std::optional<SessionRow> session = store_.session(command.session);
    if (!session) return not_found("session");
    if (session->user != actor.user && !may_administrate(actor)) return not_found("session");
    end_session(rows_, log_, *session, false);
    note(session->user, EntryKind::self_device_revoked,
         is_operator(actor) ? session->user : actor.user, device_data(session->device, ids_));
    return Done{};
}

Outcome AccountDesk::decide(const Actor& actor, EndSessions& command) {
    if (!may_administrate(actor)) return administrators_only();
    if (!store_.user(command.user)) return not_found("user");
    revoke_sessions(command.user, is_operator(actor) ? command.user : actor.user, false);
    return Done{};
}

Outcome AccountDesk::decide(const Actor& actor, CreateInvite& command) {
    if (!may_administrate(actor)) return administrators_only();
    const InviteRow row{.token_hash = command.token_hash,
                        .administrator = command.administrator,
                        .uses_left = command.uses,
                        .expires = command.expires,
                        .created_by = actor.user,
                        .created = log_.now()};
    store_.insert_invite(row);
    return row;
}

Outcome AccountDesk::decide(const Actor& actor, RevokeInvite& command) {
    if (!may_administrate(actor)) return administrators_only();
    if (!store_.invite(command.token_hash)) return not_found("invite");
    store_.remove_invite(command.token_hash);
    return Done{};
}

Outcome AccountDesk::decide(const Actor& actor, ChangeUser& command) {
    if (!may_administrate(actor)) return administrators_only();
    std::optional<UserRow> user = store_.user(command.user);
    if (!user) return not_found("user");
    if (auto refusal = check_change(actor, *user, command)) return *std::move(refusal);
    const UserId by = is_operator(actor) ? user->id : actor.user;
    UserUpdate profile;
    profile.display_name = std::move(command.display_name);
    const bool renamed = change(user->display_name, profile.display_name);
    const bool disabling_changed = change(user->disabled, command.disabled);
    change(user->administrator, command.administrator);
    if (renamed) user->name_key = search_key(user->display_name);
    if (command.password_hash) user->password = *std::move(command.password_hash);
    if (renamed || disabling_changed) {
        ++user->rev;
        log_.batch().changed_users.push_back(*user);
    }
    store_.update_user(*user);

    if (renamed) note(user->id, EntryKind::self_profile, by, profile_data(profile));
    if (command.password_hash) note(user->id, EntryKind::self_password, by, "{}");
    if (command.password_hash || (disabling_changed && user->disabled)) {
        revoke_sessions(user->id, by, user->disabled);
    }
    return *std::move(user);
}

std::optional<ProtocolError> AccountDesk::check_change(const Actor& actor, const UserRow& user,
                                                       const ChangeUser& command) {
    const bool disables = command.disabled.value_or(false);
    if (disables && user.id == actor.user) {
        return make_error(ErrorCode::bad_state, "Nobody disables the own account.");
    }
    const bool is_active = user.administrator && !user.disabled;
    const bool stays_active = command.administrator.value_or(true) && !disables;
    if (is_active && !stays_active && !has_active_administrator_besides(user.id)) {
        return make_error(ErrorCode::bad_state, "There would be no administrator any more.");
    }
    return std::nullopt;
}

Outcome AccountDesk::decide(const Actor& actor, ChangePassword& command) {
    if (is_operator(actor)) return forbidden("");
    if (const auto key = store_.key(actor.user, command.idempotency_key)) {
        return answer_repeat(*key);
    }
    std::optional<UserRow> user = store_.user(actor.user);
    CachedUser* account = rows_.user(actor.user);
    const std::optional<SessionRow> session = store_.session(actor.session);
    if (!user || !account || !session) return commit_failed(CommitOutcome::nothing);
    if (command.verified_password_hash.empty() ||
        command.verified_password_hash != user->password) {
        return make_error(ErrorCode::bad_credentials, "The password is wrong.");
    }
    const KeyRow row{.log = account->id, .rev = account->self.rev + 1};
    if (!store_.insert_key(actor.user, command.idempotency_key, row)) {
        return commit_failed(CommitOutcome::nothing);
    }
    user->password = std::move(command.password_hash);
    store_.update_user(*user);
    const Numbered entry = log_.append_self(*account, EntryKind::self_password, actor.user, "{}");
    if (!command.keep_sessions) {
        revoke_sessions(actor.user, actor.user, false, session->device);
    }
    WriteOk ok;
    ok.rev = entry.rev;
    ok.time = entry.time;
    return ok;
}

// What a password was is nowhere kept, so the key alone decides; but only whether a password was
// changed under it.
Outcome AccountDesk::answer_repeat(const KeyRow& key) {
    const std::optional<Entry> entry = store_.entry(key.log, key.rev);
    if (!entry) return commit_failed(CommitOutcome::nothing);
    if (entry->kind != EntryKind::self_password) return key_conflict();
    WriteOk ok;
    ok.duplicate = true;
    ok.rev = entry->rev;
    ok.time = entry->time;
    return ok;
}

Outcome AccountDesk::decide(const Actor& actor, NoteDevices& command) {
    if (!is_operator(actor)) return operators_only();
    for (const NoteDevices::Seen& seen : command.devices) {
        store_.put_device_progress(seen.device, seen.delivered_pos, seen.last_seen);
    }
    return Done{};
}

Outcome AccountDesk::decide(const Actor& actor, CompactStore&) {
    if (!is_operator(actor)) return operators_only();
    wants_compaction_ = true;
    return Done{};
}

Outcome AccountDesk::decide(const Actor& actor, ImportUsers& command) {
    if (!is_operator(actor)) return operators_only();
    // Done whole or not at all: what may refuse comes first.
    for (const ImportUsers::Line& line : command.lines) {
        const std::optional<UserRow> user = store_.user_by_login(line.login);
        if (user && user->disabled) return account_is_disabled(user->login);
    }
    UsersImported imported;
    imported.users.reserve(command.lines.size());
    for (ImportUsers::Line& line : command.lines) {
        std::optional<UserRow> user = store_.user_by_login(line.login);
        if (!user) {
            user = make_user(std::move(line.login), std::move(line.display_name),
                             std::move(line.password_hash), false);
        }
        sign_in(*user, SignIn{.device = {},
                              .device_name = "import",
                              .device_platform = "",
                              .token_hash = line.token_hash});
        imported.users.push_back(*std::move(user));
    }
    return imported;
}

bool AccountDesk::may_administrate(const Actor& actor) {
    if (is_operator(actor)) return true;
    const std::optional<UserRow> user = store_.user(actor.user);
    return user && user->administrator;
}

bool AccountDesk::has_active_administrator_besides(UserId user) {
    UserId after;
    for (;;) {
        const std::vector<UserRow> page = store_.users(after, kUsersPage);
        if (page.empty()) return false;
        for (const UserRow& row : page) {
            if (row.administrator && !row.disabled && row.id != user) return true;
        }
        after = page.back().id;
    }
}

UserRow AccountDesk::make_user(std::string login, std::string display_name,
                               std::string password_hash, bool administrator) {
    UserRow row;
    row.id = store_.next_user();
    row.login = std::move(login);
    row.name_key = search_key(display_name);
    row.display_name = std::move(display_name);
    row.password = std::move(password_hash);
    row.administrator = administrator;
    row.created = log_.now();
    store_.insert_user(row);
    return row;
}

SessionMade AccountDesk::sign_in(const UserRow& user, SignIn sign_in) {
    std::optional<DeviceRow> own;
    if (sign_in.device) own = store_.device(sign_in.device);
    if (own && own->user != user.id) own.reset();

    SessionMade made;
    made.user = user;
    made.device = own ? take_device(*std::move(own), sign_in) : make_device(user.id, sign_in);
    made.session = SessionRow{.id = store_.next_session(),
                              .user = user.id,
                              .device = made.device.id,
                              .token_hash = sign_in.token_hash,
                              .created = log_.now()};
    store_.insert_session(made.session);
    return made;
}

DeviceRow AccountDesk::make_device(UserId user, const SignIn& sign_in) {
    DeviceRow device{.id = store_.next_device(),
                     .user = user,
                     .name = sign_in.device_name,
                     .platform = sign_in.device_platform,
                     .created = log_.now(),
                     .last_seen = log_.now()};
    store_.insert_device(device);
    note(user, EntryKind::self_device_added, user,
         device_added_data(device.id, device.name, device.platform, ids_));
    return device;
}

DeviceRow AccountDesk::take_device(DeviceRow device, const SignIn& sign_in) {
    bool was_signed_in = false;
    for (const SessionRow& session : store_.sessions(device.user)) {
        if (session.device != device.id) continue;
        end_session(rows_, log_, session, false);
        was_signed_in = true;
    }
    if (!sign_in.device_name.empty()) device.name = sign_in.device_name;
    if (!sign_in.device_platform.empty()) device.platform = sign_in.device_platform;
    device.last_seen = log_.now();
    store_.update_device(device);

    // The account's other devices were told that it had gone, unless it was signed in until now.
    // An entry in any case: by it a connection learns that its session ended while it was greeted.
    note(device.user, was_signed_in ? EntryKind::self_device_updated : EntryKind::self_device_added,
         device.user, device_added_data(device.id, device.name, device.platform, ids_));
    return device;
}

bool AccountDesk::has_room_for_device(UserId user, DeviceId device) {
    const std::vector<DeviceId> devices = signed_in_devices(store_, user);
    return std::ssize(devices) < devices_per_user_ ||
           std::binary_search(devices.begin(), devices.end(), device);
}

void AccountDesk::revoke_sessions(UserId user, UserId by, bool disabled, DeviceId kept) {
    for (const DeviceId device : signed_in_devices(store_, user)) {
        if (device == kept) continue;
        sign_out(store_, rows_, log_, user, device, disabled);
        note(user, EntryKind::self_device_revoked, by, device_data(device, ids_));
    }
}

void AccountDesk::note(UserId user, EntryKind kind, UserId by, std::string data) {
    // None only if the store failed under the look-up: the batch then comes to nothing.
    CachedUser* account = rows_.user(user);
    if (account) log_.append_self(*account, kind, by, std::move(data));
}

}  // namespace parley
