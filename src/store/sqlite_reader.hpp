#pragma once
#include <atomic>
#include <filesystem>
#include <memory>

#include "parley/store/store.hpp"
#include "sqlite_connection.hpp"

namespace parley {

// Reads committed states on a connection of its own. `open_readers` counts those that live, so that
// the writer's connection is not closed before them. Throws SqliteError.
std::unique_ptr<ReadStore> make_sqlite_reader(std::unique_ptr<SqliteConnection> connection,
                                              std::shared_ptr<std::atomic<int>> open_readers);

}  // namespace parley
