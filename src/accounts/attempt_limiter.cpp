#include "parley/accounts/attempt_limiter.hpp"

#include <arpa/inet.h>

#include <cstring>
#include <iterator>

namespace parley {

std::optional<std::chrono::milliseconds> AttemptLimiter::take(std::string_view key,
                                                              SteadyTime now) {
    Record& record = record_of(key);
    auto& attempts = record.attempts;
    std::erase_if(attempts, [&](SteadyTime at) { return at + options_.window <= now; });
    if (static_cast<std::int64_t>(attempts.size()) < options_.attempts_max) {
        attempts.push_back(now);
        return std::nullopt;
    }
    // With none allowed at all there is no attempt to wait for.
    if (attempts.empty()) return options_.window;
    return std::chrono::ceil<std::chrono::milliseconds>(attempts.front() + options_.window - now);
}

void AttemptLimiter::forgive(std::string_view key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return;
    const Records::iterator record = found->second;
    if (!record->attempts.empty()) record->attempts.pop_back();
    if (!record->attempts.empty()) return;
    by_key_.erase(found);
    by_age_.erase(record);
}

// The key's record, moved to the young end; a new one in the place of the oldest if all are taken.
AttemptLimiter::Record& AttemptLimiter::record_of(std::string_view key) {
    if (const auto found = by_key_.find(key); found != by_key_.end()) {
        by_age_.splice(by_age_.end(), by_age_, found->second);
        return by_age_.back();
    }
    if (!by_age_.empty() && by_age_.size() >= options_.keys_max) {
        by_key_.erase(by_age_.front().key);
        by_age_.pop_front();
    }
    by_age_.push_back(Record{.key = std::string(key), .attempts = {}});
    by_key_.emplace(by_age_.back().key, std::prev(by_age_.end()));
    return by_age_.back();
}

std::string address_key(std::string_view address) {
    constexpr std::size_t kNetworkBytes = 8;
    constexpr unsigned char kMappedPrefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

    // A link-local address names its interface behind a percent sign.
    const std::string text(address.substr(0, address.find('%')));
    in6_addr v6{};
    if (inet_pton(AF_INET6, text.c_str(), &v6) != 1) return std::string(address);
    char out[INET6_ADDRSTRLEN] = {};
    if (std::memcmp(v6.s6_addr, kMappedPrefix, sizeof kMappedPrefix) == 0) {
        inet_ntop(AF_INET, v6.s6_addr + sizeof kMappedPrefix, out, sizeof out);
        return out;
    }
    std::memset(v6.s6_addr + kNetworkBytes, 0, sizeof v6.s6_addr - kNetworkBytes);
    inet_ntop(AF_INET6, &v6, out, sizeof out);
    return std::string(out) + "/64";
}

}  // namespace parley
