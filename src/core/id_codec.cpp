#include "parley/core/id_codec.hpp"

#include <sodium/crypto_shorthash.h>

#include <bit>
#include <cstring>

namespace parley {
namespace {

constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::size_t kBlockBytes = 16;
constexpr std::size_t kTextBytes = 26;

static_assert(std::endian::native == std::endian::little);
static_assert(crypto_shorthash_KEYBYTES == 16 && crypto_shorthash_BYTES == 8);

std::uint64_t siphash(const unsigned char* key, char kind, std::uint64_t value) {
    unsigned char input[9];
    input[0] = static_cast<unsigned char>(kind);
    std::memcpy(input + 1, &value, sizeof value);
    std::uint64_t out = 0;
    crypto_shorthash(reinterpret_cast<unsigned char*>(&out), input, sizeof input, key);
    return out;
}

int digit_of(char c) {
    if (c >= 'a' && c <= 'z') return c - 'a';
    if (c >= '2' && c <= '7') return c - '2' + 26;
    return -1;
}

}  // namespace

std::uint64_t IdCodec::tag_of(char kind, std::uint64_t number) const {
    return siphash(key_.data(), kind, number);
}

std::uint64_t IdCodec::mask_of(char kind, std::uint64_t tag) const {
    return siphash(key_.data() + crypto_shorthash_KEYBYTES, kind, tag);
}

std::string IdCodec::encode(char kind, std::int64_t number) const {
    std::string out;
    out.reserve(kEncodedBytes);
    append(out, kind, number);
    return out;
}

void IdCodec::append(std::string& out, char kind, std::int64_t number) const {
    const std::uint64_t tag = tag_of(kind, static_cast<std::uint64_t>(number));
    const std::uint64_t hidden = static_cast<std::uint64_t>(number) ^ mask_of(kind, tag);
    unsigned char block[kBlockBytes];
    std::memcpy(block, &tag, 8);
    std::memcpy(block + 8, &hidden, 8);

    char text[kEncodedBytes] = {kind, '_'};
    char* next = text + 2;
    std::uint32_t bits = 0;
    int bit_count = 0;
    for (unsigned char byte : block) {
        bits = (bits << 8) | byte;
        bit_count += 8;
        for (; bit_count >= 5; bit_count -= 5)
            *next++ = kAlphabet[(bits >> (bit_count - 5)) & 31];
    }
    *next++ = kAlphabet[(bits << (5 - bit_count)) & 31];
    out.append(text, kEncodedBytes);
}

std::int64_t IdCodec::decode(char kind, std::string_view text) const {
    if (text.size() != kEncodedBytes || text[0] != kind || text[1] != '_') return 0;
    unsigned char block[kBlockBytes];
    std::size_t byte_count = 0;
    std::uint32_t bits = 0;
    int bit_count = 0;
    for (char c : text.substr(2, kTextBytes)) {
        const int digit = digit_of(c);
        if (digit < 0) return 0;
        bits = (bits << 5) | static_cast<std::uint32_t>(digit);
        bit_count += 5;
        if (bit_count >= 8) {
            block[byte_count++] = static_cast<unsigned char>(bits >> (bit_count - 8));
            bit_count -= 8;
        }
    }
    // 26 digits carry 130 bits: the two that are left over must be zero, or one id would have
    // four spellings.
    if ((bits & ((1u << bit_count) - 1)) != 0) return 0;
    std::uint64_t tag = 0;
    std::uint64_t hidden = 0;
    std::memcpy(&tag, block, 8);
    std::memcpy(&hidden, block + 8, 8);
    const std::uint64_t number = hidden ^ mask_of(kind, tag);
    if (number == 0 || number > INT64_MAX || tag_of(kind, number) != tag) return 0;
    return static_cast<std::int64_t>(number);
}

}  // namespace parley
