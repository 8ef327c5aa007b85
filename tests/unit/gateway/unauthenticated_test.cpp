#include "unauthenticated.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace parley {
namespace {

using Verdict = Unauthenticated::Verdict;

TEST(UnauthenticatedTest, OneAddressGetsItsShareAndNoMore) {
    Unauthenticated counter({2, 100});
    auto first = counter.take("10.0.0.1");
    auto second = counter.take("10.0.0.1");
    EXPECT_EQ(second.first, Verdict::welcome);
    EXPECT_EQ(counter.take("10.0.0.1").first, Verdict::address_full);
    EXPECT_EQ(counter.take("10.0.0.2").first, Verdict::welcome);
}

TEST(UnauthenticatedTest, WhoeverFloodsFromOneAddressTakesNoPlaceOfOthers) {
    Unauthenticated counter({.per_address_max = 1, .count_max = 3, .refused_max = 2});
    std::vector<std::pair<Verdict, Unauthenticated::Place>> flood;
    for (int i = 0; i < 5; ++i)
        flood.push_back(counter.take("10.0.0.1"));
    EXPECT_EQ(flood[0].first, Verdict::welcome);
    EXPECT_EQ(flood[2].first, Verdict::address_full);
    EXPECT_EQ(flood[3].first, Verdict::full) << "so many are told why, the others are cut short";
    EXPECT_EQ(counter.take("10.0.0.2").first, Verdict::welcome);
    flood.pop_back();
    flood.pop_back();
    flood.pop_back();
    EXPECT_EQ(counter.take("10.0.0.1").first, Verdict::address_full);
}

TEST(UnauthenticatedTest, APlaceFallsFreeWhenItIsReleasedOrDestroyed) {
    Unauthenticated counter({1, 100});
    auto held = counter.take("10.0.0.1");
    held.second.release();
    { auto again = counter.take("10.0.0.1"); }
    EXPECT_EQ(counter.take("10.0.0.1").first, Verdict::welcome);
}

TEST(UnauthenticatedTest, MovingAPlaceKeepsItCountedOnce) {
    Unauthenticated counter({1, 100});
    Unauthenticated::Place kept;
    {
        auto taken = counter.take("10.0.0.1");
        kept = std::move(taken.second);
    }
    EXPECT_EQ(counter.take("10.0.0.1").first, Verdict::address_full);
}

TEST(UnauthenticatedTest, AllAddressesTogetherAreBounded) {
    Unauthenticated counter({10, 3});
    std::vector<std::pair<Verdict, Unauthenticated::Place>> places;
    for (int i = 0; i < 3; ++i)
        places.push_back(counter.take("10.0.0." + std::to_string(i)));
    EXPECT_EQ(counter.take("10.0.1.1").first, Verdict::full);
    places.pop_back();
    EXPECT_EQ(counter.take("10.0.1.1").first, Verdict::welcome);
}

}  // namespace
}  // namespace parley
