#include "row_cache.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace parley {
namespace {

TEST(AgingMapTest, KeepsWhatIsUsedAndForgetsWhatIsNot) {
    AgingMap<UserId, int> map;
    map.insert(UserId(1), 10);
    map.insert(UserId(2), 20);
    map.age();
    EXPECT_EQ(map.young_size(), 0u);
    ASSERT_TRUE(map.find(UserId(1)));
    EXPECT_EQ(map.young_size(), 1u);
    map.age();
    EXPECT_FALSE(map.find(UserId(2)));
    ASSERT_TRUE(map.find(UserId(1)));
    EXPECT_EQ(*map.find(UserId(1)), 10);
}

TEST(AgingMapTest, RowsStayInTheirPlaceWhenTheyGrowYoungAgain) {
    AgingMap<UserId, int> map;
    int* row = &map.insert(UserId(1), 10);
    map.age();
    EXPECT_EQ(map.find(UserId(1)), row);
}

TEST(AgingMapTest, ErasesFromBothHalves) {
    AgingMap<UserId, int> map;
    map.insert(UserId(1), 10);
    map.age();
    map.insert(UserId(2), 20);
    map.erase(UserId(1));
    map.erase(UserId(2));
    EXPECT_FALSE(map.find(UserId(1)));
    EXPECT_FALSE(map.find(UserId(2)));
}

TEST_F(RouterTest, ARouterThatRemembersNothingDecidesAlike) {
    World forgetful(store, {.cached_rows_max = 0});
    const ConversationId direct = forgetful.open(mei, ben);
    for (std::int64_t seq = 1; seq <= 3; ++seq) {
        EXPECT_EQ(forgetful.send(mei, direct).seq, seq);
        EXPECT_EQ(store.member(direct, mei.user)->read_seq, seq);
    }
}

TEST_F(RouterTest, RowsOverTheBoundAreForgottenOnceTheyAreNotUsed) {
    World forgetful(store, {.cached_rows_max = 0});
    const ConversationId busy = forgetful.open(mei, ben);
    const ConversationId idle = forgetful.open(eve, eve);
    for (int i = 0; i < 3; ++i)
        forgetful.send(mei, busy);
    std::size_t before = store.lookup_count();
    forgetful.send(mei, busy);
    EXPECT_EQ(store.lookup_count(), before);
    forgetful.send(eve, idle);
    EXPECT_GT(store.lookup_count(), before);
}

TEST_F(RouterTest, EachTouchedRowIsWrittenOncePerBatch) {
    const ConversationId direct = world.open(mei, ben);
    std::vector<Command> commands;
    for (int i = 0; i < 10; ++i)
        commands.push_back(World::command(mei, world.message(direct)));
    world.send(mei, direct);
    const std::size_t before = store.row_writes();
    world.process(std::move(commands));
    // The head of the conversation, and what mei has read.
    EXPECT_EQ(store.row_writes(), before + 2);
}

}  // namespace
}  // namespace parley
