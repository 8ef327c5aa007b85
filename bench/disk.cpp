#include "disk.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <system_error>

#include "fleet.hpp"

namespace parley::bench {
namespace {

constexpr std::size_t kBlockBytes = 4096;
using Block = std::array<char, kBlockBytes>;

class ScratchFile {
  public:
    explicit ScratchFile(const std::string& directory) : path_(directory + "/parley-bench-XXXXXX") {
        fd_ = mkstemp(path_.data());
        if (fd_ < 0) fail(path_);
        unlink(path_.c_str());
    }
    ~ScratchFile() { ::close(fd_); }
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    // Returns how long the fdatasync took, not the write.
    std::int64_t write(const Block& block, std::size_t number) {
        const auto offset = static_cast<off_t>(number * kBlockBytes);
        if (pwrite(fd_, block.data(), block.size(), offset) != ssize_t{kBlockBytes}) fail("pwrite");
        const std::int64_t start = now_ns();
        if (fdatasync(fd_) != 0) fail("fdatasync");
        return now_ns() - start;
    }

  private:
    [[noreturn]] static void fail(const std::string& what) {
        throw std::system_error(errno, std::generic_category(), what);
    }

    std::string path_;
    int fd_ = -1;
};

}  // namespace

DiskResult run_disk(const std::string& directory, std::size_t count, double rate) {
    constexpr std::size_t kBlocks = 64;
    DiskResult result;
    std::int64_t due = now_ns();
    const auto wait = [&] {
        if (rate <= 0) return;
        due += static_cast<std::int64_t>(1e9 / rate);
        timespec when{};
        when.tv_sec = due / 1'000'000'000;
        when.tv_nsec = due % 1'000'000'000;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, nullptr);
    };
    ScratchFile file(directory);
    Block block{};
    for (std::size_t i = 0; i < kBlocks; ++i)
        file.write(block, i);
    for (std::size_t i = 0; i < count; ++i) {
        wait();
        block[i % kBlockBytes] = static_cast<char>(i);
        result.overwrite.record(file.write(block, i % kBlocks));
    }
    for (std::size_t i = 0; i < count; ++i) {
        wait();
        result.append.record(file.write(block, kBlocks + i));
    }
    return result;
}

}  // namespace parley::bench
