#include "stream_cache.hpp"

#include <algorithm>

namespace parley {

// A stream without an end has no window, and its origin moves with it.
StreamCache::Stream StreamCache::stream_of(const StreamJob& job) {
    if (!job.until_pos) return {job.user, 0, std::nullopt, std::nullopt};
    return {job.user, job.origin_pos, job.until_pos, job.window};
}

std::vector<Stretch> StreamCache::take(const StreamJob& job) {
    const Stream stream = stream_of(job);
    const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) {
        return one.stream == stream && one.from_pos <= job.from_pos;
    });
    if (found == kept_.end()) return {};
    std::vector<Stretch> left = std::move(found->left);
    stretches_ -= left.size();
    kept_.erase(found);
    std::erase_if(left, [&](const Stretch& one) { return one.next_pos <= job.from_pos; });
    return left;
}

void StreamCache::put(const StreamJob& job, std::int64_t from_pos, std::vector<Stretch> left) {
    if (left.size() < kWorthKeeping || left.size() > kStretchesMax) return;
    stretches_ += left.size();
    kept_.push_front({stream_of(job), from_pos, std::move(left)});
    while (stretches_ > kStretchesMax) {
        stretches_ -= kept_.back().left.size();
        kept_.pop_back();
    }
}

}  // namespace parley
