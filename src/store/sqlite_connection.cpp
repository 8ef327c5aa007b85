#include "sqlite_connection.hpp"

#include <fmt/format.h>

#include "sqlite_statement.hpp"

namespace parley {
namespace {

// Nobody else writes here; this only bounds the wait for a stranger who looks into the file.
constexpr int kBusyTimeoutMs = 5000;

int open_flags(SqliteConnection::Use use) {
    switch (use) {
        case SqliteConnection::Use::write:
        case SqliteConnection::Use::build:
            return SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
        case SqliteConnection::Use::read:
            return SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
        case SqliteConnection::Use::main_file:
            return SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
    }
    return SQLITE_OPEN_READONLY;
}

// Before SQLite is first used: its memory statistics cost a mutex shared by all connections with
// each allocation. (Without effect, and harmless, if something else has used SQLite before.)
void configure_sqlite() {
    [[maybe_unused]] static const int rc = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

// The path as a URI that tells SQLite to neither lock nor look for a log.
std::string immutable_uri(const std::string& path) {
    std::string uri = "file:";
    for (char c : path) {
        if (c == '%' || c == '?' || c == '#') {
            uri += fmt::format("%{:02x}", static_cast<unsigned char>(c));
        } else {
            uri += c;
        }
    }
    return uri + "?immutable=1";
}

}  // namespace

std::string describe_sqlite(int code, const std::string& what) {
    return fmt::format("{} (SQLite {}) in {}", sqlite3_errstr(code), code, what);
}

SqliteConnection::SqliteConnection(const std::filesystem::path& file, Use use,
                                   const Settings& settings) {
    configure_sqlite();
    // Absolute, so that no path is taken for a URI.
    const std::string path = std::filesystem::absolute(file).string();
    const std::string name = use == Use::main_file ? immutable_uri(path) : path;
    const int rc = sqlite3_open_v2(name.c_str(), &handle_, open_flags(use), nullptr);
    try {
        if (rc != SQLITE_OK) throw_error(rc, "open");
        set_up(use, settings);
    } catch (...) {
        sqlite3_close(handle_);
        throw;
    }
}

SqliteConnection::~SqliteConnection() { sqlite3_close(handle_); }

void SqliteConnection::set_up(Use use, const Settings& settings) {
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_timeout(handle_, kBusyTimeoutMs);
    // The log is removed by a clean stop alone, never because some connection was the last.
    set_flag(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, "no_ckpt_on_close");
    set_flag(SQLITE_DBCONFIG_DEFENSIVE, 1, "defensive");
    // What a tampered file could bring along must not run.
    set_flag(SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, "trusted_schema");
    set_flag(SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, "enable_trigger");
    set_flag(SQLITE_DBCONFIG_ENABLE_VIEW, 0, "enable_view");
    set_pragma("cell_size_check", "1", "1");
    // A mapped file turns a read error into a signal.
    set_pragma("mmap_size", "0", "0");
    set_pragma("temp_store", "2", "2");  // memory
    const std::string cache_kib = fmt::format("-{}", settings.cache_bytes / 1024);
    set_pragma("cache_size", cache_kib, cache_kib);
    set_up_journal(use, settings);
}

void SqliteConnection::set_up_journal(Use use, const Settings& settings) {
    switch (use) {
        case Use::write: {
            const std::string synchronous = settings.fsync_on_commit ? "2" : "1";
            set_pragma("secure_delete", "1", "1");
            set_pragma("journal_mode", "wal", "wal");
            set_pragma("synchronous", synchronous, synchronous);
            set_pragma("wal_autocheckpoint", "0", "0");
            set_pragma("journal_size_limit", "-1", "-1");
            break;
        }
        case Use::read:
            set_pragma("query_only", "1", "1");
            set_pragma("wal_autocheckpoint", "0", "0");
            // Fact: an error during the switch can leave a file in rollback mode without telling.
            if (text("PRAGMA journal_mode") != "wal") {
                throw SqliteError(SQLITE_ERROR, "PRAGMA journal_mode is not wal");
            }
            break;
        case Use::build:
            set_pragma("synchronous", "2", "2");
            break;
        case Use::main_file:
            set_pragma("query_only", "1", "1");
            break;
    }
}

void SqliteConnection::set_flag(int option, int value, const char* name) {
    int now = -1;
    const int rc = sqlite3_db_config(handle_, option, value, &now);
    if (rc != SQLITE_OK) throw_error(rc, name);
    if (now != value) throw SqliteError(SQLITE_ERROR, fmt::format("{} is {}", name, now));
}

void SqliteConnection::set_pragma(const std::string& name, const std::string& value,
                                  const std::string& expected) {
    execute(fmt::format("PRAGMA {}={}", name, value));
    const std::string now = text("PRAGMA " + name);
    if (now != expected) {
        throw SqliteError(SQLITE_ERROR,
                          fmt::format("PRAGMA {} is {} instead of {}", name, now, expected));
    }
}

void SqliteConnection::execute(const std::string& sql) {
    const int rc = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
    if (rc != SQLITE_OK) throw_error(rc, sql);
}

std::int64_t SqliteConnection::integer(const std::string& sql) {
    Statement statement(*this, sql);
    Execution row(statement);
    const std::int64_t value = row.next() ? row.integer(0) : 0;
    if (failed()) throw SqliteError(failure_, failure_text_);
    return value;
}

std::string SqliteConnection::text(const std::string& sql) {
    Statement statement(*this, sql);
    Execution row(statement);
    const std::string value = row.next() ? std::string(row.text(0)) : std::string();
    if (failed()) throw SqliteError(failure_, failure_text_);
    return value;
}

void SqliteConnection::checkpoint_all(int mode) {
    int in_log = -1;
    int done = -1;
    const int rc = sqlite3_wal_checkpoint_v2(handle_, "main", mode, &in_log, &done);
    if (rc != SQLITE_OK) throw_error(rc, "checkpoint");
    if (in_log != done || in_log < 0) {
        throw SqliteError(SQLITE_BUSY, fmt::format("checkpoint: {} of {} pages", done, in_log));
    }
}

void SqliteConnection::close_and_remove_wal() {
    set_flag(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, "no_ckpt_on_close");
    const int rc = sqlite3_close(handle_);
    if (rc != SQLITE_OK) throw_error(rc, "close");
    handle_ = nullptr;
}

void SqliteConnection::fail(int code, const char* what) {
    if (failed()) return;
    failure_ = code;
    failure_text_ = describe_sqlite(code, what);
}

void SqliteConnection::clear_failure() {
    failure_ = 0;
    failure_text_.clear();
}

void SqliteConnection::throw_error(int code, const std::string& what) const {
    const int extended = handle_ != nullptr ? sqlite3_extended_errcode(handle_) : code;
    throw SqliteError(extended, describe_sqlite(extended, what));
}

}  // namespace parley
