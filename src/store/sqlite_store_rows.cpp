// Rows of conversations, members and accounts, and what belongs to both.

#include "place.hpp"
#include "store_changes.hpp"

namespace parley {

void SqliteStore::insert_conversation(const ConversationRow& row) {
    Execution(changes().insert_conversation, row.id.value, row.head.rev, row.head.seq, row.head.pos,
              row.head.message_time, Blob::of(row.head.chain), static_cast<int>(row.kind),
              row.members_count, row.floor_rev, row.floor_seq, static_cast<int>(row.history),
              static_cast<int>(row.post), static_cast<int>(row.invite),
              UnlessZero{row.direct_low.value}, UnlessZero{row.direct_high.value}, row.title,
              row.topic, static_cast<int>(row.pin), static_cast<int>(row.settings),
              static_cast<int>(row.join), row.slow_ms, row.versions, row.blocked_by_low,
              row.blocked_by_high, row.title_key)
        .run();
}

void SqliteStore::update_conversation(const ConversationRow& row) {
    Execution run(changes().update_conversation, row.head.rev, row.head.seq, row.head.pos,
                  row.head.message_time, Blob::of(row.head.chain), row.members_count, row.floor_rev,
                  row.floor_seq, static_cast<int>(row.history), static_cast<int>(row.post),
                  static_cast<int>(row.invite), row.title, row.topic, static_cast<int>(row.pin),
                  static_cast<int>(row.settings), static_cast<int>(row.join), row.slow_ms,
                  row.versions, row.blocked_by_low, row.blocked_by_high, row.title_key,
                  row.id.value);
    expect_one_row(run);
}

void SqliteStore::put_head(ConversationId conversation, const LogHead& head) {
    Execution run(changes().put_head, head.rev, head.seq, head.pos, head.message_time,
                  Blob::of(head.chain), conversation.value);
    expect_one_row(run);
}

void SqliteStore::put_self_head(UserId user, const LogHead& head) {
    Execution run(changes().put_self_head, head.rev, head.pos, user.value);
    expect_one_row(run);
}

void SqliteStore::put_member(ConversationId conversation, const MemberRow& row) {
    Execution(changes().put_member, conversation.value, row.user.value, static_cast<int>(row.role),
              row.joined_rev, row.joined_pos, row.joined_time, row.floor_rev, row.floor_seq,
              row.read_seq, row.muted_until, row.last_message)
        .run();
}

void SqliteStore::remove_member(ConversationId conversation, UserId user) {
    Execution(changes().remove_member, conversation.value, user.value).run();
}

void SqliteStore::put_progress(ConversationId conversation, UserId user, std::int64_t read_seq,
                               WallTime last_message) {
    Execution run(changes().put_progress, read_seq, last_message, conversation.value, user.value);
    expect_one_row(run);
}

std::optional<MemberRow> SqliteStore::successor(ConversationId conversation, UserId leaving) {
    Execution row(changes_->successor, conversation.value, leaving.value);
    if (!row.next()) return std::nullopt;
    return read_member(row);
}

void SqliteStore::put_personal(UserId user, const PersonalRow& row) {
    const std::int64_t place = place_of(user.value, row.conversation.value);
    PersonalRow none;
    none.conversation = row.conversation;
    if (row == none) {
        Execution(message_changes().remove_personal, place).run();
        return;
    }
    Execution(message_changes().put_personal, place, row.muted_until, row.pinned, row.archived,
              row.marked_unread, static_cast<int>(row.notify), row.draft)
        .run();
}

void SqliteStore::remove_personal(UserId user, ConversationId conversation) {
    Execution(message_changes().remove_personal, place_of(user.value, conversation.value)).run();
    Execution(message_changes().remove_follows, user.value, conversation.value).run();
}

void SqliteStore::put_block(UserId blocker, UserId blocked) {
    Execution(message_changes().put_block, blocker.value, blocked.value).run();
}

void SqliteStore::remove_block(UserId blocker, UserId blocked) {
    Execution(message_changes().remove_block, blocker.value, blocked.value).run();
}

void SqliteStore::put_ban(ConversationId conversation, const BanRow& row) {
    Execution(message_changes().put_ban, conversation.value, row.user.value, row.by.value, row.time,
              row.reason)
        .run();
}

void SqliteStore::remove_ban(ConversationId conversation, UserId user) {
    Execution(message_changes().remove_ban, conversation.value, user.value).run();
}

void SqliteStore::put_restraint(ConversationId conversation, const RestraintRow& row) {
    Execution(message_changes().put_restraint, conversation.value, row.user.value, row.muted_until,
              row.last_message)
        .run();
}

void SqliteStore::remove_restraint(ConversationId conversation, UserId user) {
    Execution(message_changes().remove_restraint, conversation.value, user.value).run();
}

void SqliteStore::put_join_request(ConversationId conversation, const JoinRequestRow& row) {
    Execution(message_changes().put_join_request, conversation.value, row.user.value, row.time)
        .run();
}

void SqliteStore::remove_join_request(ConversationId conversation, UserId user) {
    Execution(message_changes().remove_join_request, conversation.value, user.value).run();
}

void SqliteStore::insert_group_invite(const GroupInviteRow& row) {
    Execution(message_changes().insert_group_invite, row.conversation.value, row.rev, row.by.value,
              row.uses_left, row.expires, row.created, row.token)
        .run();
}

void SqliteStore::put_group_invite_uses(ConversationId conversation, std::int64_t rev,
                                        std::int64_t uses_left) {
    Execution run(message_changes().put_group_invite_uses, uses_left, conversation.value, rev);
    expect_one_row(run);
}

void SqliteStore::remove_group_invite(ConversationId conversation, std::int64_t rev) {
    Execution(message_changes().remove_group_invite, conversation.value, rev).run();
}

void SqliteStore::insert_user(const UserRow& row) {
    const std::string login_key = login_key_of(row.login);
    Execution(account_changes().insert_user, row.id.value, row.administrator, row.disabled, row.rev,
              row.created, row.self.rev, row.self.pos, row.login, login_key, row.display_name,
              row.password, row.name_key, row.status_text, row.status_emoji, row.status_until,
              row.language, row.time_zone, row.read_receipts)
        .run();
}

void SqliteStore::update_user(const UserRow& row) {
    Execution run(account_changes().update_user, row.administrator, row.disabled, row.rev,
                  row.display_name, row.password, row.name_key, row.status_text, row.status_emoji,
                  row.status_until, row.language, row.time_zone, row.read_receipts, row.id.value);
    expect_one_row(run);
}

void SqliteStore::insert_device(const DeviceRow& row) {
    Execution(account_changes().insert_device, row.id.value, row.user.value, row.created,
              row.last_seen, row.name, row.platform, row.delivered_pos)
        .run();
}

void SqliteStore::update_device(const DeviceRow& row) {
    Execution run(account_changes().update_device, row.user.value, row.created, row.last_seen,
                  row.name, row.platform, row.delivered_pos, row.id.value);
    expect_one_row(run);
}

void SqliteStore::put_device_progress(DeviceId id, std::int64_t delivered_pos, WallTime last_seen) {
    Execution(account_changes().put_device_progress, delivered_pos, last_seen, id.value).run();
}

void SqliteStore::insert_session(const SessionRow& row) {
    Execution(account_changes().insert_session, row.id.value, row.user.value, row.device.value,
              row.created, Blob::of(row.token_hash))
        .run();
}

void SqliteStore::remove_session(SessionId id) {
    Execution(account_changes().remove_session, id.value).run();
}

void SqliteStore::insert_invite(const InviteRow& row) {
    Execution(account_changes().insert_invite, Blob::of(row.token_hash), row.administrator,
              row.uses_left, row.expires, row.created_by.value, row.created)
        .run();
}

void SqliteStore::put_invite_uses(const Sha256& token_hash, std::int64_t uses_left) {
    Execution run(account_changes().put_invite_uses, uses_left, Blob::of(token_hash));
    expect_one_row(run);
}

void SqliteStore::remove_invite(const Sha256& token_hash) {
    Execution(account_changes().remove_invite, Blob::of(token_hash)).run();
}

}  // namespace parley
