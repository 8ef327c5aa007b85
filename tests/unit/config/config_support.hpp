#pragma once
// Words for tests of the configuration.

#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <vector>

#include "parley/config/load_config.hpp"

namespace parley {

// The problems as an operator sees them.
inline std::vector<std::string> problems_of(std::string_view text,
                                            const std::vector<std::string>& overrides = {}) {
    std::vector<std::string> lines;
    for (const ConfigProblem& problem : parse_config(text, "p.toml", overrides).problems) {
        lines.push_back(to_string(problem));
    }
    return lines;
}

// Defaults, and in their place the problems if there are any.
inline Config config_of(std::string_view text, const std::vector<std::string>& overrides = {}) {
    EXPECT_THAT(problems_of(text, overrides), testing::IsEmpty());
    return parse_config(text, "p.toml", overrides).config.value_or(Config{});
}

}  // namespace parley
