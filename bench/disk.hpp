#pragma once
// The scenario `disk`: how long this disk takes for one fdatasync, so that the daemon's latencies
// can be read as multiples of it.

#include <cstddef>
#include <string>

#include "histogram.hpp"

namespace parley::bench {

struct DiskResult {
    Histogram overwrite;  // 4 KiB within a file
    Histogram append;     // 4 KiB at its end
};

// Works on a file of its own in `directory`, and removes it. `rate`: how many per second, 0: one
// directly after the other. Throws std::system_error.
DiskResult run_disk(const std::string& directory, std::size_t count, double rate);

}  // namespace parley::bench
