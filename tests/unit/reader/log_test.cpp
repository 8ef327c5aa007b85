#include "on_both_stores.hpp"

namespace parley {
namespace {

using nlohmann::json;
using Revs = std::vector<std::int64_t>;

class LogTest : public OnBothStores {
  protected:
    json get(const LogName& name, std::int64_t from_rev,
             const std::optional<std::int64_t>& to_rev = std::nullopt, std::int64_t limit = 100) {
        return world.ask(mei, LogGet{name, from_rev, to_rev, limit});
    }
    void expect_page(const json& page, const Revs& revs, bool more) {
        ASSERT_EQ(page.value("type", ""), "ok") << page;
        Revs found;
        for (const json& event : page.at("events"))
            found.push_back(event.at("rev"));
        EXPECT_EQ(found, revs);
        EXPECT_EQ(page.at("more"), more);
    }

    UserId mei = world.add_user("mei");
    UserId bo = world.add_user("bo");
    ConversationId place = world.group({bo, mei});
    LogName log{false, place};
};
PARLEY_ON_BOTH_STORES(LogTest);

TEST_P(LogTest, EventsAreTheStreamedOnes) {
    world.send(place, bo);
    const json page = get(log, 1);
    std::string streamed;
    append_entry_event(streamed, world.state.logs[place][1], world.cursors(), world.ids());
    expect_page(page, {1, 2}, false);
    EXPECT_EQ(page.at("events").at(1), json::parse(streamed));
    EXPECT_EQ(page.at("floor_rev"), 1);
    EXPECT_EQ(page.at("head_rev"), 2);
}

TEST_P(LogTest, ARangeIsReadInPages) {
    for (int i = 0; i < 9; ++i)
        world.send(place, bo);
    expect_page(get(log, 3, 6), {3, 4, 5, 6}, false);
    expect_page(get(log, 3, 6, 2), {3, 4}, true);
    expect_page(get(log, 5, 6, 2), {5, 6}, false);
    expect_page(get(log, 9, std::nullopt, 1), {9}, true);
    expect_page(get(log, 10, 1'000), {10}, false);
}

TEST_P(LogTest, NothingLiesBehindTheHead) {
    expect_page(get(log, 2), {}, false);
    expect_page(get(log, 1'000, 2'000), {}, false);
}

TEST_P(LogTest, BelowTheFloorItAnswersFromTheFloorOn) {
    for (int i = 0; i < 9; ++i)
        world.send(place, bo);
    world.raise_floor(place, 8, 7);
    const json page = get(log, 1, 9);
    expect_page(page, {8, 9}, false);
    EXPECT_EQ(page.at("floor_rev"), 8);
    expect_page(get(log, 1, 5), {}, false);
}

TEST_P(LogTest, WithHistoryJoinedItBeginsWithTheOwnJoining) {
    const ConversationId closed = world.group({bo}, History::joined);
    world.send(closed, bo);
    world.add(closed, mei);
    world.send(closed, bo);
    const json page = get({false, closed}, 1);
    expect_page(page, {3, 4}, false);
    EXPECT_EQ(page.at("floor_rev"), 3);
}

TEST_P(LogTest, WhatLiesBeforeTheJoiningIsReadHere) {
    const ConversationId shared = world.group({bo});
    world.send(shared, bo);
    world.add(shared, mei);
    expect_page(get({false, shared}, 1), {1, 2, 3}, false);
}

TEST_P(LogTest, SelfIsTheAccountsOwn) {
    world.read(mei, place, 0);
    world.read(bo, place, 0);
    world.read(bo, place, 0);
    const json page = get({true, {}}, 1);
    expect_page(page, {1, 2}, false);
    EXPECT_EQ(page.at("events").at(1).at("conversation"), "self");
    EXPECT_EQ(page.at("events").at(1).at("kind"), "read");
    EXPECT_EQ(page.at("head_rev"), 2);
    EXPECT_EQ(page.at("floor_rev"), 1);
}

TEST_P(LogTest, AnErasedReplyStillSaysWhereItBelongs) {
    world.send(place, bo);
    world.reply(place, bo, 1);
    world.remove(place, 2);
    const json event = get(log, 3, 3).at("events").at(0);
    EXPECT_EQ(event.at("data"), (json{{"deleted", true}}));
    EXPECT_EQ(event.at("thread"), 1);
    EXPECT_EQ(event.at("thread_seq"), 1);
}

TEST_P(LogTest, APageEndsAtAboutItsBytes) {
    for (int i = 0; i < 50; ++i)
        world.send(place, bo, std::string(16'000, 'x'));
    const json page = get(log, 1);
    EXPECT_EQ(page.at("more"), true);
    EXPECT_NEAR(static_cast<double>(page.dump().size()), 256.0 * 1024, 20'000);
}

TEST_P(LogTest, NotFoundOnceTheMembershipHasEnded) {
    world.leave(place, mei);
    EXPECT_EQ(get(log, 1).at("code"), "not_found");
    EXPECT_EQ(get({false, ConversationId()}, 1).at("code"), "not_found");
}

TEST(LogFailureTest, AnUnreadableDatabaseIsNotNotFound) {
    World world(Backend::fake);
    const UserId mei = world.add_user("mei");
    const ConversationId place = world.group({mei});
    world.state.broken = true;
    const json answer = world.ask(mei, LogGet{{false, place}, 1, std::nullopt, 10});
    EXPECT_EQ(answer.at("code"), "internal");
    EXPECT_EQ(answer.at("id"), 7);
    EXPECT_TRUE(answer.contains("reference"));
}

}  // namespace
}  // namespace parley
