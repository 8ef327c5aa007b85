#include "sqlite_store.hpp"

#include "parley/core/assert.hpp"
#include "place.hpp"
#include "row_columns.hpp"

namespace parley {
namespace {

// A checkpoint that readers kept from its end is tried again when the log has grown by this much.
constexpr int kRetryPages = 1'000;

// After these a file may hold something else than SQLite believes, so that not even a rollback
// makes going on safe. (A failed fsync drops pages that a later one no longer reports.)
bool leaves_doubt(int code) {
    if ((code & 0xff) != SQLITE_IOERR) return false;
    switch (code) {
        case SQLITE_IOERR_READ:
        case SQLITE_IOERR_SHORT_READ:
        case SQLITE_IOERR_CORRUPTFS:
        case SQLITE_IOERR_WRITE:
        case SQLITE_IOERR_NOMEM:
            return false;
        default:
            return true;
    }
}

}  // namespace

struct SqliteStore::Changes {
    explicit Changes(SqliteConnection& c)
        : begin(c, "BEGIN IMMEDIATE"),
          commit(c, "COMMIT"),
          roll_back(c, "ROLLBACK"),
          last_numbers(c,
                       "UPDATE log_head SET pos=?, last_user=?, last_conversation=?, "
                       "last_device=?, last_session=? WHERE one=1"),
          insert_key(c,
                     "INSERT INTO keys(key, user, log, rev) VALUES(?, ?, ?, ?) "
                     "ON CONFLICT DO NOTHING"),
          append_message(c,
                         "INSERT INTO messages(place, rev, pos, author, time, salt, "
                         "commitment, chain, digest, data) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
          append_other(c,
                       "INSERT INTO entries(place, seq, pos, kind, author, time, salt, "
                       "commitment, chain, digest, data) "
                       "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
          add_mention(c, "INSERT INTO mentions(conversation, user, seq) VALUES(?, ?, ?)"),
          insert_conversation(
              c,
              "INSERT INTO conversations(id, head_rev, head_seq, head_pos, message_time, chain, "
              "kind, members_count, floor_rev, floor_seq, history, post, invite, direct_low, "
              "direct_high, title, topic) "
              "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULLIF(?, 0), NULLIF(?, 0), ?, ?)"),
          update_conversation(
              c,
              "UPDATE conversations SET head_rev=?, head_seq=?, head_pos=?, message_time=?, "
              "chain=?, members_count=?, floor_rev=?, floor_seq=?, history=?, post=?, invite=?, "
              "title=?, topic=? WHERE id=?"),
          put_head(c,
                   "UPDATE conversations SET head_rev=?, head_seq=?, head_pos=?, "
                   "message_time=?, chain=? WHERE id=?"),
          put_self_head(c, "UPDATE users SET self_rev=?, self_pos=? WHERE id=?"),
          put_member(c,
                     "INSERT INTO members(conversation, user, role, joined_rev, joined_pos, "
                     "joined_time, floor_rev, floor_seq, read_seq) "
                     "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(conversation, user) DO UPDATE "
                     "SET role=excluded.role, joined_rev=excluded.joined_rev, "
                     "joined_pos=excluded.joined_pos, joined_time=excluded.joined_time, "
                     "floor_rev=excluded.floor_rev, floor_seq=excluded.floor_seq, "
                     "read_seq=excluded.read_seq"),
          remove_member(c, "DELETE FROM members WHERE conversation=? AND user=?"),
          put_read_seq(c, "UPDATE members SET read_seq=? WHERE conversation=? AND user=?"),
          successor(c, std::string("SELECT ") + kMemberColumns +
                           " FROM members m WHERE conversation=? AND user<>? "
                           "ORDER BY role DESC, joined_pos, user LIMIT 1"),
          insert_user(c,
                      "INSERT INTO users(id, administrator, disabled, rev, created, self_rev, "
                      "self_pos, login, login_key, display_name, password) "
                      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
          update_user(c,
                      "UPDATE users SET administrator=?, disabled=?, rev=?, display_name=?, "
                      "password=? WHERE id=?"),
          insert_device(c,
                        "INSERT INTO devices(id, user, created, last_seen, name, platform) "
                        "VALUES(?, ?, ?, ?, ?, ?)"),
          update_device(c,
                        "UPDATE devices SET user=?, created=?, last_seen=?, name=?, platform=? "
                        "WHERE id=?"),
          insert_session(c,
                         "INSERT INTO sessions(id, user, device, created, token_hash) "
                         "VALUES(?, ?, ?, ?, ?)"),
          remove_session(c, "DELETE FROM sessions WHERE id=?"),
          insert_invite(c,
                        "INSERT INTO invites(token_hash, administrator, uses_left, expires, "
                        "created_by, created) VALUES(?, ?, ?, ?, ?, ?)"),
          put_invite_uses(c, "UPDATE invites SET uses_left=? WHERE token_hash=?") {}

    Statement begin, commit, roll_back, last_numbers;
    Statement insert_key, append_message, append_other, add_mention;
    Statement insert_conversation, update_conversation, put_head, put_self_head;
    Statement put_member, remove_member, put_read_seq, successor;
    Statement insert_user, update_user, insert_device, update_device;
    Statement insert_session, remove_session, insert_invite, put_invite_uses;
};

LastNumbers load_last_numbers(SqliteConnection& connection) {
    Statement statement(connection,
                        "SELECT pos, last_user, last_conversation, last_device, last_session "
                        "FROM log_head WHERE one=1");
    Execution row(statement);
    if (!row.next()) {
        connection.fail(SQLITE_CORRUPT, "log_head is empty");
        throw SqliteError(connection.failure(), connection.failure_text());
    }
    return LastNumbers{row.integer(0), row.integer(1), row.integer(2), row.integer(3),
                       row.integer(4)};
}

SqliteStore::SqliteStore(SqliteConnection& connection, const LastNumbers& last,
                         CheckpointPages pages)
    : LookupsOf<Store>(lookups_here_),
      connection_(connection),
      lookups_here_(connection),
      changes_(std::make_unique<Changes>(connection)),
      committed_(last),
      last_(last),
      pages_(pages) {
    sqlite3_wal_hook(
        connection_.handle(),
        [](void* self, sqlite3*, const char*, int wal_pages) {
            auto& store = *static_cast<SqliteStore*>(self);
            // Shorter than before: the log was begun anew, over checkpointed pages.
            if (wal_pages < store.wal_pages_) store.next_checkpoint_at_ = 0;
            store.wal_pages_ = wal_pages;
            return SQLITE_OK;
        },
        this);
}

SqliteStore::~SqliteStore() { sqlite3_wal_hook(connection_.handle(), nullptr, nullptr); }

void SqliteStore::begin() {
    PARLEY_ASSERT(!in_batch_);
    in_batch_ = true;
    // Of a broken store this, like all that follows, does nothing: the connection has failed.
    Execution(changes_->begin).run();
}

CommitOutcome SqliteStore::commit() {
    PARLEY_ASSERT(in_batch_);
    if (!connection_.failed() && last_ != committed_) put_last_numbers();
    in_batch_ = false;
    if (broken_) return CommitOutcome::unknown;
    if (connection_.failed()) return roll_back();
    if (Execution(changes_->commit).run()) {
        committed_ = last_;
        return CommitOutcome::committed;
    }
    // A full disk is found before the commit frame is complete; of any other failure nobody knows
    // how far it came.
    return (connection_.failure() & 0xff) == SQLITE_FULL ? roll_back() : unknown();
}

CommitOutcome SqliteStore::roll_back() {
    failure_text_ = connection_.failure_text();
    const int cause = connection_.failure();
    connection_.clear_failure();
    last_ = committed_;
    // Some failures have made SQLite roll back by itself.
    if (sqlite3_get_autocommit(connection_.handle()) == 0) {
        Execution(changes_->roll_back).run();
        connection_.clear_failure();
    }
    const bool rolled_back = sqlite3_get_autocommit(connection_.handle()) != 0;
    return rolled_back && !leaves_doubt(cause) ? CommitOutcome::nothing : unknown();
}

CommitOutcome SqliteStore::unknown() {
    if (connection_.failed()) failure_text_ = connection_.failure_text();
    break_off();
    return CommitOutcome::unknown;
}

void SqliteStore::break_off() {
    broken_ = true;
    // Never cleared again. Without it, changes would be made outside of any batch.
    connection_.fail(SQLITE_ABORT, "a store that has failed before");
}

SqliteStore::Changes& SqliteStore::changes() {
    PARLEY_ASSERT(in_batch_);
    return *changes_;
}

void SqliteStore::put_last_numbers() {
    Execution run(changes_->last_numbers, last_.pos, last_.user, last_.conversation, last_.device,
                  last_.session);
    expect_one_row(run);
}

void SqliteStore::expect_one_row(Execution& run) {
    if (run.run() && sqlite3_changes(connection_.handle()) != 1) run.damaged();
}

bool SqliteStore::insert_key(UserId user, std::string_view idempotency_key, const KeyRow& row) {
    Execution run(changes().insert_key, idempotency_key, user.value, row.log.stored(), row.rev);
    return run.run() && sqlite3_changes(connection_.handle()) == 1;
}

void SqliteStore::append(const Entry& entry) {
    const bool is_message = entry.kind == EntryKind::message;
    if (!has_place(entry.log.stored(), is_message ? entry.seq : entry.rev)) {
        connection_.fail(SQLITE_TOOBIG, "an entry whose log or number is too large to be stored");
    } else if (is_message) {
        append_message(entry);
    } else {
        append_other(entry);
    }
    if (entry.pos > last_.pos) last_.pos = entry.pos;
}

void SqliteStore::append_message(const Entry& entry) {
    PARLEY_ASSERT(entry.log.conversation());
    // The commitment follows from salt and data for as long as these are there.
    const Blob salt = Blob::unless_zero(entry.salt);
    const Blob commitment = salt.data != nullptr ? Blob{} : Blob::unless_zero(entry.commitment);
    Execution(changes().append_message, place_of(entry.log.stored(), entry.seq), entry.rev,
              entry.pos, entry.by.value, entry.time, salt, commitment, Blob::of(entry.chain),
              Blob::unless_zero(entry.digest), entry.data)
        .run();
}

void SqliteStore::append_other(const Entry& entry) {
    const Blob salt = Blob::unless_zero(entry.salt);
    const Blob commitment = salt.data != nullptr ? Blob{} : Blob::unless_zero(entry.commitment);
    Execution(changes().append_other, place_of(entry.log.stored(), entry.rev), entry.seq, entry.pos,
              static_cast<int>(entry.kind), entry.by.value, entry.time, salt, commitment,
              Blob::unless_zero(entry.chain), Blob::unless_zero(entry.digest), entry.data)
        .run();
}

void SqliteStore::add_mentions(ConversationId conversation, std::int64_t seq, bool all,
                               std::span<const UserId> users) {
    // All members are stored as user 0.
    if (all) Execution(changes().add_mention, conversation.value, 0, seq).run();
    for (UserId user : users) {
        Execution(changes().add_mention, conversation.value, user.value, seq).run();
    }
}

void SqliteStore::insert_conversation(const ConversationRow& row) {
    Execution(changes().insert_conversation, row.id.value, row.head.rev, row.head.seq, row.head.pos,
              row.head.message_time, Blob::of(row.head.chain), static_cast<int>(row.kind),
              row.members_count, row.floor_rev, row.floor_seq, static_cast<int>(row.history),
              static_cast<int>(row.post), static_cast<int>(row.invite), row.direct_low.value,
              row.direct_high.value, row.title, row.topic)
        .run();
}

void SqliteStore::update_conversation(const ConversationRow& row) {
    Execution run(changes().update_conversation, row.head.rev, row.head.seq, row.head.pos,
                  row.head.message_time, Blob::of(row.head.chain), row.members_count, row.floor_rev,
                  row.floor_seq, static_cast<int>(row.history), static_cast<int>(row.post),
                  static_cast<int>(row.invite), row.title, row.topic, row.id.value);
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
              row.read_seq)
        .run();
}

void SqliteStore::remove_member(ConversationId conversation, UserId user) {
    Execution(changes().remove_member, conversation.value, user.value).run();
}

void SqliteStore::put_read_seq(ConversationId conversation, UserId user, std::int64_t read_seq) {
    Execution run(changes().put_read_seq, read_seq, conversation.value, user.value);
    expect_one_row(run);
}

std::optional<MemberRow> SqliteStore::successor(ConversationId conversation, UserId leaving) {
    Execution row(changes_->successor, conversation.value, leaving.value);
    if (!row.next()) return std::nullopt;
    return read_member(row);
}

void SqliteStore::insert_user(const UserRow& row) {
    const std::string login_key = login_key_of(row.login);
    Execution(changes().insert_user, row.id.value, row.administrator, row.disabled, row.rev,
              row.created, row.self.rev, row.self.pos, row.login, login_key, row.display_name,
              row.password)
        .run();
}

void SqliteStore::update_user(const UserRow& row) {
    Execution run(changes().update_user, row.administrator, row.disabled, row.rev, row.display_name,
                  row.password, row.id.value);
    expect_one_row(run);
}

void SqliteStore::insert_device(const DeviceRow& row) {
    Execution(changes().insert_device, row.id.value, row.user.value, row.created, row.last_seen,
              row.name, row.platform)
        .run();
}

void SqliteStore::update_device(const DeviceRow& row) {
    Execution run(changes().update_device, row.user.value, row.created, row.last_seen, row.name,
                  row.platform, row.id.value);
    expect_one_row(run);
}

void SqliteStore::insert_session(const SessionRow& row) {
    Execution(changes().insert_session, row.id.value, row.user.value, row.device.value, row.created,
              Blob::of(row.token_hash))
        .run();
}

void SqliteStore::remove_session(SessionId id) {
    Execution(changes().remove_session, id.value).run();
}

void SqliteStore::insert_invite(const InviteRow& row) {
    Execution(changes().insert_invite, Blob::of(row.token_hash), row.administrator, row.uses_left,
              row.expires, row.created_by.value, row.created)
        .run();
}

void SqliteStore::put_invite_uses(const Sha256& token_hash, std::int64_t uses_left) {
    Execution run(changes().put_invite_uses, uses_left, Blob::of(token_hash));
    expect_one_row(run);
}

bool SqliteStore::maintain(bool idle) {
    PARLEY_ASSERT(!in_batch_);
    if (broken_) return false;
    if (wal_pages_ < (idle ? pages_.idle : pages_.busy)) return true;
    if (wal_pages_ < next_checkpoint_at_) return true;
    const int rc = sqlite3_wal_checkpoint_v2(connection_.handle(), "main",
                                             SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    // If all pages were moved and nobody reads them from the log, the next commit begins it anew.
    next_checkpoint_at_ = wal_pages_ + kRetryPages;
    if (rc == SQLITE_OK) return true;
    failure_text_ = describe_sqlite(rc, "checkpoint");
    // A full disk or a stranger's lock harms nothing: the log keeps all until the next try.
    const int kind = rc & 0xff;
    if (kind == SQLITE_FULL || kind == SQLITE_BUSY || kind == SQLITE_LOCKED) return true;
    break_off();
    return false;
}

}  // namespace parley
