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
    return out;
}

MemberRow read_member(const Execution& row, int first_column) {
    MemberRow out;
    int column = first_column;
    out.user = UserId(row.integer(column++));
    out.role = row.one_of(column++, Role::owner);
    out.joined_rev = row.integer(column++);
    out.joined_pos = row.integer(column++);
    out.joined_time = row.integer(column++);
    out.floor_rev = row.integer(column++);
    out.floor_seq = row.integer(column++);
    out.read_seq = row.integer(column);
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
    return out;
}

}  // namespace parley
