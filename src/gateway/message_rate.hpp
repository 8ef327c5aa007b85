#pragma once
#include <array>
#include <cstdint>

#include "parley/core/mutex.hpp"
#include "parley/core/time.hpp"

namespace parley {

// How many messages were committed in the last minute. Any thread.
class MessageRate {
  public:
    static constexpr std::int64_t kSeconds = 60;

    void add(std::int64_t messages, SteadyTime now);
    // In the kSeconds whole seconds before this one.
    std::int64_t last_minute(SteadyTime now) const;

  private:
    struct Second {
        std::int64_t number = -1;
        std::int64_t messages = 0;
    };
    static std::int64_t second_of(SteadyTime now) {
        return std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    }

    mutable Mutex mutex_;
    std::array<Second, kSeconds + 1> seconds_ PARLEY_GUARDED_BY(mutex_){};
};

}  // namespace parley
