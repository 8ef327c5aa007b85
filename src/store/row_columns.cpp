#include "row_columns.hpp"

#include "entry_kinds.hpp"

namespace parley {

ConversationRow read_conversation(const Execution& row) {
    ConversationRow out;
    out.id = ConversationId(row.integer(0));
    out.head.rev = row.integer(1);
    out.head.seq = row.integer(2);
    out.head.pos = row.integer(3);
    out.head.message_time = row.integer(4);
    out.head.chain = row.bytes<sizeof(Sha256)>(5);
    out.kind = row.one_of(6, ConversationKind::group);
    out.members_count = row.integer(7);
    out.floor_rev = row.integer(8);
    out.floor_seq = row.integer(9);
    out.history = row.one_of(10, History::joined);
    out.post = row.one_of(11, Audience::admins);
    out.invite = row.one_of(12, Audience::admins);
    out.direct_low = UserId(row.integer(13));
    out.direct_high = UserId(row.integer(14));
    out.title = row.text(15);
    if (!row.is_null(16)) out.topic = row.text(16);
    out.pin = row.one_of(17, Audience::admins);
    out.settings = row.one_of(18, Audience::admins);
    out.join = row.one_of(19, JoinRule::open);
    out.slow_ms = row.integer(20);
    out.versions = row.integer(21) != 0;
    out.blocked_by_low = row.integer(22) != 0;
    out.blocked_by_high = row.integer(23) != 0;
    out.title_key = row.text(24);
    return out;
}

MemberRow read_member(const Execution& row) {
    MemberRow out;
    out.user = UserId(row.integer(0));
    out.role = row.one_of(1, Role::owner);
    out.joined_rev = row.integer(2);
    out.joined_pos = row.integer(3);
    out.joined_time = row.integer(4);
    out.floor_rev = row.integer(5);
    out.floor_seq = row.integer(6);
    out.read_seq = row.integer(7);
    out.muted_until = row.integer(8);
    out.last_message = row.integer(9);
    return out;
}

UserRow read_user(const Execution& row) {
    UserRow out;
    out.id = UserId(row.integer(0));
    out.administrator = row.integer(1) != 0;
    out.disabled = row.integer(2) != 0;
    out.rev = row.integer(3);
    out.created = row.integer(4);
    out.self.rev = row.integer(5);
    out.self.pos = row.integer(6);
    out.login = row.text(7);
    out.display_name = row.text(8);
    out.password = row.text(9);
    out.name_key = row.text(10);
    out.status_text = row.text(11);
    out.status_emoji = row.text(12);
    out.status_until = row.integer(13);
    out.language = row.text(14);
    out.time_zone = row.text(15);
    out.read_receipts = row.integer(16) != 0;
    return out;
}

DeviceRow read_device(const Execution& row) {
    DeviceRow out;
    out.id = DeviceId(row.integer(0));
    out.user = UserId(row.integer(1));
    out.created = row.integer(2);
    out.last_seen = row.integer(3);
    out.name = row.text(4);
    out.platform = row.text(5);
    out.delivered_pos = row.integer(6);
    return out;
}

SessionRow read_session(const Execution& row) {
    SessionRow out;
    out.id = SessionId(row.integer(0));
    out.user = UserId(row.integer(1));
    out.device = DeviceId(row.integer(2));
    out.created = row.integer(3);
    out.token_hash = row.bytes<sizeof(Sha256)>(4);
    return out;
}

InviteRow read_invite(const Execution& row) {
    InviteRow out;
    out.token_hash = row.bytes<sizeof(Sha256)>(0);
    out.administrator = row.integer(1) != 0;
    out.uses_left = row.integer(2);
    out.expires = row.integer(3);
    out.created_by = UserId(row.integer(4));
    out.created = row.integer(5);
    return out;
}

Entry read_entry(const Execution& row) {
    Entry out;
    out.log = LogId::from_stored(row.integer(0));
    out.rev = row.integer(kEntryRevColumn);
    out.seq = row.integer(2);
    out.pos = row.integer(3);
    const std::int64_t kind = row.integer(4);
    if (is_entry_kind(kind)) {
        out.kind = static_cast<EntryKind>(kind);
    } else {
        row.damaged();
    }
    out.by = UserId(row.integer(5));
    out.time = row.integer(6);
    out.salt = row.bytes<sizeof(Salt)>(7);
    out.commitment = row.bytes<sizeof(Sha256)>(8);
    out.chain = row.bytes<sizeof(Sha256)>(9);
    out.digest = row.bytes<sizeof(BodyDigest)>(10);
    out.data = row.text(11);
    out.reply_to = row.integer(12);
    out.thread = row.integer(13);
    out.thread_seq = row.integer(14);
    out.target = row.integer(15);
    out.version = row.integer(16);
    return out;
}

MessageStateRow read_message_state(const Execution& row) {
    MessageStateRow out;
    out.seq = row.integer(0);
    out.rev = row.integer(1);
    out.version = row.integer(2);
    out.text_rev = row.integer(3);
    out.edited_at = row.integer(4);
    out.deleted = row.integer(5) != 0;
    out.pinned = row.integer(6) != 0;
    return out;
}

ThreadRow read_thread(const Execution& row) {
    ThreadRow out;
    out.root = row.integer(0);
    out.head = row.integer(1);
    out.last_seq = row.integer(2);
    out.last_time = row.integer(3);
    out.participants_count = row.integer(4);
    return out;
}

FollowRow read_follow(const Execution& row) {
    FollowRow out;
    out.conversation = ConversationId(row.integer(0));
    out.root = row.integer(1);
    out.following = row.integer(2) != 0;
    out.read = row.integer(3);
    out.pos = row.integer(4);
    return out;
}

PinRow read_pin(const Execution& row) {
    return PinRow{row.integer(0), UserId(row.integer(1)), row.integer(2)};
}

PersonalRow read_personal(const Execution& row) {
    PersonalRow out;
    out.conversation = ConversationId(row.integer(0));
    out.muted_until = row.integer(1);
    out.pinned = row.integer(2) != 0;
    out.archived = row.integer(3) != 0;
    out.marked_unread = row.integer(4) != 0;
    out.notify = row.one_of(5, Notify::none);
    out.draft = row.text(6);
    return out;
}

BanRow read_ban(const Execution& row) {
    return BanRow{UserId(row.integer(0)), UserId(row.integer(1)), row.integer(2),
                  std::string(row.text(3))};
}

RestraintRow read_restraint(const Execution& row) {
    return RestraintRow{UserId(row.integer(0)), row.integer(1), row.integer(2)};
}

JoinRequestRow read_join_request(const Execution& row) {
    return JoinRequestRow{UserId(row.integer(0)), row.integer(1)};
}

GroupInviteRow read_group_invite(const Execution& row) {
    GroupInviteRow out;
    out.conversation = ConversationId(row.integer(0));
    out.rev = row.integer(1);
    out.token = row.text(2);
    out.by = UserId(row.integer(3));
    out.uses_left = row.integer(4);
    out.expires = row.integer(5);
    out.created = row.integer(6);
    return out;
}

}  // namespace parley
