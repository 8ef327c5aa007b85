#pragma once
// The columns of each kind of row in the order in which they are read, and the reading.

#include "parley/store/rows.hpp"
#include "sqlite_statement.hpp"

namespace parley {

inline constexpr const char* kConversationColumns =
    "c.id, c.head_rev, c.head_seq, c.head_pos, c.message_time, c.chain, c.kind, c.members_count, "
    "c.floor_rev, c.floor_seq, c.history, c.post, c.invite, c.direct_low, c.direct_high, c.title, "
    "c.topic, c.pin, c.settings, c.join_rule, c.slow_ms, c.versions, c.blocked_by_low, "
    "c.blocked_by_high, c.title_key";
ConversationRow read_conversation(const Execution& row);

inline constexpr const char* kMemberColumns =
    "m.user, m.role, m.joined_rev, m.joined_pos, m.joined_time, m.floor_rev, m.floor_seq, "
    "m.read_seq, m.muted_until, m.last_message";
MemberRow read_member(const Execution& row);

inline constexpr const char* kUserColumns =
    "id, administrator, disabled, rev, created, self_rev, self_pos, login, display_name, password, "
    "name_key, status_text, status_emoji, status_until, language, time_zone, read_receipts";
UserRow read_user(const Execution& row);

inline constexpr const char* kDeviceColumns =
    "id, user, created, last_seen, name, platform, delivered_pos";
DeviceRow read_device(const Execution& row);

inline constexpr const char* kSessionColumns = "id, user, device, created, token_hash";
SessionRow read_session(const Execution& row);

inline constexpr const char* kInviteColumns =
    "token_hash, administrator, uses_left, expires, created_by, created";
InviteRow read_invite(const Execution& row);

inline constexpr const char* kMessageStateColumns =
    "place & 4294967295, rev, version, text_rev, edited_at, deleted, pinned";
MessageStateRow read_message_state(const Execution& row);

inline constexpr const char* kThreadColumns =
    "place & 4294967295, head, last_seq, last_time, participants_count";
ThreadRow read_thread(const Execution& row);

inline constexpr const char* kFollowColumns = "conversation, root, following, read, pos";
FollowRow read_follow(const Execution& row);

inline constexpr const char* kPinColumns = "place & 4294967295, author, time";
PinRow read_pin(const Execution& row);

inline constexpr const char* kPersonalColumns =
    "conversation, muted_until, pinned, archived, marked_unread, notify, draft";
inline constexpr const char* kPersonalColumnsWithoutDraft =
    "conversation, muted_until, pinned, archived, marked_unread, notify, ''";
PersonalRow read_personal(const Execution& row);

inline constexpr const char* kBanColumns = "user, author, time, reason";
BanRow read_ban(const Execution& row);

inline constexpr const char* kRestraintColumns = "user, muted_until, last_message";
RestraintRow read_restraint(const Execution& row);

inline constexpr const char* kJoinRequestColumns = "user, time";
JoinRequestRow read_join_request(const Execution& row);

inline constexpr const char* kGroupInviteColumns =
    "conversation, rev, token, author, uses_left, expires, created";
GroupInviteRow read_group_invite(const Execution& row);

// Both tables give an entry's columns in one order. (1 is EntryKind::message.)
inline constexpr const char* kMessageEntryColumns =
    "conversation, rev, seq, pos, 1, author, time, salt, commitment, chain, digest, data, "
    "reply_to, thread, thread_seq, 0, 0";
inline constexpr const char* kOtherEntryColumns =
    "log, rev, seq, pos, kind, author, time, salt, commitment, chain, digest, data, 0, "
    "0, 0, target, version";
inline constexpr int kEntryRevColumn = 1;
Entry read_entry(const Execution& row);

}  // namespace parley
