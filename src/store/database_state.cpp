#include "database_state.hpp"

#include <fmt/format.h>

#include "schema.hpp"
#include "sqlite_statement.hpp"

namespace parley {
namespace {

constexpr std::string_view kRunning = "running";
// Between two commits of a clean stop: as `running`, but makes the log longer.
constexpr std::string_view kStopping = "stopping";
constexpr std::string_view kClean = "clean";

void throw_if_failed(const SqliteConnection& connection) {
    if (connection.failed()) {
        throw SqliteError(connection.failure(), connection.failure_text());
    }
}

void run_once(SqliteConnection& connection, const char* sql, const auto&... values) {
    Statement statement(connection, sql);
    Execution(statement, values...).run();
    throw_if_failed(connection);
}

void put_meta(SqliteConnection& connection, std::string_view key, const auto& value) {
    run_once(connection, "INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", key, value);
}

MetaRows load_meta(SqliteConnection& connection) {
    MetaRows out;
    int found = 0;
    Statement statement(connection, "SELECT key, value FROM meta");
    Execution row(statement);
    while (row.next()) {
        const std::string_view key = row.text(0);
        if (key == "database_id") {
            out.database_id = row.bytes<sizeof(DatabaseId)>(1);
        } else if (key == "id_key") {
            out.id_key = row.bytes<sizeof(IdCodec::Key)>(1);
        } else if (key == "epoch") {
            out.epoch = static_cast<std::uint64_t>(row.integer(1));
        } else if (key == "state") {
            const std::string_view state = row.text(1);
            if (state == kClean)
                out.state = DatabaseState::clean;
            else if (state != kRunning && state != kStopping)
                row.damaged();
        } else if (key == "wal_salt") {
            out.wal_salt = row.bytes<sizeof(WalSalt)>(1);
        } else {
            continue;
        }
        ++found;
    }
    throw_if_failed(connection);
    if (found != 5 || out.epoch == 0) throw SqliteError(SQLITE_CORRUPT, "meta is not complete");
    return out;
}

std::vector<RunEntry> load_runs(SqliteConnection& connection) {
    std::vector<RunEntry> out;
    Statement statement(connection, "SELECT run, epoch, first_pos FROM runs ORDER BY number");
    Execution row(statement);
    while (row.next()) {
        out.push_back(RunEntry{static_cast<std::uint64_t>(row.integer(0)),
                               static_cast<std::uint64_t>(row.integer(1)), row.integer(2)});
    }
    throw_if_failed(connection);
    return out;
}

void fill_new_database(SqliteConnection& connection, Random& random) {
    const auto database_id = random.bytes<sizeof(DatabaseId)>();
    const auto id_key = random.bytes<sizeof(IdCodec::Key)>();
    connection.execute("BEGIN IMMEDIATE");
    put_meta(connection, "database_id", Blob::of(database_id));
    put_meta(connection, "id_key", Blob::of(id_key));
    put_meta(connection, "epoch", static_cast<std::int64_t>(random_run_number(random)));
    put_meta(connection, "state", kClean);
    put_meta(connection, "wal_salt", Blob::of(WalSalt{}));
    run_once(connection, "INSERT INTO log_head VALUES(1, ?, 0, 0, 0, 0, 0, 0)",
             Blob::of(database_id));
    connection.execute("COMMIT");
}

}  // namespace

StoredState load_state(SqliteConnection& connection) {
    StoredState out;
    out.meta = load_meta(connection);
    out.runs = load_runs(connection);
    Statement statement(connection, "SELECT database_id, run FROM log_head WHERE one=1");
    Execution row(statement);
    if (row.next()) {
        out.log_head_database_id = row.bytes<sizeof(DatabaseId)>(0);
        out.log_head_run = static_cast<std::uint64_t>(row.integer(1));
    }
    throw_if_failed(connection);
    return out;
}

std::optional<StoredState> load_main_file_state(const DataDirPaths& paths) {
    try {
        SqliteConnection connection(paths.database, SqliteConnection::Use::main_file, {});
        return load_state(connection);
    } catch (const SqliteError&) {
        // A crash within a checkpoint leaves a file that only its log makes whole.
        return std::nullopt;
    }
}

std::uint64_t random_run_number(Random& random) {
    std::uint64_t number = 0;
    while (number < std::uint64_t{1} << 40)
        number = random.number() >> 12;
    return number;
}

void create_database(const DataDirPaths& paths, Random& random) {
    // What an interrupted start has left.
    const std::string name = paths.new_database.string();
    for (const char* suffix : {"", "-journal", "-wal", "-shm"})
        remove_if_there(name + suffix);

    create_empty_file(paths.new_database);
    {
        SqliteConnection connection(paths.new_database, SqliteConnection::Use::build, {});
        connection.execute("PRAGMA page_size=4096");
        connection.execute(fmt::format("PRAGMA application_id={}", kApplicationId));
        migrate(connection, migrations());
        fill_new_database(connection, random);
        const std::string mode = connection.text("PRAGMA journal_mode=wal");
        if (mode != "wal") throw SqliteError(SQLITE_ERROR, "journal_mode stayed " + mode);
        connection.close_and_remove_wal();
    }
    sync_path(paths.new_database);
    std::filesystem::rename(paths.new_database, paths.database);
    sync_path(paths.dir);
}

void enter_run(SqliteConnection& connection, std::uint64_t run, std::uint64_t epoch,
               std::int64_t first_pos, WallTime now) {
    const auto run_stored = static_cast<std::int64_t>(run);
    const auto epoch_stored = static_cast<std::int64_t>(epoch);
    connection.execute("BEGIN IMMEDIATE");
    put_meta(connection, "epoch", epoch_stored);
    put_meta(connection, "state", kRunning);
    run_once(connection, "INSERT INTO runs(run, epoch, first_pos, started) VALUES(?, ?, ?, ?)",
             run_stored, epoch_stored, first_pos, now);
    run_once(connection, "UPDATE log_head SET run=? WHERE one=1", run_stored);
    connection.execute("COMMIT");
    connection.checkpoint_all(SQLITE_CHECKPOINT_PASSIVE);
}

void enter_clean_stop(SqliteConnection& connection, const DataDirPaths& paths) {
    // If power fails after `clean` is in the main file and before the emptying of the log reaches
    // the disk, the next start finds both. It knows the log by the salt, which is that of the log
    // at the commit of `clean` since the commit before has kept the log from beginning anew.
    put_meta(connection, "state", kStopping);
    const WalSalt salt = read_wal_salt(paths);
    connection.execute("BEGIN IMMEDIATE");
    put_meta(connection, "wal_salt", Blob::of(salt));
    put_meta(connection, "state", kClean);
    connection.execute("COMMIT");
    connection.checkpoint_all(SQLITE_CHECKPOINT_TRUNCATE);
}

}  // namespace parley
