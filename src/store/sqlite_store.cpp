#include "sqlite_store.hpp"

#include "free_space.hpp"
#include "parley/core/assert.hpp"
#include "place.hpp"
#include "store_changes.hpp"

namespace parley {
namespace {

// A checkpoint that readers kept from its end is tried again when the log has grown by this much.
constexpr int kRetryPages = 1'000;

// What a log may hold that was begun anew by a commit of one page, or two.
constexpr int kShortLogPages = 2;
constexpr sqlite3_int64 kShortLogBytes = 32 + kShortLogPages * (24 + 4096);

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
      account_changes_(std::make_unique<AccountChanges>(connection)),
      message_changes_(std::make_unique<MessageChanges>(connection)),
      index_(connection, lookups_here_.log(), last.pos),
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
        index_.batch_committed(committed_.pos);
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
    index_.batch_undone();
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

SqliteStore::AccountChanges& SqliteStore::account_changes() {
    PARLEY_ASSERT(in_batch_);
    return *account_changes_;
}

SqliteStore::MessageChanges& SqliteStore::message_changes() {
    PARLEY_ASSERT(in_batch_);
    return *message_changes_;
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
    index_.note(entry);
}

void SqliteStore::append_message(const Entry& entry) {
    PARLEY_ASSERT(entry.log.conversation());
    // The commitment follows from salt and data for as long as these are there.
    const Blob salt = Blob::unless_zero(entry.salt);
    const Blob commitment = salt.data != nullptr ? Blob{} : Blob::unless_zero(entry.commitment);
    Execution(changes().append_message, place_of(entry.log.stored(), entry.seq), entry.rev,
              entry.pos, entry.by.value, entry.time, salt, commitment, Blob::of(entry.chain),
              Blob::unless_zero(entry.digest), entry.data, UnlessZero{entry.reply_to},
              UnlessZero{entry.thread}, UnlessZero{entry.thread_seq})
        .run();
}

void SqliteStore::append_other(const Entry& entry) {
    const Blob salt = Blob::unless_zero(entry.salt);
    const Blob commitment = salt.data != nullptr ? Blob{} : Blob::unless_zero(entry.commitment);
    Execution(changes().append_other, place_of(entry.log.stored(), entry.rev), entry.seq, entry.pos,
              static_cast<int>(entry.kind), entry.by.value, entry.time, salt, commitment,
              Blob::unless_zero(entry.chain), Blob::unless_zero(entry.digest), entry.data,
              UnlessZero{entry.target}, UnlessZero{entry.version})
        .run();
}

bool SqliteStore::maintain(bool idle) {
    PARLEY_ASSERT(!in_batch_);
    if (broken_) return false;
    if (wal_pages_ < (idle ? pages_.idle : pages_.busy)) return true;
    if (wal_pages_ < next_checkpoint_at_) return true;
    // If all pages were moved and nobody reads them from the log, the next commit begins it anew.
    next_checkpoint_at_ = wal_pages_ + kRetryPages;
    return goes_on_after(sqlite3_wal_checkpoint_v2(connection_.handle(), "main",
                                                   SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr),
                         "checkpoint");
}

bool SqliteStore::goes_on_after(int rc, const char* what) {
    if (rc == SQLITE_OK) return true;
    failure_text_ = describe_sqlite(rc, what);
    switch (rc & 0xff) {
        // A full disk, a reader or a stranger's lock harms nothing: the log keeps all until the
        // next try.
        case SQLITE_FULL:
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        // A damaged page that was read is reported by whoever needs it.
        case SQLITE_CORRUPT:
            return true;
        default:
            break_off();
            return false;
    }
}

Store::Indexing SqliteStore::index_messages(std::int64_t limit) {
    PARLEY_ASSERT(!in_batch_);
    if (broken_) return {.ok = false, .idle = true};
    if (index_.is_complete()) return {};
    begin();
    index_.fill(limit);
    switch (commit()) {
        case CommitOutcome::committed:
            return {.ok = true, .idle = index_.is_complete()};
        case CommitOutcome::nothing:
            // A full disk, say: nothing is lost, and to try again at once would not help.
            return {.ok = true, .idle = true};
        case CommitOutcome::unknown:
            break;
    }
    return {.ok = false, .idle = true};
}

void SqliteStore::note_indexed() {
    PARLEY_ASSERT(!in_batch_);
    if (broken_) return;
    begin();
    index_.note_complete();
    // If that failed, the next start looks for itself.
    (void)commit();
}

CommitOutcome SqliteStore::compact() {
    PARLEY_ASSERT(!in_batch_);
    if (broken_) return CommitOutcome::unknown;
    begin();
    Execution(message_changes_->merge_index).run();
    const CommitOutcome outcome = commit();
    if (outcome != CommitOutcome::committed) return outcome;
    // Waits until nobody reads from the log. What is then committed next begins it anew.
    int rc = sqlite3_wal_checkpoint_v2(connection_.handle(), "main", SQLITE_CHECKPOINT_RESTART,
                                       nullptr, nullptr);
    if (rc == SQLITE_OK) rc = wipe_free_space(connection_);
    if (!goes_on_after(rc, "compact")) return CommitOutcome::unknown;
    return rc == SQLITE_OK ? shorten_log() : CommitOutcome::nothing;
}

CommitOutcome SqliteStore::shorten_log() {
    // Never to nothing: a file that was not stopped cleanly and has no log counts as damaged.
    sqlite3_exec(connection_.handle(), "PRAGMA journal_size_limit=0", nullptr, nullptr, nullptr);
    begin();
    // One page is to be written, and SQLite notices where nothing changes.
    for (const int step : {1, -1})
        Execution(message_changes_->move_scan, step).run();
    const CommitOutcome outcome = commit();
    sqlite3_exec(connection_.handle(), "PRAGMA journal_size_limit=-1", nullptr, nullptr, nullptr);
    if (outcome != CommitOutcome::committed) return outcome;
    // SQLite does not tell when it could not cut the file, or when it had to go on behind the end.
    sqlite3_file* log = nullptr;
    sqlite3_file_control(connection_.handle(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    sqlite3_int64 bytes = 0;
    int rc = log->pMethods->xFileSize(log, &bytes);
    if (rc == SQLITE_OK && bytes > kShortLogBytes) {
        rc = wal_pages_ > kShortLogPages ? SQLITE_BUSY : SQLITE_IOERR_TRUNCATE;
    }
    if (!goes_on_after(rc, "compact: cutting off the log")) return CommitOutcome::unknown;
    return rc == SQLITE_OK ? CommitOutcome::committed : CommitOutcome::nothing;
}

}  // namespace parley
