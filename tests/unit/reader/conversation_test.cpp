#include "on_both_stores.hpp"

namespace parley {
namespace {

using nlohmann::json;

class ConversationTest : public OnBothStores {
  protected:
    json list(const std::optional<std::string>& after = std::nullopt, std::int64_t limit = 100) {
        return world.ask(mei, ConversationList{after, limit});
    }
    json get(ConversationId conversation) { return world.ask(mei, ConversationGet{conversation}); }
    std::string id(ConversationId one) { return world.ids().encode(one); }
    std::string id(UserId one) { return world.ids().encode(one); }
    std::vector<std::string> names(const json& page) {
        std::vector<std::string> found;
        for (const json& item : page.at("conversations"))
            found.push_back(item.at("conversation"));
        return found;
    }
    json history_of(ConversationId one) {
        return world.ask(mei, HistoryGet{one, HistoryGet::Anchor::newest, 0, 1, {}}).at("messages");
    }

    UserId mei = world.add_user("mei");
    UserId bo = world.add_user("bo");
};
PARLEY_ON_BOTH_STORES(ConversationTest);

TEST_P(ConversationTest, AnItemOfAGroupHasExactlyItsMembers) {
    const ConversationId one = world.group({bo, mei});
    world.send(one, bo, "hi", Mentions{true, {}});
    const json item = list().at("conversations").at(0);
    EXPECT_EQ(item, (json{{"conversation", id(one)},
                          {"kind", "group"},
                          {"title", "Group 1"},
                          {"history", "shared"},
                          {"post", "members"},
                          {"invite", "members"},
                          {"pin", "members"},
                          {"settings", "admins"},
                          {"join", "invite"},
                          {"slow_ms", 0},
                          {"versions", true},
                          {"role", "member"},
                          {"head_seq", 1},
                          {"head_rev", 2},
                          {"floor_seq", 1},
                          {"floor_rev", 1},
                          {"read_seq", 0},
                          {"unread", 1},
                          {"mentions", 1},
                          {"mention_seqs", {1}},
                          {"active", world.state.logs.at(one).back().time},
                          {"last", history_of(one).at(0)},
                          {"muted", false},
                          {"pinned", false},
                          {"archived", false},
                          {"marked_unread", false},
                          {"notify", "all"},
                          {"members_count", 2}}));
}

TEST_P(ConversationTest, AnItemOfADirectConversationNamesThePeer) {
    const ConversationId one = world.direct(mei, bo);
    EXPECT_EQ(list().at("conversations").at(0), (json{{"conversation", id(one)},
                                                      {"kind", "direct"},
                                                      {"peer", id(bo)},
                                                      {"peer_read_seq", 0},
                                                      {"peer_delivered_seq", 0},
                                                      {"role", "member"},
                                                      {"head_seq", 0},
                                                      {"head_rev", 1},
                                                      {"floor_seq", 1},
                                                      {"floor_rev", 1},
                                                      {"read_seq", 0},
                                                      {"unread", 0},
                                                      {"mentions", 0},
                                                      {"mention_seqs", json::array()},
                                                      {"active", world.state.logs.at(one)[0].time},
                                                      {"muted", false},
                                                      {"pinned", false},
                                                      {"archived", false},
                                                      {"marked_unread", false},
                                                      {"notify", "all"},
                                                      {"marked_unread", false},
                                                      {"notify", "all"},
                                                      {"members_count", 2}}));
    const ConversationId alone = world.direct(mei, mei);
    EXPECT_EQ(get(alone).at("peer"), id(mei));
    EXPECT_EQ(world.ask(bo, ConversationGet{one}).at("peer"), id(mei));
}

TEST_P(ConversationTest, GetAnswersWithTheItemAndTheMembers) {
    const ConversationId one = world.group({bo, mei});
    json expected = list().at("conversations").at(0);
    expected["type"] = "ok";
    expected["id"] = 7;
    expected["members"] = {{{"user", id(mei)}, {"role", "member"}},
                           {{"user", id(bo)}, {"role", "owner"}}};
    expected["pins"] = json::array();
    EXPECT_EQ(get(one), expected);
}

TEST_P(ConversationTest, GetShowsAHundredMembersAtMost) {
    std::vector<UserId> crowd{bo, mei};
    for (int i = 0; i < 120; ++i)
        crowd.push_back(world.add_user("user" + std::to_string(i)));
    const json answer = get(world.group(crowd));
    EXPECT_EQ(answer.at("members").size(), 100u);
    EXPECT_EQ(answer.at("members_count"), 122);
}

TEST_P(ConversationTest, ForeignConversationsAreNotFoundLikeMissingOnes) {
    const ConversationId foreign = world.group({bo});
    EXPECT_EQ(get(foreign).at("code"), "not_found");
    EXPECT_EQ(get(foreign), get(ConversationId(999)));
    EXPECT_TRUE(names(list()).empty());
}

TEST_P(ConversationTest, NewestActivityComesFirst) {
    const ConversationId one = world.group({bo, mei});
    const ConversationId other = world.group({bo, mei});
    const ConversationId silent = world.group({bo, mei});
    EXPECT_EQ(names(list()), (std::vector{id(silent), id(other), id(one)}));
    world.send(one, bo);
    EXPECT_EQ(names(list()), (std::vector{id(one), id(silent), id(other)}));
}

TEST_P(ConversationTest, TiesAreOrderedByNumberAlsoOverPages) {
    std::vector<std::string> all;
    for (int i = 0; i < 5; ++i) {
        const WallTime same = world.now;
        all.push_back(id(world.group({mei})));
        world.now = same;
    }
    EXPECT_EQ(names(list()), all);
    std::vector<std::string> paged;
    std::optional<std::string> after;
    for (int pages = 0; pages < 5; ++pages) {
        const json page = list(after, 2);
        for (const std::string& name : names(page))
            paged.push_back(name);
        if (!page.contains("next")) break;
        after = page.at("next").get<std::string>();
    }
    EXPECT_EQ(paged, all);
}

TEST_P(ConversationTest, NextIsThereOnlyIfThereIsMore) {
    for (int i = 0; i < 4; ++i)
        world.group({mei});
    const json first = list(std::nullopt, 2);
    ASSERT_EQ(names(first).size(), 2u);
    const json second = list(first.at("next").get<std::string>(), 2);
    EXPECT_EQ(names(second).size(), 2u);
    EXPECT_FALSE(second.contains("next"));
    EXPECT_FALSE(list(std::nullopt, 4).contains("next"));
}

TEST_P(ConversationTest, ATokenStaysGoodWhateverMoves) {
    std::vector<ConversationId> made;
    for (int i = 0; i < 4; ++i)
        made.push_back(world.group({bo, mei}));
    const json first = list(std::nullopt, 2);  // made[3], made[2]
    world.leave(made[2], mei);                 // on which the token stands
    EXPECT_EQ(names(list(first.at("next").get<std::string>(), 2)),
              (std::vector{id(made[1]), id(made[0])}));
}

TEST_P(ConversationTest, AStrangeTokenIsABadField) {
    const std::string foreign = id(mei);
    for (const std::string& token :
         {std::string("x"), std::string(), std::string("12"), std::string("12."), "12." + foreign,
          std::string("99999999999999999999.c_1"), "." + id(ConversationId(1))}) {
        const json answer = list(token);
        EXPECT_EQ(answer.value("code", ""), "bad_field") << token;
        EXPECT_EQ(answer.value("field", ""), "after") << token;
    }
}

TEST_P(ConversationTest, APageOfLongMessagesEndsAtAboutItsBytes) {
    for (int i = 0; i < 40; ++i)
        world.send(world.group({mei}), mei, std::string(16'000, 'x'));
    const json first = list();
    EXPECT_NEAR(static_cast<double>(first.dump().size()), 256.0 * 1024, 20'000);
    std::size_t count = names(first).size();
    json page = first;
    while (page.contains("next")) {
        page = list(page.at("next").get<std::string>());
        count += names(page).size();
    }
    EXPECT_EQ(count, 40u);
}

TEST_P(ConversationTest, UnreadAndMentionsAreCountedFromTheReadCursor) {
    const ConversationId one = world.group({bo, mei});
    const Mentions me{false, {mei}};
    const Mentions others{false, {bo}};
    const Mentions all{true, {}};
    world.send(one, bo, "1", me);
    world.send(one, bo, "2", me);
    world.send(one, bo, "3", others);
    world.send(one, bo, "4", all);
    world.send(one, bo, "5");
    world.read(mei, one, 1);
    const json item = get(one);
    EXPECT_EQ(item.at("unread"), 4);
    EXPECT_EQ(item.at("mentions"), 2);
    EXPECT_EQ(item.at("mention_seqs"), (json{2, 4}));
}

TEST_P(ConversationTest, TheNewestHundredMentionsAreNamed) {
    const ConversationId one = world.group({bo, mei});
    for (int i = 0; i < 103; ++i)
        world.send(one, bo, "hey", Mentions{true, {}});
    const json item = get(one);
    EXPECT_EQ(item.at("mentions"), 100);
    EXPECT_EQ(item.at("mention_seqs").front(), 4);
    EXPECT_EQ(item.at("mention_seqs").back(), 103);
}

TEST_P(ConversationTest, WhatLiesBeforeTheFloorDoesNotShow) {
    const ConversationId one = world.group({bo}, History::joined);
    world.send(one, bo, "before", Mentions{true, {}});
    world.now += 1'000;
    world.add(one, mei);
    const WallTime joined = world.state.logs.at(one).back().time;
    const json item = get(one);
    EXPECT_FALSE(item.contains("last"));
    EXPECT_EQ(item.at("active"), joined);
    EXPECT_EQ(item.at("floor_rev"), 3);
    EXPECT_EQ(item.at("floor_seq"), 2);
    EXPECT_EQ(item.at("unread"), 0);
    EXPECT_EQ(item.at("mention_seqs"), json::array());
    world.send(one, bo);
    EXPECT_EQ(get(one).at("last").at("seq"), 2);
}

TEST_P(ConversationTest, TheRetentionFloorCountsWhereItIsHigher) {
    const ConversationId one = world.group({bo, mei});
    for (int i = 0; i < 4; ++i)
        world.send(one, bo, "x", Mentions{true, {}});
    world.raise_floor(one, 4, 3);
    const json item = get(one);
    EXPECT_EQ(item.at("floor_rev"), 4);
    EXPECT_EQ(item.at("floor_seq"), 3);
    EXPECT_EQ(item.at("mention_seqs"), (json{3, 4}));
}

TEST(ConversationCostTest, OnlyTheItemsOfThePageAreLookedUp) {
    World world(Backend::fake);
    const UserId mei = world.add_user("mei");
    const UserId bo = world.add_user("bo");
    for (int i = 0; i < 500; ++i)
        world.send(world.group({bo, mei}), bo);
    const json page = world.ask(mei, ConversationList{std::nullopt, 10});
    EXPECT_EQ(page.at("conversations").size(), 10u);
    EXPECT_EQ(world.state.entries_read, 10);
    EXPECT_EQ(world.state.mention_look_ups, 10);
}

}  // namespace
}  // namespace parley
