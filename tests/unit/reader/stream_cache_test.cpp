// What a reader remembers of a long stream saves work, and never changes what is sent.

#include "stream_cache.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace parley {
namespace {

StreamJob job_at(std::int64_t from_pos, std::optional<std::int64_t> until_pos = 1'000) {
    StreamJob job;
    job.user = UserId(1);
    job.origin_pos = until_pos ? 10 : from_pos;
    job.from_pos = from_pos;
    job.until_pos = until_pos;
    return job;
}

// Log n goes on at pos 100 + n.
std::vector<Stretch> stretches(std::size_t count) {
    std::vector<Stretch> made;
    for (std::size_t i = 1; i <= count; ++i) {
        Stretch& one = made.emplace_back();
        one.log = ConversationId(static_cast<std::int64_t>(i));
        one.next_rev = one.last_rev = 5;
        one.next_pos = 100 + static_cast<std::int64_t>(i);
    }
    return made;
}

TEST(StreamCacheTest, AStreamGetsBackWhatHasNotBeenSentSince) {
    StreamCache cache;
    cache.put(job_at(20), 100, stretches(200));
    const auto left = cache.take(job_at(150));
    ASSERT_EQ(left.size(), 150u);
    EXPECT_EQ(left.front().next_pos, 151);
    EXPECT_TRUE(cache.take(job_at(150)).empty());
}

TEST(StreamCacheTest, OtherStreamsAndEarlierPlacesGetNothing) {
    StreamCache cache;
    cache.put(job_at(20), 100, stretches(200));
    StreamJob other = job_at(100);
    other.user = UserId(2);
    EXPECT_TRUE(cache.take(other).empty());
    other = job_at(100);
    other.window = 5;
    EXPECT_TRUE(cache.take(other).empty());
    EXPECT_TRUE(cache.take(job_at(100, 2'000)).empty());
    EXPECT_TRUE(cache.take(job_at(100, std::nullopt)).empty());
    EXPECT_TRUE(cache.take(job_at(99)).empty());
    EXPECT_EQ(cache.take(job_at(100)).size(), 200u);
}

TEST(StreamCacheTest, AStreamWithoutAnEndIsKnownThoughItsOriginMoves) {
    StreamCache cache;
    cache.put(job_at(20, std::nullopt), 100, stretches(200));
    EXPECT_EQ(cache.take(job_at(101, std::nullopt)).size(), 199u);
}

TEST(StreamCacheTest, TheStreamUsedLongestAgoGoesFirst) {
    StreamCache cache;
    const std::size_t each = StreamCache::kStretchesMax / 4;
    for (std::int64_t until = 1; until <= 5; ++until)
        cache.put(job_at(20, until), 100, stretches(each));
    EXPECT_TRUE(cache.take(job_at(100, 1)).empty());
    for (std::int64_t until = 2; until <= 5; ++until)
        EXPECT_EQ(cache.take(job_at(100, until)).size(), each);
}

TEST(StreamCacheTest, WhatIsShortOrTooLongIsNotKept) {
    StreamCache cache;
    cache.put(job_at(20), 100, stretches(StreamCache::kWorthKeeping - 1));
    EXPECT_TRUE(cache.take(job_at(100)).empty());
    cache.put(job_at(20), 100, stretches(StreamCache::kStretchesMax + 1));
    EXPECT_TRUE(cache.take(job_at(100)).empty());
}

// ---- Within a reader ----

class LongStream : public testing::Test {
  protected:
    LongStream() {
        for (int i = 0; i < 300; ++i)
            places.push_back(world.group({mei, bo}));
        origin = world.state.head_pos;
        for (int round = 0; round < 3; ++round) {
            for (const ConversationId place : places)
                world.send(place, bo, std::string(200, 'x'));
        }
        job.user = mei;
        job.origin_pos = job.from_pos = origin;
        job.until_pos = world.state.head_pos;
        job.bytes_max = 32 << 10;
    }
    StreamPage next_page(Reader& reader) {
        auto page = std::get<StreamPage>(reader.stream(job));
        job.from_pos = page.next_pos;
        return page;
    }

    World world{Backend::fake};
    UserId mei = world.add_user("mei");
    UserId bo = world.add_user("bo");
    std::vector<ConversationId> places;
    std::int64_t origin = 0;
    StreamJob job;
};

TEST_F(LongStream, AfterTheFirstPageHardlyALogIsSearchedAndOnlyWhatIsSentIsRead) {
    Reader& reader = world.reader();
    next_page(reader);
    EXPECT_GE(world.state.searches, 300);
    for (int i = 0; i < 3; ++i) {
        world.state.searches = world.state.entries_read = 0;
        const StreamPage page = next_page(reader);
        EXPECT_LT(world.state.searches, 3);
        EXPECT_LT(world.state.entries_read, 4 * std::ssize(page.frames.ends));
    }
}

TEST_F(LongStream, WithoutAnEndItIsTheSameThoughTheLogsGoOn) {
    Reader& reader = world.reader();
    job.until_pos.reset();
    next_page(reader);
    world.send(places[7], bo);
    world.state.searches = 0;
    next_page(reader);
    EXPECT_LT(world.state.searches, 5);
}

TEST_F(LongStream, NothingOfAnEndedMembershipIsSentAnyMore) {
    Reader& reader = world.reader();
    next_page(reader);
    const std::string name = world.ids().encode(places[5]);
    world.leave(places[5], mei);
    for (bool complete = false; !complete;) {
        const StreamPage page = next_page(reader);
        for (const auto& frame : frames_of(page.frames))
            EXPECT_NE(frame.at("conversation"), name);
        complete = page.complete;
    }
}

TEST_F(LongStream, AMembershipThatBeganAnewIsNotTheFormerOne) {
    Reader& reader = world.reader();
    job.until_pos.reset();
    next_page(reader);
    const std::string name = world.ids().encode(places[5]);
    world.leave(places[5], mei);
    world.add(places[5], mei);
    std::vector<std::int64_t> revs;
    for (bool complete = false; !complete;) {
        const StreamPage page = next_page(reader);
        for (const auto& frame : frames_of(page.frames)) {
            if (frame.at("conversation") == name) revs.push_back(frame.at("rev"));
        }
        complete = page.complete;
    }
    EXPECT_EQ(revs, (std::vector<std::int64_t>{6}));
}

}  // namespace
}  // namespace parley
