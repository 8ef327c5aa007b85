// The cursor: what a device missed comes in the order of the commits, and then `synced`.

#include <gtest/gtest.h>

#include "people.hpp"

namespace parley::test {
namespace {

TEST(ReconnectTest, NothingMissedIsSyncedAtOnce) {
    TestServer server;
    Two two(server);
    const std::string cursor = two.tom.model().cursor();
    const Json answer = two.tom.reconnect(two.tom_account.token);
    EXPECT_EQ(answer.at("resumed"), true);
    EXPECT_FALSE(answer.contains("reason"));
    EXPECT_EQ(position_of(two.tom.model().cursor()), position_of(cursor));
    two.tom.expect_silence();
}

TEST(ReconnectTest, MissedMessagesComeInOrder) {
    TestServer server;
    Two two(server);
    two.tom.cut();
    for (int i = 0; i < 20; ++i)
        two.mei.say(two.conversation, std::to_string(i));
    const Json answer = two.tom.come_online(two.tom_account.token);
    EXPECT_EQ(answer.at("resumed"), true);
    for (int i = 0; i < 20; ++i)
        two.tom.expect_message(two.conversation, std::to_string(i));
    two.tom.expect_silence();
    two.mei.say(two.conversation, "live again");
    two.tom.expect_message(two.conversation, "live again");
}

TEST(ReconnectTest, ConversationsComeMergedByTheirCommits) {
    TestServer server;
    Group group(server);
    const std::string direct = group.ada.open(group.ben_account.user);
    const std::string notes = group.ben.open(group.ben_account.user);
    TestClient tablet = server.client("tablet");
    tablet.model() = group.ben.model();
    tablet.come_online(server.sign_in(group.ben_account).token);
    group.settle();
    group.ben.cut();
    std::vector<std::string> expected;
    for (int i = 0; i < 10; ++i) {
        const std::string text = std::to_string(i);
        group.ada.say(group.conversation, "group " + text);
        group.ada.say(direct, "direct " + text);
        tablet.say(notes, "note " + text);
        group.cleo.say(group.conversation, "group again " + text);
        expected.insert(expected.end(),
                        {"group " + text, "direct " + text, "note " + text, "group again " + text});
    }
    tablet.request("conversation.read", {{"conversation", direct}, {"seq", 10}});
    group.ben.come_online(group.ben_account.token);
    for (const std::string& text : expected) {
        EXPECT_EQ(group.ben.expect_event("message").at("data").at("text"), text);
    }
    EXPECT_EQ(group.ben.expect_event("read", "self").at("data").at("seq"), 10);
    group.ben.expect_silence();
    // What came late is what came in time.
    EXPECT_EQ(group.ben.model().log(direct).events, tablet.model().log(direct).events);
}

TEST(ReconnectTest, ACursorOutlivesARestart) {
    TestServer server;
    Two two(server);
    two.tom.cut();
    two.mei.say(two.conversation, "before the restart");
    server.restart();
    two.mei.set_port(server.port());
    two.tom.set_port(server.port());
    two.mei.reconnect(two.mei_account.token);
    two.mei.say(two.conversation, "after the restart");
    const Json answer = two.tom.come_online(two.tom_account.token);
    EXPECT_EQ(answer.at("resumed"), true);
    two.tom.expect_message(two.conversation, "before the restart");
    two.tom.expect_message(two.conversation, "after the restart");
    two.tom.expect_silence();
}

TEST(ReconnectTest, ACatchUpThatBreaksOffGoesOnWhereItStopped) {
    TestServer server;
    Two two(server);
    const std::string other = two.mei.create("Second", {two.tom_account.user});
    two.settle();
    two.tom.cut();
    constexpr int kMessages = 300;
    for (int i = 0; i < kMessages; ++i) {
        two.mei.say(i % 3 == 0 ? other : two.conversation, std::to_string(i));
    }
    // The model itself fails the test at a hole or a repetition.
    int connections = 0;
    for (bool synced = false; !synced;) {
        two.tom.connect();
        ++connections;
        const Json answer =
            two.tom.hello(two.tom_account.token, {{"cursor", two.tom.model().cursor()}});
        EXPECT_EQ(answer.at("resumed"), true);
        for (int frames = 0; frames < 47 && !synced; ++frames) {
            two.tom.read_one();
            synced = two.tom.model().synced();
        }
        if (!synced) two.tom.cut();
    }
    EXPECT_GE(connections, 7);
    EXPECT_EQ(two.tom.model().texts(two.conversation).size(), 200U);
    EXPECT_EQ(two.tom.model().texts(other).size(), 100U);
}

TEST(ReconnectTest, WhatIsCommittedDuringACatchUpComesBehindIt) {
    TestServer server;
    Two two(server);
    two.tom.cut();
    for (int i = 0; i < 400; ++i)
        two.mei.say(two.conversation, std::to_string(i));
    two.tom.connect();
    two.tom.hello(two.tom_account.token, {{"cursor", two.tom.model().cursor()}});
    for (int i = 400; i < 800; ++i) {
        two.mei.say(two.conversation, std::to_string(i));
        two.tom.read_one();
    }
    two.tom.await_rev(two.conversation, 801);
    two.tom.await_synced();
    const std::vector<std::string> texts = two.tom.model().texts(two.conversation);
    ASSERT_EQ(texts.size(), 800U);
    for (int i = 0; i < 800; ++i)
        EXPECT_EQ(texts[static_cast<std::size_t>(i)], std::to_string(i));
}

TEST(ReconnectTest, AFreshClientStartsAtThePresent) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "long ago");
    TestClient tablet = server.client("tablet");
    const Json answer = tablet.come_online(server.sign_in(two.tom_account).token);
    EXPECT_EQ(answer.at("resumed"), false);
    tablet.expect_silence();
    two.mei.say(two.conversation, "now");
    tablet.expect_message(two.conversation, "now");
}

