#include "parley/accounts/tokens.hpp"

#include <sodium/utils.h>

#include <array>
#include <boost/crc.hpp>

#include "parley/store/hash_chain.hpp"

namespace parley {
namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kPrefixChars = 4;
constexpr std::size_t kSecretChars = 43;
constexpr std::size_t kChecksumChars = 6;
constexpr std::size_t kTokenChars = kPrefixChars + kSecretChars + kChecksumChars;

std::string_view prefix_of(TokenKind kind) { return kind == TokenKind::session ? "plt_" : "pli_"; }

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

std::string make_token(TokenKind kind, Random& random) {
    auto secret = random.bytes<kSecretBytes>();
    std::string token(prefix_of(kind));
    token += base64url(secret);
    sodium_memzero(secret.data(), secret.size());
    token += checksum(token);
    return token;
}

std::optional<Sha256> token_hash(TokenKind kind, std::string_view token) {
    if (token.size() != kTokenChars || !token.starts_with(prefix_of(kind))) return std::nullopt;
    const std::string_view summed = token.substr(0, kPrefixChars + kSecretChars);
    if (token.substr(summed.size()) != checksum(summed)) return std::nullopt;
    return sha256(token);
}

}  // namespace parley
