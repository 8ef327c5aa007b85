#pragma once
// What the store holds, as values. Everything that another module reads or appends is one of these.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parley/core/ids.hpp"
#include "parley/core/terms.hpp"
#include "parley/core/time.hpp"

namespace parley {

// The number of an entry kind is stored: append to the end, never renumber.
enum class EntryKind : std::uint8_t {
    message = 1,
    message_edited = 2,
    message_deleted = 3,
    message_reacted = 4,
    conversation_created = 5,
    conversation_updated = 6,
    member_added = 7,
    member_removed = 8,
    member_role = 9,
    self_read = 20,
    self_settings = 21,
    self_joined = 22,
    self_left = 23,
    self_device_added = 24,
    self_device_updated = 25,
    self_device_revoked = 26,
    self_profile = 27,
    self_password = 28,
};
// `message.edited`, `read`, …: the kind's name on the wire.
std::string_view name_of(EntryKind kind);

using Sha256 = std::array<unsigned char, 32>;
using Salt = std::array<unsigned char, 16>;
// The start of a SHA-256: enough to tell two bodies apart, not to find one.
using BodyDigest = std::array<unsigned char, 16>;

// One entry of a log. Immutable once committed, but for erasing.
struct Entry {
    std::int64_t pos = 0;  // server-wide, rising, commit order
    LogId log;
    std::int64_t rev = 0;  // in its log, from 1 without holes
    // A message's own number in its conversation, from 1 without holes; any other entry carries the
    // number of the message before it (0 if none), so that rev -> seq is one look-up.
    std::int64_t seq = 0;
    EntryKind kind = EntryKind::message;
    UserId by;
    WallTime time = 0;
    // The `data` of the event: one JSON object in the canonical form of RFC 8785, as it is sent.
    // Empty when erased: the event then says {"deleted":true}.
    std::string data;

    Salt salt{};          // of the commitment and the digest; zero when erased
    Sha256 commitment{};  // SHA-256(salt, data); stored only once the salt is erased
    Sha256 chain{};       // of conversations; zero in `self`
    BodyDigest digest{};  // SHA-256(salt, canonical request); zero if no request made the entry
};

// The end of a log. `chain` is the newest entry's.
struct LogHead {
    std::int64_t rev = 0;
    std::int64_t seq = 0;
    std::int64_t pos = 0;
    WallTime message_time = 0;  // of the newest message; 0 if there is none
    Sha256 chain{};
};

enum class ConversationKind : std::uint8_t { direct, group };
std::string_view name_of(ConversationKind kind);

struct ConversationRow {
    ConversationId id;
    ConversationKind kind = ConversationKind::group;
    std::string title;                 // groups
    std::optional<std::string> topic;  // groups
    History history = History::shared;
    Audience post = Audience::members;
    Audience invite = Audience::members;
    // The two of a direct conversation, the lower number first; the same one twice with oneself.
    UserId direct_low;
    UserId direct_high;
    std::int64_t members_count = 0;
    std::int64_t floor_rev = 1;  // what retention has left
    std::int64_t floor_seq = 1;
    LogHead head;
};

struct MemberRow {
    UserId user;
    Role role = Role::member;
    std::int64_t joined_rev = 0;  // the own member.added or conversation.created
    std::int64_t joined_pos = 0;
    WallTime joined_time = 0;
    std::int64_t floor_rev = 1;  // what may be read, fixed on joining
    std::int64_t floor_seq = 1;  // the first seq at or behind floor_rev
    std::int64_t read_seq = 0;
};

// One conversation of an account, with its own row in it.
struct Membership {
    ConversationRow conversation;
    MemberRow member;
};

struct UserRow {
    UserId id;
    std::string login;         // as registered; compared without case
    std::string display_name;  // NFC
    std::string password;      // argon2id in PHC form; empty: cannot sign in by password
    bool administrator = false;
    bool disabled = false;
    std::int64_t rev = 1;  // rises with each change that others may see
    WallTime created = 0;
    LogHead self;  // without seq and chain
};

struct DeviceRow {
    DeviceId id;
    UserId user;
    std::string name;
    std::string platform;
    WallTime created = 0;
    WallTime last_seen = 0;
};

struct SessionRow {
    SessionId id;
    UserId user;
    DeviceId device;
    Sha256 token_hash{};
    WallTime created = 0;
};

struct InviteRow {
    Sha256 token_hash{};
    bool administrator = false;  // the role that it gives
    std::int64_t uses_left = 1;
    WallTime expires = 0;
    UserId created_by;  // none: the operator, by parleyctl or at first start
    WallTime created = 0;
};

// Where an idempotency key leads.
struct KeyRow {
    LogId log;
    std::int64_t rev = 0;
};

// One key as its user sent it.
struct KeyUse {
    std::string key;
    UserId user;
    KeyRow leads_to;
};

}  // namespace parley
