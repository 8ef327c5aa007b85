#pragma once
// The columns of each kind of row in the order in which they are read, and the reading.

#include "parley/store/rows.hpp"
#include "sqlite_statement.hpp"

namespace parley {

inline constexpr const char* kConversationColumns =
    "c.id, c.head_rev, c.head_seq, c.head_pos, c.message_time, c.chain, c.kind, c.members_count, "
    "c.floor_rev, c.floor_seq, c.history, c.post, c.invite, c.direct_low, c.direct_high, c.title, "
    "c.topic";
inline constexpr int kConversationColumnsCount = 17;
ConversationRow read_conversation(const Execution& row);

inline constexpr const char* kMemberColumns =
    "m.user, m.role, m.joined_rev, m.joined_pos, m.joined_time, m.floor_rev, m.floor_seq, "
    "m.read_seq";
MemberRow read_member(const Execution& row, int first_column = 0);

inline constexpr const char* kUserColumns =
    "id, administrator, disabled, rev, created, self_rev, self_pos, login, display_name, password";
UserRow read_user(const Execution& row);

inline constexpr const char* kDeviceColumns = "id, user, created, last_seen, name, platform";
DeviceRow read_device(const Execution& row);

inline constexpr const char* kSessionColumns = "id, user, device, created, token_hash";
SessionRow read_session(const Execution& row);

inline constexpr const char* kInviteColumns =
    "token_hash, administrator, uses_left, expires, created_by, created";
InviteRow read_invite(const Execution& row);

// Both tables give an entry's columns in one order. (1 is EntryKind::message.)
inline constexpr const char* kMessageEntryColumns =
    "conversation, rev, seq, pos, 1, author, time, salt, commitment, chain, digest, data";
inline constexpr const char* kOtherEntryColumns =
    "log, rev, seq, pos, kind, author, time, salt, commitment, chain, digest, data";
inline constexpr int kEntryRevColumn = 1;
Entry read_entry(const Execution& row);

}  // namespace parley
