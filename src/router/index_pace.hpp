#pragma once
// When the writer feeds the full-text index: soon after the senders fall silent, and in slices
// while they do not, so that a message is found within two seconds either way and nobody waits for
// more than one slice. Knows no clock. Keeper: the writer's thread.

#include <chrono>
#include <optional>

#include "parley/core/time.hpp"

namespace parley {

class IndexPace {
  public:
    // `delay`: between the oldest message that is not indexed and the slice that takes it, if
    // nothing else is to be done then. `interval`: if something is. `pause`: from a slice that left
    // something to the next one, if something else is to be done.
    IndexPace(std::chrono::milliseconds delay, std::chrono::milliseconds interval,
              std::chrono::milliseconds pause)
        : delay_(delay), interval_(interval), pause_(pause) {}

    // There may be something to index: it was committed, or a former process left it.
    void appended(SteadyTime now);
    // A slice was indexed, and that was all or not.
    void indexed(SteadyTime now, bool all);

    // How long an idle writer waits before the next slice; none: nothing is to be indexed.
    std::optional<std::chrono::milliseconds> patience(SteadyTime now) const;
    // Whether a busy writer interrupts its work for one.
    bool is_due_under_load(SteadyTime now) const;

  private:
    const std::chrono::milliseconds delay_;
    const std::chrono::milliseconds interval_;
    const std::chrono::milliseconds pause_;
    std::optional<SteadyTime> since_;  // the oldest one is waiting, or the last slice left some
    bool has_rest_ = false;
};

}  // namespace parley
