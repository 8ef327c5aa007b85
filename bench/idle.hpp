#pragma once
// The scenario `idle`: what a signed-in connection costs that does nothing.

#include "fleet.hpp"
#include "process.hpp"

namespace parley::bench {

struct IdleResult {
    std::size_t connections = 0;
    double sign_in_seconds = 0;
    Memory before;             // of the daemon, without these connections
    Memory after;              // with all of them, when they have been idle for a while
    std::uint64_t frames = 0;  // that came while nothing was asked for
};

// Signs in `options.connections` connections, several per user if there are fewer users.
IdleResult run_idle(const Options& options, const std::vector<User>& users);

}  // namespace parley::bench