TEST(ReconnectTest, ConversationsThatBeganMeanwhileComeWhole) {
    TestServer server;
    Two two(server);
    two.tom.cut();
    const std::string group = two.mei.create("New", {two.tom_account.user});
    two.mei.say(group, "welcome");
    two.tom.come_online(two.tom_account.token);
    EXPECT_EQ(two.tom.expect_event("conversation.created", group).at("rev"), 1);
    two.tom.expect_event("joined", "self");
    two.tom.expect_message(group, "welcome");
    two.tom.expect_silence();
}

TEST(ReconnectTest, OfAnEndedMembershipOnlyLeftIsSent) {
    TestServer server;
    Group group(server);
    group.ben.cut();
    group.ada.say(group.conversation, "not sent any more");
    group.ada.request("member.remove",
                      {{"conversation", group.conversation}, {"users", {group.ben_account.user}}});
    group.ada.say(group.conversation, "among us");
    group.ben.come_online(group.ben_account.token);
    const Json left = group.ben.expect_event("left", "self");
    EXPECT_EQ(left.at("data").at("conversation"), group.conversation);
    EXPECT_EQ(left.at("by"), group.ada_account.user);
    group.ben.expect_silence();
    EXPECT_FALSE(group.ben.model().holds(group.conversation));
}

TEST(ReconnectTest, AfterAReturnItGoesOnFromTheOwnEntry) {
    TestServer server;
    Group group(server);
    group.ben.cut();
    const Json ben{{"conversation", group.conversation}, {"users", {group.ben_account.user}}};
    group.ada.say(group.conversation, "not sent any more");
    group.ada.request("member.remove", ben);
    group.ada.say(group.conversation, "among us");
    group.ada.request("member.add", ben);
    group.ada.say(group.conversation, "welcome back");
    group.ben.come_online(group.ben_account.token);
    group.ben.expect_event("left", "self");
    group.ben.expect_event("member.added", group.conversation);
    group.ben.expect_event("joined", "self");
    group.ben.expect_message(group.conversation, "welcome back");
    group.ben.expect_silence();
}

TEST(WindowTest, TheNewestAreSentBehindAGap) {
    TestServer server;
    Two two(server);
    two.tom.cut();
    for (int i = 1; i <= 10; ++i)
        two.mei.say(two.conversation, std::to_string(i));
    two.tom.come_online(two.tom_account.token, {{"window", 3}});
    const Json gap = two.tom.expect("gap");
    EXPECT_EQ(gap.at("conversation"), two.conversation);
    EXPECT_EQ(gap.at("from_rev"), 2);
    EXPECT_EQ(gap.at("to_rev"), 8);
    EXPECT_FALSE(gap.contains("cursor"));
    for (int i = 8; i <= 10; ++i)
        two.tom.expect_message(two.conversation, std::to_string(i));
    two.tom.expect_silence();
    two.tom.model().fill(
        two.conversation,
        two.tom.log(two.conversation, {{"from_rev", 2}, {"to_rev", 8}}).at("events"));
    EXPECT_TRUE(two.tom.model().log(two.conversation).holes.empty());
    EXPECT_EQ(two.tom.model().texts(two.conversation).size(), 10U);
}

