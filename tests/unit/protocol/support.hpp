#pragma once
// What the tests of this module share.

#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <variant>

#include "json_reader.hpp"
#include "parley/core/id_codec.hpp"
#include "parley/protocol/error.hpp"
#include "parley/protocol/requests.hpp"

namespace parley {

// Prints in failures.
inline void PrintTo(ErrorCode code, std::ostream* out) { *out << name_of(code); }

inline const IdCodec& test_ids() {
    static const IdCodec ids([] {
        IdCodec::Key key{};
        for (std::size_t i = 0; i < key.size(); ++i)
            key[i] = static_cast<unsigned char>(i);
        return key;
    }());
    return ids;
}

inline std::string user_id(std::int64_t number) { return test_ids().encode(UserId(number)); }
inline std::string conversation_id(std::int64_t number) {
    return test_ids().encode(ConversationId(number));
}

// Replaces `u1` … `u9`, `c1` … `c9` and `d1` … `d9` that stand between quotation marks by ids.
inline std::string with_ids(std::string_view text) {
    constexpr std::string_view kKinds = "ucd";
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool short_id = i + 3 < text.size() && text[i] == '"' &&
                              kKinds.find(text[i + 1]) != kKinds.npos && text[i + 2] >= '1' &&
                              text[i + 2] <= '9' && text[i + 3] == '"';
        out += text[i];
        if (!short_id) continue;
        const std::int64_t number = text[i + 2] - '0';
        if (text[i + 1] == 'u') out += user_id(number);
        if (text[i + 1] == 'c') out += conversation_id(number);
        if (text[i + 1] == 'd') out += test_ids().encode(DeviceId(number));
        i += 2;
    }
    return out;
}

inline std::variant<Request, RefusedFrame> parse(std::string_view frame,
                                                 const RequestLimits& limits = {}) {
    return parse_request(with_ids(frame), test_ids(), limits);
}

// The typed request of a frame that is expected to be one.
template <class Group, class Wanted>
Wanted parsed_as(std::string_view frame, const RequestLimits& limits = {}) {
    const auto result = parse(frame, limits);
    if (const auto* refused = std::get_if<RefusedFrame>(&result)) {
        ADD_FAILURE() << name_of(refused->error.code) << ' ' << refused->error.field << ": "
                      << frame;
        return {};
    }
    const auto* group = std::get_if<Group>(&std::get<Request>(result).body);
    const auto* request = group == nullptr ? nullptr : std::get_if<Wanted>(group);
    if (request == nullptr) {
        ADD_FAILURE() << "parsed as another request: " << frame;
        return {};
    }
    return *request;
}

template <class Wanted>
Wanted session_request(std::string_view frame) {
    return parsed_as<SessionRequest, Wanted>(frame);
}
template <class Wanted>
Wanted write_request(std::string_view frame, const RequestLimits& limits = {}) {
    return parsed_as<WriteRequest, Wanted>(frame, limits);
}
template <class Wanted>
Wanted read_request(std::string_view frame, const RequestLimits& limits = {}) {
    return parsed_as<ReadRequest, Wanted>(frame, limits);
}

inline RefusedFrame refusal_of(std::string_view frame, const RequestLimits& limits = {}) {
    auto result = parse(frame, limits);
    if (auto* refused = std::get_if<RefusedFrame>(&result)) return std::move(*refused);
    ADD_FAILURE() << "accepted: " << frame.substr(0, 200);
    return {};
}

inline Json strictly_read(std::string_view text) {
    JsonReading reading = read_json_object(text);
    EXPECT_EQ(reading.problem, "") << text;
    return std::move(reading.object);
}

// Data of an entry, byte for byte, and in canonical form: nlohmann sorts members by name and writes
// no spaces, which for ASCII names is RFC 8785.
inline void expect_data(const std::string& data, std::string_view expected) {
    EXPECT_EQ(data, with_ids(expected));
    EXPECT_EQ(strictly_read(data).dump(), data);
}

// What was read; a refusal fails the test.
template <class Value>
Value accepted(std::variant<Value, ProtocolError> result) {
    if (const auto* error = std::get_if<ProtocolError>(&result)) {
        ADD_FAILURE() << name_of(error->code) << ' ' << error->field << ' ' << error->message;
        return {};
    }
    return std::move(std::get<Value>(result));
}

}  // namespace parley
