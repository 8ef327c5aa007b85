#include "idle.hpp"

#include <unistd.h>

#include <cstdio>
#include <stdexcept>

namespace parley::bench {

IdleResult run_idle(const Options& options, const std::vector<User>& users) {
    if (users.empty()) throw std::runtime_error("there are no users");
    std::vector<User> who;
    for (std::size_t i = 0; i < options.connections; ++i)
        who.push_back(users[i % users.size()]);
    const bool show_progress = isatty(STDERR_FILENO) != 0;

    IdleResult result;
    result.connections = who.size();
    {
        // The first connection brings up what all share.
        Fleet first(parse_target(options.url));
        first.sign_in({users.front()}, [](std::size_t) {});
    }
    result.before = memory_of(options.pid);
    const std::int64_t start = now_ns();
    Fleet fleet(parse_target(options.url));
    fleet.sign_in(who, [&](std::size_t up) {
        if (show_progress && up % 100 == 0) std::fprintf(stderr, "\r%zu connected   ", up);
    });
    result.sign_in_seconds = static_cast<double>(now_ns() - start) / 1e9;
    fleet.on_frame([&](std::size_t, const ScannedFrame&) { ++result.frames; });
    const auto end = now_ns() + static_cast<std::int64_t>(options.duration_s * 1e9);
    while (now_ns() < end)
        fleet.turn(end);
    result.after = memory_of(options.pid);
    if (show_progress) std::fprintf(stderr, "\r%40s\r", "");
    return result;
}

}  // namespace parley::bench
