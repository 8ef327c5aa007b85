#pragma once
// What toml++ 3.3.0 does not survive, refused before it sees it.

#include <optional>
#include <string_view>

#include "toml_text.hpp"

namespace parley {

// Finds, in text that may be TOML:
// - characters beyond ASCII outside of strings and comments, some of which toml++ holds impossible;
//   they are no TOML there (most are quotation marks and blanks from a word processor),
// - strings over several lines, for the same reason; no setting needs one,
// - lines with very many dots: each dot in a key makes a table within a table, of which it limits
//   neither the number nor, when it destroys them, the recursion.
// Nothing if there are none. Bytes that are no UTF-8 are left to toml++.
std::optional<TomlSyntaxError> find_trap(std::string_view text);

}  // namespace parley
