// conversation.open, and how a first conversation comes to the devices of both.

#include <gtest/gtest.h>

#include "people.hpp"

namespace parley::test {
namespace {

// Without what belongs to one connection.
Json without_id(Json frame) {
    frame.erase("id");
    return frame;
}

TEST(DirectConversationTest, BothGetItsCreationAndThenThatTheyJoined) {
    TestServer server;
    const Account mei_account = server.make_user("mei");
    const Account tom_account = server.make_user("tom");
    TestClient mei = server.online(mei_account);
    TestClient tom = server.online(tom_account);
    const Json answer = mei.request("conversation.open", {{"user", tom_account.user}});
    const auto conversation = answer.at("conversation").get<std::string>();
    EXPECT_TRUE(conversation.starts_with("c_"));
    EXPECT_EQ(answer.at("rev"), 1);

    const Json created = mei.expect_event("conversation.created", conversation);
    EXPECT_EQ(created.at("rev"), 1);
    EXPECT_EQ(created.at("by"), mei_account.user);
    EXPECT_EQ(created.at("time"), answer.at("time"));
    EXPECT_EQ(created.at("data").at("kind"), "direct");
    std::set<std::string> members;
    for (const Json& member : created.at("data").at("members")) {
        members.insert(member.at("user").get<std::string>());
    }
    EXPECT_EQ(members, (std::set{mei_account.user, tom_account.user}));
    EXPECT_EQ(mei.expect_event("joined", "self").at("data").at("conversation"), conversation);

    EXPECT_EQ(tom.expect_event("conversation.created", conversation), created);
    EXPECT_EQ(tom.expect_event("joined", "self").at("data").at("conversation"), conversation);
}

TEST(DirectConversationTest, WhoeverOpensItGetsTheSameOne) {
    TestServer server;
    Two two(server);
    const Json again = two.tom.request("conversation.open", {{"user", two.mei_account.user}});
    EXPECT_EQ(again.at("conversation"), two.conversation);
    EXPECT_EQ(again.at("unchanged"), true);
    EXPECT_FALSE(again.contains("rev"));
    two.mei.expect_silence();
    two.tom.expect_silence();
}

TEST(DirectConversationTest, OpenedByBothAtOnceItIsStillOne) {
    TestServer server;
    const Account mei_account = server.make_user("mei");
    const Account tom_account = server.make_user("tom");
    TestClient mei = server.online(mei_account);
    TestClient tom = server.online(tom_account);
    const auto by_mei = mei.send("conversation.open", {{"user", tom_account.user}});
    const auto by_tom = tom.send("conversation.open", {{"user", mei_account.user}});
    const Json for_mei = mei.reply(by_mei);
    const Json for_tom = tom.reply(by_tom);
    EXPECT_EQ(for_mei.at("conversation"), for_tom.at("conversation"));
    EXPECT_NE(for_mei.contains("unchanged"), for_tom.contains("unchanged"));
}

TEST(DirectConversationTest, OneMayTalkToOneself) {
    TestServer server;
    const Account account = server.make_user("mei");
    TestClient mei = server.online(account);
    const std::string conversation = mei.open(account.user);
    const Json created = mei.expect_event("conversation.created", conversation);
    EXPECT_EQ(created.at("data").at("members").size(), 1U);
    mei.expect_event("joined", "self");
    EXPECT_EQ(mei.say(conversation, "buy milk").at("seq"), 1);
    mei.expect_message(conversation, "buy milk");
    EXPECT_EQ(mei.item(conversation).at("members_count"), 1);
}

TEST(DirectConversationTest, NobodyIsNotFound) {
    TestServer server;
    TestClient mei = server.online(server.make_user("mei"));
    for (const char* user :
         {"u_0", "u_aaaaaaaaaaaaaaaaaaaaaaaaaa", "", "'; DROP TABLE users; --"}) {
        mei.refused("conversation.open", {{"user", user}}, "not_found");
    }
    EXPECT_EQ(mei.refused("conversation.open", {{"user", 7}}, "bad_field").at("field"), "user");
}

TEST(DirectConversationTest, OkConfirmsAndTheEventDelivers) {
    TestServer server;
    Two two(server);
    TestClient tablet = server.online(server.sign_in(two.mei_account));
    two.settle();
    const Json ok = two.mei.request(
        "message.send",
        {{"conversation", two.conversation}, {"text", "hi"}, {"idempotency_key", "01-first"}});
    EXPECT_EQ(ok.at("seq"), 1);
    EXPECT_EQ(ok.at("rev"), 2);
    EXPECT_FALSE(ok.contains("duplicate"));
    EXPECT_FALSE(ok.contains("unchanged"));

    const Json event = two.tom.expect_message(two.conversation, "hi");
    EXPECT_EQ(event.at("rev"), ok.at("rev"));
    EXPECT_EQ(event.at("seq"), ok.at("seq"));
    EXPECT_EQ(event.at("time"), ok.at("time"));
    EXPECT_EQ(event.at("by"), two.mei_account.user);
    EXPECT_EQ(event.at("data").at("idempotency_key"), "01-first");
    EXPECT_EQ(without_id(two.mei.expect_message(two.conversation, "hi")), event);
    EXPECT_EQ(tablet.expect_message(two.conversation, "hi"), event);
}

TEST(DirectConversationTest, AnItemNamesThePeer) {
    TestServer server;
    Two two(server);
    two.tom.say(two.conversation, "hello Mei");
    const Json item = two.mei.item(two.conversation);
    EXPECT_EQ(item.at("kind"), "direct");
    EXPECT_EQ(item.at("peer"), two.tom_account.user);
    EXPECT_EQ(item.at("members_count"), 2);
    EXPECT_EQ(item.at("last").at("text"), "hello Mei");
    EXPECT_EQ(item.at("unread"), 1);
    EXPECT_EQ(two.tom.item(two.conversation).at("peer"), two.mei_account.user);
}

TEST(DirectConversationTest, NobodyElseSeesIt) {
    TestServer server;
    Two two(server);
    TestClient eve = server.online(server.make_user("eve"));
    two.mei.say(two.conversation, "between us");
    eve.expect_silence();
    const Json none{{"conversation", "c_aaaaaaaaaaaaaaaaaaaaaaaaaa"}};
    const Json theirs{{"conversation", two.conversation}};
    for (const char* type : {"conversation.get", "history.get", "member.list"}) {
        const Json foreign = eve.refused(type, theirs, "not_found");
        // What one may not see and what does not exist are answered alike.
        EXPECT_EQ(without_id(foreign), without_id(eve.refused(type, none, "not_found"))) << type;
    }
    Json range = theirs;
    range["from_rev"] = 1;
    eve.refused("log.get", range, "not_found");
    eve.refused("message.send", {{"conversation", two.conversation}, {"text", "me too"}},
                "not_found");
    eve.refused("conversation.read", {{"conversation", two.conversation}, {"seq", 1}}, "not_found");
    EXPECT_TRUE(eve.request("conversation.list").at("conversations").empty());
}

}  // namespace
}  // namespace parley::test
