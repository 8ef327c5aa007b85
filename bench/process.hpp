#pragma once
// What the system says of another process. Zeros if `pid` is 0 or there is no such process.

#include <cstdint>

namespace parley::bench {

struct Memory {
    std::int64_t resident_bytes = 0;   // all of it
    std::int64_t anonymous_bytes = 0;  // what it allocated, without mapped files
};
Memory memory_of(int pid);

// User and system time so far.
double cpu_seconds(int pid);

}  // namespace parley::bench
