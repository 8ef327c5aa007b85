#pragma once
// UTF-8 (RFC 3629): overlong forms, surrogates and what lies beyond U+10FFFF are refused.

#include <cstdint>
#include <string_view>

namespace parley::websocket {

// Checks a text that comes in pieces, which may be cut inside a character.
class Utf8Checker {
  public:
    // False as soon as nothing that could follow would make the text valid. After that the checker
    // is of no further use.
    [[nodiscard]] bool feed(std::string_view piece);

    // True unless the text so far ends inside a character.
    [[nodiscard]] bool complete() const { return missing_ == 0; }

  private:
    bool take(std::uint8_t byte);

    std::uint8_t missing_ = 0;  // continuation bytes that the open character lacks
    std::uint8_t low_ = 0x80;   // the range of the next one; only the first is ever narrower
    std::uint8_t high_ = 0xBF;
};

[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace parley::websocket
