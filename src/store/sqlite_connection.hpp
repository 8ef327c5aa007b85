#pragma once
#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace parley {

// Thrown while a database is opened, migrated or closed; never while it is in use.
class SqliteError : public std::runtime_error {
  public:
    SqliteError(int code, const std::string& what) : std::runtime_error(what), code_(code) {}
    // The extended result code.
    int code() const { return code_; }

  private:
    int code_;
};

// One connection, set up as its use demands, with every setting read back. In use it remembers the
// first failure of a statement until it is cleared, and runs nothing more until then.
// One thread at a time; SQLite's own mutexes are off.
class SqliteConnection {
  public:
    enum class Use {
        write,      // the one connection that writes and checkpoints
        read,       // committed states only
        main_file,  // the file as it is, without its write-ahead log, touching nothing else
        build,      // a file that is not yet in its place: rollback journal, sole user
    };
    struct Settings {
        bool fsync_on_commit = true;
        std::size_t cache_bytes = 8u << 20;
    };

    // Throws SqliteError. The file must exist: it is created by us, so that its mode is ours.
    SqliteConnection(const std::filesystem::path& file, Use use, const Settings& settings);
    ~SqliteConnection();
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    sqlite3* handle() const { return handle_; }

    // For start and stop; they throw SqliteError.
    void execute(const std::string& sql);
    std::int64_t integer(const std::string& sql);  // the first column of the first row
    std::string text(const std::string& sql);
    // Checkpoints; throws also if frames were left behind.
    void checkpoint_all(int mode);
    // Lets closing checkpoint and remove the write-ahead log, and closes. No statement may be left.
    void close_and_remove_wal();

    // The first failed statement's extended result code; 0 if none failed.
    int failure() const { return failure_; }
    bool failed() const { return failure_ != 0; }
    const std::string& failure_text() const { return failure_text_; }
    void fail(int code, const char* what);
    void clear_failure();

  private:
    void set_up(Use use, const Settings& settings);
    void set_up_journal(Use use, const Settings& settings);
    void set_flag(int option, int value, const char* name);
    void set_pragma(const std::string& name, const std::string& value, const std::string& expected);
    [[noreturn]] void throw_error(int code, const std::string& what) const;

    sqlite3* handle_ = nullptr;
    int failure_ = 0;
    std::string failure_text_;
};

// `disk I/O error (SQLite 1034) in COMMIT`
std::string describe_sqlite(int code, const std::string& what);

}  // namespace parley
