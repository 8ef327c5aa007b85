#include "message_rate.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(MessageRateTest, TheLastMinuteIsCounted) {
    MessageRate rate;
    const SteadyTime start{seconds(1000)};
    rate.add(5, start);
    rate.add(7, start + milliseconds(900));
    EXPECT_EQ(rate.last_minute(start + milliseconds(950)), 0) << "the present second is not over";
    EXPECT_EQ(rate.last_minute(start + seconds(1)), 12);
    rate.add(1, start + seconds(30));
    EXPECT_EQ(rate.last_minute(start + seconds(60)), 13);
    EXPECT_EQ(rate.last_minute(start + seconds(61)), 1);
    EXPECT_EQ(rate.last_minute(start + seconds(91)), 0);
}

TEST(MessageRateTest, ASecondThatComesRoundBeginsAnew) {
    MessageRate rate;
    const SteadyTime start{seconds(1000)};
    rate.add(5, start);
    rate.add(2, start + seconds(MessageRate::kSeconds + 1));
    EXPECT_EQ(rate.last_minute(start + seconds(MessageRate::kSeconds + 2)), 2);
}

}  // namespace
}  // namespace parley
