#include "schema.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "parley/text/search_key.hpp"
#include "sqlite_statement.hpp"

namespace parley {
namespace {

void answer_search_key(sqlite3_context* context, int, sqlite3_value** values) {
    const void* text = sqlite3_value_text(values[0]);
    const auto bytes = static_cast<std::size_t>(sqlite3_value_bytes(values[0]));
    const std::string key =
        search_key(text != nullptr ? std::string_view(static_cast<const char*>(text), bytes) : "");
    sqlite3_result_text64(context, key.data(), key.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

// What the steps may call beside SQLite's own functions. Nothing that is stored refers to them.
int add_step_functions(sqlite3* handle) {
    return sqlite3_create_function_v2(handle, "search_key", 1,
                                      SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                      nullptr, answer_search_key, nullptr, nullptr, nullptr);
}

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
    if (rc == SQLITE_OK) rc = add_step_functions(memory.handle);
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

void migrate(SqliteConnection& connection, std::span<const Migration> steps) {
    const std::int64_t version = connection.integer("PRAGMA user_version");
    if (const int rc = add_step_functions(connection.handle()); rc != SQLITE_OK) {
        throw SqliteError(rc, describe_sqlite(rc, "search_key"));
    }
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
