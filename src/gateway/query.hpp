#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace parley {

// The query of a request target, percent-decoded; of members with one name the first counts. None
// if an escape is broken.
using Query = std::map<std::string, std::string, std::less<>>;
std::optional<Query> parse_query(std::string_view target);

}  // namespace parley
