#pragma once
// What goes into the writer and what comes out of it: values only, no connection in sight.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "parley/protocol/encode.hpp"
#include "parley/protocol/requests.hpp"
#include "parley/store/store.hpp"

namespace parley {

// Where the answer goes: a loop, and what that loop knows the asker by.
struct ReplyTo {
    std::uint32_t loop = 0;
    std::uint64_t ticket = 0;
    std::int64_t request_id = 0;
    friend bool operator==(const ReplyTo&, const ReplyTo&) = default;
};

// Who asks. Both 0: the operator, by parleyctl or the daemon itself, who may everything here.
struct Actor {
    UserId user;
    SessionId session;
};

// The account changes. What they carry is checked and hashed already; whether it still holds is
// decided at the commit's position. Where nothing else is said they are the operator's, sign-in
// too, since who asks for that is nobody yet. "Administrators": they may, and so may the operator.
struct CreateAccount {  // administrators; sign-up comes from the operator
    std::string login;
    std::string display_name;
    std::string password_hash;     // may be empty: no sign-in by password
    std::optional<Sha256> invite;  // must still be good then; gives its role
    bool administrator = false;
};
struct CreateSession {
    UserId user;
    // The one that the password was checked against: changed meanwhile is bad_credentials. Empty:
    // the operator asks, without a password.
    std::string verified_password_hash;
    // The account's own device is taken again, and its former sessions end; else a new one is made.
    DeviceId device;
    std::string device_name;
    std::string device_platform;
    Sha256 token_hash{};
};
struct EndSession {  // one's own, or administrators
    SessionId session;
};
struct EndSessions {  // administrators; all of that account
    UserId user;
};
struct CreateInvite {  // administrators
    Sha256 token_hash{};
    bool administrator = false;
    std::int64_t uses = 1;
    WallTime expires = 0;
};
struct RevokeInvite {  // administrators
    Sha256 token_hash{};
};
// Administrators. What is set is changed, all of it or nothing; the account's row is the answer.
// Disabling ends all its sessions, and so does a password. An active administrator must be left,
// and nobody disables oneself: bad_state.
struct ChangeUser {
    UserId user;
    std::optional<std::string> display_name;
    std::optional<bool> administrator;
    std::optional<bool> disabled;
    std::optional<std::string> password_hash;
};
// By the account itself, over its connection: the one account command with an idempotency key.
struct ChangePassword {
    std::string idempotency_key;
    // The one that `current` was checked against: changed meanwhile is bad_credentials. Empty: the
    // key was found used, and the answer is the first one's again.
    std::string verified_password_hash;
    std::string password_hash;
    bool keep_sessions = false;  // else all but the actor's end
};
// From the gateway's acks and heartbeats, a few seconds late: no entry, no answer that matters.
struct NoteDevices {
    struct Seen {
        DeviceId device;
        std::int64_t delivered_pos = 0;
        WallTime last_seen = 0;
    };
    std::vector<Seen> devices;
};
struct CompactStore {};  // see Store::compact(); answered when it is done
struct ImportUsers {     // a login that is taken gives that account a new session
    struct Line {
        std::string login;
        std::string display_name;
        std::string password_hash;
        Sha256 token_hash{};
    };
    std::vector<Line> lines;
};
using AccountCommand =
    std::variant<CreateAccount, CreateSession, EndSession, EndSessions, CreateInvite, RevokeInvite,
                 ChangeUser, ChangePassword, NoteDevices, CompactStore, ImportUsers>;

struct Command {
    ReplyTo reply_to;
    Actor actor;
    std::variant<WriteRequest, AccountCommand> body;
};

struct SessionMade {
    UserRow user;
    DeviceRow device;
    SessionRow session;
};
struct UsersImported {
    std::vector<UserRow> users;  // line by line
};
struct Done {};
using Outcome =
    std::variant<WriteOk, ProtocolError, UserRow, SessionMade, InviteRow, UsersImported, Done>;

struct Answer {
    ReplyTo reply_to;
    Outcome outcome;
};

// An entry on its way out, with what fan-out needs to know of it.
struct LoggedEntry {
    Entry entry;
    // member.added, member.removed, conversation.created: whom it adds or removes.
    std::vector<UserId> users;
    std::int64_t members_count = 0;  // of the conversation behind it
};

// A read cursor that rose and may be shown to the others of its conversation.
struct ReadReceipt {
    ConversationId conversation;
    UserId user;
    std::int64_t read_seq = 0;
};
struct BlockChange {
    UserId blocker;
    UserId blocked;
    bool on = false;
    // The direct conversation of the two, if they have one, and whether one of them blocks the
    // other now.
    ConversationId direct;
    bool direct_blocked = false;
};
// An entry of an earlier batch whose data this one erased.
struct ErasedEntry {
    LogId log;
    std::int64_t rev = 0;
};

struct EndedSession {
    SessionId session;
    UserId user;
    bool disabled = false;  // the account was: close code 4503 instead of 4501
};

// All that one commit made, in order. Immutable; shared by the loops. With another outcome than
// `committed` there are only answers, every one a refusal.
struct CommittedBatch {
    CommitOutcome outcome = CommitOutcome::committed;
    std::int64_t last_pos = 0;  // of the log after it, also when it made no entry
    std::vector<LoggedEntry> entries;
    std::vector<std::vector<Answer>> answers;  // by loop
    std::vector<EndedSession> ended_sessions;
    std::vector<UserRow> changed_users;  // whose `rev` rose, or read_receipts changed
    std::vector<ReadReceipt> receipts;   // each (conversation, user) once, the highest
    std::vector<BlockChange> blocks;
    std::vector<ErasedEntry> erased;
};
using BatchPtr = std::shared_ptr<const CommittedBatch>;

}  // namespace parley
