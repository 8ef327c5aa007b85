#include "free_space.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "sqlite_statement.hpp"

namespace parley {
namespace {

constexpr std::size_t kPageBytes = 4096;  // checked at start
using Page = std::array<unsigned char, kPageBytes>;

// The format is SQLite's, "B-tree Pages" in its documentation: a header that ends 12 bytes (inner
// pages) or 8 bytes (leaves) behind its beginning, one pointer of 2 bytes for each row, and the
// rows at the page's end, with free blocks among them.
constexpr std::size_t kFileHeaderBytes = 100;  // on the first page
constexpr std::size_t kFreeBlockHeaderBytes = 4;

std::size_t number_at(const Page& page, std::size_t place) {
    return static_cast<std::size_t>(page[place]) << 8 | page[place + 1];
}

bool is_zero(std::span<const unsigned char> bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](unsigned char byte) { return byte == 0; });
}

// False if nothing was to be done, or the page is not what it should be.
bool wipe(Page& page, std::size_t begin, std::size_t end) {
    if (begin >= end || end > page.size()) return false;
    const auto bytes = std::span(page).subspan(begin, end - begin);
    if (is_zero(bytes)) return false;
    std::fill(bytes.begin(), bytes.end(), static_cast<unsigned char>(0));
    return true;
}

bool wipe_page(Page& page, std::int64_t number) {
    const std::size_t header = number == 1 ? kFileHeaderBytes : 0;
    const bool is_leaf = page[header] == 0x0d || page[header] == 0x0a;
    const std::size_t pointers = header + (is_leaf ? 8 : 12);
    const std::size_t rows = number_at(page, header + 5);  // where they begin
    bool changed = wipe(page, pointers + 2 * number_at(page, header + 3), rows);
    // Each free block begins with the place of the next, which lies behind it, and its own length.
    std::size_t block = number_at(page, header + 1);
    while (block >= rows && block + kFreeBlockHeaderBytes <= page.size()) {
        const std::size_t bytes = number_at(page, block + 2);
        changed |= wipe(page, block + kFreeBlockHeaderBytes, block + bytes);
        const std::size_t next = number_at(page, block);
        if (next <= block) break;
        block = next;
    }
    return changed;
}

int wipe_pages(SqliteConnection& connection, sqlite3_file* file) {
    Statement pages(connection, "SELECT pageno FROM dbstat WHERE pagetype IN ('leaf', 'internal')");
    Execution row(pages);
    Page page;
    while (row.next()) {
        const std::int64_t number = row.integer(0);
        const std::int64_t place = (number - 1) * std::int64_t{kPageBytes};
        int rc = file->pMethods->xRead(file, page.data(), kPageBytes, place);
        if (rc == SQLITE_OK && wipe_page(page, number)) {
            rc = file->pMethods->xWrite(file, page.data(), kPageBytes, place);
        }
        if (rc != SQLITE_OK) return rc;
    }
    const int rc = connection.failure();
    connection.clear_failure();
    return rc;
}

}  // namespace

int wipe_free_space(SqliteConnection& connection) {
    sqlite3_file* file = nullptr;
    int rc = sqlite3_file_control(connection.handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (rc == SQLITE_OK) rc = wipe_pages(connection, file);
    if (rc == SQLITE_OK) rc = file->pMethods->xSync(file, SQLITE_SYNC_FULL);
    // The pages in memory still have the bytes, and would bring them back when they are written.
    const int released = sqlite3_db_release_memory(connection.handle());
    return rc != SQLITE_OK ? rc : released;
}

}  // namespace parley
