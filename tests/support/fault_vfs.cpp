#include "support/fault_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>

namespace parley::test {
namespace {

using Kind = FileOperation::Kind;

constexpr std::size_t kSectorBytes = 512;

std::string read_all(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

// SQLite's handle of one file: ours, and behind it the one below.
struct FaultFile {
    sqlite3_file base;
    FaultVfs* vfs;
    const std::string* name;  // kept by the vfs
    std::int64_t number;
    bool counted;  // as a writable connection

    sqlite3_file* below() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    static FaultFile& of(sqlite3_file* file) { return *reinterpret_cast<FaultFile*>(file); }

    static int close(sqlite3_file* file) {
        FaultFile& self = of(file);
        if (self.counted) --self.vfs->writable_;
        self.vfs->names_.erase(self.number);
        return self.below()->pMethods->xClose(self.below());
    }

    static int read(sqlite3_file* file, void* out, int bytes, sqlite3_int64 offset) {
        sqlite3_file* below = of(file).below();
        return below->pMethods->xRead(below, out, bytes, offset);
    }

    static int write(sqlite3_file* file, const void* data, int bytes, sqlite3_int64 offset) {
        FaultFile& self = of(file);
        sqlite3_file* below = self.below();
        self.vfs->writers_[*self.name].insert(self.number);
        switch (self.vfs->judge(Kind::write)) {
            case FaultVfs::Verdict::error:
                return SQLITE_IOERR_WRITE;
            case FaultVfs::Verdict::full:
                return SQLITE_FULL;
            case FaultVfs::Verdict::half_error:
                below->pMethods->xWrite(below, data, bytes / 2, offset);
                return SQLITE_IOERR_WRITE;
            case FaultVfs::Verdict::half_full:
                below->pMethods->xWrite(below, data, bytes / 2, offset);
                return SQLITE_FULL;
            case FaultVfs::Verdict::pass:
                break;
        }
        self.vfs->note(
            {Kind::write, *self.name, offset,
             std::string(static_cast<const char*>(data), static_cast<std::size_t>(bytes)),
             nullptr});
        return below->pMethods->xWrite(below, data, bytes, offset);
    }

    static int truncate(sqlite3_file* file, sqlite3_int64 size) {
        FaultFile& self = of(file);
        sqlite3_file* below = self.below();
        if (self.vfs->judge(Kind::truncate) != FaultVfs::Verdict::pass) {
            return SQLITE_IOERR_TRUNCATE;
        }
        self.vfs->note({Kind::truncate, *self.name, size, {}, nullptr});
        return below->pMethods->xTruncate(below, size);
    }

    static int sync(sqlite3_file* file, int flags) {
        FaultFile& self = of(file);
        sqlite3_file* below = self.below();
        if (self.vfs->judge(Kind::sync) != FaultVfs::Verdict::pass) return SQLITE_IOERR_FSYNC;
        self.vfs->note({Kind::sync, *self.name, 0, {}, nullptr});
        return below->pMethods->xSync(below, flags);
    }

    static int file_size(sqlite3_file* file, sqlite3_int64* size) {
        sqlite3_file* below = of(file).below();
        return below->pMethods->xFileSize(below, size);
    }
    static int lock(sqlite3_file* file, int level) {
        sqlite3_file* below = of(file).below();
        return below->pMethods->xLock(below, level);
    }
    static int unlock(sqlite3_file* file, int level) {
        sqlite3_file* below = of(file).below();
        return below->pMethods->xUnlock(below, level);
    }
    static int check_reserved_lock(sqlite3_file* file, int* held) {
        sqlite3_file* below = of(file).below();
        return below->pMethods->xCheckReservedLock(below, held);
    }
    static int file_control(sqlite3_file* file, int operation, void* argument) {
        sqlite3_file* below = of(file).below();
        return below->pMethods->xFileControl(below, operation, argument);
    }
    static int sector_size(sqlite3_file* file) {
        sqlite3_file* below = of(file).below();
        return below->pMethods->xSectorSize(below);
    }
    static int device_characteristics(sqlite3_file* file) {
        sqlite3_file* below = of(file).below();
        return below->pMethods->xDeviceCharacteristics(below);
    }
    static int shm_map(sqlite3_file* file, int page, int bytes, int extend, void volatile** out) {
        sqlite3_file* below = of(file).below();
        return below->pMethods->xShmMap(below, page, bytes, extend, out);
    }
    static int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
        sqlite3_file* below = of(file).below();
        return below->pMethods->xShmLock(below, offset, count, flags);
    }
    static void shm_barrier(sqlite3_file* file) {
        sqlite3_file* below = of(file).below();
        below->pMethods->xShmBarrier(below);
    }
    static int shm_unmap(sqlite3_file* file, int remove) {
        sqlite3_file* below = of(file).below();
        return below->pMethods->xShmUnmap(below, remove);
    }
};

// The calls that are not on an open file.
struct FaultVfsCalls {
    static FaultVfs& of(sqlite3_vfs* vfs) { return *static_cast<FaultVfs*>(vfs->pAppData); }
    static sqlite3_vfs* below(sqlite3_vfs* vfs) { return of(vfs).below_; }

