#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sqlite_statement.hpp"

namespace parley {

inline std::string select(const char* columns, const char* rest) {
    return std::string("SELECT ") + columns + " FROM " + rest;
}

// The one row of a run, or nothing: none found, or the file is damaged.
template <class Row>
std::optional<Row> one_row(SqliteConnection& connection, Execution&& run,
                           Row (*read)(const Execution&)) {
    if (!run.next()) return std::nullopt;
    Row row = read(run);
    if (connection.failed()) return std::nullopt;
    return row;
}

template <class Row>
std::vector<Row> all_rows(SqliteConnection& connection, Execution&& run,
                          Row (*read)(const Execution&)) {
    std::vector<Row> rows;
    while (run.next())
        rows.push_back(read(run));
    if (connection.failed()) rows.clear();
    return rows;
}

// Above every text that begins with `prefix`, and below all others that are above it. (No UTF-8
// holds this byte.)
inline std::string end_of_prefix(std::string_view prefix) { return std::string(prefix) + '\xff'; }

}  // namespace parley
