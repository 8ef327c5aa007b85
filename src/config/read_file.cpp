#include "read_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace parley {
namespace {

constexpr std::size_t kFileBytesMax = 256 * 1024;

FileText failed(int error) {
    return {{}, fmt::format("cannot be read: {}", std::generic_category().message(error))};
}

// Closes on every way out.
struct Descriptor {
    explicit Descriptor(int number_taken) : number{number_taken} {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number >= 0) ::close(number);
    }
    int number;
};

}  // namespace

FileText read_file(const std::filesystem::path& path) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (file.number < 0) return failed(errno);

    FileText read;
    std::array<char, 16 * 1024> block{};
    while (true) {
        const ssize_t count = ::read(file.number, block.data(), block.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return failed(errno);
        if (count == 0) return read;
        read.text.append(block.data(), static_cast<std::size_t>(count));
        if (read.text.size() > kFileBytesMax) {
            return {{},
                    fmt::format("is larger than {} bytes; is it a configuration?", kFileBytesMax)};
        }
    }
}

}  // namespace parley