    static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out) {
        static constexpr sqlite3_io_methods kMethods = {
            2,
            FaultFile::close,
            FaultFile::read,
            FaultFile::write,
            FaultFile::truncate,
            FaultFile::sync,
            FaultFile::file_size,
            FaultFile::lock,
            FaultFile::unlock,
            FaultFile::check_reserved_lock,
            FaultFile::file_control,
            FaultFile::sector_size,
            FaultFile::device_characteristics,
            FaultFile::shm_map,
            FaultFile::shm_lock,
            FaultFile::shm_barrier,
            FaultFile::shm_unmap,
            nullptr,
            nullptr,
        };
        FaultVfs& owner = of(vfs);
        FaultFile& self = FaultFile::of(file);
        self.base.pMethods = nullptr;
        const bool is_new = path != nullptr && !std::filesystem::exists(path);
        const int rc = below(vfs)->xOpen(below(vfs), path, self.below(), flags, out);
        if (rc != SQLITE_OK) return rc;
        self.base.pMethods = &kMethods;
        self.vfs = &owner;
        self.number = owner.handles_count_++;
        self.name =
            &(owner.names_[self.number] =
                  path != nullptr ? std::filesystem::path(path).filename().string() : "temporary");
        self.counted = (flags & SQLITE_OPEN_MAIN_DB) != 0 && (flags & SQLITE_OPEN_READWRITE) != 0;
        if (self.counted) {
            owner.writable_max_ = std::max(owner.writable_max_, ++owner.writable_);
        }
        if (is_new) owner.note({Kind::create, *self.name, 0, {}, nullptr});
        return rc;
    }

