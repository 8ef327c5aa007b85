#pragma once
#include <sqlite3.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sqlite_connection.hpp"

namespace parley {

// Bytes that are bound as they lie there.
struct Blob {
    const void* data = nullptr;
    std::size_t bytes = 0;

    template <std::size_t N>
    static Blob of(const std::array<unsigned char, N>& array) {
        return Blob{array.data(), N};
    }
    // NULL in the table if all bytes are zero.
    template <std::size_t N>
    static Blob unless_zero(const std::array<unsigned char, N>& array) {
        static constexpr std::array<unsigned char, N> kZero{};
        return array == kZero ? Blob{} : of(array);
    }
};

// A number that is NULL in the table if it is 0.
struct UnlessZero {
    std::int64_t value = 0;
};

// One SQL statement of one connection, prepared when it is first used and kept.
class Statement {
  public:
    Statement(SqliteConnection& connection, std::string sql)
        : connection_(connection), sql_(std::move(sql)) {}
    ~Statement() { sqlite3_finalize(handle_); }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

  private:
    friend class Execution;
    sqlite3_stmt* prepared();

    SqliteConnection& connection_;
    const std::string sql_;
    sqlite3_stmt* handle_ = nullptr;
};

// One run of a statement, from binding to reset. What is bound is not copied and must stay until
// the run ends. A failure is remembered by the connection; from then on no run does anything.
class Execution {
  public:
    // Binds the values to the parameters in order.
    template <class... Values>
    explicit Execution(Statement& statement, const Values&... values)
        : connection_(statement.connection_), sql_(statement.sql_.c_str()) {
        handle_ = connection_.failed() ? nullptr : statement.prepared();
        if (handle_ != nullptr) {
            int place = 0;
            (bind(++place, values), ...);
        }
    }
    ~Execution() {
        if (handle_ != nullptr) sqlite3_reset(handle_);
    }
    Execution(const Execution&) = delete;
    Execution& operator=(const Execution&) = delete;

    // Steps to the next row; false at the end and when something failed.
    bool next();
    // Runs a statement without rows; false if it failed.
    bool run() {
        next();
        return !connection_.failed();
    }

    // Columns of the present row. What a damaged file holds in the wrong size or out of range
    // counts as a failure of the run.
    std::int64_t integer(int column) const { return sqlite3_column_int64(handle_, column); }
    bool is_null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }
    std::string_view text(int column) const;
    template <std::size_t N>
    std::array<unsigned char, N> bytes(int column) const {
        std::array<unsigned char, N> out{};
        if (!is_null(column)) copy_bytes(column, out.data(), N);
        return out;
    }
    // A value of an enumeration whose numbers run from 0 to `last`.
    template <class Enum>
    Enum one_of(int column, Enum last) const {
        const std::int64_t number = integer(column);
        if (number < 0 || number > static_cast<std::int64_t>(last)) {
            damaged();
            return last;
        }
        return static_cast<Enum>(number);
    }
    void damaged() const { connection_.fail(SQLITE_CORRUPT, sql_); }

  private:
    void bind(int place, std::int64_t value) { check(sqlite3_bind_int64(handle_, place, value)); }
    void bind(int place, int value) { bind(place, std::int64_t{value}); }
    void bind(int place, bool value) { bind(place, std::int64_t{value}); }
    void bind(int place, const UnlessZero& number) {
        if (number.value != 0) {
            bind(place, number.value);
        } else {
            check(sqlite3_bind_null(handle_, place));
        }
    }
    void bind(int place, std::string_view text) {
        // A null pointer would bind NULL.
        check(sqlite3_bind_text64(handle_, place, text.empty() ? "" : text.data(), text.size(),
                                  SQLITE_STATIC, SQLITE_UTF8));
    }
    void bind(int place, const std::string& value) { bind(place, std::string_view(value)); }
    void bind(int place, const std::optional<std::string>& value) {
        if (value) {
            bind(place, std::string_view(*value));
        } else {
            check(sqlite3_bind_null(handle_, place));
        }
    }
    void bind(int place, const Blob& blob) {
        check(sqlite3_bind_blob64(handle_, place, blob.data, blob.bytes, SQLITE_STATIC));
    }
    void check(int rc) const {
        if (rc != SQLITE_OK) connection_.fail(rc, sql_);
    }
    void copy_bytes(int column, unsigned char* out, std::size_t bytes) const;

    SqliteConnection& connection_;
    const char* sql_;
    sqlite3_stmt* handle_ = nullptr;
};

}  // namespace parley
