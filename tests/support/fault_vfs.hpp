#pragma once
// A virtual file system for SQLite that lies over the usual one. It can fail the Nth operation, and
// it can record all operations, so that the files are built anew as a power cut would have left
// them at any moment. While one lives, it is SQLite's default. One thread.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

struct sqlite3_vfs;

namespace parley::test {

struct FaultPlan {
    enum class Kind {
        write_error,  // EIO from write or truncate, nothing written
        disk_full,    // ENOSPC from write, nothing written
        short_write,  // half is written, then EIO
        full_within,  // half is written, then ENOSPC
        sync_error,   // EIO from fsync
    };
    Kind kind = Kind::write_error;
    std::int64_t at = 0;      // counted from 0 among the operations that `kind` concerns
    bool persistent = false;  // from then on all of them
};

// One change of a file as SQLite asked for it.
struct FileOperation {
    enum class Kind { create, write, truncate, sync, remove };
    Kind kind = Kind::write;
    std::string file;         // name without folder
    std::int64_t offset = 0;  // of a write; the new size of a truncation
    std::string bytes;
    // The content of the data directory's file `instance` at that time.
    std::shared_ptr<const std::string> instance;
};

class FaultVfs {
  public:
    FaultVfs();
    ~FaultVfs();
    FaultVfs(const FaultVfs&) = delete;
    FaultVfs& operator=(const FaultVfs&) = delete;

    void arm(const FaultPlan& plan);
    void disarm();
    // Whether the armed plan was reached.
    bool has_fired() const { return fired_; }

    // Records from here on what happens to SQLite's files in `data_dir`.
    void record(const std::filesystem::path& data_dir);
    const std::vector<FileOperation>& operations() const { return operations_; }

    // Connections to a database file now open that could write it, and the most there ever were.
    int writable_connections() const { return writable_; }
    int writable_connections_max() const { return writable_max_; }
    // How many different handles have written to any one file since the vfs was made.
    std::size_t writing_handles(const std::string& file) const;

  private:
    friend struct FaultFile;
    friend struct FaultVfsCalls;

    enum class Verdict { pass, error, full, half_error, half_full };
    Verdict judge(FileOperation::Kind kind);
    void note(FileOperation operation);

    sqlite3_vfs* below_ = nullptr;
    std::unique_ptr<sqlite3_vfs> vfs_;
    FaultPlan plan_;
    bool armed_ = false;
    bool fired_ = false;
    std::int64_t seen_ = 0;
    bool recording_ = false;
    std::filesystem::path data_dir_;
    std::shared_ptr<const std::string> instance_;
    std::vector<FileOperation> operations_;
    int writable_ = 0;
    int writable_max_ = 0;
    std::map<std::string, std::set<std::int64_t>> writers_;
    std::int64_t handles_count_ = 0;
    std::map<std::int64_t, std::string> names_;  // of the open handles
};

// What a power cut leaves of what was written since the last sync of each file.
enum class CutMode {
    lost,     // nothing
    kept,     // everything
    torn,     // everything, but the last write only in part, in sectors of 512 bytes
    shuffled  // any sectors of any of it
};

// Files by name.
using DiskImage = std::map<std::string, std::string>;

// Replays operations onto `start` one by one, and tells what the disk would hold.
class CrashImages {
  public:
    explicit CrashImages(DiskImage start) : durable_(std::move(start)), current_(durable_) {}

    void apply(const FileOperation& operation);
    // `seed` decides where modes with a choice cut.
    DiskImage image(CutMode mode, std::uint64_t seed) const;

  private:
    DiskImage durable_;
    DiskImage current_;
    std::vector<FileOperation> pending_;
};

// All regular files of a folder, and back.
DiskImage load_image(const std::filesystem::path& folder);
void store_image(const std::filesystem::path& folder, const DiskImage& image);

}  // namespace parley::test
