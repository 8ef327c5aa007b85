#pragma once
// What settings must be to each other.

#include <string>
#include <string_view>
#include <vector>

#include "parley/config/config.hpp"

namespace parley {

struct BrokenRule {
    std::string_view key;
    std::string_view other;
    std::string message;  // names both keys
};

// Expects each value to be in its own range.
std::vector<BrokenRule> broken_rules(const Config& config);

}  // namespace parley
