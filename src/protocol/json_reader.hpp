#pragma once
// JSON text as the protocol wants it, which is stricter than nlohmann's own reading.

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

namespace parley {

using Json = nlohmann::json;

// What may stand in a frame or body beyond RFC 8259's grammar.
inline constexpr int kJsonDepthMax = 32;      // the outermost object is the first level
inline constexpr int kJsonMembersMax = 1000;  // of all objects together
inline constexpr std::int64_t kJsonIntegerMax = std::int64_t{1} << 53;  // and as much below zero

struct JsonReading {
    Json object;
    // For people: why the text is not one object in this strict sense. Empty if it is.
    std::string_view problem;
};

// Integers are then of the type int64 and strings valid UTF-8, whatever `text` holds.
JsonReading read_json_object(std::string_view text);

}  // namespace parley
