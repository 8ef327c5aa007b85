// history:"joined": whoever is added reads from the own member.added on, whatever the way.

#include <gtest/gtest.h>

#include "people.hpp"

namespace parley::test {
namespace {

// Dan is added behind two messages, and two follow.
struct LateGroup : Group {
    explicit LateGroup(const TestServer& server, const char* history)
        : Group(server, {{"history", history}}) {
        ada.say(conversation, "one");
        ada.say(conversation, "two");
        floor = ada.request("member.add",
                            {{"conversation", conversation}, {"users", {dan_account.user}}})
                    .at("rev")
                    .get<std::int64_t>();
        ada.say(conversation, "three");
        ada.say(conversation, "four");
        settle();
    }
    std::int64_t floor = 0;
};

std::vector<std::string> texts(const Json& page) {
    std::vector<std::string> result;
    for (const Json& message : page.at("messages")) {
        result.push_back(message.at("text").get<std::string>());
    }
    return result;
}

using Texts = std::vector<std::string>;

TEST(FloorTest, WithJoinedTheLogBeginsAtTheOwnEntry) {
    TestServer server;
    LateGroup group(server, "joined");
    const Json item = group.dan.item(group.conversation);
    EXPECT_EQ(item.at("floor_rev"), group.floor);
    EXPECT_EQ(item.at("head_seq"), 4);
    EXPECT_EQ(item.at("unread"), 2);

    const Json page = group.dan.log(group.conversation, {{"from_rev", 1}});
    EXPECT_EQ(page.at("floor_rev"), group.floor);
    ASSERT_EQ(page.at("events").size(), 3U);
    EXPECT_EQ(page.at("events")[0].at("rev"), group.floor);
    EXPECT_EQ(page.at("events")[0].at("kind"), "member.added");
    const Json below =
        group.dan.log(group.conversation, {{"from_rev", 1}, {"to_rev", group.floor - 1}});
    EXPECT_TRUE(below.at("events").empty());
    EXPECT_EQ(below.at("more"), false);
}

TEST(FloorTest, WithJoinedNoPageOfTheHistoryShowsMore) {
    TestServer server;
    LateGroup group(server, "joined");
    const auto page = [&](Json members) {
        return group.dan.history(group.conversation, std::move(members));
    };
    const Json newest = page(Json::object());
    EXPECT_EQ(texts(newest), (Texts{"three", "four"}));
    EXPECT_EQ(newest.at("more_before"), false);
    EXPECT_EQ(newest.at("floor_seq"), 3);
    EXPECT_EQ(texts(page({{"after_seq", 0}})), (Texts{"three", "four"}));
    EXPECT_EQ(texts(page({{"before_seq", 3}})), Texts{});
    EXPECT_EQ(page({{"before_seq", 3}}).at("more_before"), false);
    EXPECT_EQ(texts(page({{"around_seq", 1}})), (Texts{"three", "four"}));
    EXPECT_EQ(texts(page({{"at_time", 0}})), (Texts{"three", "four"}));
    EXPECT_EQ(page({{"after_seq", 3}}).at("more_before"), true);
}

TEST(FloorTest, MembersFromTheBeginningReadAll) {
    TestServer server;
    LateGroup group(server, "joined");
    EXPECT_EQ(group.ben.item(group.conversation).at("floor_rev"), 1);
    EXPECT_EQ(texts(group.ben.history(group.conversation)), (Texts{"one", "two", "three", "four"}));
}

TEST(FloorTest, WithSharedThereIsNone) {
    TestServer server;
    LateGroup group(server, "shared");
    EXPECT_EQ(group.dan.item(group.conversation).at("floor_rev"), 1);
    EXPECT_EQ(texts(group.dan.history(group.conversation)), (Texts{"one", "two", "three", "four"}));
    EXPECT_EQ(group.dan.log(group.conversation, {{"from_rev", 1}}).at("events").size(),
              static_cast<std::size_t>(group.floor) + 2);
}

TEST(FloorTest, ComingBackRaisesIt) {
    TestServer server;
    LateGroup group(server, "joined");
    const Json dan{{"conversation", group.conversation}, {"users", {group.dan_account.user}}};
    group.ada.request("member.remove", dan);
    group.ada.say(group.conversation, "five");
    const Json again = group.ada.request("member.add", dan);
    group.ada.say(group.conversation, "six");
    group.settle();
    EXPECT_EQ(group.dan.item(group.conversation).at("floor_rev"), again.at("rev"));
    EXPECT_EQ(texts(group.dan.history(group.conversation)), (Texts{"six"}));
}

TEST(FloorTest, AFloorIsThereAfterARestart) {
    TestServer server;
    LateGroup group(server, "joined");
    server.restart();
    group.dan.set_port(server.port());
    group.dan.reconnect(group.dan_account.token);
    EXPECT_EQ(group.dan.item(group.conversation).at("floor_rev"), group.floor);
    EXPECT_EQ(texts(group.dan.history(group.conversation)), (Texts{"three", "four"}));
}

}  // namespace
}  // namespace parley::test
