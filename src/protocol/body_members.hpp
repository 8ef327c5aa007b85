#pragma once
// Members that several bodies and frames have, and how reading a body ends.

#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "member_reader.hpp"

namespace parley {

std::string read_login(MemberReader& in);
// At least `bytes_min` bytes: 0 where one that is too short is merely a wrong one.
std::string read_password(MemberReader& in, std::string_view name, std::size_t bytes_min);

// What was read, or the first thing that was wrong with it.
template <class Value>
std::variant<Value, ProtocolError> finish(MemberReader& in, Value&& value) {
    if (in.error()) return std::move(*in.error());
    return std::forward<Value>(value);
}

}  // namespace parley