TEST(WindowTest, WhatFitsIsSentWhole) {
    TestServer server;
    Two two(server);
    two.tom.cut();
    for (int i = 1; i <= 5; ++i)
        two.mei.say(two.conversation, std::to_string(i));
    two.tom.come_online(two.tom_account.token, {{"window", 5}});
    for (int i = 1; i <= 5; ++i)
        two.tom.expect_message(two.conversation, std::to_string(i));
    two.tom.expect_silence();
}

TEST(WindowTest, EachConversationHasItsOwn) {
    TestServer server;
    Two two(server);
    const std::string other = two.mei.create("Second", {two.tom_account.user});
    two.settle();
    two.tom.cut();
    for (int i = 1; i <= 4; ++i) {
        two.mei.say(two.conversation, "d" + std::to_string(i));
        two.mei.say(other, "g" + std::to_string(i));
    }
    two.mei.say(other, "g5");
    two.tom.come_online(two.tom_account.token, {{"window", 2}});
    EXPECT_EQ(two.tom.expect("gap").at("conversation"), two.conversation);
    two.tom.expect_message(two.conversation, "d3");
    two.tom.expect_message(two.conversation, "d4");
    const Json gap = two.tom.expect("gap");
    EXPECT_EQ(gap.at("conversation"), other);
    EXPECT_EQ(gap.at("to_rev").get<int>() - gap.at("from_rev").get<int>(), 2);
    two.tom.expect_message(other, "g4");
    two.tom.expect_message(other, "g5");
    two.tom.expect_silence();
}

TEST(WindowTest, OfZeroSendsGapsAlone) {
    TestServer server;
    Two two(server);
    two.tom.cut();
    for (int i = 1; i <= 4; ++i)
        two.mei.say(two.conversation, std::to_string(i));
    const Json answer = two.tom.come_online(two.tom_account.token, {{"window", 0}});
    EXPECT_EQ(answer.at("resumed"), true);
    const Json gap = two.tom.expect("gap");
    EXPECT_EQ(gap.at("from_rev"), 2);
    EXPECT_EQ(gap.at("to_rev"), 5);
    two.tom.expect_silence();
    two.mei.say(two.conversation, "5");
    EXPECT_EQ(two.tom.expect_message(two.conversation, "5").at("rev"), 6);
}

TEST(WindowTest, HoldsForTheOwnLogToo) {
    TestServer server;
    Two two(server);
    TestClient tablet = server.online(server.sign_in(two.tom_account));
    for (int i = 1; i <= 6; ++i)
        two.mei.say(two.conversation, std::to_string(i));
    two.tom.await_rev(two.conversation, 7);
    two.tom.cut();
    for (int i = 1; i <= 6; ++i) {
        tablet.request("conversation.read", {{"conversation", two.conversation}, {"seq", i}});
    }
    two.tom.come_online(two.tom_account.token, {{"window", 2}});
    const Json gap = two.tom.expect("gap");
    EXPECT_EQ(gap.at("conversation"), "self");
    EXPECT_EQ(two.tom.expect_event("read", "self").at("data").at("seq"), 5);
    EXPECT_EQ(two.tom.expect_event("read", "self").at("data").at("seq"), 6);
    two.tom.expect_silence();
}

TEST(WindowTest, ConversationsThatOneHasLeftHaveNoGap) {
    TestServer server;
    Group group(server);
    group.ben.cut();
    for (int i = 1; i <= 5; ++i)
        group.ada.say(group.conversation, "unheard");
    group.ada.request("member.remove",
                      {{"conversation", group.conversation}, {"users", {group.ben_account.user}}});
    group.ben.come_online(group.ben_account.token, {{"window", 2}});
    group.ben.expect_event("left", "self");
    group.ben.expect_silence();
}

TEST(AckTest, IsTakenWithoutAnAnswer) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "hi");
    two.tom.expect_message(two.conversation, "hi");
    two.tom.send("ack", {{"cursor", two.tom.model().cursor()}});
    two.tom.send("ack", {{"cursor", "nonsense"}});
    two.tom.expect_silence();
}

}  // namespace
}  // namespace parley::test
