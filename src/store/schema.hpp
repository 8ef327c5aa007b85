#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sqlite_connection.hpp"

namespace parley {

// "Prly": what `file` and SQLite's own tools see that a file is ours by.
constexpr std::uint32_t kApplicationId = 0x50726c79;

// One step of the schema, from version `number` - 1 to `number`. Never changed once released: later
// changes are further steps.
struct Migration {
    int number = 0;
    const char* sql = nullptr;
};

// All steps of this build, from 1 upwards.
std::span<const Migration> migrations();
// The version that this build reads and writes.
int schema_version();

// Runs the steps behind the file's version, each with its number in one transaction of its own.
// Throws SqliteError; the step that failed has then left nothing behind.
void migrate(SqliteConnection& connection, std::span<const Migration> steps);

// What differs from the schema that the steps make: one phrase for each missing or changed table or
// index; empty if nothing does. What an operator has added does not count.
std::vector<std::string> schema_differences(SqliteConnection& connection,
                                            std::span<const Migration> steps);

}  // namespace parley
