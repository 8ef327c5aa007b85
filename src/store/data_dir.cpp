#include "data_dir.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

namespace parley {
namespace {

constexpr mode_t kFileMode = 0600;
constexpr mode_t kDirMode = 0700;
constexpr std::string_view kInstanceTitle = "parley instance 1";
constexpr std::string_view kSqliteMagic{"SQLite format 3\0", 16};
constexpr std::size_t kHeaderBytes = 100;
constexpr std::size_t kBlockBytes = 1u << 20;

[[noreturn]] void refuse_errno(const std::filesystem::path& path, std::string_view what) {
    const int error = errno;
    throw Refused(fmt::format("{}: {}: {}", path.string(), what, std::strerror(error)));
}

FileDescriptor open_file(const std::filesystem::path& path, int flags) {
    FileDescriptor file(::open(path.c_str(), flags | O_CLOEXEC, kFileMode));
    if (!file) refuse_errno(path, "cannot be opened");
    return file;
}

// Reads up to `bytes` from `offset`; fewer only at the end of the file.
std::size_t read_at(const FileDescriptor& file, const std::filesystem::path& path, void* out,
                    std::size_t bytes, std::size_t offset) {
    std::size_t done = 0;
    while (done < bytes) {
        const ssize_t count = ::pread(file.get(), static_cast<char*>(out) + done, bytes - done,
                                      static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) refuse_errno(path, "cannot be read");
        if (count == 0) break;
        done += static_cast<std::size_t>(count);
    }
    return done;
}

void write_at(const FileDescriptor& file, const std::filesystem::path& path, const void* data,
              std::size_t bytes, std::size_t offset) {
    std::size_t done = 0;
    while (done < bytes) {
        const ssize_t count = ::pwrite(file.get(), static_cast<const char*>(data) + done,
                                       bytes - done, static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) refuse_errno(path, "cannot be written");
        done += static_cast<std::size_t>(count);
    }
}

void sync_file(const FileDescriptor& file, const std::filesystem::path& path) {
    if (::fsync(file.get()) != 0) refuse_errno(path, "cannot be made durable (fsync)");
}

std::uint32_t big_endian(const unsigned char* bytes, int count) {
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i)
        value = value << 8 | bytes[i];
    return value;
}

std::string hex_of(const DatabaseId& id) {
    std::string out;
    for (unsigned char byte : id)
        out += fmt::format("{:02x}", byte);
    return out;
}

// The rest of a line `name rest`, removed from the front of `text`.
std::optional<std::string_view> take_line(std::string_view& text, std::string_view name) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos || text.substr(0, name.size()) != name) return std::nullopt;
    const std::string_view rest = text.substr(name.size(), end - name.size());
    text.remove_prefix(end + 1);
    return rest;
}

template <class Number>
bool parse_number(std::string_view text, Number& out, int base) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, base);
    return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

std::optional<Instance> parse_instance(std::string_view text) {
    Instance out;
    const auto title = take_line(text, kInstanceTitle);
    const auto id = title ? take_line(text, "database ") : std::nullopt;
    const auto run = id ? take_line(text, "run ") : std::nullopt;
    if (!run || !title->empty() || id->size() != 2 * out.database_id.size()) return std::nullopt;
    for (std::size_t i = 0; i < out.database_id.size(); ++i) {
        if (!parse_number(id->substr(2 * i, 2), out.database_id[i], 16)) return std::nullopt;
    }
    if (!parse_number(*run, out.run, 10)) return std::nullopt;
    return out;
}

}  // namespace

FileDescriptor::~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
}
FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)) {}
FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

DataDirPaths::DataDirPaths(const std::filesystem::path& data_dir)
    : dir(std::filesystem::absolute(data_dir).lexically_normal()),
      database(dir / "parley.db"),
      wal(dir / "parley.db-wal"),
      new_database(dir / "parley.db.new"),
      lock(dir / "parley.lock"),
      instance(dir / "instance") {}

void make_data_dir(const DataDirPaths& paths) {
    std::error_code error;
    if (std::filesystem::is_directory(paths.dir, error)) return;
    if (std::filesystem::exists(paths.dir, error)) {
        throw Refused(fmt::format("{} is not a directory", paths.dir.string()));
    }
    if (!paths.dir.parent_path().empty()) {
        std::filesystem::create_directories(paths.dir.parent_path(), error);
    }
    if (::mkdir(paths.dir.c_str(), kDirMode) != 0) refuse_errno(paths.dir, "cannot be created");
    sync_path(paths.dir.parent_path());
}

