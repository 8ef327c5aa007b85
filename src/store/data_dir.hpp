#pragma once
// The files of a data directory as plain files: what must be known and done before SQLite has the
// database open, and what lies beside it. While SQLite has it open, nothing here touches it:
// closing any descriptor of the file would drop SQLite's locks.

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

namespace parley {

// Thrown while a data directory is opened; what() is told to the operator.
class Refused : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// Another daemon has the data directory.
class Locked : public Refused {
  public:
    using Refused::Refused;
};

class FileDescriptor {
  public:
    FileDescriptor() = default;
    explicit FileDescriptor(int fd) : fd_(fd) {}
    ~FileDescriptor();
    FileDescriptor(FileDescriptor&& other) noexcept;
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;
    explicit operator bool() const { return fd_ >= 0; }
    int get() const { return fd_; }

  private:
    int fd_ = -1;
};

struct DataDirPaths {
    explicit DataDirPaths(const std::filesystem::path& data_dir);

    std::filesystem::path dir;
    std::filesystem::path database;      // parley.db
    std::filesystem::path wal;           // parley.db-wal
    std::filesystem::path new_database;  // parley.db.new: one that is not complete yet
    std::filesystem::path lock;          // parley.lock
    std::filesystem::path instance;      // instance
};

// Makes the directory (0700) if it is missing.
void make_data_dir(const DataDirPaths& paths);

// Holds the data directory for this process until it is destroyed. Refuses, naming the process,
// when another one holds it.
FileDescriptor lock_data_dir(const DataDirPaths& paths);

using DatabaseId = std::array<unsigned char, 16>;

// What is held outside the database file to notice that another file was put in its place.
struct Instance {
    DatabaseId database_id{};
    std::uint64_t run = 0;  // the last that was entered
};
std::optional<Instance> read_instance(const DataDirPaths& paths);
void write_instance(const DataDirPaths& paths, const Instance& instance);

// The first bytes of an SQLite file, as far as we look at them.
struct DatabaseHeader {
    std::uint32_t page_bytes = 0;
    std::uint32_t application_id = 0;
    std::uint32_t schema_version = 0;
};
// Refuses what is no SQLite database.
DatabaseHeader read_database_header(const DataDirPaths& paths);

// The bytes of the write-ahead log; none if there is no such file.
std::optional<std::uintmax_t> wal_bytes(const DataDirPaths& paths);
// How often the log was begun anew since it was created: 0 means that nothing is missing from its
// beginning. 0 too if it has no header, and thereby nothing in it.
std::uint32_t wal_generation(const DataDirPaths& paths);

// Writes the log's bytes back in place and makes them durable. After a failed fsync the kernel may
// hold pages that recovery would read and believe, but that are not on the disk.
void rewrite_wal(const DataDirPaths& paths);

void make_private(const std::filesystem::path& path);       // 0600
void create_empty_file(const std::filesystem::path& path);  // 0600
void sync_path(const std::filesystem::path& path);          // a file or a directory
void remove_if_there(const std::filesystem::path& path);

}  // namespace parley
