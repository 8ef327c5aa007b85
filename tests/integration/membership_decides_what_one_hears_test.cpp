// Joining, leaving and being removed, and what a device that is online is told of it.

#include <gtest/gtest.h>

#include <deque>

#include "people.hpp"

namespace parley::test {
namespace {

Json users(const std::string& conversation, const std::vector<std::string>& ids) {
    return {{"conversation", conversation}, {"users", ids}};
}

TEST(MembershipTest, AGroupComesToItsMembersInOneEntry) {
    TestServer server;
    TestClient ada = server.online(server.make_user("ada"));
    const Account ben_account = server.make_user("ben");
    TestClient ben = server.online(ben_account);
    const Json answer = ada.request("conversation.create", {{"title", "Tea"},
                                                            {"topic", "Green or black"},
                                                            {"history", "joined"},
                                                            {"post", "admins"},
                                                            {"invite", "admins"},
                                                            {"members", {ben_account.user}}});
    const auto conversation = answer.at("conversation").get<std::string>();
    const Json created = ben.expect_event("conversation.created", conversation);
    EXPECT_EQ(created.at("rev"), 1);
    const Json& data = created.at("data");
    EXPECT_EQ(data.at("kind"), "group");
    EXPECT_EQ(data.at("title"), "Tea");
    EXPECT_EQ(data.at("topic"), "Green or black");
    EXPECT_EQ(data.at("history"), "joined");
    EXPECT_EQ(data.at("post"), "admins");
    EXPECT_EQ(data.at("invite"), "admins");
    std::map<std::string, std::string> roles;
    for (const Json& member : data.at("members")) {
        roles[member.at("user").get<std::string>()] = member.at("role").get<std::string>();
    }
    EXPECT_EQ(roles.size(), 2U);
    EXPECT_EQ(roles.at(created.at("by").get<std::string>()), "owner");
    EXPECT_EQ(roles.at(ben_account.user), "member");
    EXPECT_EQ(ben.expect_event("joined", "self").at("data").at("conversation"), conversation);

    const Json item = ben.item(conversation);
    for (const char* setting : {"kind", "title", "topic", "history", "post", "invite"}) {
        EXPECT_EQ(item.at(setting), data.at(setting)) << setting;
    }
    EXPECT_EQ(item.at("members_count"), 2);
    EXPECT_EQ(item.at("role"), "member");
}

TEST(MembershipTest, BadGroupsAreRefusedWhole) {
    TestServer server([](Config& config) { config.limits.members = 3; });
    Group group(server);
    const auto refused = [&](Json request, const char* code) {
        return group.ada.refused("conversation.create", std::move(request), code);
    };
    EXPECT_EQ(refused(Json::object(), "bad_field").at("field"), "title");
    EXPECT_EQ(refused({{"title", 5}}, "bad_field").at("field"), "title");
    EXPECT_EQ(refused({{"title", "x"}, {"history", "some"}}, "bad_field").at("field"), "history");
    EXPECT_EQ(refused({{"title", "x"}, {"post", "nobody"}}, "bad_field").at("field"), "post");
    EXPECT_EQ(refused({{"title", "x"}, {"invite", 1}}, "bad_field").at("field"), "invite");
    EXPECT_EQ(refused({{"title", "x"}, {"members", "ben"}}, "bad_field").at("field"), "members");
    refused({{"title", "x"}, {"members", {group.ben_account.user, "u_nobody"}}}, "not_found");
    const std::vector<std::string> three{group.ben_account.user, group.cleo_account.user,
                                         group.dan_account.user};
    EXPECT_EQ(refused({{"title", "x"}, {"members", three}}, "too_large").at("limit"), 3);
    EXPECT_EQ(
        group.ada
            .refused("member.add", users(group.conversation, {group.dan_account.user}), "too_large")
            .at("limit"),
        3);
    group.ben.expect_silence();
    EXPECT_EQ(group.ben.request("conversation.list").at("conversations").size(), 1U);
}

TEST(MembershipTest, WhoIsAddedGetsTheEntryAndThenThatHeJoined) {
    TestServer server;
    Group group(server);
    group.ada.say(group.conversation, "before");
    group.settle();
    const Json ok =
        group.ben.request("member.add", users(group.conversation, {group.dan_account.user}));
    const Json added = group.dan.expect_event("member.added", group.conversation);
    EXPECT_EQ(added.at("rev"), ok.at("rev"));
    EXPECT_EQ(added.at("by"), group.ben_account.user);
    EXPECT_EQ(added.at("data").at("users"), Json::array({group.dan_account.user}));
    const Json joined = group.dan.expect_event("joined", "self");
    EXPECT_EQ(joined.at("data").at("conversation"), group.conversation);
    EXPECT_EQ(joined.at("by"), group.ben_account.user);
    EXPECT_EQ(group.ada.expect_event("member.added", group.conversation), added);

    group.ada.say(group.conversation, "welcome");
    group.dan.expect_message(group.conversation, "welcome");
    // What lies before is read, with history "shared".
    EXPECT_EQ(group.dan.whole_log(group.conversation, 2).size(), 4U);
    EXPECT_EQ(group.dan.item(group.conversation).at("floor_rev"), 1);
}

TEST(MembershipTest, AddingPassesOverMembersAndIsDoneWhole) {
    TestServer server;
    Group group(server);
    const Json both = users(group.conversation, {group.ben_account.user, group.dan_account.user,
                                                 group.dan_account.user});
    group.ada.request("member.add", both);
    EXPECT_EQ(group.ben.expect_event("member.added").at("data").at("users"),
              Json::array({group.dan_account.user}));
    EXPECT_EQ(group.ada.request("member.add", both).at("unchanged"), true);
    const Account eve = server.make_user("eve");
    group.ada.refused("member.add", users(group.conversation, {eve.user, "u_nobody"}), "not_found");
    EXPECT_EQ(group.ada.item(group.conversation).at("members_count"), 4);
    EXPECT_EQ(group.ada.refused("member.add", {{"conversation", group.conversation}}, "bad_field")
                  .at("field"),
              "users");
}

TEST(MembershipTest, WhoIsRemovedHearsThatLastAndNothingAfterIt) {
    TestServer server;
    Group group(server);
    group.ada.say(group.conversation, "still here");
    group.ada.request("member.remove", users(group.conversation, {group.ben_account.user}));
    group.ada.say(group.conversation, "among us");
    group.ben.expect_message(group.conversation, "still here");
    const Json removed = group.ben.expect_event("member.removed", group.conversation);
    EXPECT_EQ(removed.at("data").at("users"), Json::array({group.ben_account.user}));
    EXPECT_EQ(removed.at("by"), group.ada_account.user);
    const Json left = group.ben.expect_event("left", "self");
    EXPECT_EQ(left.at("data").at("conversation"), group.conversation);
    EXPECT_EQ(left.at("by"), group.ada_account.user);
    // Something behind it in the order of all commits, so that the silence means something.
    const std::string other = group.ada.open(group.ben_account.user);
    group.ben.expect_event("conversation.created", other);

    const Json conversation{{"conversation", group.conversation}};
    for (const char* type : {"conversation.get", "history.get", "member.list"}) {
        group.ben.refused(type, conversation, "not_found");
    }
    group.ben.refused("log.get", {{"conversation", group.conversation}, {"from_rev", 1}},
                      "not_found");
    group.ben.refused("message.send", {{"conversation", group.conversation}, {"text", "hey"}},
                      "not_found");
    EXPECT_EQ(group.ben.request("conversation.list").at("conversations").size(), 1U);
    // Those who stay are told as well.
    group.cleo.expect_message(group.conversation, "still here");
    EXPECT_EQ(group.cleo.expect_event("member.removed", group.conversation), removed);
    group.cleo.expect_message(group.conversation, "among us");
}

TEST(MembershipTest, WhoLeavesHearsThatLast) {
    TestServer server;
    Group group(server);
    TestClient tablet = server.online(server.sign_in(group.ben_account));
    group.settle();
    group.ben.request("member.leave", {{"conversation", group.conversation}});
    for (TestClient* device : {&group.ben, &tablet}) {
        const Json removed = device->expect_event("member.removed", group.conversation);
        EXPECT_EQ(removed.at("by"), group.ben_account.user);
        EXPECT_EQ(removed.at("data").at("users"), Json::array({group.ben_account.user}));
        const Json left = device->expect_event("left", "self");
        EXPECT_EQ(left.at("by"), group.ben_account.user);
    }
    group.ada.say(group.conversation, "he is gone");
    group.ben.expect_silence();
    tablet.expect_silence();
}

TEST(MembershipTest, WhoIsAddedAgainGoesOnFromThere) {
    TestServer server;
    Group group(server);
    group.ada.request("member.remove", users(group.conversation, {group.ben_account.user}));
    group.ada.say(group.conversation, "unheard");
    group.ada.request("member.add", users(group.conversation, {group.ben_account.user}));
    group.ada.say(group.conversation, "heard");
    group.ben.expect_event("member.removed", group.conversation);
    group.ben.expect_event("left", "self");
    group.ben.expect_event("member.added", group.conversation);
    group.ben.expect_event("joined", "self");
    group.ben.expect_message(group.conversation, "heard");
    const Json item = group.ben.item(group.conversation);
    EXPECT_EQ(item.at("read_seq"), 1);
    EXPECT_EQ(item.at("unread"), 1);
}

TEST(MembershipTest, RemovedAndAddedInOneGoTheStreamTellsBoth) {
    TestServer server;
    Group group(server);
    const Json ben = users(group.conversation, {group.ben_account.user});
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 10; ++i) {
        ids.push_back(group.ada.send("member.remove", ben));
        ids.push_back(group.ada.send("message.send",
                                     {{"conversation", group.conversation}, {"text", "unheard"}}));
        ids.push_back(group.ada.send("member.add", ben));
        ids.push_back(group.ada.send("message.send",
                                     {{"conversation", group.conversation}, {"text", "heard"}}));
    }
    for (const std::int64_t id : ids)
        EXPECT_EQ(group.ada.reply(id).at("type"), "ok");
    for (int i = 0; i < 10; ++i) {
        group.ben.expect_event("member.removed", group.conversation);
        group.ben.expect_event("left", "self");
        group.ben.expect_event("member.added", group.conversation);
        group.ben.expect_event("joined", "self");
        group.ben.expect_message(group.conversation, "heard");
    }
    group.ben.expect_silence();
}

TEST(MembershipTest, MemberListPagesThroughAll) {
    TestServer server;
    Group group(server);
    std::map<std::string, std::string> found;
    Json request{{"conversation", group.conversation}, {"limit", 1}};
    for (int pages = 0; pages < 10; ++pages) {
        const Json page = group.cleo.request("member.list", request);
        EXPECT_LE(page.at("members").size(), 1U);
        for (const Json& member : page.at("members")) {
            const auto user = member.at("user").get<std::string>();
            EXPECT_TRUE(found.emplace(user, member.at("role").get<std::string>()).second);
        }
        if (!page.contains("next")) break;
        request["after"] = page.at("next");
    }
    const std::map<std::string, std::string> expected{{group.ada_account.user, "owner"},
                                                      {group.ben_account.user, "member"},
                                                      {group.cleo_account.user, "member"}};
    EXPECT_EQ(found, expected);
    request["after"] = "no token of ours";
    group.cleo.refused("member.list", request, "bad_field");
}

TEST(MembershipTest, UserGetLeavesOutWhoIsNotThere) {
    TestServer server;
    Group group(server);
    const Json answer = group.dan.request(
        "user.get", {{"users", {group.ada_account.user, "u_nobody", group.ben_account.user}}});
    std::set<std::string> logins;
    for (const Json& user : answer.at("users")) {
        logins.insert(user.at("login").get<std::string>());
        EXPECT_TRUE(user.contains("id"));
        EXPECT_TRUE(user.contains("display_name"));
        EXPECT_TRUE(user.contains("rev"));
        EXPECT_FALSE(user.contains("administrator"));
    }
    EXPECT_EQ(logins, (std::set<std::string>{"ada", "ben"}));
    std::vector<std::string> many;
    for (int i = 0; i < 201; ++i)
        many.push_back("u_" + std::to_string(i));
    EXPECT_EQ(group.dan.refused("user.get", {{"users", many}}, "too_large").at("limit"), 200);
    EXPECT_EQ(group.dan.refused("user.get", Json::object(), "bad_field").at("field"), "users");
}

// What a stream has not sent yet when the membership ends it does not send any more, however much
// of a catch-up that is.
TEST(MembershipTest, TheRemovedHearNothingMoreInTheMiddleOfACatchUp) {
    TestServer server([](Config& config) { config.limits.outbox_bytes = 64 * 1024; });
    Group group(server);
    group.ben.cut();
    constexpr int kMessages = 3'000;  // more than what the sockets hold
    const std::string text(4'000, 'x');
    std::deque<std::int64_t> ids;
    for (int i = 0; i < kMessages; ++i) {
        ids.push_back(
            group.ada.send("message.send", {{"conversation", group.conversation}, {"text", text}}));
        if (ids.size() < 32) continue;
        group.ada.reply(ids.front());
        ids.pop_front();
        group.ada.forget();
    }
    for (const std::int64_t id : ids)
        group.ada.reply(id);

    ConnectOptions narrow;
    narrow.receive_buffer_bytes = 8 * 1024;
    group.ben.connect(narrow);
    group.ben.hello(group.ben_account.token, {{"cursor", group.ben.model().cursor()}});
    group.ben.expect_event("message", group.conversation);
    const Json removal = group.ada.request("member.remove", {{"conversation", group.conversation},
                                                             {"users", {group.ben_account.user}}});
    group.ada.say(group.conversation, "without Ben");

    int heard = 1;
    for (;;) {
        const Json frame = group.ben.next();
        if (frame.at("type") != "event") continue;
        if (frame.at("kind") == "left") break;
        ASSERT_EQ(frame.at("kind"), "message");
        ASSERT_LT(frame.at("rev"), removal.at("rev"));
        ++heard;
    }
    EXPECT_LT(heard, kMessages);
    group.ben.drain();
    group.ada.say(group.conversation, "still without");
    group.ben.expect_silence();
}

}  // namespace
}  // namespace parley::test