    static int remove(sqlite3_vfs* vfs, const char* path, int sync_dir) {
        of(vfs).note(
            {Kind::remove, std::filesystem::path(path).filename().string(), 0, {}, nullptr});
        return below(vfs)->xDelete(below(vfs), path, sync_dir);
    }
    static int access(sqlite3_vfs* vfs, const char* path, int flags, int* out) {
        return below(vfs)->xAccess(below(vfs), path, flags, out);
    }
    static int full_pathname(sqlite3_vfs* vfs, const char* path, int bytes, char* out) {
        return below(vfs)->xFullPathname(below(vfs), path, bytes, out);
    }
    static int randomness(sqlite3_vfs* vfs, int bytes, char* out) {
        return below(vfs)->xRandomness(below(vfs), bytes, out);
    }
    static int sleep(sqlite3_vfs* vfs, int microseconds) {
        return below(vfs)->xSleep(below(vfs), microseconds);
    }
    static int current_time(sqlite3_vfs* vfs, double* out) {
        return below(vfs)->xCurrentTime(below(vfs), out);
    }
    static int last_error(sqlite3_vfs* vfs, int bytes, char* out) {
        return below(vfs)->xGetLastError(below(vfs), bytes, out);
    }
};

FaultVfs::FaultVfs() : below_(sqlite3_vfs_find(nullptr)), vfs_(std::make_unique<sqlite3_vfs>()) {
    vfs_->iVersion = 1;
    vfs_->szOsFile = static_cast<int>(sizeof(FaultFile)) + below_->szOsFile;
    vfs_->mxPathname = below_->mxPathname;
    vfs_->zName = "fault";
    vfs_->pAppData = this;
    vfs_->xOpen = FaultVfsCalls::open;
    vfs_->xDelete = FaultVfsCalls::remove;
    vfs_->xAccess = FaultVfsCalls::access;
    vfs_->xFullPathname = FaultVfsCalls::full_pathname;
    vfs_->xRandomness = FaultVfsCalls::randomness;
    vfs_->xSleep = FaultVfsCalls::sleep;
    vfs_->xCurrentTime = FaultVfsCalls::current_time;
    vfs_->xGetLastError = FaultVfsCalls::last_error;
    if (sqlite3_vfs_register(vfs_.get(), 1) != SQLITE_OK) {
        throw std::runtime_error("sqlite3_vfs_register failed");
    }
}

FaultVfs::~FaultVfs() {
    sqlite3_vfs_unregister(vfs_.get());
    sqlite3_vfs_register(below_, 1);
}

void FaultVfs::arm(const FaultPlan& plan) {
    plan_ = plan;
    armed_ = true;
    fired_ = false;
    seen_ = 0;
}

void FaultVfs::disarm() { armed_ = false; }

FaultVfs::Verdict FaultVfs::judge(FileOperation::Kind kind) {
    if (!armed_) return Verdict::pass;
    const bool wants_sync = plan_.kind == FaultPlan::Kind::sync_error;
    const bool concerned =
        wants_sync ? kind == Kind::sync
                   : kind == Kind::write ||
                         (kind == Kind::truncate && plan_.kind == FaultPlan::Kind::write_error);
    if (!concerned) return Verdict::pass;
    const std::int64_t number = seen_++;
    if (number != plan_.at && !(plan_.persistent && number > plan_.at)) return Verdict::pass;
    fired_ = true;
    switch (plan_.kind) {
        case FaultPlan::Kind::disk_full:
            return Verdict::full;
        case FaultPlan::Kind::short_write:
            return Verdict::half_error;
        case FaultPlan::Kind::full_within:
            return Verdict::half_full;
        case FaultPlan::Kind::write_error:
        case FaultPlan::Kind::sync_error:
            break;
    }
    return Verdict::error;
}

void FaultVfs::record(const std::filesystem::path& data_dir) {
    recording_ = true;
    data_dir_ = data_dir;
    operations_.clear();
    instance_ = std::make_shared<const std::string>(read_all(data_dir_ / "instance"));
}

void FaultVfs::note(FileOperation operation) {
    if (!recording_) return;
    std::string instance = read_all(data_dir_ / "instance");
    if (instance != *instance_) {
        instance_ = std::make_shared<const std::string>(std::move(instance));
    }
    operation.instance = instance_;
    operations_.push_back(std::move(operation));
}

std::size_t FaultVfs::writing_handles(const std::string& file) const {
    const auto found = writers_.find(file);
    return found == writers_.end() ? 0 : found->second.size();
}

namespace {

void apply_bytes(std::string& content, std::int64_t offset, std::string_view bytes) {
    const auto from = static_cast<std::size_t>(offset);
    if (content.size() < from + bytes.size()) content.resize(from + bytes.size());
    content.replace(from, bytes.size(), bytes);
}

void apply_to(DiskImage& image, const FileOperation& operation) {
    switch (operation.kind) {
        case Kind::create:
            image[operation.file];
            break;
        case Kind::write:
            apply_bytes(image[operation.file], operation.offset, operation.bytes);
            break;
        case Kind::truncate:
            image[operation.file].resize(static_cast<std::size_t>(operation.offset));
            break;
        case Kind::remove:
            image.erase(operation.file);
            break;
        case Kind::sync:
            break;
    }
}

// Applies those sectors of a write that `keeps` says yes to.
template <class Keeps>
void apply_sectors(DiskImage& image, const FileOperation& write, Keeps keeps) {
    const std::string_view bytes = write.bytes;
    for (std::size_t from = 0; from < bytes.size();) {
        const std::size_t place = static_cast<std::size_t>(write.offset) + from;
        const std::size_t count =
            std::min(kSectorBytes - place % kSectorBytes, bytes.size() - from);
        if (keeps(from / kSectorBytes)) {
            apply_bytes(image[write.file], write.offset + static_cast<std::int64_t>(from),
                        bytes.substr(from, count));
        }
        from += count;
    }
}

}  // namespace

void CrashImages::apply(const FileOperation& operation) {
    if (operation.instance) durable_["instance"] = current_["instance"] = *operation.instance;
    apply_to(current_, operation);
    if (operation.kind != Kind::sync) {
        pending_.push_back(operation);
        return;
    }
    durable_[operation.file] = current_[operation.file];
    std::erase_if(pending_,
                  [&](const FileOperation& waiting) { return waiting.file == operation.file; });
}

DiskImage CrashImages::image(CutMode mode, std::uint64_t seed) const {
    if (mode == CutMode::lost) return durable_;
    if (mode == CutMode::kept) return current_;
    std::mt19937_64 random(seed);
    DiskImage out = durable_;
    for (std::size_t i = 0; i < pending_.size(); ++i) {
        const FileOperation& operation = pending_[i];
        const bool is_last = i + 1 == pending_.size();
        if (mode == CutMode::torn && !is_last) {
            apply_to(out, operation);
        } else if (operation.kind == Kind::write) {
            // A torn write leaves its beginning or its end; a shuffled one anything.
            const std::size_t sectors = operation.bytes.size() / kSectorBytes + 1;
            const std::size_t cut = random() % sectors;
            const bool front = (random() & 1) != 0;
            apply_sectors(out, operation, [&](std::size_t sector) {
                if (mode == CutMode::shuffled) return (random() & 1) != 0;
                return front == (sector < cut);
            });
        } else if ((random() & 1) != 0) {
            apply_to(out, operation);
        }
    }
    return out;
}

DiskImage load_image(const std::filesystem::path& folder) {
    DiskImage out;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.is_regular_file()) out[entry.path().filename().string()] = read_all(entry.path());
    }
    return out;
}

void store_image(const std::filesystem::path& folder, const DiskImage& image) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    for (const auto& [name, bytes] : image) {
        std::ofstream file(folder / name, std::ios::binary);
        file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
}

}  // namespace parley::test
