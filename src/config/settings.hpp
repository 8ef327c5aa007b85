#pragma once
// The one list of all settings. The loader, the check for unknown keys, `--set` and the tests of
// config/parley.toml and docs/configuration.md read it; a field of a config struct gets its key
// here.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "parley/config/config.hpp"
#include "toml_text.hpp"

namespace parley {

// What is wrong with a value, and what would be right; without the key.
struct PlacedComplaint {
    TomlPlace place;
    std::string message;
};

struct Setting {
    std::string_view key;  // with its table: "gateway.listen"
    // Its value is a string: what an override gives is taken as it is, without quotes.
    bool is_text = false;
    std::string allowed;  // as docs/configuration.md has it: "1s to 10m"

    // Puts a value into its field; says what is wrong instead.
    std::function<std::vector<PlacedComplaint>(const TomlValue&, Config&)> read;
    // The field's value in TOML.
    std::function<std::string(const Config&)> write;
};

const std::vector<Setting>& all_settings();

// Null if there is none.
const Setting* find_setting(std::string_view key);

// Whether settings stand in a table of this name.
bool is_table_of_settings(std::string_view name);

}  // namespace parley
