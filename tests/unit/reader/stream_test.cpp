// The stream of an account: what was missed, in commit order, page by page.

#include "on_both_stores.hpp"
#include "stream_model.hpp"

namespace parley {
namespace {

using testing::Test;
using Frames = std::vector<ModelFrame>;

class StreamTest : public OnBothStores {
  protected:
    StreamPage page(const StreamJob& job) {
        return std::get<StreamPage>(world.reader().stream(job));
    }
    // A catch-up of mei from `origin_pos` to now.
    StreamJob catch_up(std::int64_t origin_pos) {
        StreamJob job;
        job.user = mei;
        job.origin_pos = origin_pos;
        job.from_pos = origin_pos;
        job.until_pos = world.state.head_pos;
        return job;
    }
    Frames read(const StreamJob& job) { return model_frames(page(job).frames); }
    ModelFrame event(const std::string& log, std::int64_t rev, std::int64_t pos) {
        return {log, rev, 0, pos};
    }
    ModelFrame gap(const std::string& log, std::int64_t from_rev, std::int64_t to_rev) {
        return {log, from_rev, to_rev, 0};
    }
    std::string name(ConversationId conversation) { return world.ids().encode(conversation); }

    UserId mei = world.add_user("mei");
    UserId bo = world.add_user("bo");
};
PARLEY_ON_BOTH_STORES(StreamTest);

TEST_P(StreamTest, EverythingMissedComesInCommitOrderOverAllLogs) {
    const ConversationId one = world.group({bo, mei});
    const ConversationId other = world.direct(bo, mei);
    const std::int64_t origin = world.state.head_pos;
    world.send(other, bo);
    world.send(one, bo);
    world.read(mei, other, 1);
    world.send(other, mei);

    const StreamPage all = page(catch_up(origin));
    EXPECT_EQ(model_frames(all.frames),
              (Frames{event(name(other), 2, origin + 1), event(name(one), 2, origin + 2),
                      event("self", 3, origin + 3), event(name(other), 3, origin + 4)}));
    EXPECT_TRUE(all.complete);
    EXPECT_EQ(all.next_pos, origin + 4);
}

TEST_P(StreamTest, AnEventIsSpelledLikeTheLiveOne) {
    const ConversationId one = world.group({bo, mei});
    const std::int64_t origin = world.state.head_pos;
    world.send(one, bo, "a \"quoted\" \n line");
    world.send_erased(one, bo);

    std::string live;
    for (std::size_t rev : {2u, 3u}) {
        append_entry_event(live, world.state.logs[one][rev - 1], world.cursors(), world.ids());
    }
    EXPECT_EQ(page(catch_up(origin)).frames.bytes, live);
}

TEST_P(StreamTest, ConversationStartsAtTheOwnJoining) {
    const ConversationId one = world.group({bo});
    world.send(one, bo);
    const std::int64_t origin = 0;
    world.add(one, mei);
    const std::int64_t added = world.state.head_pos - 1;
    EXPECT_EQ(read(catch_up(origin)),
              (Frames{event(name(one), 3, added), event("self", 1, added + 1)}));
}

TEST_P(StreamTest, EndedMembershipLeavesOnlyLeftBehind) {
    const ConversationId one = world.group({bo, mei});
    const std::int64_t origin = world.state.head_pos;
    world.send(one, bo);
    world.leave(one, mei);
    world.send(one, bo);
    EXPECT_EQ(read(catch_up(origin)), (Frames{event("self", 2, origin + 3)}));
}

TEST_P(StreamTest, AfterAReturnItGoesOnFromTheLastJoining) {
    const ConversationId one = world.group({bo, mei});
    const std::int64_t origin = world.state.head_pos;
    world.send(one, bo);
    world.leave(one, mei);
    world.send(one, bo);
    world.add(one, mei);
    world.send(one, bo);
    EXPECT_EQ(read(catch_up(origin)),
              (Frames{event("self", 2, origin + 3), event(name(one), 5, origin + 5),
                      event("self", 3, origin + 6), event(name(one), 6, origin + 7)}));
}

TEST_P(StreamTest, PageEndsByBytesAndTheNextGoesOn) {
    const ConversationId one = world.group({bo, mei});
    const std::int64_t origin = world.state.head_pos;
    for (int i = 0; i < 3; ++i)
        world.send(one, bo, std::string(1000, 'x'));
    StreamJob job = catch_up(origin);
    job.bytes_max = 2000;

    const StreamPage first = page(job);
    EXPECT_EQ(model_frames(first.frames),
              (Frames{event(name(one), 2, origin + 1), event(name(one), 3, origin + 2)}));
    EXPECT_FALSE(first.complete);
    EXPECT_EQ(first.next_pos, origin + 2);

    job.from_pos = first.next_pos;
    const StreamPage second = page(job);
    EXPECT_EQ(model_frames(second.frames), (Frames{event(name(one), 4, origin + 3)}));
    EXPECT_TRUE(second.complete);
}

TEST_P(StreamTest, PageHoldsOneEventHoweverLong) {
    const ConversationId one = world.group({bo, mei});
    const std::int64_t origin = world.state.head_pos;
    world.send(one, bo, std::string(10'000, 'x'));
    world.send(one, bo);
    StreamJob job = catch_up(origin);
    job.bytes_max = 1;
    EXPECT_EQ(read(job), (Frames{event(name(one), 2, origin + 1)}));
}

TEST_P(StreamTest, EndsAtUntilThoughTheLogHasGoneOn) {
    const ConversationId one = world.group({bo, mei});
    const std::int64_t origin = world.state.head_pos;
    world.send(one, bo);
    const StreamJob job = catch_up(origin);
    world.send(one, bo);
    const StreamPage some = page(job);
    EXPECT_EQ(model_frames(some.frames), (Frames{event(name(one), 2, origin + 1)}));
    EXPECT_TRUE(some.complete);
    EXPECT_EQ(some.next_pos, origin + 1);
}

TEST_P(StreamTest, IsNotCompleteWhereTheCommittedStateEndsBeforeUntil) {
    const ConversationId one = world.group({bo, mei});
    const std::int64_t origin = world.state.head_pos;
    world.send(one, bo);
    StreamJob job = catch_up(origin);
    ++*job.until_pos;
    const StreamPage some = page(job);
    EXPECT_EQ(model_frames(some.frames).size(), 1u);
    EXPECT_FALSE(some.complete);
    EXPECT_EQ(some.next_pos, origin + 1);
}

TEST_P(StreamTest, WithoutUntilItEndsAtTheHeadAndIgnoresTheWindow) {
    const ConversationId one = world.group({bo, mei});
    const std::int64_t origin = world.state.head_pos;
    world.send(one, bo);
    world.send(one, bo);
    StreamJob job = catch_up(origin);
    job.until_pos.reset();
    job.window = 1;
    const StreamPage all = page(job);
    EXPECT_EQ(model_frames(all.frames).size(), 2u);
    EXPECT_TRUE(all.complete);
    EXPECT_EQ(all.next_pos, origin + 2);
}

TEST_P(StreamTest, EventsOfOthersMoveThePositionOnly) {
    const ConversationId foreign = world.group({bo});
    const std::int64_t origin = world.state.head_pos;
    world.send(foreign, bo);
    const StreamPage none = page(catch_up(origin));
    EXPECT_TRUE(none.frames.bytes.empty());
    EXPECT_TRUE(none.complete);
    EXPECT_EQ(none.next_pos, origin + 1);
}

// ---- The window ----

TEST_P(StreamTest, OverTheWindowAGapStandsBeforeTheNewestEntries) {
    const ConversationId busy = world.group({bo, mei});
    const ConversationId calm = world.group({bo, mei});
    const std::int64_t origin = world.state.head_pos;
    world.send(calm, bo);  // origin + 1
    for (int i = 0; i < 5; ++i)
        world.send(busy, bo);
    world.send(calm, bo);  // origin + 7
    StreamJob job = catch_up(origin);
    job.window = 2;
    EXPECT_EQ(read(job), (Frames{event(name(calm), 2, origin + 1), gap(name(busy), 2, 4),
                                 event(name(busy), 5, origin + 5), event(name(busy), 6, origin + 6),
                                 event(name(calm), 3, origin + 7)}));
}

TEST_P(StreamTest, ExactlyTheWindowMakesNoGap) {
    const ConversationId one = world.group({bo, mei});
    const std::int64_t origin = world.state.head_pos;
    world.send(one, bo);
    world.send(one, bo);
    StreamJob job = catch_up(origin);
    job.window = 2;
    EXPECT_EQ(read(job),
              (Frames{event(name(one), 2, origin + 1), event(name(one), 3, origin + 2)}));
}

TEST_P(StreamTest, TheWindowHoldsForSelfToo) {
    const ConversationId one = world.group({bo, mei});
    for (int i = 0; i < 4; ++i)
        world.send(one, bo);
    const std::int64_t origin = world.state.head_pos;
    for (int i = 1; i <= 4; ++i)
        world.read(mei, one, i);
    StreamJob job = catch_up(origin);
    job.window = 1;
    EXPECT_EQ(read(job), (Frames{gap("self", 2, 4), event("self", 5, origin + 4)}));
}

TEST_P(StreamTest, TheGapIsSentOnceHoweverThePagesFall) {
    const ConversationId one = world.group({bo, mei});
    const std::int64_t origin = world.state.head_pos;
    for (int i = 0; i < 6; ++i)
        world.send(one, bo);
    StreamJob job = catch_up(origin);
    job.window = 3;
    job.bytes_max = 1;
    Frames sent;
    for (bool complete = false; !complete;) {
        const StreamPage next = page(job);
        for (const ModelFrame& frame : model_frames(next.frames))
            sent.push_back(frame);
        job.from_pos = next.next_pos;
        complete = next.complete;
    }
    EXPECT_EQ(sent, (Frames{gap(name(one), 2, 4), event(name(one), 5, origin + 4),
                            event(name(one), 6, origin + 5), event(name(one), 7, origin + 6)}));
}

TEST_P(StreamTest, ConversationJoinedMeanwhileIsMissedFromTheJoiningOn) {
    const ConversationId one = world.group({bo});
    const std::int64_t origin = world.state.head_pos;
    world.send(one, bo);
    world.add(one, mei);  // rev 3, origin + 2; joined: origin + 3
    world.send(one, bo);
    world.send(one, bo);
    StreamJob job = catch_up(origin);
    job.window = 1;
    EXPECT_EQ(read(job), (Frames{event("self", 1, origin + 3), gap(name(one), 3, 4),
                                 event(name(one), 5, origin + 5)}));
}

TEST_P(StreamTest, WindowZeroSendsGapsAloneByLogOnAsManyPagesAsTheyTake) {
    const ConversationId one = world.group({bo, mei});
    const ConversationId calm = world.group({bo, mei});
    const ConversationId other = world.group({bo, mei});
    const std::int64_t origin = world.state.head_pos;
    world.send(other, bo);
    world.send(one, bo);
    world.send(one, bo);
    world.read(mei, one, 2);
    StreamJob job = catch_up(origin);
    job.window = 0;
    const Frames expected = {gap("self", 4, 4), gap(name(one), 2, 3), gap(name(other), 2, 2)};
    EXPECT_EQ(read(job), expected);
    EXPECT_TRUE(page(job).complete);
    EXPECT_EQ(page(job).next_pos, origin + 4);

    job.bytes_max = 1;
    for (const ModelFrame& frame : expected) {
        const StreamPage next = page(job);
        EXPECT_EQ(model_frames(next.frames), (Frames{frame}));
        EXPECT_EQ(next.complete, frame == expected.back());
        EXPECT_EQ(next.next_pos, next.complete ? origin + 4 : origin);
        job.gaps_after = next.gaps_after;
    }
    EXPECT_EQ(world.state.conversations.at(calm).head.rev, 1);
}

// ---- Cost and failure ----

TEST(StreamCostTest, APageReadsAboutWhatItSendsAndOneEntryForEachLogBehind) {
    World world(Backend::fake);
    const UserId mei = world.add_user("mei");
    std::vector<ConversationId> many;
    for (int i = 0; i < 300; ++i)
        many.push_back(world.group({mei}));
    const std::int64_t origin = world.state.head_pos;
    for (int round = 0; round < 20; ++round) {
        for (const ConversationId one : many)
            world.send(one, mei, std::string(500, 'x'));
    }
    StreamJob job;
    job.user = mei;
    job.origin_pos = job.from_pos = origin;
    job.bytes_max = 64 << 10;
    const auto page = std::get<StreamPage>(world.reader().stream(job));
    EXPECT_LT(page.frames.ends.size(), 120u);
    EXPECT_LT(world.state.entries_read, 300 * 4);
}

TEST(StreamFailureTest, AnUnreadableDatabaseIsInternalWithAReferenceThatIsReported) {
    World world(Backend::fake);
    const UserId mei = world.add_user("mei");
    std::vector<std::string> reported;
    world.options.failed = [&](std::string_view reference) { reported.emplace_back(reference); };
    world.state.broken = true;
    StreamJob job;
    job.user = mei;
    const auto result = world.reader().stream(job);
    const auto& error = std::get<ProtocolError>(result);
    EXPECT_EQ(error.code, ErrorCode::internal);
    EXPECT_FALSE(error.reference.empty());
    EXPECT_EQ(reported, std::vector<std::string>{error.reference});
}

}  // namespace
}  // namespace parley
