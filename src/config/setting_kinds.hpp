#pragma once
// The kinds of settings: how a value of each kind is read, checked and written. Private to
// settings.cpp, which lists what there is.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats.hpp"
#include "network_names.hpp"
#include "settings.hpp"

namespace parley {

// A field of a module's struct, in a Config that may be const.
template <class Section, class Field>
auto in(Section Config::*section, Field Section::*field) {
    return [section, field](auto& config) -> decltype(auto) { return (config.*section.*field); };
}

// Makes a setting of a function that reads a value into its field and returns what is wrong.
template <class Access, class Read, class Write>
Setting setting(std::string_view key, bool is_text, std::string allowed, Access access, Read read,
                Write write) {
    Setting made;
    made.key = key;
    made.is_text = is_text;
    made.allowed = std::move(allowed);
    made.read = [access, read](const TomlValue& value, Config& config) {
        std::vector<PlacedComplaint> complaints;
        if (Complaint complaint = read(value, access(config))) {
            complaints.push_back({value.place, std::move(*complaint)});
        }
        return complaints;
    };
    made.write = [access, write](const Config& config) { return write(access(config)); };
    return made;
}

// What a number outside its range is told; nothing if it is inside.
template <class Number, class Format>
Complaint out_of_range(const Number& number, const Number& least, const Number& most,
                       Format format) {
    if (number >= least && number <= most) return std::nullopt;
    const bool below = number < least;
    return fmt::format("{} is {} {}; allowed is {} to {}", format(number),
                       below ? "below" : "above", format(below ? least : most), format(least),
                       format(most));
}

inline std::string plain_number(std::int64_t number) { return fmt::format("{}", number); }

template <class Access>
Setting count(std::string_view key, Access access, std::size_t least, std::size_t most) {
    const auto low = static_cast<std::int64_t>(least);
    const auto high = static_cast<std::int64_t>(most);
    return setting(
        key, false, fmt::format("{} to {}", least, most), access,
        [low, high](const TomlValue& value, std::size_t& field) -> Complaint {
            if (value.type != TomlValue::Type::integer) {
                return fmt::format("{} is not a whole number; allowed is {} to {}", shown(value),
                                   low, high);
            }
            if (auto wrong = out_of_range(value.integer, low, high, plain_number)) return wrong;
            field = static_cast<std::size_t>(value.integer);
            return std::nullopt;
        },
        [](std::size_t field) { return fmt::format("{}", field); });
}

inline std::string size_in_bytes(std::int64_t size) {
    return size < 0 ? plain_number(size) : format_bytes(static_cast<std::size_t>(size));
}

template <class Access>
Setting bytes(std::string_view key, Access access, std::size_t least, std::size_t most) {
    const auto low = static_cast<std::int64_t>(least);
    const auto high = static_cast<std::int64_t>(most);
    return setting(
        key, false, fmt::format("{} to {}", format_bytes(least), format_bytes(most)), access,
        [low, high](const TomlValue& value, std::size_t& field) -> Complaint {
            std::optional<std::int64_t> size;
            if (value.type == TomlValue::Type::integer) size = value.integer;
            if (value.type == TomlValue::Type::string) {
                const auto parsed = parse_bytes(value.text);
                if (parsed) size = static_cast<std::int64_t>(*parsed);
            }
            if (!size) {
                return fmt::format(
                    "{} is not a size; write bytes or KiB, MiB, GiB, like 65536 or \"64KiB\"",
                    shown(value));
            }
            if (auto wrong = out_of_range(*size, low, high, size_in_bytes)) return wrong;
            field = static_cast<std::size_t>(*size);
            return std::nullopt;
        },
        [](std::size_t field) { return in_quotes(format_bytes(field)); });
}

template <class Access>
Setting duration(std::string_view key, Access access, std::chrono::milliseconds least,
                 std::chrono::milliseconds most) {
    return setting(
        key, true, fmt::format("{} to {}", format_duration(least), format_duration(most)), access,
        [least, most](const TomlValue& value, std::chrono::milliseconds& field) -> Complaint {
            std::optional<std::chrono::milliseconds> length;
            if (value.type == TomlValue::Type::string) length = parse_duration(value.text);
            if (!length) {
                return fmt::format(
                    "{} is not a duration; write a whole number and ms, s, m or h, like \"10s\"",
                    shown(value));
            }
            if (auto wrong = out_of_range(*length, least, most, format_duration)) return wrong;
            field = *length;
            return std::nullopt;
        },
        [](std::chrono::milliseconds field) { return in_quotes(format_duration(field)); });
}

template <class Access>
Setting flag(std::string_view key, Access access) {
    return setting(
        key, false, "true, false", access,
        [](const TomlValue& value, bool& field) -> Complaint {
            if (value.type != TomlValue::Type::boolean) {
                return fmt::format("{} is neither true nor false (without quotes)", shown(value));
            }
            field = value.boolean;
            return std::nullopt;
        },
        [](bool field) { return field ? "true" : "false"; });
}

template <class Enum, class Access>
Setting choice(std::string_view key, Access access,
               std::vector<std::pair<std::string_view, Enum>> names) {
    std::vector<std::string> words;
    for (const auto& [name, unused] : names)
        words.push_back(in_quotes(name));
    const std::string allowed = fmt::format("{}", fmt::join(words, ", "));
    return setting(
        key, true, allowed, access,
        [names, allowed](const TomlValue& value, Enum& field) -> Complaint {
            for (const auto& [name, meaning] : names) {
                if (value.type == TomlValue::Type::string && value.text == name) {
                    field = meaning;
                    return std::nullopt;
                }
            }
            return fmt::format("{} is not one of {}", shown(value), allowed);
        },
        [names](Enum field) {
            const auto found = std::find_if(names.begin(), names.end(), [field](const auto& entry) {
                return entry.second == field;
            });
            return in_quotes(found->first);
        });
}

// A string that `parse` checks and brings into its field's form.
template <class Access, class Parse, class Format>
Setting text(std::string_view key, Access access, std::string allowed, Parse parse, Format format) {
    return setting(
        key, true, allowed, access,
        [parse, allowed](const TomlValue& value, auto& field) -> Complaint {
            if (value.type != TomlValue::Type::string) {
                return fmt::format("{} is not a string in quotes; allowed is {}", shown(value),
                                   allowed);
            }
            return parse(value.text, field);
        },
        [format](const auto& field) { return in_quotes(format(field)); });
}

}  // namespace parley
