#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "parley/core/id_codec.hpp"
#include "parley/core/random.hpp"
#include "parley/store/store.hpp"

namespace parley {

enum class SyncMode : std::uint8_t { full, normal };

// Why a database was refused. Nothing was changed.
struct OpenRefusal {
    std::string reason;   // for the operator: what is wrong, and what to do
    bool locked = false;  // another daemon has the data directory
};

// What every reader of cursors and ids needs to know of the open database.
struct DatabaseIdentity {
    std::uint64_t epoch = 0;  // replaced on restore
    std::uint64_t run = 0;    // random, new at each start
    IdCodec ids{IdCodec::Key{}};
};

// A run of the daemon: its cursors are good for positions up to `last_pos`.
struct RunRow {
    std::uint64_t run = 0;
    std::int64_t last_pos = 0;
};

// One open data directory: the lock, the database file, the writing connection. Made at start-up,
// destroyed last; its readers must be gone by then.
class Database {
  public:
    struct Options {
        std::filesystem::path data_dir;
        SyncMode sync = SyncMode::full;
        std::size_t cache_bytes = 64u << 20;
        // A start after the write-ahead log was lost: what it held is gone, the epoch changes.
        bool accept_lost_wal = false;
        // Store::maintain checkpoints from this length of the write-ahead log on, in pages of 4
        // KiB: when there is nothing else to do, and regardless.
        int checkpoint_pages_idle = 4'000;
        int checkpoint_pages_busy = 16'000;
    };

    // Takes the lock of the data directory, checks what lies there (see docs/operations.md, "What
    // is checked at start"), recovers, migrates, and enters a new run.
    static std::variant<std::unique_ptr<Database>, OpenRefusal> open(const Options& options,
                                                                     Random& random, WallTime now);

    virtual ~Database() = default;
    virtual Store& store() = 0;
    // For one thread, which may be another. Throws std::runtime_error if SQLite refuses.
    virtual std::unique_ptr<ReadStore> open_reader() = 0;
    virtual const DatabaseIdentity& identity() const = 0;
    // All runs of this epoch, the present one excepted.
    virtual const std::vector<RunRow>& former_runs() const = 0;
    // Human-readable remarks of the start-up checks (an older copy put back, …): for the log.
    virtual const std::vector<std::string>& remarks() const = 0;
    // Checkpoints everything, marks the database as cleanly stopped and closes it; nothing else may
    // be called then. The readers must be gone. False if that failed, or after an unknown outcome:
    // nothing acknowledged is lost, the next start recovers.
    [[nodiscard]] virtual bool close_cleanly() = 0;
};

}  // namespace parley
