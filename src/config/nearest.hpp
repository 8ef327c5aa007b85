#pragma once
// "Did you mean": the known name that a misspelt one is closest to.

#include <optional>
#include <string_view>
#include <vector>

namespace parley {

// Case and `-` for `_` do not count; a key given without its table finds the key of that name.
// Nothing if none is close.
std::optional<std::string_view> nearest_name(std::string_view name,
                                             const std::vector<std::string_view>& known);

}  // namespace parley