FileDescriptor lock_data_dir(const DataDirPaths& paths) {
    FileDescriptor lock = open_file(paths.lock, O_RDWR | O_CREAT);
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) refuse_errno(paths.lock, "cannot be locked");
        char text[32] = {};
        const std::size_t bytes = read_at(lock, paths.lock, text, sizeof text - 1, 0);
        std::string_view pid(text, bytes);
        pid = pid.substr(0, pid.find('\n'));
        throw Locked(fmt::format(
            "{} is in use by process {} (it holds {}): one data directory serves one daemon",
            paths.dir.string(), pid.empty() ? "?" : pid, paths.lock.filename().string()));
    }
    const std::string pid = fmt::format("{}\n", ::getpid());
    if (::ftruncate(lock.get(), 0) != 0) refuse_errno(paths.lock, "cannot be written");
    write_at(lock, paths.lock, pid.data(), pid.size(), 0);
    return lock;
}

std::optional<Instance> read_instance(const DataDirPaths& paths) {
    std::error_code error;
    if (!std::filesystem::exists(paths.instance, error)) return std::nullopt;
    const FileDescriptor file = open_file(paths.instance, O_RDONLY);
    char text[256];
    const std::size_t bytes = read_at(file, paths.instance, text, sizeof text, 0);
    const auto instance = parse_instance(std::string_view(text, bytes));
    if (!instance) {
        throw Refused(
            fmt::format("{} does not read as what Parley writes there. Remove it to start all the "
                        "same: clients "
                        "will then read everything anew",
                        paths.instance.string()));
    }
    return instance;
}

void write_instance(const DataDirPaths& paths, const Instance& instance) {
    const std::filesystem::path temporary = paths.dir / "instance.new";
    const std::string text = fmt::format("{}\ndatabase {}\nrun {}\n", kInstanceTitle,
                                         hex_of(instance.database_id), instance.run);
    {
        const FileDescriptor file = open_file(temporary, O_WRONLY | O_CREAT | O_TRUNC);
        write_at(file, temporary, text.data(), text.size(), 0);
        sync_file(file, temporary);
    }
    if (::rename(temporary.c_str(), paths.instance.c_str()) != 0) {
        refuse_errno(paths.instance, "cannot be replaced");
    }
    sync_path(paths.dir);
}

DatabaseHeader read_database_header(const DataDirPaths& paths) {
    struct stat info {};
    if (::stat(paths.database.c_str(), &info) != 0) refuse_errno(paths.database, "is not there");
    const std::string name = paths.database.string();
    if (!S_ISREG(info.st_mode)) throw Refused(fmt::format("{} is not a file", name));
    if (info.st_size == 0) {
        throw Refused(fmt::format(
            "{} is empty (0 bytes), which Parley never leaves behind. Put a copy of the database "
            "back, or remove the file to start with an empty one",
            name));
    }
    const FileDescriptor file = open_file(paths.database, O_RDONLY);
    unsigned char header[kHeaderBytes] = {};
    const std::size_t bytes = read_at(file, paths.database, header, sizeof header, 0);
    if (bytes < sizeof header ||
        std::memcmp(header, kSqliteMagic.data(), kSqliteMagic.size()) != 0) {
        throw Refused(fmt::format("{} is not an SQLite database", name));
    }
    DatabaseHeader out;
    out.page_bytes = big_endian(header + 16, 2);
    if (out.page_bytes == 1) out.page_bytes = 65536;
    out.schema_version = big_endian(header + 60, 4);
    out.application_id = big_endian(header + 68, 4);
    return out;
}

std::optional<std::uintmax_t> wal_bytes(const DataDirPaths& paths) {
    std::error_code error;
    const std::uintmax_t bytes = std::filesystem::file_size(paths.wal, error);
    if (error) return std::nullopt;
    return bytes;
}

std::uint32_t wal_generation(const DataDirPaths& paths) {
    const FileDescriptor file = open_file(paths.wal, O_RDONLY);
    unsigned char header[32] = {};
    if (read_at(file, paths.wal, header, sizeof header, 0) < sizeof header) return 0;
    return big_endian(header + 12, 4);
}

void rewrite_wal(const DataDirPaths& paths) {
    const FileDescriptor file = open_file(paths.wal, O_RDWR);
    std::vector<char> block(kBlockBytes);
    for (std::size_t offset = 0;;) {
        const std::size_t bytes = read_at(file, paths.wal, block.data(), block.size(), offset);
        if (bytes == 0) break;
        write_at(file, paths.wal, block.data(), bytes, offset);
        offset += bytes;
    }
    sync_file(file, paths.wal);
    sync_path(paths.dir);
}

void make_private(const std::filesystem::path& path) {
    if (::chmod(path.c_str(), kFileMode) != 0) refuse_errno(path, "cannot be made 0600");
}

void create_empty_file(const std::filesystem::path& path) {
    open_file(path, O_WRONLY | O_CREAT | O_EXCL);
}

void sync_path(const std::filesystem::path& path) {
    const FileDescriptor file = open_file(path, O_RDONLY);
    sync_file(file, path);
}

void remove_if_there(const std::filesystem::path& path) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) refuse_errno(path, "cannot be removed");
}

}  // namespace parley
