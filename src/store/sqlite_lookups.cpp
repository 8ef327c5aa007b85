#include "sqlite_lookups.hpp"

#include "row_columns.hpp"

namespace parley {
namespace {

std::string select(const char* columns, const char* rest) {
    return std::string("SELECT ") + columns + " FROM " + rest;
}

// The one row of a run, or nothing: none found, or the file is damaged.
template <class Row>
std::optional<Row> one(SqliteConnection& connection, Execution&& run,
                       Row (*read)(const Execution&)) {
    if (!run.next()) return std::nullopt;
    Row row = read(run);
    if (connection.failed()) return std::nullopt;
    return row;
}

template <class Row>
std::vector<Row> all(SqliteConnection& connection, Execution&& run, Row (*read)(const Execution&)) {
    std::vector<Row> rows;
    while (run.next())
        rows.push_back(read(run));
    if (connection.failed()) rows.clear();
    return rows;
}

MemberRow read_member_alone(const Execution& row) { return read_member(row); }

}  // namespace

std::string login_key_of(std::string_view login) {
    std::string key(login);
    for (char& c : key) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return key;
}

SqliteLookups::SqliteLookups(SqliteConnection& connection)
    : connection_(connection),
      log_(connection),
      conversation_(connection, select(kConversationColumns, "conversations c WHERE id=?")),
      member_(connection, select(kMemberColumns, "members m WHERE conversation=? AND user=?")),
      members_(connection, select(kMemberColumns,
                                  "members m WHERE conversation=? AND user>? "
                                  "ORDER BY user LIMIT ?")),
      direct_conversation_(connection,
                           "SELECT id FROM conversations WHERE direct_low=? AND direct_high=?"),
      user_(connection, select(kUserColumns, "users WHERE id=?")),
      user_by_login_(connection, select(kUserColumns, "users WHERE login_key=?")),
      has_administrator_(connection, "SELECT 1 FROM users WHERE administrator=1 LIMIT 1"),
      users_(connection, select(kUserColumns, "users WHERE id>? ORDER BY id LIMIT ?")),
      session_(connection, select(kSessionColumns, "sessions WHERE id=?")),
      session_by_token_(connection, select(kSessionColumns, "sessions WHERE token_hash=?")),
      sessions_(connection, select(kSessionColumns, "sessions WHERE user=? ORDER BY id")),
      device_(connection, select(kDeviceColumns, "devices WHERE id=?")),
      invite_(connection, select(kInviteColumns, "invites WHERE token_hash=?")),
      key_(connection, "SELECT log, rev FROM keys WHERE key=? AND user=?") {}

std::optional<ConversationRow> SqliteLookups::conversation(ConversationId id) {
    return one(connection_, Execution(conversation_, id.value), read_conversation);
}

std::optional<MemberRow> SqliteLookups::member(ConversationId conversation, UserId user) {
    return one(connection_, Execution(member_, conversation.value, user.value), read_member_alone);
}

std::vector<MemberRow> SqliteLookups::members(ConversationId conversation, UserId after,
                                              std::int64_t limit) {
    return all(connection_, Execution(members_, conversation.value, after.value, limit),
               read_member_alone);
}

std::optional<ConversationId> SqliteLookups::direct_conversation(UserId low, UserId high) {
    Execution row(direct_conversation_, low.value, high.value);
    if (!row.next()) return std::nullopt;
    return ConversationId(row.integer(0));
}

std::optional<UserRow> SqliteLookups::user(UserId id) {
    return one(connection_, Execution(user_, id.value), read_user);
}

std::optional<UserRow> SqliteLookups::user_by_login(std::string_view login) {
    const std::string key = login_key_of(login);
    return one(connection_, Execution(user_by_login_, key), read_user);
}

bool SqliteLookups::has_administrator() { return Execution(has_administrator_).next(); }

std::vector<UserRow> SqliteLookups::users(UserId after, std::int64_t limit) {
    return all(connection_, Execution(users_, after.value, limit), read_user);
}

std::optional<SessionRow> SqliteLookups::session(SessionId id) {
    return one(connection_, Execution(session_, id.value), read_session);
}

std::optional<SessionRow> SqliteLookups::session_by_token(const Sha256& token_hash) {
    return one(connection_, Execution(session_by_token_, Blob::of(token_hash)), read_session);
}

std::vector<SessionRow> SqliteLookups::sessions(UserId user) {
    return all(connection_, Execution(sessions_, user.value), read_session);
}

std::optional<DeviceRow> SqliteLookups::device(DeviceId id) {
    return one(connection_, Execution(device_, id.value), read_device);
}

std::optional<InviteRow> SqliteLookups::invite(const Sha256& token_hash) {
    return one(connection_, Execution(invite_, Blob::of(token_hash)), read_invite);
}

std::optional<KeyRow> SqliteLookups::key(UserId user, std::string_view idempotency_key) {
    Execution row(key_, idempotency_key, user.value);
    if (!row.next()) return std::nullopt;
    return KeyRow{LogId::from_stored(row.integer(0)), row.integer(1)};
}

}  // namespace parley
