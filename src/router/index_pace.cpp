#include "index_pace.hpp"

#include <algorithm>

namespace parley {

void IndexPace::appended(SteadyTime now) {
    if (!since_) since_ = now;
}

void IndexPace::indexed(SteadyTime now, bool all) {
    has_rest_ = !all;
    since_ = all ? std::nullopt : std::optional(now);
}

std::optional<std::chrono::milliseconds> IndexPace::patience(SteadyTime now) const {
    using std::chrono::milliseconds;
    if (!since_) return std::nullopt;
    if (has_rest_) return milliseconds(0);
    return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(*since_ + delay_ - now));
}

bool IndexPace::is_due_under_load(SteadyTime now) const {
    return since_ && now - *since_ >= (has_rest_ ? pause_ : interval_);
}

}  // namespace parley
