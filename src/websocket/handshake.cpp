#include "parley/websocket/handshake.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "parley/core/trimmed.hpp"

namespace parley::websocket {
namespace {

// RFC 6455, 1.3.
constexpr std::string_view kAcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr std::size_t kSha1Bytes = 20;
constexpr std::size_t kAcceptChars = (kSha1Bytes + 2) / 3 * 4;

bool is_base64_char(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/';
}

// 16 bytes in base64 are 22 characters and two of padding.
bool is_sixteen_bytes(std::string_view key) {
    return key.size() == 24 && key.ends_with("==") &&
           std::all_of(key.begin(), key.end() - 2, is_base64_char);
}

}  // namespace

std::optional<std::string> accept_key(std::string_view sec_websocket_key) {
    if (!is_sixteen_bytes(sec_websocket_key)) return std::nullopt;
    std::string text(sec_websocket_key);
    text.append(kAcceptSuffix);
    std::array<unsigned char, kSha1Bytes> digest;
    // It fails only where a policy has switched SHA-1 off; then no WebSocket can be opened at all.
    if (EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha1(), nullptr) != 1) {
        return std::nullopt;
    }
    std::array<unsigned char, kAcceptChars + 1> encoded;  // EVP_EncodeBlock writes a final NUL
    EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(digest.size()));
    return std::string(encoded.begin(), encoded.end() - 1);
}

SubprotocolChoice choose_subprotocol(std::string_view header_value) {
    bool offered = false;
    for (std::string_view rest = header_value; !rest.empty();) {
        const std::size_t comma = rest.find(',');
        const std::string_view name = trimmed(rest.substr(0, comma));
        if (name == kSubprotocol) return SubprotocolChoice::parley_v1;
        offered = offered || !name.empty();
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    }
    return offered ? SubprotocolChoice::refused : SubprotocolChoice::none_offered;
}

}  // namespace parley::websocket
