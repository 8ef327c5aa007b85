#include "tail.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace parley {
namespace {

// A batch with entries at the positions first…last.
BatchPtr batch_of(std::int64_t first, std::int64_t last, std::size_t data_bytes = 0) {
    auto batch = std::make_shared<CommittedBatch>();
    for (std::int64_t pos = first; pos <= last; ++pos) {
        LoggedEntry logged;
        logged.entry.pos = pos;
        logged.entry.data.assign(data_bytes, 'x');
        batch->entries.push_back(std::move(logged));
    }
    batch->last_pos = last;
    return batch;
}

std::vector<std::int64_t> positions_behind(Tail& tail, std::int64_t pos) {
    std::vector<std::int64_t> positions;
    tail.for_each_behind(pos, [&](TailBatch& batch, std::size_t index) {
        positions.push_back(batch.batch->entries[index].entry.pos);
        return true;
    });
    return positions;
}

TEST(TailTest, GivesEverythingBehindAPositionInOrder) {
    Tail tail(10, 1 << 20);
    tail.push(batch_of(11, 13));
    tail.push(batch_of(14, 14));
    tail.push(batch_of(15, 16));
    EXPECT_EQ(positions_behind(tail, 10), (std::vector<std::int64_t>{11, 12, 13, 14, 15, 16}));
    EXPECT_EQ(positions_behind(tail, 12), (std::vector<std::int64_t>{13, 14, 15, 16}));
    EXPECT_EQ(positions_behind(tail, 14), (std::vector<std::int64_t>{15, 16}));
    EXPECT_TRUE(positions_behind(tail, 16).empty());
    EXPECT_TRUE(positions_behind(tail, 99).empty());
}

TEST(TailTest, CoversFromItsStartOnAndBehindItsHead) {
    Tail tail(10, 1 << 20);
    EXPECT_TRUE(tail.covers(10));
    EXPECT_FALSE(tail.covers(9));
    tail.push(batch_of(11, 12));
    EXPECT_EQ(tail.head_pos(), 12);
    EXPECT_TRUE(tail.covers(10));
    EXPECT_TRUE(tail.covers(12));
}

TEST(TailTest, ForgetsTheOldestAboveItsBoundAndSaysSo) {
    Tail tail(0, 20'000);
    for (std::int64_t pos = 1; pos <= 100; ++pos)
        tail.push(batch_of(pos, pos, 1000));
    EXPECT_FALSE(tail.covers(0));
    EXPECT_TRUE(tail.covers(99));
    const std::vector<std::int64_t> kept = positions_behind(tail, 0);
    EXPECT_LT(kept.size(), 20u);
    EXPECT_EQ(kept.back(), 100);
    EXPECT_TRUE(tail.covers(kept.front() - 1));
    EXPECT_FALSE(tail.covers(kept.front() - 2));
}

TEST(TailTest, VisitsBatchesOfLaterPositionsOnly) {
    Tail tail(0, 1 << 20);
    tail.push(batch_of(1, 2));
    tail.push(batch_of(3, 4));
    int visited = 0;
    tail.for_each_batch_behind(2, [&](const CommittedBatch& batch) {
        EXPECT_EQ(batch.last_pos, 4);
        ++visited;
    });
    EXPECT_EQ(visited, 1);
}

}  // namespace
}  // namespace parley
