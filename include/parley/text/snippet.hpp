#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parley/text/search_query.hpp"

namespace parley {

struct Snippet {
    std::string text;
    // What was found in it: [start, end) in UTF-16 units, ascending, without overlaps.
    std::vector<std::pair<std::int64_t, std::int64_t>> marks;
};

// About 160 characters around the first place where a term occurs, on one line, with … where it was
// cut; the beginning if none occurs.
Snippet make_snippet(std::string_view text, std::span<const SearchTerm> terms);

}  // namespace parley
