#include "parley/core/token_text.hpp"

#include <sodium/utils.h>

#include <array>
#include <boost/crc.hpp>
#include <cstdint>

namespace parley {
namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kSecretChars = 43;
constexpr std::size_t kChecksumChars = 6;

template <std::size_t N>
std::string base64url(const std::array<unsigned char, N>& bytes) {
    constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    char out[sodium_base64_ENCODED_LEN(N, kVariant)];
    return sodium_bin2base64(out, sizeof out, bytes.data(), N, kVariant);
}

std::string checksum(std::string_view text) {
    boost::crc_32_type crc;
    crc.process_bytes(text.data(), text.size());
    const std::uint32_t sum = crc.checksum();
    std::array<unsigned char, 4> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<unsigned char>(sum >> (24 - 8 * i));
    }
    return base64url(bytes);
}

}  // namespace

std::string make_token_text(std::string_view prefix, Random& random) {
    auto secret = random.bytes<kSecretBytes>();
    std::string token(prefix);
    token += base64url(secret);
    sodium_memzero(secret.data(), secret.size());
    token += checksum(token);
    return token;
}

bool is_token_text(std::string_view prefix, std::string_view text) {
    const std::size_t summed_chars = prefix.size() + kSecretChars;
    if (text.size() != summed_chars + kChecksumChars || !text.starts_with(prefix)) return false;
    return text.substr(summed_chars) == checksum(text.substr(0, summed_chars));
}

}  // namespace parley
