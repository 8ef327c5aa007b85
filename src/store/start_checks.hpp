#pragma once
// The checks between finding a data directory and trusting the database in it. Each throws Refused
// with the reason that the operator is told; none changes anything.

#include <optional>
#include <string>
#include <vector>

#include "database_state.hpp"
#include "schema.hpp"

namespace parley {

// Refuses remains without their database.
void check_not_lost(const DataDirPaths& paths, const std::optional<Instance>& instance);
// Refuses a file of another application, of a newer Parley or of another page size.
void check_header(const DataDirPaths& paths, const DatabaseHeader& header);

struct WalCheck {
    bool present = false;  // a log is there and must be recovered
    bool lost = false;     // it is gone, and the operator accepts that
    std::uint32_t generation = 0;
};
// Refuses a main file that needs a log and has none.
WalCheck check_wal(const DataDirPaths& paths, const std::optional<StateMark>& main_file,
                   bool accept_lost_wal);

void check_schema(const DataDirPaths& paths, SqliteConnection& connection);
// After recovery: that file, log and `instance` are of one database, and that the log continues
// just this file. SQLite itself takes any log.
void check_identity(const DataDirPaths& paths, const StoredState& recovered,
                    const std::optional<StateMark>& main_file, const WalCheck& wal,
                    const std::optional<Instance>& instance);
// Whether `instance` shows that this file is older than what was here before: the reason, if so.
std::optional<std::string> older_copy(const StoredState& recovered,
                                      const std::optional<Instance>& instance);
// Looks into every page, if the file is not too large for that. False: it was too large.
bool quick_check(const DataDirPaths& paths, SqliteConnection& connection);

// An error of SQLite while the database was opened, as the operator is told it.
std::string refusal_text(const DataDirPaths& paths, const SqliteError& error);

}  // namespace parley
