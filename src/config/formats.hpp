#pragma once
// How values are written in the configuration and shown in messages.

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "toml_text.hpp"

namespace parley {

// "250ms", "10s", "5m", "1h": a whole number and a unit. Nothing if it is none, or beyond 2^53 ms.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
std::string format_duration(std::chrono::milliseconds duration);

// "65536", "64KiB", "1MiB", "2GiB". Nothing if it is none, or beyond 2^53.
std::optional<std::size_t> parse_bytes(std::string_view text);
std::string format_bytes(std::size_t bytes);

// On one line and without control characters, at most `bytes_max` bytes of it.
std::string printable(std::string_view text, std::size_t bytes_max);

// A string of TOML, in quotes.
std::string in_quotes(std::string_view text);

// A value as a message quotes it: short and printable.
std::string shown(const TomlValue& value);

}  // namespace parley
