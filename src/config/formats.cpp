#include "formats.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdint>

namespace parley {
namespace {

constexpr std::uint64_t kNumberMax = std::uint64_t{1} << 53U;
constexpr std::size_t kShownBytesMax = 64;

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

// From the largest: the first that divides a value is the one it is shown in.
constexpr std::array kDurationUnits{Unit{"h", 3'600'000}, Unit{"m", 60'000}, Unit{"s", 1000},
                                    Unit{"ms", 1}};
constexpr std::array kByteUnits{Unit{"GiB", 1U << 30U}, Unit{"MiB", 1U << 20U},
                                Unit{"KiB", 1U << 10U}, Unit{"", 1}};

template <std::size_t N>
std::optional<std::uint64_t> parse_with_unit(std::string_view text,
                                             const std::array<Unit, N>& units) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{}) return std::nullopt;
    const std::string_view name = text.substr(static_cast<std::size_t>(rest - text.data()));
    for (const Unit& unit : units) {
        if (unit.name != name) continue;
        if (number > kNumberMax / unit.factor) return std::nullopt;
        return number * unit.factor;
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    const auto count = parse_with_unit(text, kDurationUnits);
    if (!count) return std::nullopt;
    return std::chrono::milliseconds{static_cast<std::int64_t>(*count)};
}

std::string format_duration(std::chrono::milliseconds duration) {
    if (duration.count() == 0) return "0s";
    if (duration == std::chrono::minutes{1}) return "60s";
    for (const Unit& unit : kDurationUnits) {
        const auto factor = static_cast<std::int64_t>(unit.factor);
        if (duration.count() % factor == 0) {
            return fmt::format("{}{}", duration.count() / factor, unit.name);
        }
    }
    return {};  // not reached: 1 divides everything
}

std::optional<std::size_t> parse_bytes(std::string_view text) {
    return parse_with_unit(text, kByteUnits);
}

std::string format_bytes(std::size_t bytes) {
    for (const Unit& unit : kByteUnits) {
        if (bytes != 0 && bytes % unit.factor == 0) {
            return fmt::format("{}{}", bytes / unit.factor, unit.name);
        }
    }
    return "0";
}

std::string printable(std::string_view text, std::size_t bytes_max) {
    std::string out;
    std::string_view kept = text;
    if (text.size() > bytes_max) {
        // Not in the middle of a UTF-8 sequence.
        std::size_t end = bytes_max;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
            --end;
        kept = text.substr(0, end);
    }
    for (const char c : kept) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20U || byte == 0x7FU) {
            out += fmt::format("\\u{:04X}", byte);
        } else {
            out += c;
        }
    }
    if (kept.size() < text.size()) out += "…";
    return out;
}

std::string in_quotes(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '"' || c == '\\') escaped += '\\';
        escaped += c;
    }
    return '"' + printable(escaped, escaped.size()) + '"';
}

std::string shown(const TomlValue& value) {
    switch (value.type) {
        case TomlValue::Type::string:
            return '"' + printable(value.text, kShownBytesMax) + '"';
        case TomlValue::Type::integer:
            return fmt::format("{}", value.integer);
        case TomlValue::Type::real:
            return fmt::format("{:#}", value.real);
        case TomlValue::Type::boolean:
            return value.boolean ? "true" : "false";
        case TomlValue::Type::time:
            return "a date or time";
        case TomlValue::Type::list:
            return "a list";
        case TomlValue::Type::table:
            return "a table";
    }
    return {};
}

}  // namespace parley
