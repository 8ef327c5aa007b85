#include "sqlite_lookups.hpp"

#include "place.hpp"
#include "row_columns.hpp"
#include "row_queries.hpp"

namespace parley {
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
      messages_(connection),
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
      key_(connection, "SELECT log, rev FROM keys WHERE key=? AND user=?"),
      devices_(connection, select(kDeviceColumns, "devices WHERE user=? ORDER BY id")),
      personal_(connection, select(kPersonalColumns, "personal WHERE place=?")),
      personals_(connection, select(kPersonalColumnsWithoutDraft,
                                    "personal WHERE place BETWEEN ? AND ? ORDER BY place")),
      blocks_(connection, "SELECT 1 FROM blocks WHERE blocker=? AND blocked=?"),
      blocked_by_(connection, "SELECT blocked FROM blocks WHERE blocker=? ORDER BY blocked"),
      ban_(connection, select(kBanColumns, "bans WHERE conversation=? AND user=?")),
      bans_(connection,
            select(kBanColumns, "bans WHERE conversation=? AND user>? ORDER BY user LIMIT ?")),
      restraint_(connection,
                 select(kRestraintColumns, "restraints WHERE conversation=? AND user=?")),
      join_request_(connection,
                    select(kJoinRequestColumns, "join_requests WHERE conversation=? AND user=?")),
      join_requests_(connection, select(kJoinRequestColumns,
                                        "join_requests WHERE conversation=? AND user>? "
                                        "ORDER BY user LIMIT ?")),
      group_invite_(connection,
                    select(kGroupInviteColumns, "group_invites WHERE conversation=? AND rev=?")),
      group_invite_by_token_(connection,
                             select(kGroupInviteColumns, "group_invites WHERE token=?")),
      group_invites_(connection, select(kGroupInviteColumns,
                                        "group_invites WHERE conversation=? ORDER BY rev")),
      public_groups_(connection, select(kConversationColumns,
                                        "conversations c INDEXED BY public_groups "
                                        "WHERE join_rule<>0 AND (title_key, id)>(?, ?) "
                                        "AND title_key<? ORDER BY title_key, id LIMIT ?")),
      users_by_login_prefix_(connection, select(kUserColumns,
                                                "users WHERE login_key>=? AND login_key<? "
                                                "AND disabled=0 ORDER BY login_key LIMIT ?")),
      users_by_name_prefix_(connection,
                            select(kUserColumns,
                                   "users INDEXED BY users_by_name WHERE name_key>=? AND "
                                   "name_key<? AND disabled=0 AND NOT (login_key>=? AND "
                                   "login_key<?) ORDER BY name_key, id LIMIT ?")),
      invites_(connection, select(kInviteColumns,
                                  "invites INDEXED BY invites_by_created "
                                  "ORDER BY created DESC LIMIT ?")),
      sessions_before_(connection,
                       select(kSessionColumns, "sessions WHERE id<? ORDER BY id DESC LIMIT ?")) {}

std::optional<ConversationRow> SqliteLookups::conversation(ConversationId id) {
    return one_row(connection_, Execution(conversation_, id.value), read_conversation);
}

std::optional<MemberRow> SqliteLookups::member(ConversationId conversation, UserId user) {
    return one_row(connection_, Execution(member_, conversation.value, user.value), read_member);
}

std::vector<MemberRow> SqliteLookups::members(ConversationId conversation, UserId after,
                                              std::int64_t limit) {
    return all_rows(connection_, Execution(members_, conversation.value, after.value, limit),
                    read_member);
}

std::optional<ConversationId> SqliteLookups::direct_conversation(UserId low, UserId high) {
    Execution row(direct_conversation_, low.value, high.value);
    if (!row.next()) return std::nullopt;
    return ConversationId(row.integer(0));
}

std::optional<UserRow> SqliteLookups::user(UserId id) {
    return one_row(connection_, Execution(user_, id.value), read_user);
}

std::optional<UserRow> SqliteLookups::user_by_login(std::string_view login) {
    const std::string key = login_key_of(login);
    return one_row(connection_, Execution(user_by_login_, key), read_user);
}

bool SqliteLookups::has_administrator() { return Execution(has_administrator_).next(); }

std::vector<UserRow> SqliteLookups::users(UserId after, std::int64_t limit) {
    return all_rows(connection_, Execution(users_, after.value, limit), read_user);
}

std::optional<SessionRow> SqliteLookups::session(SessionId id) {
    return one_row(connection_, Execution(session_, id.value), read_session);
}

std::optional<SessionRow> SqliteLookups::session_by_token(const Sha256& token_hash) {
    return one_row(connection_, Execution(session_by_token_, Blob::of(token_hash)), read_session);
}

std::vector<SessionRow> SqliteLookups::sessions(UserId user) {
    return all_rows(connection_, Execution(sessions_, user.value), read_session);
}

std::optional<DeviceRow> SqliteLookups::device(DeviceId id) {
    return one_row(connection_, Execution(device_, id.value), read_device);
}

std::optional<InviteRow> SqliteLookups::invite(const Sha256& token_hash) {
    return one_row(connection_, Execution(invite_, Blob::of(token_hash)), read_invite);
}

std::optional<KeyRow> SqliteLookups::key(UserId user, std::string_view idempotency_key) {
    Execution row(key_, idempotency_key, user.value);
    if (!row.next()) return std::nullopt;
    return KeyRow{LogId::from_stored(row.integer(0)), row.integer(1)};
}

std::vector<DeviceRow> SqliteLookups::devices(UserId user) {
    return all_rows(connection_, Execution(devices_, user.value), read_device);
}

std::optional<PersonalRow> SqliteLookups::personal(UserId user, ConversationId conversation) {
    return one_row(connection_, Execution(personal_, place_of(user.value, conversation.value)),
                   read_personal);
}

std::vector<PersonalRow> SqliteLookups::personals(UserId user) {
    return all_rows(
        connection_,
        Execution(personals_, place_of(user.value, 0), place_of(user.value, kNumbersMax)),
        read_personal);
}

bool SqliteLookups::blocks(UserId blocker, UserId blocked) {
    return Execution(blocks_, blocker.value, blocked.value).next();
}

std::vector<UserId> SqliteLookups::blocked_by(UserId blocker) {
    std::vector<UserId> users;
    Execution row(blocked_by_, blocker.value);
    while (row.next())
        users.push_back(UserId(row.integer(0)));
    return users;
}

std::optional<BanRow> SqliteLookups::ban(ConversationId conversation, UserId user) {
    return one_row(connection_, Execution(ban_, conversation.value, user.value), read_ban);
}

std::vector<BanRow> SqliteLookups::bans(ConversationId conversation, UserId after,
                                        std::int64_t limit) {
    return all_rows(connection_, Execution(bans_, conversation.value, after.value, limit),
                    read_ban);
}

std::optional<RestraintRow> SqliteLookups::restraint(ConversationId conversation, UserId user) {
    return one_row(connection_, Execution(restraint_, conversation.value, user.value),
                   read_restraint);
}

std::optional<JoinRequestRow> SqliteLookups::join_request(ConversationId conversation,
                                                          UserId user) {
    return one_row(connection_, Execution(join_request_, conversation.value, user.value),
                   read_join_request);
}

std::vector<JoinRequestRow> SqliteLookups::join_requests(ConversationId conversation, UserId after,
                                                         std::int64_t limit) {
    return all_rows(connection_, Execution(join_requests_, conversation.value, after.value, limit),
                    read_join_request);
}

std::optional<GroupInviteRow> SqliteLookups::group_invite(ConversationId conversation,
                                                          std::int64_t rev) {
    return one_row(connection_, Execution(group_invite_, conversation.value, rev),
                   read_group_invite);
}

std::optional<GroupInviteRow> SqliteLookups::group_invite_by_token(std::string_view token) {
    return one_row(connection_, Execution(group_invite_by_token_, token), read_group_invite);
}

std::vector<GroupInviteRow> SqliteLookups::group_invites(ConversationId conversation) {
    return all_rows(connection_, Execution(group_invites_, conversation.value), read_group_invite);
}

std::vector<ConversationRow> SqliteLookups::public_groups(std::string_view prefix,
                                                          std::string_view after_key,
                                                          ConversationId after,
                                                          std::int64_t limit) {
    // Nothing has the number 0, so from the prefix itself on nothing is passed over.
    if (after_key < prefix) {
        after_key = prefix;
        after = ConversationId();
    }
    const std::string end = end_of_prefix(prefix);
    return all_rows(connection_, Execution(public_groups_, after_key, after.value, end, limit),
                    read_conversation);
}

std::vector<UserRow> SqliteLookups::users_by_prefix(std::string_view prefix, std::int64_t limit) {
    const std::string login = login_key_of(prefix);
    const std::string login_end = end_of_prefix(login);
    auto rows = all_rows(connection_, Execution(users_by_login_prefix_, login, login_end, limit),
                         read_user);
    const std::string name_end = end_of_prefix(prefix);
    const auto by_name = all_rows(connection_,
                                  Execution(users_by_name_prefix_, prefix, name_end, login,
                                            login_end, limit - std::ssize(rows)),
                                  read_user);
    rows.insert(rows.end(), by_name.begin(), by_name.end());
    return rows;
}

std::vector<InviteRow> SqliteLookups::invites(std::int64_t limit) {
    return all_rows(connection_, Execution(invites_, limit), read_invite);
}

std::vector<SessionRow> SqliteLookups::sessions_before(SessionId before, std::int64_t limit) {
    return all_rows(connection_, Execution(sessions_before_, before.value, limit), read_session);
}

}  // namespace parley
