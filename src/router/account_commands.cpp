#include "account_commands.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "parley/protocol/entry_data.hpp"
#include "refusals.hpp"

namespace parley {
namespace {

bool is_operator(const Actor& actor) { return !actor.user && !actor.session; }

ProtocolError operators_only() { return forbidden("operator"); }

// For the operator alone: whoever signs in to a disabled account learns no more than of a wrong
// password.
ProtocolError account_is_disabled(const std::string& login) {
    return refusal(ErrorCode::bad_state, "The account " + login + " is disabled.");
}

}  // namespace

Outcome AccountDesk::decide(const Actor& actor, AccountCommand& command) {
    return std::visit([&](auto& body) { return decide(actor, body); }, command);
}

Outcome AccountDesk::decide(const Actor& actor, CreateAccount& command) {
    if (!is_operator(actor)) return operators_only();
    bool administrator = false;
    // The invite is judged before the login, so that nobody learns of logins without one.
    std::optional<InviteRow> invite;
    if (command.invite) {
        invite = store_.invite(*command.invite);
        if (!invite || invite->uses_left <= 0 || invite->expires <= log_.now()) {
            return refusal(ErrorCode::forbidden, "This invite is not valid, or not any more.");
        }
        administrator = invite->administrator;
    }
    if (store_.user_by_login(command.login)) {
        return refusal(ErrorCode::already, "This login is taken.");
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
        return refusal(ErrorCode::bad_credentials, "The login or the password is wrong.");
    }
    if (user->disabled) return account_is_disabled(user->login);
    return sign_in(*user, SignIn{.device = command.device,
                                 .device_name = std::move(command.device_name),
                                 .device_platform = std::move(command.device_platform),
                                 .token_hash = command.token_hash});
}

Outcome AccountDesk::decide(const Actor& actor, EndSession& command) {
    const std::optional<SessionRow> session = store_.session(command.session);
    if (!session) return not_found("session");
    if (!is_operator(actor) && session->user != actor.user) return not_found("session");
    end_session(*session, false);
    note(session->user, EntryKind::self_device_revoked,
         is_operator(actor) ? session->user : actor.user, device_data(session->device, ids_));
    return Done{};
}

Outcome AccountDesk::decide(const Actor& actor, CreateInvite& command) {
    if (!is_operator(actor) && !is_administrator(actor)) return forbidden("administrator");
    const InviteRow row{.token_hash = command.token_hash,
                        .administrator = command.administrator,
                        .uses_left = command.uses,
                        .expires = command.expires,
                        .created_by = actor.user,
                        .created = log_.now()};
    store_.insert_invite(row);
    return row;
}

Outcome AccountDesk::decide(const Actor& actor, SetDisabled& command) {
    if (!is_operator(actor)) return operators_only();
    std::optional<UserRow> user = store_.user(command.user);
    if (!user) return not_found("user");
    if (user->disabled == command.disabled) return Done{};
    user->disabled = command.disabled;
    ++user->rev;
    store_.update_user(*user);
    if (user->disabled) revoke_sessions(user->id, user->id, true);
    log_.batch().changed_users.push_back(*std::move(user));
    return Done{};
}

Outcome AccountDesk::decide(const Actor& actor, SetPassword& command) {
    if (!is_operator(actor)) return operators_only();
    std::optional<UserRow> user = store_.user(command.user);
    if (!user) return not_found("user");
    user->password = std::move(command.password_hash);
    store_.update_user(*user);
    note(user->id, EntryKind::self_password, user->id, "{}");
    revoke_sessions(user->id, user->id, false);
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

bool AccountDesk::is_administrator(const Actor& actor) {
    const std::optional<UserRow> user = store_.user(actor.user);
    return user && user->administrator;
}

UserRow AccountDesk::make_user(std::string login, std::string display_name,
                               std::string password_hash, bool administrator) {
    UserRow row;
    row.id = store_.next_user();
    row.login = std::move(login);
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
        end_session(session, false);
        was_signed_in = true;
    }
    const DeviceRow former = device;
    if (!sign_in.device_name.empty()) device.name = sign_in.device_name;
    if (!sign_in.device_platform.empty()) device.platform = sign_in.device_platform;
    device.last_seen = log_.now();
    store_.update_device(device);

    // The account's other devices were told that it had gone, unless it was signed in until now.
    const bool renamed = device.name != former.name || device.platform != former.platform;
    if (!was_signed_in || renamed) {
        note(device.user,
             was_signed_in ? EntryKind::self_device_updated : EntryKind::self_device_added,
             device.user, device_added_data(device.id, device.name, device.platform, ids_));
    }
    return device;
}

void AccountDesk::end_session(const SessionRow& session, bool disabled) {
    rows_.remove_session(session.id);
    log_.batch().ended_sessions.push_back(
        {.session = session.id, .user = session.user, .disabled = disabled});
}

void AccountDesk::revoke_sessions(UserId user, UserId by, bool disabled) {
    std::set<DeviceId> devices;
    for (const SessionRow& session : store_.sessions(user)) {
        end_session(session, disabled);
        devices.insert(session.device);
    }
    for (DeviceId device : devices) {
        note(user, EntryKind::self_device_revoked, by, device_data(device, ids_));
    }
}

void AccountDesk::note(UserId user, EntryKind kind, UserId by, std::string data) {
    // None only if the store failed under the look-up: the batch then comes to nothing.
    CachedUser* account = rows_.user(user);
    if (account) log_.append_self(*account, kind, by, std::move(data));
}

}  // namespace parley
