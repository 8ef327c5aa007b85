#pragma once
// What a run found, for people and for programs.

#include <nlohmann/json.hpp>

#include "disk.hpp"
#include "idle.hpp"
#include "load.hpp"

namespace parley::bench {

using Json = nlohmann::ordered_json;

Json to_json(const LoadResult& result, const Options& options);
Json to_json(const IdleResult& result);
Json to_json(const DiskResult& result);

// One line per figure, names as in the JSON.
void print_table(const Json& report);

}  // namespace parley::bench
