#include "message_rate.hpp"

namespace parley {

void MessageRate::add(std::int64_t messages, SteadyTime now) {
    if (messages == 0) return;
    const std::int64_t number = second_of(now);
    MutexLock lock(mutex_);
    Second& second = seconds_[static_cast<std::size_t>(number) % seconds_.size()];
    if (second.number != number) second = {.number = number, .messages = 0};
    second.messages += messages;
}

std::int64_t MessageRate::last_minute(SteadyTime now) const {
    const std::int64_t number = second_of(now);
    std::int64_t messages = 0;
    MutexLock lock(mutex_);
    for (const Second& second : seconds_) {
        if (second.number >= number - kSeconds && second.number < number) {
            messages += second.messages;
        }
    }
    return messages;
}

}  // namespace parley
