#pragma once
#include <chrono>
#include <cstdint>

namespace parley {

// Milliseconds since 1970 UTC, as on the wire. Decorates; never orders.
using WallTime = std::int64_t;
// A time that never comes: the largest number of the protocol.
constexpr WallTime kForEver = (std::int64_t{1} << 53) - 1;

// Time for logic: deadlines, debouncing, limits. Does not jump when the clock is set.
using SteadyTime = std::chrono::steady_clock::time_point;

// Only `app` and `gateway` (and the writer's loop) ask a clock; everything else is handed `now`.
class Clock {
  public:
    virtual ~Clock() = default;
    virtual WallTime wall() const = 0;
    virtual SteadyTime steady() const = 0;
};

class SystemClock final : public Clock {
  public:
    WallTime wall() const override {
        using namespace std::chrono;
        return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    }
    SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
};

}  // namespace parley
