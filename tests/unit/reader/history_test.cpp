#include "history_pages.hpp"

namespace parley {
namespace {

using nlohmann::json;

class HistoryTest : public OnBothStores {
  protected:
    void send_many(int count, std::size_t text_bytes = 1) {
        for (int i = 0; i < count; ++i)
            world.send(place, bo, std::string(text_bytes, 'x'));
    }
    json get(Anchor anchor, std::int64_t value, std::int64_t limit = 4) {
        return world.ask(mei, HistoryGet{place, anchor, value, limit, {}});
    }

    UserId mei = world.add_user("mei");
    UserId bo = world.add_user("bo");
    ConversationId place = world.group({bo, mei});
};
PARLEY_ON_BOTH_STORES(HistoryTest);

TEST_P(HistoryTest, WithoutAnAnchorItIsTheNewestPage) {
    send_many(10);
    const json page = get(Anchor::newest, 0);
    expect_page(page, {7, 8, 9, 10}, true, false);
    EXPECT_EQ(page.at("id"), 7);
    EXPECT_EQ(page.at("floor_seq"), 1);
    EXPECT_EQ(page.at("head_seq"), 10);
    EXPECT_EQ(page.at("head_rev"), 11);
}

TEST_P(HistoryTest, AMessageIsItsEntryAndItsData) {
    const UserId eva = world.add_user("eva");
    world.send(place, bo, "hi", Mentions{false, {eva}});
    const json page = get(Anchor::newest, 0);
    const json& message = page.at("messages").at(0);
    const Entry& entry = world.state.logs.at(place).back();
    EXPECT_EQ(message, (json{{"seq", 1},
                             {"rev", 2},
                             {"by", world.ids().encode(bo)},
                             {"time", entry.time},
                             {"text", "hi"},
                             {"mentions", {world.ids().encode(eva)}},
                             {"idempotency_key", json::parse(entry.data).at("idempotency_key")},
                             {"version", 1}}));
}

TEST_P(HistoryTest, AnErasedMessageKeepsItsPlace) {
    world.send_erased(place, bo);
    const json page = get(Anchor::newest, 0);
    EXPECT_EQ(page.at("messages").at(0), (json{{"seq", 1},
                                               {"rev", 2},
                                               {"by", world.ids().encode(bo)},
                                               {"time", world.state.logs.at(place).back().time},
                                               {"deleted", true}}));
}

TEST_P(HistoryTest, BeforeAndAfterASeq) {
    send_many(10);
    expect_page(get(Anchor::before_seq, 5), {1, 2, 3, 4}, false, true);
    expect_page(get(Anchor::before_seq, 6), {2, 3, 4, 5}, true, true);
    expect_page(get(Anchor::before_seq, 1), {}, false, true);
    expect_page(get(Anchor::before_seq, 1'000), {7, 8, 9, 10}, true, false);
    expect_page(get(Anchor::after_seq, 0), {1, 2, 3, 4}, false, true);
    expect_page(get(Anchor::after_seq, 6), {7, 8, 9, 10}, true, false);
    expect_page(get(Anchor::after_seq, 10), {}, true, false);
    expect_page(get(Anchor::after_seq, 1'000), {}, true, false);
}

TEST_P(HistoryTest, AroundASeqAboutHalfLiesBeforeIt) {
    send_many(10);
    expect_page(get(Anchor::around_seq, 5), {3, 4, 5, 6}, true, true);
    expect_page(get(Anchor::around_seq, 5, 1), {5}, true, true);
    // Near an end the page is full all the same.
    expect_page(get(Anchor::around_seq, 1), {1, 2, 3, 4}, false, true);
    expect_page(get(Anchor::around_seq, 10), {7, 8, 9, 10}, true, false);
    expect_page(get(Anchor::around_seq, 1'000), {7, 8, 9, 10}, true, false);
}

TEST_P(HistoryTest, AroundATimeIsAroundTheFirstMessageAtOrAfterIt) {
    send_many(10);
    const WallTime fifth = world.state.logs.at(place)[5].time;
    expect_page(get(Anchor::at_time, fifth), {3, 4, 5, 6}, true, true);
    expect_page(get(Anchor::at_time, fifth - 1'000'000), {1, 2, 3, 4}, false, true);
    expect_page(get(Anchor::at_time, fifth + 1'000'000), {7, 8, 9, 10}, true, false);
}

TEST_P(HistoryTest, BelowTheFloorItAnswersFromTheFloorOn) {
    send_many(10);
    world.raise_floor(place, 6, 5);
    expect_page(get(Anchor::after_seq, 0, 2), {5, 6}, false, true);
    expect_page(get(Anchor::around_seq, 2, 2), {5, 6}, false, true);
    expect_page(get(Anchor::at_time, 0, 2), {5, 6}, false, true);
    expect_page(get(Anchor::before_seq, 7, 9), {5, 6}, false, true);
    expect_page(get(Anchor::before_seq, 3), {}, false, true);
    EXPECT_EQ(get(Anchor::newest, 0).at("floor_seq"), 5);
}

TEST_P(HistoryTest, WithHistoryJoinedItBeginsWithTheJoining) {
    place = world.group({bo}, History::joined);
    send_many(3);
    world.add(place, mei);
    expect_page(get(Anchor::newest, 0), {}, false, false);
    send_many(2);
    const json page = get(Anchor::newest, 0);
    expect_page(page, {4, 5}, false, false);
    EXPECT_EQ(page.at("floor_seq"), 4);
}

TEST_P(HistoryTest, AnEmptyConversationHasNothingAnywhere) {
    for (const Anchor anchor : {Anchor::newest, Anchor::before_seq, Anchor::after_seq,
                                Anchor::around_seq, Anchor::at_time}) {
        expect_page(get(anchor, 1), {}, false, false);
    }
}

TEST_P(HistoryTest, APageEndsAtAboutItsBytesAndKeepsItsAnchor) {
    send_many(100, 16'000);
    json page = get(Anchor::newest, 0, 100);
    EXPECT_EQ(page.at("messages").back().at("seq"), 100);
    EXPECT_NEAR(static_cast<double>(page.dump().size()), 256.0 * 1024, 20'000);
    EXPECT_EQ(page.at("more_before"), true);

    page = get(Anchor::around_seq, 50, 100);
    EXPECT_NEAR(static_cast<double>(page.dump().size()), 256.0 * 1024, 40'000);
    EXPECT_LT(page.at("messages").front().at("seq"), 50);
    EXPECT_GT(page.at("messages").back().at("seq"), 50);
}

TEST_P(HistoryTest, OnlyMembersSeeThatTheConversationExists) {
    const UserId eva = world.add_user("eva");
    const json foreign = world.ask(eva, HistoryGet{place, Anchor::newest, 0, 4, {}});
    const json missing = world.ask(eva, HistoryGet{ConversationId(999), Anchor::newest, 0, 4, {}});
    EXPECT_EQ(foreign.at("code"), "not_found");
    EXPECT_EQ(foreign, missing);
    EXPECT_EQ(foreign.at("id"), 7);
}

}  // namespace
}  // namespace parley
