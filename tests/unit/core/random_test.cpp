#include "parley/core/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace parley {
namespace {

TEST(SystemRandomTest, NoBytesAreGivenTwice) {
    SystemRandom random;
    std::set<std::uint64_t> seen;
    constexpr int kNumbers = 2000;  // more than one block of 4 KiB
    for (int i = 0; i < kNumbers; ++i)
        seen.insert(random.number());
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(kNumbers));
}

TEST(SystemRandomTest, MoreThanABlockIsFilledToo) {
    SystemRandom random;
    std::string bytes(20000, '\0');
    random.fill(bytes.data(), bytes.size());
    // Of 20,000 random bytes about 78 are zero.
    EXPECT_LT(std::count(bytes.begin(), bytes.end(), '\0'), 400);
    EXPECT_LT(std::count(bytes.end() - 1000, bytes.end(), '\0'), 100);
}

}  // namespace
}  // namespace parley
