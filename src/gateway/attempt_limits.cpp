#include "attempt_limits.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace parley {
namespace {

ProtocolError rate_limited(std::string scope, std::chrono::milliseconds wait) {
    ProtocolError error = make_error(ErrorCode::rate_limited, "Too many attempts.");
    error.scope = std::move(scope);
    error.retry_after_ms = wait.count();
    return error;
}

// Logins are compared without case.
std::string key_of(std::string login) {
    std::transform(login.begin(), login.end(), login.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return login;
}

std::int64_t number(std::size_t limit) { return static_cast<std::int64_t>(limit); }

}  // namespace

AttemptLimits::AttemptLimits(const LimitsConfig& limits)
    : enabled_(limits.enabled),
      sign_ins_by_account_({number(limits.sign_ins_per_account_per_minute)}),
      sign_ins_by_address_({number(limits.sign_ins_per_address_per_minute)}),
      sign_ups_by_address_({number(limits.sign_ups_per_address_per_hour), std::chrono::hours(1)}) {}

AttemptLimits::Refusal AttemptLimits::judge_sign_in(const std::string& address,
                                                    const std::string& login, SteadyTime now) {
    if (!enabled_) return std::nullopt;
    {
        MutexLock lock(mutex_);
        if (const auto wait = sign_ins_by_address_.take(address_key(address), now)) {
            return rate_limited("sign_ins_per_address", *wait);
        }
    }
    return judge_password(login, now);
}

void AttemptLimits::forgive_sign_in(const std::string& address, const std::string& login) {
    forgive_password(login);
    MutexLock lock(mutex_);
    sign_ins_by_address_.forgive(address_key(address));
}

AttemptLimits::Refusal AttemptLimits::judge_password(const std::string& login, SteadyTime now) {
    if (!enabled_) return std::nullopt;
    MutexLock lock(mutex_);
    const auto wait = sign_ins_by_account_.take(key_of(login), now);
    if (!wait) return std::nullopt;
    return rate_limited("sign_ins_per_account", *wait);
}

void AttemptLimits::forgive_password(const std::string& login) {
    MutexLock lock(mutex_);
    sign_ins_by_account_.forgive(key_of(login));
}

AttemptLimits::Refusal AttemptLimits::judge_sign_up(const std::string& address, SteadyTime now) {
    if (!enabled_) return std::nullopt;
    MutexLock lock(mutex_);
    const auto wait = sign_ups_by_address_.take(address_key(address), now);
    if (!wait) return std::nullopt;
    return rate_limited("sign_ups_per_address", *wait);
}

}  // namespace parley
