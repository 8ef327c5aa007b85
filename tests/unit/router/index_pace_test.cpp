#include "index_pace.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

using std::chrono::milliseconds;

class IndexPaceTest : public testing::Test {
  protected:
    static SteadyTime at(int ms) { return SteadyTime(milliseconds(ms)); }
    // What an idle writer waits; -1: for nothing but commands.
    std::int64_t patience(int ms) const {
        const auto patience = pace.patience(at(ms));
        return patience ? patience->count() : -1;
    }

    IndexPace pace{milliseconds(500), milliseconds(1000), milliseconds(100)};
};

TEST_F(IndexPaceTest, NothingToIndexIsNothingToDo) {
    EXPECT_EQ(patience(0), -1);
    EXPECT_FALSE(pace.is_due_under_load(at(100'000)));
}

TEST_F(IndexPaceTest, AtRestTheOldestMessageCounts) {
    pace.appended(at(0));
    EXPECT_EQ(patience(0), 500);
    pace.appended(at(300));
    EXPECT_EQ(patience(300), 200);
    EXPECT_EQ(patience(700), 0);
    pace.indexed(at(700), true);
    EXPECT_EQ(patience(700), -1);
    pace.appended(at(900));
    EXPECT_EQ(patience(900), 500);
}

TEST_F(IndexPaceTest, AtRestNothingIsLeft) {
    pace.appended(at(0));
    pace.indexed(at(500), false);
    EXPECT_EQ(patience(510), 0);
    pace.indexed(at(510), true);
    EXPECT_EQ(patience(510), -1);
}

TEST_F(IndexPaceTest, UnderLoadThereIsASliceNowAndThen) {
    pace.appended(at(0));
    EXPECT_FALSE(pace.is_due_under_load(at(999)));
    EXPECT_TRUE(pace.is_due_under_load(at(1000)));
    pace.indexed(at(1100), false);
    // What is left is taken in small pieces, between which the senders come.
    EXPECT_FALSE(pace.is_due_under_load(at(1199)));
    EXPECT_TRUE(pace.is_due_under_load(at(1200)));
    pace.indexed(at(1200), true);
    EXPECT_FALSE(pace.is_due_under_load(at(5000)));
    pace.appended(at(5000));
    EXPECT_FALSE(pace.is_due_under_load(at(5999)));
    EXPECT_TRUE(pace.is_due_under_load(at(6000)));
}

}  // namespace
}  // namespace parley
