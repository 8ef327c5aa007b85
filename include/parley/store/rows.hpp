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
    message_pinned = 10,
    member_muted = 11,
    member_banned = 12,
    join_requested = 13,
    join_declined = 14,
    invite_created = 15,
    invite_revoked = 16,
    self_read = 20,
    self_settings = 21,
    self_joined = 22,
    self_left = 23,
    self_device_added = 24,
    self_device_updated = 25,
    self_device_revoked = 26,
    self_profile = 27,
    self_password = 28,
    self_thread = 29,
    self_blocked = 30,
    self_declined = 31,
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

    // What must outlive the erasing of `data`; all 0 if it does not apply.
    std::int64_t reply_to = 0;    // of a message: the seq that it answers
    std::int64_t thread = 0;      // of a message: the root's seq
    std::int64_t thread_seq = 0;  // of a message: its number in its thread, from 1 without holes
    std::int64_t target = 0;      // of an edit, a reaction, a pin: the message's seq
    std::int64_t version = 0;     // of an edit: 2, 3, …
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
    Audience pin = Audience::members;
    Audience settings = Audience::admins;
    JoinRule join = JoinRule::invite;
    std::int64_t slow_ms = 0;  // between two messages of a member; 0: no limit
    bool versions = true;      // false: an edit erases the former text
    std::string title_key;     // search_key(title), by which public groups are found
    // The two of a direct conversation, the lower number first; the same one twice with oneself.
    UserId direct_low;
    UserId direct_high;
    bool blocked_by_low = false;  // direct: the lower one blocks the higher one
    bool blocked_by_high = false;
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
    WallTime muted_until = 0;   // may not write until then, by an admin's word
    WallTime last_message = 0;  // the own newest one, for slow_ms
};

// What one user has set for one conversation; all defaults if there is no row.
struct PersonalRow {
    ConversationId conversation;
    WallTime muted_until = 0;  // kForEver: without end
    bool pinned = false;
    bool archived = false;
    bool marked_unread = false;
    Notify notify = Notify::all;
    std::string draft;  // empty: none
    friend bool operator==(const PersonalRow&, const PersonalRow&) = default;
};

// What became of a message since it was sent; none: nothing.
struct MessageStateRow {
    std::int64_t seq = 0;
    std::int64_t rev = 0;       // of the last change
    std::int64_t version = 1;   // rises with each edit
    std::int64_t text_rev = 0;  // the edit that holds the present text; 0: the message itself
    WallTime edited_at = 0;     // 0: never
    bool deleted = false;
    bool pinned = false;
};

// One emoji under one message.
struct ReactionRow {
    std::int64_t seq = 0;
    std::string emoji;
    std::int64_t count = 0;
    std::vector<UserId> users;  // the first ones by time, and the asker if it is one of all
};

// The replies to one root.
struct ThreadRow {
    std::int64_t root = 0;
    std::int64_t head = 0;  // the newest thread_seq
    std::int64_t last_seq = 0;
    WallTime last_time = 0;
    std::int64_t participants_count = 0;
};

// A user's own state in one thread.
struct FollowRow {
    ConversationId conversation;
    std::int64_t root = 0;
    bool following = false;
    std::int64_t read = 0;  // thread_seq
    std::int64_t pos = 0;   // of the entry that made it follow: newest first in lists
};

struct PinRow {
    std::int64_t seq = 0;
    UserId by;
    WallTime time = 0;
};

struct BanRow {
    UserId user;
    UserId by;
    WallTime time = 0;
    std::string reason;
};

// What holds for somebody who has left, should they come back: leaving frees from neither.
struct RestraintRow {
    UserId user;
    WallTime muted_until = 0;   // as in MemberRow
    WallTime last_message = 0;  // as in MemberRow
};

struct JoinRequestRow {
    UserId user;
    WallTime time = 0;
};

// An invitation link into a group. Members may see it again, so the token is kept as it is.
struct GroupInviteRow {
    ConversationId conversation;
    std::int64_t rev = 0;  // of its entry: its name on the wire
    std::string token;
    UserId by;
    std::int64_t uses_left = -1;  // -1: without end
    WallTime expires = 0;         // 0: never
    WallTime created = 0;
};

// One message that the index holds for a query, newest first.
struct SearchHit {
    std::int64_t pos = 0;  // of the message
    ConversationId conversation;
    std::int64_t seq = 0;
};

// One conversation of an account, with its own row in it.
struct Membership {
    ConversationRow conversation;
    MemberRow member;
};

// The numbers of one conversation of an account: what lists, counts and streams look at before they
// read a few conversations whole.
struct MembershipHead {
    ConversationId conversation;
    LogHead head;  // without chain
    std::int64_t members_count = 0;
    std::int64_t floor_seq = 1;  // the higher one of the conversation's and the member's
    std::int64_t joined_rev = 0;
    std::int64_t joined_pos = 0;
    WallTime joined_time = 0;
    std::int64_t read_seq = 0;
    bool blocked = false;  // direct: one of the two blocks the other
};

// An entry's two numbers.
struct LogPlace {
    std::int64_t rev = 0;
    std::int64_t pos = 0;
    friend bool operator==(const LogPlace&, const LogPlace&) = default;
};

struct ThreadCounts {
    std::int64_t unread_threads = 0;
    std::int64_t unread_replies = 0;
};

struct UserRow {
    UserId id;
    std::string login;         // as registered; compared without case
    std::string display_name;  // NFC
    std::string password;      // argon2id in PHC form; empty: cannot sign in by password
    bool administrator = false;
    bool disabled = false;
    std::int64_t rev = 1;     // rises with each change that others may see
    std::string name_key;     // search_key(display_name)
    std::string status_text;  // empty: no status
    std::string status_emoji;
    WallTime status_until = 0;  // 0: until it is changed
    std::string language;       // BCP 47; empty: not told
    std::string time_zone;      // IANA; empty: not told
    bool read_receipts = true;
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
    std::int64_t delivered_pos = 0;  // everything up to here has reached it
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
