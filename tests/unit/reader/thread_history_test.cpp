// history.get with `thread`.

#include "history_pages.hpp"

namespace parley {
namespace {

using nlohmann::json;

class ThreadHistoryTest : public OnBothStores {
  protected:
    // Message 1 is the root; its replies are the even seqs, up to 2 * count.
    void talk(int count, std::size_t text_bytes = 1) {
        for (int i = 0; i < count; ++i) {
            world.reply(place, mei, 1, std::string(text_bytes, 'x'));
            world.send(place, bo, "beside");
        }
    }
    json get(Anchor anchor, std::int64_t value, std::int64_t limit = 4) {
        return world.ask(mei, HistoryGet{place, anchor, value, limit, 1});
    }

    UserId mei = world.add_user("mei");
    UserId bo = world.add_user("bo");
    ConversationId place = world.group({bo, mei});
    std::int64_t root = world.send(place, bo, "root");
};
PARLEY_ON_BOTH_STORES(ThreadHistoryTest);

TEST_P(ThreadHistoryTest, ItShowsTheRepliesAloneAndTheRootBesideThem) {
    talk(3);
    const json page = get(Anchor::newest, 0);
    expect_page(page, {2, 4, 6}, false, false);
    EXPECT_EQ(page.at("root").at("text"), "root");
    EXPECT_EQ(page.at("root").at("thread_info").at("count"), 3);
    EXPECT_EQ(page.at("thread_head"), 3);
    EXPECT_EQ(page.at("head_seq"), 7);
    EXPECT_EQ(page.at("messages").at(1).at("thread"), 1);
    EXPECT_EQ(page.at("messages").at(1).at("thread_seq"), 2);
}

TEST_P(ThreadHistoryTest, AllAnchorsCountInSeqs) {
    talk(10);  // 2, 4, … 20
    expect_page(get(Anchor::newest, 0), {14, 16, 18, 20}, true, false);
    expect_page(get(Anchor::before_seq, 10), {2, 4, 6, 8}, false, true);
    expect_page(get(Anchor::before_seq, 11), {4, 6, 8, 10}, true, true);
    expect_page(get(Anchor::before_seq, 2), {}, false, true);
    expect_page(get(Anchor::after_seq, 0), {2, 4, 6, 8}, false, true);
    expect_page(get(Anchor::after_seq, 13), {14, 16, 18, 20}, true, false);
    expect_page(get(Anchor::after_seq, 20), {}, true, false);
    expect_page(get(Anchor::around_seq, 10), {6, 8, 10, 12}, true, true);
    expect_page(get(Anchor::around_seq, 9), {6, 8, 10, 12}, true, true);
    expect_page(get(Anchor::around_seq, 1), {2, 4, 6, 8}, false, true);
    expect_page(get(Anchor::around_seq, 1'000), {14, 16, 18, 20}, true, false);
    const WallTime fifth = world.state.logs.at(place)[10].time;  // of seq 10
    expect_page(get(Anchor::at_time, fifth), {6, 8, 10, 12}, true, true);
    expect_page(get(Anchor::at_time, fifth + 1'000'000), {14, 16, 18, 20}, true, false);
}

TEST_P(ThreadHistoryTest, AMessageWithoutRepliesIsAnEmptyThread) {
    const json page = get(Anchor::newest, 0);
    expect_page(page, {}, false, false);
    EXPECT_EQ(page.at("root").at("seq"), 1);
    EXPECT_EQ(page.at("thread_head"), 0);
    expect_page(get(Anchor::after_seq, 0), {}, false, false);
    expect_page(get(Anchor::before_seq, 9), {}, false, false);
}

TEST_P(ThreadHistoryTest, TheRootMayBeATombstone) {
    talk(1);
    world.remove(place, 1);
    const json page = get(Anchor::newest, 0);
    expect_page(page, {2}, false, false);
    EXPECT_EQ(page.at("root").at("deleted"), true);
}

TEST_P(ThreadHistoryTest, BelowTheFloorNeitherTheRootNorRepliesAreShown) {
    talk(4);
    world.raise_floor(place, 6, 5);
    const json page = get(Anchor::newest, 0);
    expect_page(page, {6, 8}, false, false);
    EXPECT_FALSE(page.contains("root"));
    EXPECT_EQ(page.at("thread_head"), 4);
    expect_page(get(Anchor::before_seq, 6), {}, false, true);
    expect_page(get(Anchor::around_seq, 1, 2), {6, 8}, false, false);
}

TEST_P(ThreadHistoryTest, OnlyARootHasAThread) {
    talk(1);
    for (const std::int64_t thread : {2, 99}) {
        const json page = world.ask(mei, HistoryGet{place, Anchor::newest, 0, 4, thread});
        EXPECT_EQ(page.at("code"), "bad_field");
        EXPECT_EQ(page.at("field"), "thread");
    }
}

TEST_P(ThreadHistoryTest, RepliesHaveTheirPresentStateHoweverFarTheyLieApart) {
    world.reply(place, mei, 1, "near");
    for (int i = 0; i < 300; ++i)
        world.send(place, bo);
    const std::int64_t far = world.reply(place, mei, 1, "far");
    world.edit(place, far, "edited");
    world.react(place, 2, bo, "+1");
    const json messages = get(Anchor::newest, 0).at("messages");
    EXPECT_EQ(messages.at(0).at("reactions").size(), 1u);
    EXPECT_EQ(messages.at(1).at("text"), "edited");
}

TEST_P(ThreadHistoryTest, APageEndsAtAboutItsBytes) {
    talk(30, 16'000);
    const json page = get(Anchor::newest, 0, 100);
    EXPECT_NEAR(static_cast<double>(page.dump().size()), 256.0 * 1024, 20'000);
    EXPECT_EQ(page.at("messages").back().at("seq"), 60);
    EXPECT_EQ(page.at("more_before"), true);
}

}  // namespace
}  // namespace parley
