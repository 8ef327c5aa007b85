#include "parley/websocket/utf8.hpp"

#include <cstring>

namespace parley::websocket {
namespace {

// The six bits of a continuation byte; more than 0x3F if it is none.
unsigned bits_of(std::uint8_t continuation) { return continuation ^ 0x80U; }

// Each of these is told that enough bytes are there, and judges one character of its length. What
// is compared is the code point without its last six bits.
bool is_two_byte_character(const std::uint8_t* at) {
    return at[0] >= 0xC2 && at[0] < 0xE0 && bits_of(at[1]) < 0x40;
}
bool is_three_byte_character(const std::uint8_t* at) {
    if ((at[0] & 0xF0) != 0xE0 || (bits_of(at[1]) | bits_of(at[2])) >= 0x40) return false;
    const unsigned code = (at[0] & 0x0FU) << 6 | bits_of(at[1]);
    const bool surrogate = code >= 0xD800 >> 6 && code < 0xE000 >> 6;
    return code >= 0x800 >> 6 && !surrogate;
}
bool is_four_byte_character(const std::uint8_t* at) {
    if ((at[0] & 0xF8) != 0xF0) return false;
    if ((bits_of(at[1]) | bits_of(at[2]) | bits_of(at[3])) >= 0x40) return false;
    const unsigned code = (at[0] & 0x07U) << 12 | bits_of(at[1]) << 6 | bits_of(at[2]);
    return code >= 0x1'0000 >> 6 && code < 0x11'0000 >> 6;
}

// Skips whole, well-formed characters as far as they go: the fast part of the check. Scripts come
// in runs of characters of one length.
const std::uint8_t* skip_characters(const std::uint8_t* at, const std::uint8_t* end) {
    for (;;) {
        const std::uint8_t* const begin = at;
        for (; end - at >= 8; at += 8) {
            std::uint64_t eight;
            std::memcpy(&eight, at, sizeof eight);
            if ((eight & 0x8080808080808080ULL) != 0) break;
        }
        while (at != end && *at < 0x80)
            ++at;
        while (end - at >= 3 && is_three_byte_character(at))
            at += 3;
        while (end - at >= 2 && is_two_byte_character(at))
            at += 2;
        while (end - at >= 4 && is_four_byte_character(at))
            at += 4;
        if (at == begin) return at;
    }
}

}  // namespace

bool Utf8Checker::feed(std::string_view piece) {
    const auto* at = reinterpret_cast<const std::uint8_t*>(piece.data());
    const auto* const end = at + piece.size();
    while (missing_ > 0 && at != end) {
        if (!take(*at++)) return false;
    }
    // Behind the skipped characters is a broken one, or up to three bytes of one that was cut.
    for (at = skip_characters(at, end); at != end; ++at) {
        if (!take(*at)) return false;
    }
    return true;
}

// The rule itself, byte by byte (RFC 3629, section 4).
bool Utf8Checker::take(std::uint8_t byte) {
    if (missing_ > 0) {
        if (byte < low_ || byte > high_) return false;
        low_ = 0x80;
        high_ = 0xBF;
        --missing_;
        return true;
    }
    if (byte < 0x80) return true;
    if (byte < 0xC2 || byte > 0xF4) return false;
    missing_ = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
    if (byte == 0xE0) low_ = 0xA0;   // else overlong
    if (byte == 0xED) high_ = 0x9F;  // else a surrogate
    if (byte == 0xF0) low_ = 0x90;   // else overlong
    if (byte == 0xF4) high_ = 0x8F;  // else beyond U+10FFFF
    return true;
}

bool is_utf8(std::string_view text) {
    Utf8Checker checker;
    return checker.feed(text) && checker.complete();
}

}  // namespace parley::websocket
