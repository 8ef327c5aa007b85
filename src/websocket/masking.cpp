#include "masking.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace parley::websocket {
namespace {

// Returns the eight bytes as they are after masking.
std::uint64_t mask_eight(char* at, std::uint64_t pattern) {
    std::uint64_t eight;
    std::memcpy(&eight, at, sizeof eight);
    eight ^= pattern;
    std::memcpy(at, &eight, sizeof eight);
    return eight;
}

}  // namespace

bool apply_mask(std::span<char> bytes, MaskingKey key, std::size_t offset) {
    std::array<char, 8> twice;
    for (std::size_t i = 0; i < twice.size(); ++i)
        twice[i] = key[(offset + i) % key.size()];
    std::uint64_t pattern;
    std::memcpy(&pattern, twice.data(), sizeof pattern);

    char* at = bytes.data();
    char* const end = at + bytes.size();
    std::uint64_t seen = 0;
    for (; end - at >= 32; at += 32) {
        seen |= mask_eight(at, pattern) | mask_eight(at + 8, pattern) |
                mask_eight(at + 16, pattern) | mask_eight(at + 24, pattern);
    }
    for (; end - at >= 8; at += 8)
        seen |= mask_eight(at, pattern);
    for (std::size_t i = 0; at != end; ++at, ++i) {
        *at = static_cast<char>(*at ^ twice[i]);
        seen |= static_cast<std::uint8_t>(*at);
    }
    return (seen & 0x8080808080808080ULL) == 0;
}

}  // namespace parley::websocket
