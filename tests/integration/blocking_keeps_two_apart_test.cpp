// user.block: no new direct messages, no typing, no presence between the two; what was said stays.

#include <gtest/gtest.h>

#include "people.hpp"
#include "writes.hpp"

namespace parley::test {
namespace {

Json block(const Account& account, bool on = true) { return {{"user", account.user}, {"on", on}}; }

class BlockTest : public testing::Test {
  protected:
    Json in_direct(Json more = Json::object()) {
        more["conversation"] = two_.conversation;
        return more;
    }
    Json presence_of(TestClient& client, const Account& account) {
        return client.request("presence.watch", {{"users", {account.user}}}).at("presence").at(0);
    }

    TestServer server_{
        [](Config& config) { config.presence.offline_grace = std::chrono::milliseconds(0); }};
    Two two_{server_};
};

TEST_F(BlockTest, IsKeptInSelf) {
    TestClient phone = server_.online(server_.sign_in(two_.mei_account));
    phone.drain();
    two_.settle();
    twice(two_.mei, "user.block", block(two_.tom_account), {{"on", false}});
    EXPECT_EQ(phone.expect_event("blocked", "self").at("data"), block(two_.tom_account));
    EXPECT_EQ(phone.request("account.get").at("blocked"), Json({two_.tom_account.user}));
    EXPECT_EQ(two_.mei.item(two_.conversation).at("blocked"), true);
    // The blocked one is not told so.
    EXPECT_FALSE(two_.tom.item(two_.conversation).contains("blocked"));
    two_.tom.expect_silence();
    EXPECT_EQ(two_.tom.request("account.get").at("blocked"), Json::array());
    expect_unchanged(two_.mei, "user.block", block(two_.tom_account));
    two_.mei.request("user.block", block(two_.tom_account, false));
    EXPECT_EQ(phone.request("account.get").at("blocked"), Json::array());
}

TEST_F(BlockTest, TheBlockedDoNotBringTheOtherIntoAGroup) {
    two_.mei.request("user.block", block(two_.tom_account));
    const Json with_mei{{"title", "Us"}, {"members", {two_.mei_account.user}}};
    EXPECT_FALSE(two_.tom.refused("conversation.create", with_mei, "forbidden").contains("need"));
    const Json own = two_.tom.request("conversation.create", {{"title", "Us"}});
    const Json addition{{"conversation", own.at("conversation")},
                        {"users", {two_.mei_account.user}}};
    EXPECT_FALSE(two_.tom.refused("member.add", addition, "forbidden").contains("need"));
    two_.mei.request("user.block", block(two_.tom_account, false));
    two_.tom.request("member.add", addition);
    // In a group in which both are already, nothing changes.
    two_.mei.request("user.block", block(two_.tom_account));
    expect_unchanged(two_.tom, "member.add", addition);
}

TEST_F(BlockTest, NeitherWritesToTheOther) {
    two_.tom.say(two_.conversation, "hi");
    two_.mei.request("user.block", block(two_.tom_account));
    for (TestClient* client : {&two_.tom, &two_.mei}) {
        const Json send = in_direct({{"text", "x"}});
        EXPECT_FALSE(client->refused("message.send", send, "forbidden").contains("need"));
        client->refused("message.react", in_direct({{"seq", 1}, {"emoji", "x"}, {"on", true}}),
                        "forbidden");
        EXPECT_EQ(client->history(two_.conversation).at("messages").size(), 1U);
    }
    two_.tom.refused("message.edit", in_direct({{"seq", 1}, {"text", "x"}}), "forbidden");
    two_.mei.request("conversation.read", in_direct({{"seq", 1}}));
    two_.mei.request("user.block", block(two_.tom_account, false));
    two_.tom.say(two_.conversation, "again");
    two_.mei.await_message("again");
}

TEST_F(BlockTest, NoNewConversationIsOpened) {
    const Account eve = server_.make_user("eve");
    TestClient client = server_.online(eve);
    two_.mei.request("user.block", block(eve));
    const Json refusal =
        client.refused("conversation.open", {{"user", two_.mei_account.user}}, "forbidden");
    EXPECT_FALSE(refusal.contains("need"));
    two_.mei.refused("conversation.open", {{"user", eve.user}}, "forbidden");
}

TEST_F(BlockTest, InAGroupTheyStillMeet) {
    const std::string group = two_.mei.create("Both", {two_.tom_account.user});
    two_.mei.request("user.block", block(two_.tom_account));
    two_.tom.say(group, "hi all");
    two_.mei.await_message("hi all");
}

TEST_F(BlockTest, TypingIsNotPassedOn) {
    const std::string group = two_.mei.create("Both", {two_.tom_account.user});
    two_.settle();
    two_.mei.request("user.block", block(two_.tom_account));
    two_.mei.drain();
    two_.tom.send("typing", in_direct({{"active", true}}));
    // What is told of the group comes behind it.
    two_.tom.send("typing", {{"conversation", group}, {"active", true}});
    EXPECT_EQ(two_.mei.expect("typing").at("conversation"), group);
    two_.mei.request("user.block", block(two_.tom_account, false));
    two_.mei.drain();
    two_.tom.send("typing", in_direct({{"active", true}}));
    EXPECT_EQ(two_.mei.expect("typing").at("conversation"), two_.conversation);
}

TEST_F(BlockTest, ABlockThatIsThereAtTheStartHoldsForTyping) {
    two_.mei.request("user.block", block(two_.tom_account));
    const std::string group = two_.mei.create("Both", {two_.tom_account.user});
    two_.tom.close();
    two_.mei.close();
    server_.restart();
    for (TestClient* client : {&two_.tom, &two_.mei})
        client->set_port(server_.port());
    two_.tom.reconnect(two_.tom_account.token);
    two_.mei.reconnect(two_.mei_account.token);
    two_.settle();
    two_.tom.send("typing", in_direct({{"active", true}}));
    two_.tom.send("typing", {{"conversation", group}, {"active", true}});
    EXPECT_EQ(two_.mei.expect("typing").at("conversation"), group);
}

TEST_F(BlockTest, EachIsOfflineToTheOther) {
    EXPECT_EQ(presence_of(two_.mei, two_.tom_account).at("state"), "online");
    EXPECT_EQ(presence_of(two_.tom, two_.mei_account).at("state"), "online");
    two_.mei.request("user.block", block(two_.tom_account));
    const auto goes = [](TestClient& client, const Account& account) {
        const Json push = client.await("presence", [&](const Json& frame) {
            return frame.at("type") == "presence" && frame.at("user") == account.user;
        });
        EXPECT_EQ(push.at("state"), "offline");
        EXPECT_FALSE(push.contains("last_seen"));
    };
    goes(two_.mei, two_.tom_account);
    goes(two_.tom, two_.mei_account);
    // Not even a change brings anything, and asking does not, either.
    two_.settle();
    two_.mei.request("presence.set", {{"state", "away"}});
    two_.tom.expect_silence();
    EXPECT_EQ(presence_of(two_.tom, two_.mei_account).at("state"), "offline");
    EXPECT_EQ(presence_of(two_.mei, two_.tom_account).at("state"), "offline");
    two_.mei.request("user.block", block(two_.tom_account, false));
    EXPECT_EQ(presence_of(two_.tom, two_.mei_account).at("state"), "away");
}

TEST_F(BlockTest, OthersGoOnWatching) {
    const Account eve = server_.make_user("eve");
    TestClient client = server_.online(eve);
    client.request("presence.watch", {{"users", {two_.mei_account.user, two_.tom_account.user}}});
    two_.mei.request("user.block", block(two_.tom_account));
    two_.mei.request("presence.set", {{"state", "away"}});
    const Json push = client.expect("presence");
    EXPECT_EQ(push.at("user"), two_.mei_account.user);
    EXPECT_EQ(push.at("state"), "away");
}

TEST_F(BlockTest, SaysWhatIsWrong) {
    expect_bad(two_.mei, "user.block", block(two_.tom_account), "on", {Json(1), Json()});
    expect_bad(two_.mei, "user.block", block(two_.tom_account), "user",
               {Json(1), Json(), Json(two_.mei_account.user)});
    two_.mei.refused("user.block", {{"user", "u_2222222222222222222222222a"}, {"on", true}},
                     "not_found");
}

}  // namespace
}  // namespace parley::test
