#include "histogram.hpp"

#include <algorithm>
#include <cmath>

namespace parley::bench {

std::uint64_t Histogram::highest_of(std::size_t index) {
    if (index < kPerDoubling) return index;
    const std::size_t doublings = index / kPerDoubling - 1;
    const std::uint64_t fraction = index % kPerDoubling + kPerDoubling;
    return ((fraction + 1) << doublings) - 1;
}

std::uint64_t Histogram::quantile(double share) const {
    if (count_ == 0) return 0;
    const auto wanted = std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_))));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
        seen += buckets_[i];
        if (seen >= wanted) return std::min(highest_of(i), max_);
    }
    return max_;
}

}  // namespace parley::bench
