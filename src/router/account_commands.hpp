#pragma once
// Decides the account commands: users, devices, sessions, invites. Keeper: the writer's thread.

#include <optional>
#include <string>

#include "log_writer.hpp"
#include "row_cache.hpp"

namespace parley {

class AccountDesk {
  public:
    AccountDesk(Store& store, RowCache& rows, LogWriter& log, const IdCodec& ids)
        : store_(store), rows_(rows), log_(log), ids_(ids) {}

    // The actor's session is live, or it is the operator.
    Outcome decide(const Actor& actor, AccountCommand& command);

  private:
    // What a sign-in brings, from HTTP or an import.
    struct SignIn {
        DeviceId device;  // 0: a new one
        std::string device_name;
        std::string device_platform;
        Sha256 token_hash{};
    };

    Outcome decide(const Actor& actor, CreateAccount& command);
    Outcome decide(const Actor& actor, CreateSession& command);
    Outcome decide(const Actor& actor, EndSession& command);
    Outcome decide(const Actor& actor, CreateInvite& command);
    Outcome decide(const Actor& actor, SetDisabled& command);
    Outcome decide(const Actor& actor, SetPassword& command);
    Outcome decide(const Actor& actor, ImportUsers& command);

    bool is_administrator(const Actor& actor);
    UserRow make_user(std::string login, std::string display_name, std::string password_hash,
                      bool administrator);
    SessionMade sign_in(const UserRow& user, SignIn sign_in);
    DeviceRow make_device(UserId user, const SignIn& sign_in);
    // Takes the device again: its former sessions end.
    DeviceRow take_device(DeviceRow device, const SignIn& sign_in);
    void end_session(const SessionRow& session, bool disabled);
    // Ends them all, and tells the account's log of each device.
    void revoke_sessions(UserId user, UserId by, bool disabled);
    void note(UserId user, EntryKind kind, UserId by, std::string data);

    Store& store_;
    RowCache& rows_;
    LogWriter& log_;
    const IdCodec& ids_;
};

}  // namespace parley
