#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parley/core/time.hpp"

namespace parley {

// Counts attempts by some key (a login in one case, an address_key()): never more than
// `attempts_max` are allowed within any `window`. Bounded: the key not seen for longest is
// forgotten first. Keeper: one thread.
class AttemptLimiter {
  public:
    struct Options {
        std::int64_t attempts_max = 5;
        std::chrono::milliseconds window = std::chrono::minutes(1);
        std::size_t keys_max = 65536;
    };
    explicit AttemptLimiter(const Options& options) : options_(options) {}

    // Takes one attempt: none if allowed, else how long to wait. What is refused does not count.
    [[nodiscard]] std::optional<std::chrono::milliseconds> take(std::string_view key,
                                                                SteadyTime now);
    // An attempt that succeeded does not count: gives the newest one back.
    void forgive(std::string_view key);
    std::size_t key_count() const { return by_key_.size(); }

  private:
    struct Record {
        std::string key;
        std::vector<SteadyTime> attempts;  // within the window, oldest first
    };
    using Records = std::list<Record>;

    Record& record_of(std::string_view key);

    const Options options_;
    Records by_age_;  // the key not seen for longest first
    // A tree, since strangers choose the keys: no choice of theirs makes it slow.
    std::map<std::string_view, Records::iterator> by_key_;
};

// The key by which an address is limited: IPv4 whole (also inside IPv6), IPv6 by its /64 network,
// which is what one household or machine is given. What is no address stands for itself.
std::string address_key(std::string_view address);

}  // namespace parley
