#include "parley/accounts/attempt_limiter.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace parley {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime kStart{};

TEST(AttemptLimiterTest, AllowsSoManyAndSaysWhenToComeBack) {
    AttemptLimiter limiter({.attempts_max = 2, .window = 60s});
    EXPECT_FALSE(limiter.take("mei", kStart));
    EXPECT_FALSE(limiter.take("mei", kStart + 10s));
    EXPECT_EQ(limiter.take("mei", kStart + 20s), 40s);
    EXPECT_EQ(limiter.take("mei", kStart + 59s), 1s);
    EXPECT_FALSE(limiter.take("mei", kStart + 60s));
    EXPECT_EQ(limiter.take("mei", kStart + 60s), 10s);
}

TEST(AttemptLimiterTest, WhoComesBackWhenToldIsLetIn) {
    AttemptLimiter limiter({.attempts_max = 1, .window = 1500ms});
    EXPECT_FALSE(limiter.take("mei", kStart));
    const SteadyTime again = kStart + 300us;
    const auto wait = limiter.take("mei", again);
    ASSERT_TRUE(wait);
    EXPECT_FALSE(limiter.take("mei", again + *wait));
}

TEST(AttemptLimiterTest, KeysDoNotMeetEachOther) {
    AttemptLimiter limiter({.attempts_max = 1});
    EXPECT_FALSE(limiter.take("mei", kStart));
    EXPECT_FALSE(limiter.take("ben", kStart));
    EXPECT_TRUE(limiter.take("mei", kStart));
}

TEST(AttemptLimiterTest, RefusedAttemptsDoNotProlongTheWait) {
    AttemptLimiter limiter({.attempts_max = 1, .window = 60s});
    EXPECT_FALSE(limiter.take("mei", kStart));
    for (auto at = 1s; at < 60s; at += 1s)
        EXPECT_TRUE(limiter.take("mei", kStart + at));
    EXPECT_FALSE(limiter.take("mei", kStart + 60s));
}

TEST(AttemptLimiterTest, SuccessDoesNotCount) {
    AttemptLimiter limiter({.attempts_max = 2});
    for (int i = 0; i < 10; ++i) {
        EXPECT_FALSE(limiter.take("mei", kStart));
        limiter.forgive("mei");
    }
    EXPECT_EQ(limiter.key_count(), 0u);
    limiter.forgive("nobody");
    // What failed before still counts.
    EXPECT_FALSE(limiter.take("mei", kStart));
    EXPECT_FALSE(limiter.take("mei", kStart));
    limiter.forgive("mei");
    EXPECT_FALSE(limiter.take("mei", kStart));
    EXPECT_TRUE(limiter.take("mei", kStart));
}

// Goal: no 60 seconds see more than is allowed, however attempts are spread.
TEST(AttemptLimiterTest, NoWindowSeesMoreThanAllowed) {
    AttemptLimiter limiter({.attempts_max = 5, .window = 60s});
    std::mt19937 engine(7);
    std::vector<SteadyTime> allowed;
    SteadyTime now = kStart;
    for (int i = 0; i < 2000; ++i) {
        now += std::chrono::milliseconds(engine() % 20'000);
        if (!limiter.take("mei", now)) allowed.push_back(now);
    }
    ASSERT_GT(allowed.size(), 500u);
    for (std::size_t i = 5; i < allowed.size(); ++i)
        EXPECT_GE(allowed[i] - allowed[i - 5], 60s);
}

TEST(AttemptLimiterTest, ForgetsTheKeyNotSeenForLongest) {
    AttemptLimiter limiter({.attempts_max = 1, .keys_max = 2});
    EXPECT_FALSE(limiter.take("a", kStart));
    EXPECT_FALSE(limiter.take("b", kStart));
    EXPECT_TRUE(limiter.take("a", kStart));
    EXPECT_FALSE(limiter.take("c", kStart));  // in the place of b
    EXPECT_EQ(limiter.key_count(), 2u);
    EXPECT_TRUE(limiter.take("a", kStart));
    EXPECT_FALSE(limiter.take("b", kStart));
}

TEST(AttemptLimiterTest, NoneAllowedIsNeverAllowed) {
    AttemptLimiter limiter({.attempts_max = 0, .window = 60s});
    EXPECT_EQ(limiter.take("mei", kStart), 60s);
}

TEST(AddressKeyTest, AnAddressIsLimitedAsItsNetwork) {
    EXPECT_EQ(address_key("192.0.2.1"), "192.0.2.1");
    EXPECT_NE(address_key("192.0.2.1"), address_key("192.0.2.2"));
    EXPECT_EQ(address_key("::ffff:192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(address_key("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    EXPECT_EQ(address_key("2001:DB8:1:2::1"), address_key("2001:db8:1:2:ffff::"));
    EXPECT_NE(address_key("2001:db8:1:2::1"), address_key("2001:db8:1:3::1"));
    EXPECT_EQ(address_key("fe80::1%eth0"), "fe80::/64");
    EXPECT_EQ(address_key("no address"), "no address");
}

}  // namespace
}  // namespace parley
