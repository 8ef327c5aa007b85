// Opens a data directory: the order of its checks is the order of open_checked().

#include <fmt/format.h>

#include <atomic>

#include "data_dir.hpp"
#include "database_state.hpp"
#include "parley/core/assert.hpp"
#include "parley/store/sqlite.hpp"
#include "schema.hpp"
#include "sqlite_reader.hpp"
#include "sqlite_store.hpp"
#include "start_checks.hpp"

namespace parley {
namespace {

// What the checks have found out on the way.
struct Opened {
    FileDescriptor lock;
    std::unique_ptr<SqliteConnection> writer;
    DatabaseIdentity identity;
    StateMark mark;
    std::vector<RunRow> former_runs;
    std::vector<std::string> remarks;
    LastNumbers last_numbers;
};

class SqliteDatabase final : public Database {
  public:
    SqliteDatabase(const Options& options, const DataDirPaths& paths, Opened opened)
        : paths_(paths),
          opened_(std::move(opened)),
          store_(std::make_unique<SqliteStore>(
              *opened_.writer, opened_.last_numbers,
              SqliteStore::CheckpointPages{options.checkpoint_pages_idle,
                                           options.checkpoint_pages_busy})) {}

    ~SqliteDatabase() override { PARLEY_ASSERT(*open_readers_ == 0); }

    Store& store() override { return *store_; }

    std::unique_ptr<ReadStore> open_reader() override {
        return make_sqlite_reader(
            std::make_unique<SqliteConnection>(paths_.database, SqliteConnection::Use::read,
                                               SqliteConnection::Settings{}),
            open_readers_);
    }

    const DatabaseIdentity& identity() const override { return opened_.identity; }
    const std::vector<RunRow>& former_runs() const override { return opened_.former_runs; }
    const std::vector<std::string>& remarks() const override { return opened_.remarks; }

    bool close_cleanly() override {
        PARLEY_ASSERT(*open_readers_ == 0);
        if (store_->is_broken()) return false;
        store_->note_indexed();
        if (store_->is_broken()) return false;
        try {
            enter_clean_stop(*opened_.writer, opened_.mark);
            store_.reset();
            opened_.writer->close_and_remove_wal();
            return true;
        } catch (const std::exception&) {
            // The log still holds everything, and the next start recovers from it.
            return false;
        }
    }

  private:
    const DataDirPaths paths_;
    Opened opened_;
    std::shared_ptr<std::atomic<int>> open_readers_ = std::make_shared<std::atomic<int>>(0);
    std::unique_ptr<SqliteStore> store_;
};

// Makes the database if there is none, and checks its header. The last moment at which the file may
// be opened other than by SQLite.
void find_or_create(const DataDirPaths& paths, const std::optional<Instance>& instance,
                    Random& random) {
    std::error_code error;
    if (!std::filesystem::exists(paths.database, error)) {
        check_not_lost(paths, instance);
        create_database(paths, random);
    }
    check_header(paths, read_database_header(paths));
    make_private(paths.database);
}

// Opens the connection that writes, lets it recover and migrate, and checks what came out.
StoredState recover(const Database::Options& options, const DataDirPaths& paths,
                    const std::optional<StateMark>& main_file,
                    const std::optional<Instance>& instance, const WalCheck& wal, Opened& out) {
    if (wal.present) rewrite_wal(paths);
    SqliteConnection::Settings settings;
    settings.fsync_on_commit = options.sync == SyncMode::full;
    settings.cache_bytes = options.cache_bytes;
    out.writer =
        std::make_unique<SqliteConnection>(paths.database, SqliteConnection::Use::write, settings);
    SqliteConnection& writer = *out.writer;
    // Once more, as recovery may have brought another version from the log.
    DatabaseHeader header;
    header.page_bytes = static_cast<std::uint32_t>(writer.integer("PRAGMA page_size"));
    header.application_id = static_cast<std::uint32_t>(writer.integer("PRAGMA application_id"));
    header.schema_version = static_cast<std::uint32_t>(writer.integer("PRAGMA user_version"));
    check_header(paths, header);
    StoredState state = load_state(writer);
    check_identity(paths, state, main_file, wal, instance);
    if ((wal.present || wal.lost) && !quick_check(paths, writer)) {
        out.remarks.push_back(
            "stopped without notice, and too large to be looked through at start: run "
            "`parleyctl verify`");
    }
    migrate(writer, migrations());
    check_schema(paths, writer);
    return state;
}

std::vector<RunRow> runs_of_epoch(const StoredState& state, std::uint64_t epoch,
                                  std::int64_t last_pos) {
    std::vector<RunRow> out;
    for (std::size_t i = 0; i < state.runs.size(); ++i) {
        if (state.runs[i].epoch != epoch) continue;
        const bool is_last = i + 1 == state.runs.size();
        out.push_back(
            RunRow{state.runs[i].run, is_last ? last_pos : state.runs[i + 1].first_pos - 1});
    }
    return out;
}

Opened open_checked(const Database::Options& options, const DataDirPaths& paths, Random& random,
                    WallTime now) {
    Opened out;
    make_data_dir(paths);
    out.lock = lock_data_dir(paths);
    const auto instance = read_instance(paths);
    find_or_create(paths, instance, random);
    const auto main_file = load_main_file_mark(paths);
    const WalCheck wal = check_wal(paths, main_file, options.accept_lost_wal);
    const StoredState state = recover(options, paths, main_file, instance, wal, out);

    std::uint64_t epoch = state.meta.epoch;
    auto changed = older_copy(state, instance);
    if (wal.lost) changed = "the write-ahead log was lost, which --accept-lost-wal accepted";
    if (changed) {
        epoch = random_run_number(random);
        out.remarks.push_back(*changed + "; the epoch changes, and clients read everything anew");
    }

    out.last_numbers = load_last_numbers(*out.writer);
    out.former_runs = runs_of_epoch(state, epoch, out.last_numbers.pos);
    out.identity = DatabaseIdentity{epoch, random_run_number(random), IdCodec(state.meta.id_key)};
    out.mark = StateMark{false, out.identity.run, state.meta.database_id};
    enter_run(*out.writer, out.mark, epoch, out.last_numbers.pos + 1, now);
    write_instance(paths, Instance{state.meta.database_id, out.identity.run});
    return out;
}

}  // namespace

std::variant<std::unique_ptr<Database>, OpenRefusal> Database::open(const Options& options,
                                                                    Random& random, WallTime now) {
    const DataDirPaths paths(options.data_dir);
    try {
        return std::make_unique<SqliteDatabase>(options, paths,
                                                open_checked(options, paths, random, now));
    } catch (const Locked& locked) {
        return OpenRefusal{locked.what(), true};
    } catch (const Refused& refused) {
        return OpenRefusal{refused.what()};
    } catch (const SqliteError& error) {
        return OpenRefusal{refusal_text(paths, error)};
    } catch (const std::filesystem::filesystem_error& error) {
        return OpenRefusal{error.what()};
    }
}

}  // namespace parley
