#include "database_state.hpp"

#include <fmt/format.h>

#include <charconv>
#include <span>

#include "parley/store/hash_chain.hpp"
#include "schema.hpp"
#include "sqlite_statement.hpp"

namespace parley {
namespace {

constexpr std::size_t kChecksumDigits = 16;

std::string hex_of(std::span<const unsigned char> bytes) {
    std::string out;
    for (unsigned char byte : bytes)
        out += fmt::format("{:02x}", byte);
    return out;
}

// `running 4711 0f3a… 8b1d…`: state, run, database, and the beginning of a hash of these, so that a
// page of which power left a part is not taken for a statement.
std::string text_of(const StateMark& mark) {
    const std::string said = fmt::format("{} {} {}", mark.is_clean ? "clean" : "running", mark.run,
                                         hex_of(mark.database_id));
    return said + ' ' + hex_of(sha256(said)).substr(0, kChecksumDigits);
}

std::optional<StateMark> parse_mark(std::string_view text, const DatabaseId& database_id) {
    StateMark mark;
    mark.database_id = database_id;
    const std::size_t space = text.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    mark.is_clean = text.substr(0, space) == "clean";
    std::from_chars(text.data() + space + 1, text.data() + text.size(), mark.run);
    // What was read is right if it is spelled just so.
    if (text_of(mark) != text) return std::nullopt;
    return mark;
}

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
    std::string mark;
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
            mark = row.text(1);
        }
    }
    throw_if_failed(connection);
    const auto parsed = parse_mark(mark, out.database_id);
    if (!parsed || out.epoch == 0 || out.id_key == IdCodec::Key{}) {
        throw SqliteError(SQLITE_CORRUPT, "the table meta is damaged");
    }
    out.mark = *parsed;
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
    put_meta(connection, "state", text_of(StateMark{true, 0, database_id}));
    run_once(connection, "INSERT INTO log_head VALUES(1, ?, 0, 1, 0, 0, 0, 0, 0)",
             Blob::of(database_id));
    connection.execute("COMMIT");
}

}  // namespace

StoredState load_state(SqliteConnection& connection) {
    StoredState out;
    out.meta = load_meta(connection);
    out.runs = load_runs(connection);
    Statement statement(connection, "SELECT database_id, run, clean FROM log_head WHERE one=1");
    Execution row(statement);
    if (row.next()) {
        out.log_head.database_id = row.bytes<sizeof(DatabaseId)>(0);
        out.log_head.run = static_cast<std::uint64_t>(row.integer(1));
        out.log_head.is_clean = row.integer(2) != 0;
    }
    throw_if_failed(connection);
    return out;
}

std::optional<StateMark> load_main_file_mark(const DataDirPaths& paths) {
    try {
        SqliteConnection connection(paths.database, SqliteConnection::Use::main_file, {});
        return load_meta(connection).mark;
    } catch (const SqliteError&) {
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

void enter_run(SqliteConnection& connection, const StateMark& mark, std::uint64_t epoch,
               std::int64_t first_pos, WallTime now) {
    const auto run = static_cast<std::int64_t>(mark.run);
    const auto epoch_stored = static_cast<std::int64_t>(epoch);
    connection.execute("BEGIN IMMEDIATE");
    put_meta(connection, "epoch", epoch_stored);
    put_meta(connection, "state", text_of(mark));
    run_once(connection, "INSERT INTO runs(run, epoch, first_pos, started) VALUES(?, ?, ?, ?)", run,
             epoch_stored, first_pos, now);
    run_once(connection, "UPDATE log_head SET run=?, clean=0 WHERE one=1", run);
    connection.execute("COMMIT");
    connection.checkpoint_all(SQLITE_CHECKPOINT_PASSIVE);
}

void enter_clean_stop(SqliteConnection& connection, const StateMark& running) {
    StateMark clean = running;
    clean.is_clean = true;
    // First all that the log holds, so that a main file which says `clean` is complete but for
    // that.
    connection.checkpoint_all(SQLITE_CHECKPOINT_PASSIVE);
    connection.execute("BEGIN IMMEDIATE");
    put_meta(connection, "state", text_of(clean));
    connection.execute("UPDATE log_head SET clean=1 WHERE one=1");
    connection.execute("COMMIT");
    connection.checkpoint_all(SQLITE_CHECKPOINT_TRUNCATE);
}

}  // namespace parley
