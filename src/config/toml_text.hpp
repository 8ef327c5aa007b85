#pragma once
// TOML text as plain values with their places, so that only one file sees the TOML library.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

// Counted from 1, columns in code points.
struct TomlPlace {
    unsigned line = 0;
    unsigned column = 0;
};

struct TomlMember;

struct TomlValue {
    enum class Type : std::uint8_t { string, integer, real, boolean, time, list, table };

    Type type = Type::string;
    TomlPlace place;
    std::string text;  // a string's content
    std::int64_t integer = 0;
    double real = 0;
    bool boolean = false;
    std::vector<TomlValue> items;     // of a list
    std::vector<TomlMember> members;  // of a table, in no promised order
};

struct TomlMember {
    std::string key;  // one segment: a dot in it was written in quotes
    TomlPlace place;
    TomlValue value;
};

struct TomlSyntaxError {
    TomlPlace place;
    std::string message;
};

struct TomlText {
    TomlValue root;                        // a table; empty if there is an error
    std::optional<TomlSyntaxError> error;  // the first; also for what is defined twice
};

// A byte order mark and CRLF are accepted. Deep nesting is refused before it could cost stack.
TomlText parse_toml(std::string_view text);

}  // namespace parley
