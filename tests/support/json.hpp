#pragma once
// nlohmann's JSON for tests. What all of them use of it is compiled once, in json.cpp, instead of
// in every file: a fifth of the time that an integration test takes to build.

#include <nlohmann/json.hpp>

extern template class nlohmann::basic_json<>;

namespace parley::test {

using Json = nlohmann::json;

}  // namespace parley::test
