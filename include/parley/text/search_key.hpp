#pragma once
#include <string>
#include <string_view>

namespace parley {

// A name or title as it is found by: compatibility forms and letters of either case made one,
// without diacritics, white space folded into single spaces and none at the ends. Prefixes compare
// byte by byte.
std::string search_key(std::string_view text);

}  // namespace parley
