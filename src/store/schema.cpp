#include "schema.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "sqlite_statement.hpp"

namespace parley {
namespace {

// Numbers first in each row, the long text last: a row that overflows its page is still read at the
// start without its overflow. Heads live in the rows of what they are the heads of, so that nothing
// is rebuilt after a crash. Logs are one number: conversations positive, own logs of users
// negative.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE meta(
    key TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE runs(
    number INTEGER PRIMARY KEY,
    run INTEGER NOT NULL UNIQUE,
    epoch INTEGER NOT NULL,
    first_pos INTEGER NOT NULL,
    started INTEGER NOT NULL
) STRICT;

CREATE TABLE log_head(
    one INTEGER PRIMARY KEY CHECK (one = 1),
    database_id BLOB NOT NULL,
    run INTEGER NOT NULL,
    clean INTEGER NOT NULL,
    pos INTEGER NOT NULL,
    last_user INTEGER NOT NULL,
    last_conversation INTEGER NOT NULL,
    last_device INTEGER NOT NULL,
    last_session INTEGER NOT NULL
) STRICT;

CREATE TABLE users(
    id INTEGER PRIMARY KEY,
    administrator INTEGER NOT NULL,
    disabled INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    created INTEGER NOT NULL,
    self_rev INTEGER NOT NULL,
    self_pos INTEGER NOT NULL,
    login TEXT NOT NULL,
    login_key TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    password TEXT NOT NULL
) STRICT;
CREATE INDEX administrators ON users(id) WHERE administrator = 1;

CREATE TABLE devices(
    id INTEGER PRIMARY KEY,
    user INTEGER NOT NULL,
    created INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    name TEXT NOT NULL,
    platform TEXT NOT NULL
) STRICT;
CREATE INDEX devices_by_user ON devices(user);

CREATE TABLE sessions(
    id INTEGER PRIMARY KEY,
    user INTEGER NOT NULL,
    device INTEGER NOT NULL,
    created INTEGER NOT NULL,
    token_hash BLOB NOT NULL UNIQUE
) STRICT;
CREATE INDEX sessions_by_user ON sessions(user);

CREATE TABLE invites(
    token_hash BLOB PRIMARY KEY,
    administrator INTEGER NOT NULL,
    uses_left INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations(
    id INTEGER PRIMARY KEY,
    head_rev INTEGER NOT NULL,
    head_seq INTEGER NOT NULL,
    head_pos INTEGER NOT NULL,
    message_time INTEGER NOT NULL,
    chain BLOB NOT NULL,
    kind INTEGER NOT NULL,
    members_count INTEGER NOT NULL,
    floor_rev INTEGER NOT NULL,
    floor_seq INTEGER NOT NULL,
    history INTEGER NOT NULL,
    post INTEGER NOT NULL,
    invite INTEGER NOT NULL,
    direct_low INTEGER,
    direct_high INTEGER,
    title TEXT NOT NULL,
    topic TEXT
) STRICT;
CREATE UNIQUE INDEX direct_conversations ON conversations(direct_low, direct_high)
    WHERE direct_low IS NOT NULL;

CREATE TABLE members(
    conversation INTEGER NOT NULL,
    user INTEGER NOT NULL,
    role INTEGER NOT NULL,
    joined_rev INTEGER NOT NULL,
    joined_pos INTEGER NOT NULL,
    joined_time INTEGER NOT NULL,
    floor_rev INTEGER NOT NULL,
    floor_seq INTEGER NOT NULL,
    read_seq INTEGER NOT NULL,
    PRIMARY KEY (conversation, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_user ON members(user, conversation);

CREATE TABLE messages(
    place INTEGER PRIMARY KEY,
    conversation INTEGER AS (place >> 32),
    seq INTEGER AS (place & 4294967295),
    rev INTEGER NOT NULL,
    pos INTEGER NOT NULL,
    author INTEGER NOT NULL,
    time INTEGER NOT NULL,
    salt BLOB,
    commitment BLOB,
    chain BLOB NOT NULL,
    digest BLOB,
    data TEXT NOT NULL
) STRICT;

CREATE TABLE entries(
    place INTEGER PRIMARY KEY,
    log INTEGER AS (place >> 32),
    rev INTEGER AS (place & 4294967295),
    seq INTEGER NOT NULL,
    pos INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    author INTEGER NOT NULL,
    time INTEGER NOT NULL,
    salt BLOB,
    commitment BLOB,
    chain BLOB,
    digest BLOB,
    data TEXT NOT NULL
) STRICT;

CREATE TABLE keys(
    key TEXT NOT NULL,
    user INTEGER NOT NULL,
    log INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    PRIMARY KEY (key, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE mentions(
    conversation INTEGER NOT NULL,
    user INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (conversation, user, seq)
) STRICT, WITHOUT ROWID;
)sql";

constexpr Migration kMigrations[] = {{1, kVersion1}};

// name -> how it was made, for all tables and indexes but SQLite's own.
std::map<std::string, std::string> objects_of(SqliteConnection& connection) {
    std::map<std::string, std::string> objects;
    Statement statement(connection,
                        "SELECT type || ' ' || name, sql FROM sqlite_schema "
                        "WHERE type IN ('table', 'index') AND sql IS NOT NULL");
    Execution row(statement);
    while (row.next())
        objects.emplace(row.text(0), row.text(1));
    if (connection.failed()) throw SqliteError(connection.failure(), connection.failure_text());
    return objects;
}

std::map<std::string, std::string> objects_made_by(std::span<const Migration> steps) {
    struct Memory {
        sqlite3* handle = nullptr;
        ~Memory() { sqlite3_close(handle); }
    } memory;
    std::map<std::string, std::string> objects;
    int rc = sqlite3_open_v2(":memory:", &memory.handle,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    for (const Migration& step : steps) {
        if (rc != SQLITE_OK) break;
        rc = sqlite3_exec(memory.handle, step.sql, nullptr, nullptr, nullptr);
    }
    if (rc == SQLITE_OK) {
        rc = sqlite3_exec(
            memory.handle,
            "SELECT type || ' ' || name, sql FROM sqlite_schema "
            "WHERE type IN ('table', 'index') AND sql IS NOT NULL",
            [](void* out, int, char** values, char**) {
                static_cast<std::map<std::string, std::string>*>(out)->emplace(values[0],
                                                                               values[1]);
                return 0;
            },
            &objects, nullptr);
    }
    if (rc != SQLITE_OK) throw SqliteError(rc, describe_sqlite(rc, "the schema in memory"));
    return objects;
}

}  // namespace

std::span<const Migration> migrations() { return kMigrations; }

int schema_version() { return kMigrations[std::size(kMigrations) - 1].number; }

void migrate(SqliteConnection& connection, std::span<const Migration> steps) {
    const std::int64_t version = connection.integer("PRAGMA user_version");
    for (const Migration& step : steps) {
        if (step.number <= version) continue;
        connection.execute("BEGIN IMMEDIATE");
        try {
            connection.execute(step.sql);
            connection.execute(fmt::format("PRAGMA user_version={}", step.number));
            connection.execute("COMMIT");
        } catch (const SqliteError&) {
            if (sqlite3_get_autocommit(connection.handle()) == 0) {
                sqlite3_exec(connection.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
            }
            throw;
        }
    }
}

std::vector<std::string> schema_differences(SqliteConnection& connection,
                                            std::span<const Migration> steps) {
    const auto found = objects_of(connection);
    std::vector<std::string> differences;
    for (const auto& [name, sql] : objects_made_by(steps)) {
        const auto same = found.find(name);
        if (same == found.end()) {
            differences.push_back(name + " is missing");
        } else if (same->second != sql) {
            differences.push_back(name + " is not as this build makes it");
        }
    }
    return differences;
}

}  // namespace parley
