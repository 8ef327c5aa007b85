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

std::uint64_t newest_run(const StoredState& state) {
    return state.runs.empty() ? 0 : state.runs.back().run;
}

// A log beside a main file that says `clean`. Power can have failed at the end of the clean stop,
// when the log's emptying was not yet on the disk: then the log itself ends with `clean`. Or at the
// start of the next run, before the main file said otherwise: then the log is that run's, and
// whole.
bool continues_clean_file(const StoredState& recovered, std::uint64_t clean_run,
                          std::uint32_t generation) {
    if (newest_run(recovered) == clean_run) return recovered.log_head.is_clean;
    const std::size_t count = recovered.runs.size();
    const std::uint64_t before = count < 2 ? 0 : recovered.runs[count - 2].run;
    return before == clean_run && generation == 0;
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

WalCheck check_wal(const DataDirPaths& paths, const std::optional<StateMark>& main_file,
                   bool accept_lost_wal) {
    WalCheck out;
    out.present = wal_bytes(paths).value_or(0) > 0;
    if (out.present) out.generation = wal_generation(paths);
    // A main file that cannot be read without its log waits for recovery; without a log the
    // connection that follows says what is wrong with it.
    if (!main_file) return out;
    if (!main_file->is_clean && !out.present) {
        out.lost = accept_lost_wal;
        if (!out.lost) {
            throw Refused(fmt::format(
                "{} is missing, though {} was not stopped cleanly: the newest messages were in it. "
                "Put it back, or start once with --accept-lost-wal to go on without them",
                paths.wal.string(), paths.database.filename().string()));
        }
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
                    const std::optional<StateMark>& main_file, const WalCheck& wal,
                    const std::optional<Instance>& instance) {
    const DatabaseId& id = recovered.meta.database_id;
    if (instance && instance->database_id != id) {
        refuse_mixed(paths, fmt::format("it is another database than {} names",
                                        paths.instance.filename().string()));
    }
    if (recovered.log_head.database_id != id || (main_file && main_file->database_id != id)) {
        refuse_mixed(paths, "the write-ahead log is of another database");
    }
    const bool main_file_is_newer =
        main_file && main_file->run != 0 && !is_known(recovered, main_file->run);
    if (recovered.log_head.run != newest_run(recovered) || main_file_is_newer) {
        refuse_mixed(paths, "the write-ahead log is of an earlier run");
    }
    if (wal.present && main_file && main_file->is_clean &&
        !continues_clean_file(recovered, main_file->run, wal.generation)) {
        refuse_mixed(paths, "the write-ahead log does not continue this file");
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

std::string refusal_text(const DataDirPaths& paths, const SqliteError& error) {
    const int kind = error.code() & 0xff;
    const bool damaged = kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB;
    return fmt::format("{} {}: {}", paths.database.string(),
                       damaged ? "is damaged, restore a backup" : "cannot be opened", error.what());
}

}  // namespace parley
