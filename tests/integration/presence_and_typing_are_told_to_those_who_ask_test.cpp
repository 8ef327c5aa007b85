// What is never stored: who is online, and who is typing.

#include <gtest/gtest.h>

#include "people.hpp"

namespace parley::test {
namespace {

constexpr std::chrono::milliseconds kGrace{150};

TestServer::Change short_grace() {
    return [](Config& config) { config.presence.offline_grace = kGrace; };
}

Json watch(const std::vector<Account>& accounts) {
    Json users = Json::array();
    for (const Account& account : accounts)
        users.push_back(account.user);
    return {{"users", users}};
}

Matcher presence_of(const Account& account, const std::string& state) {
    return [user = account.user, state](const Json& frame) {
        return frame.at("type") == "presence" && frame.at("user") == user &&
               frame.at("state") == state;
    };
}

TEST(PresenceTest, TheAnswerShowsThePresent) {
    TestServer server(short_grace());
    const Account mei_account = server.make_user("mei");
    const Account tom_account = server.make_user("tom");
    const Account eve_account = server.make_user("eve");
    TestClient mei = server.online(mei_account);
    TestClient tom = server.online(tom_account);
    const Json answer = mei.request("presence.watch", watch({tom_account, eve_account}));
    std::map<std::string, std::string> states;
    for (const Json& presence : answer.at("presence")) {
        states[presence.at("user").get<std::string>()] = presence.at("state").get<std::string>();
        EXPECT_GE(presence.at("user_rev").get<int>(), 1);
    }
    const std::map<std::string, std::string> expected{{tom_account.user, "online"},
                                                      {eve_account.user, "offline"}};
    EXPECT_EQ(states, expected);
}

TEST(PresenceTest, ComingAndGoingIsPushedToWatchersAlone) {
    TestServer server(short_grace());
    const Account mei_account = server.make_user("mei");
    const Account tom_account = server.make_user("tom");
    TestClient mei = server.online(mei_account);
    TestClient bystander = server.online(server.make_user("bystander"));
    mei.request("presence.watch", watch({tom_account}));
    TestClient tom = server.online(tom_account);
    mei.expect("presence", presence_of(tom_account, "online"));
    tom.close();
    const Json offline = mei.expect("presence", presence_of(tom_account, "offline"));
    EXPECT_GT(offline.at("last_seen").get<std::int64_t>(), 1'700'000'000'000);
    bystander.expect_silence();
}

TEST(PresenceTest, ManyDevicesCountOnce) {
    TestServer server(short_grace());
    const Account mei_account = server.make_user("mei");
    const Account tom_account = server.make_user("tom");
    TestClient mei = server.online(mei_account);
    mei.request("presence.watch", watch({tom_account}));
    TestClient phone = server.online(tom_account);
    mei.expect("presence", presence_of(tom_account, "online"));
    TestClient laptop = server.online(server.sign_in(tom_account));
    phone.close();
    // Still online by the laptop: what comes next is its going.
    laptop.close();
    mei.expect("presence", presence_of(tom_account, "offline"));
    mei.expect_silence();
}

TEST(PresenceTest, AShortBreakIsNotSeen) {
    TestServer server(
        [](Config& config) { config.presence.offline_grace = std::chrono::hours{1}; });
    const Account mei_account = server.make_user("mei");
    const Account tom_account = server.make_user("tom");
    TestClient mei = server.online(mei_account);
    TestClient tom = server.online(tom_account);
    const Json answer = mei.request("presence.watch", watch({tom_account}));
    EXPECT_EQ(answer.at("presence")[0].at("state"), "online");
    for (int i = 0; i < 3; ++i) {
        tom.close();
        tom = server.online(tom_account);
    }
    mei.expect_silence();
    const Json again = mei.request("presence.watch", watch({tom_account}));
    EXPECT_EQ(again.at("presence")[0].at("state"), "online");
}

TEST(PresenceTest, OnlineWinsOverAway) {
    TestServer server(short_grace());
    const Account mei_account = server.make_user("mei");
    const Account tom_account = server.make_user("tom");
    TestClient mei = server.online(mei_account);
    TestClient phone = server.online(tom_account);
    mei.request("presence.watch", watch({tom_account}));
    phone.request("presence.set", {{"state", "away"}});
    mei.expect("presence", presence_of(tom_account, "away"));
    TestClient laptop = server.online(server.sign_in(tom_account));
    mei.expect("presence", presence_of(tom_account, "online"));
    laptop.request("presence.set", {{"state", "away"}});
    mei.expect("presence", presence_of(tom_account, "away"));
    phone.request("presence.set", {{"state", "online"}});
    mei.expect("presence", presence_of(tom_account, "online"));
    for (const Json& state : {Json("offline"), Json("busy"), Json(1)}) {
        EXPECT_EQ(phone.refused("presence.set", {{"state", state}}, "bad_field").at("field"),
                  "state");
    }
}

TEST(PresenceTest, WatchingReplacesTheSet) {
    TestServer server(short_grace());
    const Account mei_account = server.make_user("mei");
    const Account tom_account = server.make_user("tom");
    const Account eve_account = server.make_user("eve");
    TestClient mei = server.online(mei_account);
    mei.request("presence.watch", watch({tom_account}));
    mei.request("presence.watch", watch({eve_account}));
    TestClient tom = server.online(tom_account);
    TestClient eve = server.online(eve_account);
    mei.expect("presence", presence_of(eve_account, "online"));
    mei.expect_silence();
    EXPECT_EQ(mei.request("presence.watch", watch({})).at("presence"), Json::array());
    eve.close();
    mei.expect_silence();
}

TEST(PresenceTest, TheWatchedSetHasALimit) {
    TestServer server([](Config& config) { config.limits.watch = 3; });
    TestClient mei = server.online(server.make_user("mei"));
    std::vector<std::string> many{"u_1", "u_2", "u_3", "u_4"};
    EXPECT_EQ(mei.refused("presence.watch", {{"users", many}}, "too_large").at("limit"), 3);
    EXPECT_EQ(mei.refused("presence.watch", {{"users", "u_1"}}, "bad_field").at("field"), "users");
    const Account tom = server.make_user("tom");
    const Json nobody{{"users", {tom.user, "u_nobody"}}};
    mei.refused("presence.watch", nobody, "not_found");
}

TEST(PresenceTest, AWithSharedDirectoryStrangersAreOffline) {
    TestServer server([](Config& config) {
        config.accounts.directory = AccountsConfig::Directory::shared;
        config.presence.offline_grace = kGrace;
    });
    const Account mei_account = server.make_user("mei");
    const Account tom_account = server.make_user("tom");
    TestClient mei = server.online(mei_account);
    TestClient tom = server.online(tom_account);
    const auto state = [&] {
        return mei.request("presence.watch", watch({tom_account})).at("presence")[0].at("state");
    };
    EXPECT_EQ(state(), "offline");
    mei.open(tom_account.user);
    EXPECT_EQ(state(), "online");
}

TEST(PresenceTest, TouchesNoLog) {
    TestServer server(short_grace());
    Two two(server);
    two.mei.request("presence.watch", watch({two.tom_account}));
    const Json cursor = two.mei.reconnect(two.mei_account.token).at("cursor");
    two.mei.request("presence.watch", watch({two.tom_account}));
    two.tom.close();
    two.mei.expect("presence", presence_of(two.tom_account, "offline"));
    two.tom.come_online(two.tom_account.token);
    two.mei.expect("presence", presence_of(two.tom_account, "online"));
    EXPECT_EQ(two.mei.whole_log(two.conversation).size(), 1U);
    EXPECT_EQ(two.mei.reconnect(two.mei_account.token).at("cursor"), cursor);
}

TEST(TypingTest, IsToldToTheOthersThere) {
    TestServer server;
    Group group(server);
    for (const bool active : {true, false}) {
        group.ada.send("typing", {{"conversation", group.conversation}, {"active", active}});
        const Json expected{{"type", "typing"},
                            {"conversation", group.conversation},
                            {"user", group.ada_account.user},
                            {"active", active}};
        EXPECT_EQ(group.ben.expect("typing"), expected);
        EXPECT_EQ(group.cleo.expect("typing"), expected);
    }
    group.dan.expect_silence();
    EXPECT_EQ(group.ada.whole_log(group.conversation).size(), 1U);
}

TEST(TypingTest, OfStrangersAndInUnknownPlacesIsNotTold) {
    TestServer server;
    Group group(server);
    group.dan.send("typing", {{"conversation", group.conversation}, {"active", true}});
    group.dan.send("typing", {{"conversation", "c_nothing"}, {"active", true}});
    group.dan.request("ping");
    // Behind it, so that the silence means something.
    group.ada.send("typing", {{"conversation", group.conversation}, {"active", true}});
    EXPECT_EQ(group.ben.expect("typing").at("user"), group.ada_account.user);
    group.ben.expect_silence();
}

TEST(TypingTest, EndsWithTheMembership) {
    TestServer server;
    Group group(server);
    group.ada.request("member.remove",
                      {{"conversation", group.conversation}, {"users", {group.ben_account.user}}});
    group.settle();
    group.ben.send("typing", {{"conversation", group.conversation}, {"active", true}});
    group.ben.request("ping");
    group.ada.send("typing", {{"conversation", group.conversation}, {"active", true}});
    EXPECT_EQ(group.cleo.expect("typing").at("user"), group.ada_account.user);
    group.ben.expect_silence();
}

TEST(TypingTest, InLargeGroupsIsNotTold) {
    TestServer server([](Config& config) { config.limits.small_group = 2; });
    Group group(server);
    group.ada.send("typing", {{"conversation", group.conversation}, {"active", true}});
    group.ada.request("ping");
    group.ben.expect_silence();
    const std::string direct = group.ada.open(group.ben_account.user);
    group.settle();
    group.ada.send("typing", {{"conversation", direct}, {"active", true}});
    EXPECT_EQ(group.ben.expect("typing").at("conversation"), direct);
}

}  // namespace
}  // namespace parley::test
