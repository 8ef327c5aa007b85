#pragma once
// Decides the account commands: users, devices, sessions, invites. Keeper: the writer's thread.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "log_writer.hpp"
#include "row_cache.hpp"

namespace parley {

class AccountDesk {
  public:
    AccountDesk(Store& store, RowCache& rows, LogWriter& log, const IdCodec& ids,
                std::int64_t devices_per_user)
        : store_(store), rows_(rows), log_(log), ids_(ids), devices_per_user_(devices_per_user) {}

    // The actor's session is live, or it is the operator.
    Outcome decide(const Actor& actor, AccountCommand& command);
    // Whether one of the commands since the last call was CompactStore.
    bool take_wish_to_compact() { return std::exchange(wants_compaction_, false); }

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
    Outcome decide(const Actor& actor, EndSessions& command);
    Outcome decide(const Actor& actor, CreateInvite& command);
    Outcome decide(const Actor& actor, RevokeInvite& command);
    Outcome decide(const Actor& actor, ChangeUser& command);
    Outcome decide(const Actor& actor, ChangePassword& command);
    Outcome decide(const Actor& actor, NoteDevices& command);
    Outcome decide(const Actor& actor, CompactStore& command);
    Outcome decide(const Actor& actor, ImportUsers& command);

    // The operator, or an administrator.
    bool may_administrate(const Actor& actor);
    bool has_active_administrator_besides(UserId user);
    std::optional<ProtocolError> check_change(const Actor& actor, const UserRow& user,
                                              const ChangeUser& command);
    UserRow make_user(std::string login, std::string display_name, std::string password_hash,
                      bool administrator);
    SessionMade sign_in(const UserRow& user, SignIn sign_in);
    DeviceRow make_device(UserId user, const SignIn& sign_in);
    // Takes the device again: its former sessions end.
    DeviceRow take_device(DeviceRow device, const SignIn& sign_in);
    bool has_room_for_device(UserId user, DeviceId device);
    // The answer that the key's first use was given.
    Outcome answer_repeat(const KeyRow& key);
    // Ends them all, but for those of `kept`, and tells the account's log of each device.
    void revoke_sessions(UserId user, UserId by, bool disabled, DeviceId kept = {});
    void note(UserId user, EntryKind kind, UserId by, std::string data);

    Store& store_;
    RowCache& rows_;
    LogWriter& log_;
    const IdCodec& ids_;
    const std::int64_t devices_per_user_;
    bool wants_compaction_ = false;
};

}  // namespace parley
