#pragma once
// Latencies in constant memory: buckets whose width is a 64th of their value, from 1 ns to hours.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace parley::bench {

class Histogram {
  public:
    void record(std::int64_t nanoseconds) {
        const std::uint64_t value = nanoseconds > 0 ? static_cast<std::uint64_t>(nanoseconds) : 0;
        ++buckets_[index_of(value)];
        ++count_;
        if (value > max_) max_ = value;
    }

    std::uint64_t count() const { return count_; }
    std::uint64_t max() const { return max_; }
    // The smallest recorded value (to 1.6 %) that `share` (0…1) of all do not exceed. 0 if empty.
    std::uint64_t quantile(double share) const;

  private:
    static constexpr unsigned kFractionBits = 6;
    static constexpr std::size_t kPerDoubling = std::size_t{1} << kFractionBits;

    static std::size_t index_of(std::uint64_t value) {
        if (value < kPerDoubling) return value;
        const auto doublings = static_cast<unsigned>(std::bit_width(value)) - 1 - kFractionBits;
        return (doublings + 1) * kPerDoubling + ((value >> doublings) - kPerDoubling);
    }
    static std::uint64_t highest_of(std::size_t index);

    std::array<std::uint64_t, (64 - kFractionBits + 1) * kPerDoubling> buckets_{};
    std::uint64_t count_ = 0;
    std::uint64_t max_ = 0;
};

}  // namespace parley::bench
