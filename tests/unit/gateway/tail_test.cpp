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

TEST(TailTest, WhatWasErasedGetsAFrameWithoutItsData) {
    Tail tail(0, 1 << 20);
    auto batch = std::make_shared<CommittedBatch>(*batch_of(1, 3, 10));
    for (LoggedEntry& logged : batch->entries) {
        logged.entry.log = ConversationId(7);
        logged.entry.rev = logged.entry.pos + 40;
    }
    batch->entries[2].entry.log = ConversationId(8);
    TailBatch& held = tail.push(batch);
    held.frames = {make_frame("one"), make_frame("two"), make_frame("three")};
    tail.push(batch_of(4, 4));

    const auto make = [](const Entry& entry) {
        return make_frame("erased " + std::to_string(entry.rev) + entry.data);
    };
    tail.erase({{ConversationId(7), 42}, {ConversationId(7), 43}, {ConversationId(9), 41}}, make);
    std::vector<std::string> texts;
    tail.for_each_behind(0, [&](TailBatch& visited, std::size_t index) {
        texts.push_back(visited.frames.empty() ? "" : visited.frames[index]->bytes());
        return true;
    });
    EXPECT_EQ(texts, (std::vector<std::string>{"one", "erased 42", "three", ""}));
}

TEST(TailTest, OfABatchWithoutFramesOnlyWhatWasErasedGetsOne) {
    Tail tail(0, 1 << 20);
    auto batch = std::make_shared<CommittedBatch>(*batch_of(1, 2, 10));
    batch->entries[1].entry.rev = 5;
    const TailBatch& held = tail.push(batch);
    tail.erase({{LogId(), 5}}, [](const Entry&) { return make_frame("erased"); });
    ASSERT_EQ(held.frames.size(), 2U);
    EXPECT_EQ(held.frames[0], nullptr);
    EXPECT_EQ(held.frames[1]->bytes(), "erased");
}

}  // namespace
}  // namespace parley
