#pragma once
#include <optional>
#include <string>

#include "parley/accounts/attempt_limiter.hpp"
#include "parley/config/config.hpp"
#include "parley/core/mutex.hpp"
#include "parley/protocol/error.hpp"

namespace parley {

// How often passwords may be tried and accounts be made, over all loops. Any thread. With
// limits.enabled = false nothing is refused.
class AttemptLimits {
  public:
    using Refusal = std::optional<ProtocolError>;
    explicit AttemptLimits(const LimitsConfig& limits);

    // Takes an attempt, or says how long to wait (`rate_limited`). One that succeeded is given back
    // by forgive_…().
    [[nodiscard]] Refusal judge_sign_in(const std::string& address, const std::string& login,
                                        SteadyTime now);
    void forgive_sign_in(const std::string& address, const std::string& login);
    // The present password, given by someone who is signed in: like a sign-in to that account.
    [[nodiscard]] Refusal judge_password(const std::string& login, SteadyTime now);
    void forgive_password(const std::string& login);
    [[nodiscard]] Refusal judge_sign_up(const std::string& address, SteadyTime now);

  private:
    const bool enabled_;
    Mutex mutex_;
    AttemptLimiter sign_ins_by_account_ PARLEY_GUARDED_BY(mutex_);
    AttemptLimiter sign_ins_by_address_ PARLEY_GUARDED_BY(mutex_);
    AttemptLimiter sign_ups_by_address_ PARLEY_GUARDED_BY(mutex_);
};

}  // namespace parley
