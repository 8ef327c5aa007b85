// Groups with `join` other than `invite`: conversation.discover, conversation.join, and requests.

#include <gtest/gtest.h>

#include "people.hpp"
#include "writes.hpp"

namespace parley::test {
namespace {

Json in(const std::string& conversation, Json more = Json::object()) {
    more["conversation"] = conversation;
    return more;
}
Json found_by(TestClient& client, const std::string& query) {
    return client.request("conversation.discover", {{"query", query}}).at("conversations");
}

TEST(DiscoverTest, FindsPublicGroupsByTheirTitle) {
    TestServer server;
    const Account ada = server.make_user("ada");
    const Account ben = server.make_user("ben");
    TestClient owner = server.online(ada);
    TestClient client = server.online(ben);
    const std::string open =
        owner.create("Äpfel und Birnen", {}, {{"join", "open"}, {"topic", "Fruit"}});
    const std::string asked = owner.create("Apfelkuchen", {ben.user}, {{"join", "request"}});
    owner.create("Apfelsaft, geheim", {});
    EXPECT_TRUE(found_by(client, "birne").empty());
    const Json found = found_by(client, "apfel");
    ASSERT_EQ(found.size(), 2U);
    std::map<std::string, Json> groups;
    for (const Json& group : found)
        groups[group.at("conversation").get<std::string>()] = group;
    EXPECT_EQ(groups.at(open), (Json{{"conversation", open},
                                     {"title", "Äpfel und Birnen"},
                                     {"topic", "Fruit"},
                                     {"join", "open"},
                                     {"members_count", 1},
                                     {"member", false},
                                     {"requested", false}}));
    EXPECT_EQ(groups.at(asked).at("member"), true);
    EXPECT_EQ(groups.at(asked).at("join"), "request");
    owner.request("conversation.update", in(open, {{"join", "invite"}}));
    EXPECT_EQ(found_by(client, "ÄPFEL").size(), 1U);
}

TEST(DiscoverTest, IsPaged) {
    TestServer server;
    TestClient client = server.online(server.make_user("ada"));
    for (int i = 0; i < 7; ++i)
        client.create("Group " + std::to_string(i), {}, {{"join", "open"}});
    std::vector<std::string> titles;
    Json members{{"limit", 3}};
    for (int pages = 0; pages < 5; ++pages) {
        const Json page = client.request("conversation.discover", members);
        for (const Json& group : page.at("conversations"))
            titles.push_back(group.at("title").get<std::string>());
        if (!page.contains("next")) break;
        members["after"] = page.at("next");
    }
    ASSERT_EQ(titles.size(), 7U);
    EXPECT_TRUE(std::is_sorted(titles.begin(), titles.end()));
}

TEST(JoinTest, AnOpenGroupIsJoinedFreely) {
    TestServer server;
    Group group(server, {{"join", "open"}});
    group.ada.say(group.conversation, "before");
    group.settle();
    const Json answer = twice(group.dan, "conversation.join", in(group.conversation), in("c_2222"));
    EXPECT_EQ(answer.at("conversation"), group.conversation);
    EXPECT_FALSE(answer.contains("requested"));
    const Json event = group.ben.expect_event("member.added", group.conversation);
    EXPECT_EQ(event.at("by"), group.dan_account.user);
    EXPECT_EQ(event.at("data"), (Json{{"users", {group.dan_account.user}}}));
    EXPECT_EQ(group.dan.history(group.conversation).at("messages").size(), 1U);
    EXPECT_EQ(group.dan.item(group.conversation).at("unread"), 0);
    expect_unchanged(group.dan, "conversation.join", in(group.conversation));
}

TEST(JoinTest, OthersAreNotToBeFoundOut) {
    TestServer server;
    Group group(server);
    group.dan.refused("conversation.join", in(group.conversation), "not_found");
    group.dan.refused("conversation.join", in(group.ada.open(group.ben_account.user)), "not_found");
    group.dan.refused("join.list", in(group.conversation), "not_found");
}

TEST(JoinRequestTest, IsAcceptedOrDeclined) {
    TestServer server;
    Group group(server, {{"join", "request"}});
    TestClient eve = server.online(server.make_user("eve"));
    const std::string eve_user = eve.request("account.get").at("user").at("id").get<std::string>();
    const Json answer = twice(group.dan, "conversation.join", in(group.conversation), in("c_2222"));
    EXPECT_EQ(answer.at("requested"), true);
    EXPECT_EQ(group.ben.expect_event("join.requested", group.conversation).at("data"),
              (Json{{"user", group.dan_account.user}}));
    group.dan.refused("conversation.get", in(group.conversation), "not_found");
    group.dan.expect_silence();
    EXPECT_EQ(
        expect_unchanged(group.dan, "conversation.join", in(group.conversation)).at("requested"),
        true);
    EXPECT_EQ(found_by(group.dan, "the gr").at(0).at("requested"), true);
    eve.request("conversation.join", in(group.conversation));

    const Json requests = group.ben.request("join.list", in(group.conversation)).at("requests");
    ASSERT_EQ(requests.size(), 2U);
    group.settle();
    twice(group.ben, "join.decide",
          in(group.conversation, {{"user", group.dan_account.user}, {"accept", true}}),
          {{"accept", false}});
    EXPECT_EQ(group.cleo.expect_event("member.added").at("by"), group.ben_account.user);
    group.dan.await_event("joined");
    group.ada.request("join.decide",
                      in(group.conversation, {{"user", eve_user}, {"accept", false}}));
    EXPECT_EQ(group.cleo.expect_event("join.declined").at("data"), (Json{{"user", eve_user}}));
    EXPECT_EQ(eve.await_event("declined").at("data"), in(group.conversation));
    EXPECT_TRUE(group.ben.request("join.list", in(group.conversation)).at("requests").empty());
    group.ada.refused("join.decide", in(group.conversation, {{"user", eve_user}, {"accept", true}}),
                      "not_found");
    eve.request("conversation.join", in(group.conversation));  // may ask again
}

TEST(JoinRequestTest, IsDecidedByThoseWhoMayAdd) {
    TestServer server;
    Group group(server, {{"join", "request"}, {"invite", "admins"}});
    group.dan.request("conversation.join", in(group.conversation));
    const Json decision =
        in(group.conversation, {{"user", group.dan_account.user}, {"accept", true}});
    EXPECT_EQ(group.ben.refused("join.decide", decision, "forbidden").at("need"), "admin");
    EXPECT_EQ(group.ben.refused("join.list", in(group.conversation), "forbidden").at("need"),
              "admin");
    group.dan.refused("join.decide", decision, "not_found");
    expect_bad(group.ada, "join.decide", decision, "accept", {Json(1), Json()});
    expect_bad(group.ada, "join.decide", decision, "user", {Json(1), Json()});
    // Added by hand, the request is done with.
    group.ada.request("member.add", in(group.conversation, {{"users", {group.dan_account.user}}}));
    EXPECT_TRUE(group.ada.request("join.list", in(group.conversation)).at("requests").empty());
    group.ada.refused("join.decide", decision, "not_found");
}

}  // namespace
}  // namespace parley::test
