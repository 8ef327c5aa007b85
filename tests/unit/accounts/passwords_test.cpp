#include "parley/accounts/passwords.hpp"

#include <gtest/gtest.h>
#include <time.h>

#include <algorithm>
#include <array>

namespace parley {
namespace {

constexpr std::string_view kParameters = "$argon2id$v=19$m=19456,t=2,p=1$";

double processor_seconds_of(std::string_view hash) {
    const auto now = [] {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
    };
    // The quickest of three, since other processes disturb.
    std::array<double, 3> times{};
    for (double& time : times) {
        const double start = now();
        EXPECT_FALSE(verify_password(hash, "wrong password"));
        time = now() - start;
    }
    return *std::min_element(times.begin(), times.end());
}

TEST(PasswordsTest, TheRightOneIsAMatchAndNoOther) {
    const std::string hash = hash_password("correct horse");
    EXPECT_TRUE(hash.starts_with(kParameters));
    EXPECT_TRUE(verify_password(hash, "correct horse"));
    EXPECT_FALSE(verify_password(hash, "correct horsf"));
    EXPECT_FALSE(verify_password(hash, ""));
    EXPECT_NE(hash_password("correct horse"), hash);
}

TEST(PasswordsTest, AnyBytesOfAnyLengthAreAPassword) {
    const std::string bytes(std::string(1023, '\xff') + '\0');
    const std::string hash = hash_password(bytes);
    EXPECT_TRUE(verify_password(hash, bytes));
    EXPECT_FALSE(verify_password(hash, bytes.substr(0, 1023)));
}

TEST(PasswordsTest, WhatIsNoHashMatchesNothing) {
    const std::string good = hash_password("secret words");
    const std::string salt_and_hash = good.substr(kParameters.size());
    for (const std::string& hash :
         {std::string(), std::string("secret words"), good.substr(0, 50), good + "x",
          "$argon2i$v=19$m=19456,t=2,p=1$" + salt_and_hash,
          "$argon2id$v=19$m=,t=2,p=1$" + salt_and_hash,
          "$argon2id$v=19$m=-1,t=2,p=1$" + salt_and_hash, std::string(200, '$')}) {
        EXPECT_FALSE(verify_password(hash, "secret words")) << hash;
        EXPECT_FALSE(verify_password(hash, "")) << hash;
    }
}

TEST(PasswordsTest, AHashThatAsksForTooMuchIsNotComputed) {
    const std::string tail = hash_password("secret words").substr(kParameters.size());
    for (const std::string parameters :
         {"$argon2id$v=19$m=262145,t=2,p=1$", "$argon2id$v=19$m=19456,t=11,p=1$",
          "$argon2id$v=19$m=99999999999999999999,t=2,p=1$"}) {
        EXPECT_LT(processor_seconds_of(parameters + tail), 0.2) << parameters;
    }
}

TEST(PasswordsTest, AnUnknownUserTakesAsLongAsAWrongPassword) {
    const double wrong = processor_seconds_of(hash_password("secret words"));
    const double unknown = processor_seconds_of("");
    EXPECT_GT(unknown, wrong * 0.6);
    EXPECT_LT(unknown, wrong * 1.6);
}

}  // namespace
}  // namespace parley
