#include "sqlite_statement.hpp"

#include <cstring>

#include "parley/core/assert.hpp"

namespace parley {

sqlite3_stmt* Statement::prepared() {
    if (handle_ == nullptr) {
        const int rc =
            sqlite3_prepare_v3(connection_.handle(), sql_.c_str(), static_cast<int>(sql_.size()),
                               SQLITE_PREPARE_PERSISTENT, &handle_, nullptr);
        if (rc != SQLITE_OK) connection_.fail(rc, sql_.c_str());
    }
    PARLEY_ASSERT(handle_ == nullptr || sqlite3_stmt_busy(handle_) == 0);
    return handle_;
}

bool Execution::next() {
    if (handle_ == nullptr || connection_.failed()) return false;
    const int rc = sqlite3_step(handle_);
    if (rc == SQLITE_ROW) return true;
    if (rc != SQLITE_DONE) connection_.fail(rc, sql_);
    sqlite3_reset(handle_);
    handle_ = nullptr;
    return false;
}

std::string_view Execution::text(int column) const {
    const void* text = sqlite3_column_text(handle_, column);
    if (text == nullptr) return {};
    return {static_cast<const char*>(text),
            static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

void Execution::copy_bytes(int column, unsigned char* out, std::size_t bytes) const {
    const void* blob = sqlite3_column_blob(handle_, column);
    const auto found = static_cast<std::size_t>(sqlite3_column_bytes(handle_, column));
    if (blob == nullptr || found != bytes) {
        damaged();
        return;
    }
    std::memcpy(out, blob, bytes);
}

}  // namespace parley
