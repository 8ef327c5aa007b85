#pragma once
// Reads the configuration: defaults, over them the file, over that the overrides (`--set
// key=value`).

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parley/config/config.hpp"

namespace parley {

struct ConfigProblem {
    std::string source;   // the file as it was given, or the override
    unsigned line = 0;    // from 1; 0 in an override and for a file that cannot be read
    unsigned column = 0;  // likewise; counted in code points
    std::string message;  // names the key, what is wrong and what would be right
};

// As it is shown to the operator: `config/parley.toml:14:17: gateway.hello_timeout: 0s is below …`.
// One line, whatever was in the file.
std::string to_string(const ConfigProblem& problem);

// Either a configuration that passed every check, or all problems, the file's first, by line.
struct [[nodiscard]] LoadedConfig {
    std::optional<Config> config;         // set exactly if there are no problems
    std::vector<ConfigProblem> problems;  // after a syntax error the file has only that one
};

// Without a file the defaults stand. An override is `key=value`; the value is a TOML value or a
// bare string, the last one for a key holds.
LoadedConfig load_config(const std::optional<std::filesystem::path>& file,
                         const std::vector<std::string>& overrides);

// The same from the text of a file, which problems call `source`. Touches nothing outside.
LoadedConfig parse_config(std::string_view text, std::string_view source,
                          const std::vector<std::string>& overrides);

}  // namespace parley
