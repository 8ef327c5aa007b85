#include "start_checks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sqlite_statement.hpp"

namespace parley {
namespace {

constexpr std::uint32_t kPageBytes = 4096;
// Half a second of reading on a slow disk.
constexpr std::uintmax_t kQuickCheckBytesMax = 256u << 20;

bool is_known(const StoredState& state, std::uint64_t run) {
    return std::any_of(state.runs.begin(), state.runs.end(),
                       [run](const RunEntry& entry) { return entry.run == run; });
}

[[noreturn]] void refuse_mixed(const DataDirPaths& paths, std::string_view what) {
    throw Refused(fmt::format(
        "{} does not fit together with what lies beside it: {}. A database file or write-ahead log "
        "was exchanged. Put back the files that belong together, or restore a backup",
        paths.database.string(), what));
}

}  // namespace

void check_not_lost(const DataDirPaths& paths, const std::optional<Instance>& instance) {
    if (wal_bytes(paths).value_or(0) > 0) {
        throw Refused(fmt::format(
            "{} is missing, but its write-ahead log {} is there. Put the database back beside it",
            paths.database.string(), paths.wal.filename().string()));
    }
    if (instance) {
        throw Refused(fmt::format(
            "{} is missing, but {} tells that it was here. Put the database back, or remove {} to "
            "start with an empty one",
            paths.database.string(), paths.instance.string(), paths.instance.filename().string()));
    }
}

void check_header(const DataDirPaths& paths, const DatabaseHeader& header) {
    const std::string name = paths.database.string();
    if (header.application_id != kApplicationId) {
        throw Refused(fmt::format(
            "{} is a database of another application: its application_id is {:#010x}, Parley's is "
            "{:#010x}",
            name, header.application_id, kApplicationId));
    }
    const auto known = static_cast<std::uint32_t>(schema_version());
    if (header.schema_version > known) {
        throw Refused(
            fmt::format("{} has schema version {}, and this build knows versions up to {}. Start "
                        "the Parley that "
                        "wrote it, or a newer one",
                        name, header.schema_version, known));
    }
    if (header.schema_version == 0) {
        throw Refused(fmt::format("{} has no schema version: it was not made by Parley", name));
    }
    if (header.page_bytes != kPageBytes) {
        throw Refused(fmt::format("{} has pages of {} bytes, Parley's have {}", name,
                                  header.page_bytes, kPageBytes));
    }
}

WalCheck check_wal(const DataDirPaths& paths, const std::optional<StoredState>& main_file,
                   bool accept_lost_wal) {
    WalCheck out;
    out.present = wal_bytes(paths).value_or(0) > 0;
    // A main file that cannot be read without its log waits for recovery; without a log the
    // connection that follows says what is wrong with it.
    if (!main_file) return out;
    const MetaRows& meta = main_file->meta;
    if (meta.state == DatabaseState::running && !out.present) {
        out.lost = accept_lost_wal;
        if (!out.lost) {
            throw Refused(fmt::format(
                "{} is missing, though {} was not stopped cleanly: the newest messages were in it. "
                "Put it back, or start once with --accept-lost-wal to go on without them",
                paths.wal.string(), paths.database.filename().string()));
        }
    }
    if (meta.state == DatabaseState::clean && out.present &&
        read_wal_salt(paths) != meta.wal_salt) {
        throw Refused(fmt::format(
            "{} does not belong to {}, which was stopped cleanly and has none: recovery would "
            "replace "
            "messages by others. Move it away, or put back the database that it belongs to",
            paths.wal.string(), paths.database.filename().string()));
    }
    return out;
}

void check_schema(const DataDirPaths& paths, SqliteConnection& connection) {
    const std::vector<std::string> differences = schema_differences(connection, migrations());
    if (differences.empty()) return;
    throw Refused(fmt::format("{} does not have the schema of its version: {}",
                              paths.database.string(), fmt::join(differences, ", ")));
}

void check_identity(const DataDirPaths& paths, const StoredState& recovered,
                    const std::optional<StoredState>& main_file,
                    const std::optional<Instance>& instance) {
    const DatabaseId& id = recovered.meta.database_id;
    if (instance && instance->database_id != id) {
        refuse_mixed(paths, fmt::format("it is another database than {} names",
                                        paths.instance.filename().string()));
    }
    if (recovered.log_head_database_id != id || (main_file && main_file->meta.database_id != id)) {
        refuse_mixed(paths, "the write-ahead log is of another database");
    }
    const std::uint64_t newest = recovered.runs.empty() ? 0 : recovered.runs.back().run;
    const bool main_file_is_newer =
        main_file && !main_file->runs.empty() && !is_known(recovered, main_file->runs.back().run);
    if (recovered.log_head_run != newest || main_file_is_newer) {
        refuse_mixed(paths, "the write-ahead log is of an earlier run");
    }
}

std::optional<std::string> older_copy(const StoredState& recovered,
                                      const std::optional<Instance>& instance) {
    // A database without runs has never been started.
    if (!instance && recovered.runs.empty()) return std::nullopt;
    if (!instance) {
        return "the file `instance` is missing: the database counts as a copy that was put back";
    }
    if (!is_known(recovered, instance->run)) {
        return "the database is older than the last start here: a copy was put back";
    }
    return std::nullopt;
}

bool quick_check(const DataDirPaths& paths, SqliteConnection& connection) {
    const auto pages = connection.integer("PRAGMA page_count");
    if (static_cast<std::uintmax_t>(pages) * kPageBytes > kQuickCheckBytesMax) return false;
    Statement statement(connection, "PRAGMA quick_check(1)");
    Execution row(statement);
    const std::string found = row.next() ? std::string(row.text(0)) : connection.failure_text();
    if (found != "ok") {
        throw Refused(
            fmt::format("{} is damaged: {}. Restore a backup", paths.database.string(), found));
    }
    return true;
}

}  // namespace parley
