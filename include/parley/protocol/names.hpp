#pragma once
// The rules for what people choose themselves. Pure; any thread.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace parley {

inline constexpr std::size_t kPasswordBytesMin = 8;
inline constexpr std::size_t kPasswordBytesMax = 1024;

// 1…64 ASCII letters, digits, `.`, `_`, `-`.
bool is_login(std::string_view text);

// The name as it is stored, in NFC; none if it is not allowed. Allowed are 1…64 grapheme clusters
// (what a reader takes for one character) of at most 16 code points each, at least one of them
// visible, without control characters and line separators, overrides and isolates of the writing
// direction, and the three characters that only serve to make two names look alike (U+200B, U+2060,
// U+FEFF). `text` is valid UTF-8.
std::optional<std::string> normalized_display_name(std::string_view text);

// What one reacts with, or shows beside a status: 1…64 bytes without white space and control
// characters. More is not asked, so that emoji of tomorrow and `:shortcodes:` pass. `text` is valid
// UTF-8.
bool is_emoji(std::string_view text);

// Has the shape of a language tag (BCP 47) of at most 35 characters, as `de-CH`.
bool is_language_tag(std::string_view text);
// Has the shape of a name of the IANA time zone database of at most 64 characters, as
// `America/Port-au-Prince`.
bool is_time_zone_name(std::string_view text);

}  // namespace parley
