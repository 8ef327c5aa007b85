#include "parley/presence/typing.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

using namespace std::chrono_literals;

constexpr UserId kMei{7};
constexpr UserId kBo{8};
constexpr ConversationId kRoom{2};
constexpr ConversationId kOtherRoom{3};

class TypingTest : public testing::Test {
  protected:
    explicit TypingTest(TypingOptions options = {}) : gate(options) {}

    bool begins(UserId user, ConversationId room) { return gate.pass(user, room, true, now); }
    bool ends(UserId user, ConversationId room) { return gate.pass(user, room, false, now); }

    TypingGate gate;
    SteadyTime now{1h};
};

TEST_F(TypingTest, TheSameAgainIsPassedOnEveryTwoSeconds) {
    EXPECT_TRUE(begins(kMei, kRoom));
    now += 1'999ms;
    EXPECT_FALSE(begins(kMei, kRoom));
    now += 1ms;
    EXPECT_TRUE(begins(kMei, kRoom));
    now += 1'999ms;
    EXPECT_FALSE(begins(kMei, kRoom));
}

TEST_F(TypingTest, AChangeIsPassedOnAtOnce) {
    EXPECT_TRUE(begins(kMei, kRoom));
    EXPECT_TRUE(ends(kMei, kRoom));
    EXPECT_FALSE(ends(kMei, kRoom));
    EXPECT_TRUE(begins(kMei, kRoom));
}

TEST_F(TypingTest, UsersAndConversationsDoNotHinderEachOther) {
    EXPECT_TRUE(begins(kMei, kRoom));
    EXPECT_TRUE(begins(kBo, kRoom));
    EXPECT_TRUE(begins(kMei, kOtherRoom));
    EXPECT_FALSE(begins(kMei, kRoom));
}

TEST_F(TypingTest, AnEndIsPassedOnAlsoWhenTheBeginningIsForgotten) {
    EXPECT_TRUE(begins(kMei, kRoom));
    now += 1min;
    gate.tick(now);
    EXPECT_TRUE(ends(kMei, kRoom));
}

TEST_F(TypingTest, ToAndFroIsBounded) {
    int passed = 0;
    for (int i = 0; i < 1'000; ++i) {
        passed += gate.pass(kMei, kRoom, i % 2 == 0, now) ? 1 : 0;
        now += 10ms;
    }
    EXPECT_GE(passed, 5 * 2);
    EXPECT_LE(passed, 5 * 4);
}

TEST_F(TypingTest, WhatIsOfNoFurtherUseIsForgotten) {
    EXPECT_TRUE(begins(kMei, kRoom));
    now += 1'500ms;
    EXPECT_TRUE(ends(kMei, kRoom));
    EXPECT_TRUE(begins(kBo, kRoom));
    now += 500ms;
    gate.tick(now);
    EXPECT_EQ(gate.size(), 2U);
    EXPECT_FALSE(ends(kMei, kRoom));
    now += 2s;
    gate.tick(now);
    EXPECT_EQ(gate.size(), 0U);
}

class TypingInASmallGateTest : public TypingTest {
  protected:
    TypingInASmallGateTest() : TypingTest({.entries_max = 100}) {}
};

TEST_F(TypingInASmallGateTest, WhatGoesBeyondIsNotPassedOnUntilThereIsRoom) {
    int passed = 0;
    for (std::int64_t user = 1; user <= 1'000; ++user) {
        passed += begins(UserId(user), kRoom) ? 1 : 0;
    }
    EXPECT_EQ(passed, 100);
    EXPECT_EQ(gate.size(), 100U);
    EXPECT_TRUE(ends(UserId(1), kRoom));
    now += 10s;
    gate.tick(now);
    EXPECT_TRUE(begins(UserId(1'000), kRoom));
}

}  // namespace
}  // namespace parley
