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

// Whether a write-ahead log belongs beside the main file. "Not clean" is in the main file before a
// run accepts anything; "clean" gets there after everything was moved out of the log.
struct StateMark {
    bool is_clean = false;
    std::uint64_t run = 0;  // that is running, or was stopped; 0 in a database never started
    DatabaseId database_id{};
};

struct MetaRows {
    DatabaseId database_id{};
    std::uint64_t epoch = 0;
    IdCodec::Key id_key{};
    StateMark mark;
};

struct RunEntry {
    std::uint64_t run = 0;
    std::uint64_t epoch = 0;
    std::int64_t first_pos = 0;
};

// Written by every commit, so that a log of another database, another run or another time betrays
// itself.
struct LogHeadMark {
    DatabaseId database_id{};
    std::uint64_t run = 0;
    bool is_clean = false;  // the commit is the last one of a clean stop
};

struct StoredState {
    MetaRows meta;
    std::vector<RunEntry> runs;  // in the order in which they were entered
    LogHeadMark log_head;
};

// Throws SqliteError.
StoredState load_state(SqliteConnection& connection);
// What the main file says without its log; none if it does not say it whole, as when power failed
// within a checkpoint. Before SQLite has the database open.
std::optional<StateMark> load_main_file_mark(const DataDirPaths& paths);

// Below 2^52, so that it is short on the wire, and never a small number.
std::uint64_t random_run_number(Random& random);

// Makes parley.db, complete or not at all. Throws SqliteError, Refused.
void create_database(const DataDirPaths& paths, Random& random);

// Commits that a run has begun, and moves that into the main file.
void enter_run(SqliteConnection& connection, const StateMark& mark, std::uint64_t epoch,
               std::int64_t first_pos, WallTime now);
// Moves everything into the main file and marks it as stopped cleanly; the log is then empty.
void enter_clean_stop(SqliteConnection& connection, const StateMark& running);

}  // namespace parley
