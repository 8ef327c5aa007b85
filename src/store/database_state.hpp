#pragma once
// What a database file says about itself, and the making of a new one.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data_dir.hpp"
#include "parley/core/id_codec.hpp"
#include "parley/core/random.hpp"
#include "parley/core/time.hpp"
#include "parley/store/sqlite.hpp"
#include "sqlite_connection.hpp"

namespace parley {

// Whether a write-ahead log belongs beside the main file. `running` is in the main file before a
// run accepts anything, `clean` after everything was moved out of the log.
enum class DatabaseState : std::uint8_t { running, clean };

struct MetaRows {
    DatabaseId database_id{};
    std::uint64_t epoch = 0;
    IdCodec::Key id_key{};
    DatabaseState state = DatabaseState::running;
    WalSalt wal_salt{};  // in state `clean`: of the log that was emptied into the main file
};

struct RunEntry {
    std::uint64_t run = 0;
    std::uint64_t epoch = 0;
    std::int64_t first_pos = 0;
};

struct StoredState {
    MetaRows meta;
    std::vector<RunEntry> runs;  // in the order in which they were entered
    // Written by every commit, so that a log of another database or run betrays itself.
    DatabaseId log_head_database_id{};
    std::uint64_t log_head_run = 0;
};

// Throws SqliteError.
StoredState load_state(SqliteConnection& connection);
// What the main file holds without its log; none if that cannot be read. Before SQLite has the
// database open.
std::optional<StoredState> load_main_file_state(const DataDirPaths& paths);

// Below 2^52, so that it is short on the wire, and never a small number.
std::uint64_t random_run_number(Random& random);

// Makes parley.db, complete or not at all. Throws SqliteError, Refused.
void create_database(const DataDirPaths& paths, Random& random);

// Commits that `run` has begun, and moves that into the main file.
void enter_run(SqliteConnection& connection, std::uint64_t run, std::uint64_t epoch,
               std::int64_t first_pos, WallTime now);
// Moves everything into the main file and marks it clean; the log is then empty.
void enter_clean_stop(SqliteConnection& connection, const DataDirPaths& paths);

}  // namespace parley
