#include "merge.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace parley {
namespace {

// `count` conversations with `each` messages of `text_bytes`, or erased ones if that is 0, sent in
// turn.
std::vector<Stretch> busy_logs(World& world, int count, int each, std::size_t text_bytes) {
    const UserId bo = world.add_user("bo");
    std::vector<Stretch> stretches;
    for (int i = 0; i < count; ++i) {
        Stretch& stretch = stretches.emplace_back();
        stretch.log = world.group({bo});
        stretch.next_rev = 1;
        stretch.last_rev = each + 1;
    }
    for (int round = 0; round < each; ++round) {
        for (const Stretch& one : stretches) {
            const ConversationId place = one.log.conversation();
            if (text_bytes == 0) {
                world.send_erased(place, bo);
            } else {
                world.send(place, bo, std::string(text_bytes, 'x'));
            }
        }
    }
    return stretches;
}

TEST(MergeTest, ReadAheadStaysWithinItsBoundHoweverManyLogsThereAre) {
    for (const std::size_t text_bytes : {2'000u, 0u}) {
        World world(Backend::fake);
        const auto stretches = busy_logs(world, 200, 5, text_bytes);
        const std::size_t bound = 10 * (text_bytes + 100);
        const std::size_t entry_bytes = sizeof(Entry) + text_bytes + 100;
        Merge merge(world.snapshot(), stretches, bound);
        std::int64_t last_pos = 0;
        int count = 0;
        while (const auto item = merge.next()) {
            ASSERT_GT(item->entry->pos, last_pos);
            ASSERT_LE(merge.buffered_bytes(), bound + entry_bytes);
            last_pos = item->entry->pos;
            ++count;
        }
        EXPECT_EQ(count, 200 * 6);
        EXPECT_EQ(merge.buffered_bytes(), 0u);
        EXPECT_TRUE(merge.empty());
    }
}

TEST(MergeTest, WithRoomEachEntryIsReadOnce) {
    World world(Backend::fake);
    const auto stretches = busy_logs(world, 3, 100, 10);
    Merge merge(world.snapshot(), stretches, 1 << 20);
    while (merge.next()) {
    }
    EXPECT_EQ(world.state.entries_read, 3 * 101);
}

// What a stream of many logs keeps for its next page.
TEST(MergeTest, FromWhatIsLeftAnotherGoesOnAndReadsNoLogBeforeItsTurn) {
    World world(Backend::fake);
    const auto stretches = busy_logs(world, 50, 3, 10);
    Merge whole(world.snapshot(), stretches, 1 << 20);
    std::vector<std::int64_t> expected;
    while (const auto item = whole.next())
        expected.push_back(item->entry->pos);

    Merge begun(world.snapshot(), stretches, 1 << 20);
    std::vector<std::int64_t> given;
    for (int i = 0; i < 70; ++i)
        given.push_back(begun.next()->entry->pos);
    world.state.entries_read = 0;
    Merge rest(world.snapshot(), begun.rest(), 1 << 20);
    EXPECT_EQ(world.state.entries_read, 0);
    while (const auto item = rest.next())
        given.push_back(item->entry->pos);
    EXPECT_EQ(given, expected);
}

TEST(MergeTest, TheGapComesWithTheFirstEntryOfItsLogAndOnlyWithThat) {
    World world(Backend::fake);
    auto stretches = busy_logs(world, 1, 4, 10);
    stretches[0].next_rev = 4;
    stretches[0].gap_from_rev = 2;
    Merge merge(world.snapshot(), stretches, 1 << 20);
    const auto first = merge.next();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->entry->rev, 4);
    EXPECT_EQ(first->gap_from_rev, 2);
    const auto second = merge.next();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->entry->rev, 5);
    EXPECT_FALSE(second->gap_from_rev);
    EXPECT_FALSE(merge.next());
}

TEST(MergeTest, ALogThatCannotBeReadEndsRatherThanLoops) {
    World world(Backend::fake);
    const auto stretches = busy_logs(world, 2, 3, 10);
    world.state.broken = true;
    Merge merge(world.snapshot(), stretches, 1 << 20);
    EXPECT_FALSE(merge.next());
    EXPECT_TRUE(merge.empty());
}

}  // namespace
}  // namespace parley
