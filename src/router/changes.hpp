#pragma once
// For requests that name what is to be changed.

#include <optional>
#include <utility>

namespace parley {

// Puts a wanted value into its place in a row, unless it is there already: then it is taken out of
// the request, which so comes to hold what is new. True: there was something to change.
template <class Value>
bool change(Value& row, std::optional<Value>& wanted) {
    if (wanted && *wanted == row) wanted.reset();
    if (wanted) row = *wanted;
    return wanted.has_value();
}

}  // namespace parley
