// conversation.read, and the figures that are computed from it: unread, mentions, mention_seqs.

#include <gtest/gtest.h>

#include "people.hpp"

namespace parley::test {
namespace {

Json read_up_to(const std::string& conversation, std::int64_t seq) {
    return {{"conversation", conversation}, {"seq", seq}};
}

Json mention(const std::string& conversation, const std::string& text, const Json& mentions) {
    return {{"conversation", conversation}, {"text", text}, {"mentions", mentions}};
}

TEST(ReadTest, UnreadIsTheHeadWithoutWhatWasRead) {
    TestServer server;
    Two two(server);
    for (int i = 0; i < 5; ++i)
        two.mei.say(two.conversation, "hi");
    EXPECT_EQ(two.tom.item(two.conversation).at("unread"), 5);
    EXPECT_EQ(two.tom.item(two.conversation).at("read_seq"), 0);
    const Json answer = two.tom.request("conversation.read", read_up_to(two.conversation, 3));
    EXPECT_EQ(answer.at("read_seq"), 3);
    EXPECT_EQ(answer.at("unread"), 2);
    EXPECT_TRUE(answer.contains("rev"));
    EXPECT_EQ(two.tom.item(two.conversation).at("unread"), 2);
    // One's own messages are read.
    EXPECT_EQ(two.mei.item(two.conversation).at("read_seq"), 5);
    EXPECT_EQ(two.mei.item(two.conversation).at("unread"), 0);
}

TEST(ReadTest, TheOtherDevicesAreTold) {
    TestServer server;
    Two two(server);
    TestClient tablet = server.online(server.sign_in(two.tom_account));
    two.settle();
    two.mei.say(two.conversation, "hi");
    const Json answer = two.tom.request("conversation.read", read_up_to(two.conversation, 1));
    for (TestClient* device : {&two.tom, &tablet}) {
        device->expect_message(two.conversation, "hi");
        const Json event = device->expect_event("read", "self");
        EXPECT_EQ(event.at("data"), read_up_to(two.conversation, 1));
        EXPECT_EQ(event.at("rev"), answer.at("rev"));
        EXPECT_EQ(event.at("by"), two.tom_account.user);
    }
    two.mei.expect_message(two.conversation, "hi");
    two.mei.expect_silence();
}

TEST(ReadTest, TheCursorOnlyRises) {
    TestServer server;
    Two two(server);
    for (int i = 0; i < 4; ++i)
        two.mei.say(two.conversation, "hi");
    two.tom.request("conversation.read", read_up_to(two.conversation, 3));
    for (const std::int64_t seq : {0, 1, 3}) {
        const Json lower = two.tom.request("conversation.read", read_up_to(two.conversation, seq));
        EXPECT_EQ(lower.at("unchanged"), true) << seq;
        EXPECT_EQ(lower.at("read_seq"), 3);
        EXPECT_EQ(lower.at("unread"), 1);
        EXPECT_FALSE(lower.contains("rev"));
    }
    EXPECT_EQ(two.tom.refused("conversation.read", read_up_to(two.conversation, 5), "bad_field")
                  .at("field"),
              "seq");
    for (const Json& seq : {Json(-1), Json("1"), Json(1.5), Json(nullptr)}) {
        const Json request{{"conversation", two.conversation}, {"seq", seq}};
        EXPECT_EQ(two.tom.refused("conversation.read", request, "bad_field").at("field"), "seq");
    }
    two.tom.drain();
    EXPECT_EQ(two.tom.item(two.conversation).at("read_seq"), 3);
}

TEST(ReadTest, SendingRaisesItWithoutAnEntry) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "one");
    two.mei.say(two.conversation, "two");
    two.settle();
    two.tom.say(two.conversation, "three");
    two.tom.expect_message(two.conversation, "three");
    two.tom.expect_silence();
    EXPECT_EQ(two.tom.item(two.conversation).at("read_seq"), 3);
    EXPECT_EQ(two.tom.request("conversation.read", read_up_to(two.conversation, 3)).at("unchanged"),
              true);
    EXPECT_EQ(two.mei.item(two.conversation).at("unread"), 1);
}

TEST(ReadTest, SeveralReadsInARowEndAtTheHighest) {
    TestServer server;
    Two two(server);
    for (int i = 0; i < 20; ++i)
        two.mei.say(two.conversation, "hi");
    std::vector<std::int64_t> ids;
    for (std::int64_t seq = 1; seq <= 20; ++seq) {
        ids.push_back(two.tom.send("conversation.read", read_up_to(two.conversation, seq)));
    }
    for (std::int64_t seq = 1; seq <= 20; ++seq) {
        const Json answer = two.tom.reply(ids[static_cast<std::size_t>(seq - 1)]);
        EXPECT_EQ(answer.at("type"), "ok");
        EXPECT_GE(answer.at("read_seq").get<std::int64_t>(), seq);
    }
    EXPECT_EQ(two.tom.item(two.conversation).at("unread"), 0);
    const Json own = two.tom.whole_log("self");
    EXPECT_EQ(own.back().at("data").at("seq"), 20);
}

TEST(ReadTest, ReadStateIsThereAfterARestart) {
    TestServer server;
    Two two(server);
    for (int i = 0; i < 4; ++i)
        two.mei.say(two.conversation, "hi");
    two.tom.request("conversation.read", read_up_to(two.conversation, 3));
    two.mei.request("message.send",
                    mention(two.conversation, "tom?", Json::array({two.tom_account.user})));
    const Json mei_before = two.mei.item(two.conversation);
    const Json tom_before = two.tom.item(two.conversation);
    server.restart();
    for (TestClient* client : {&two.mei, &two.tom})
        client->set_port(server.port());
    two.mei.reconnect(two.mei_account.token);
    two.tom.reconnect(two.tom_account.token);
    const auto figures = [](const Json& item) {
        return Json{item.at("read_seq"),     item.at("unread"),   item.at("mentions"),
                    item.at("mention_seqs"), item.at("head_seq"), item.at("active")};
    };
    EXPECT_EQ(figures(two.mei.item(two.conversation)), figures(mei_before));
    EXPECT_EQ(figures(two.tom.item(two.conversation)), figures(tom_before));
    EXPECT_EQ(tom_before.at("mention_seqs"), Json::array({5}));
}

TEST(ReadTest, BeingAddedStartsAtTheHead) {
    TestServer server;
    Group group(server);
    for (int i = 0; i < 3; ++i)
        group.ada.say(group.conversation, "hi");
    group.ada.request("member.add",
                      {{"conversation", group.conversation}, {"users", {group.dan_account.user}}});
    EXPECT_EQ(group.dan.item(group.conversation).at("read_seq"), 3);
    EXPECT_EQ(group.dan.item(group.conversation).at("unread"), 0);
    group.ada.say(group.conversation, "hi Dan");
    EXPECT_EQ(group.dan.item(group.conversation).at("unread"), 1);
}

TEST(ReadMentionsTest, AreThoseAfterTheReadCursor) {
    TestServer server;
    Group group(server);
    const Json ben = Json::array({group.ben_account.user});
    group.ada.request("message.send", mention(group.conversation, "1: ben", ben));
    group.ada.say(group.conversation, "2: nobody");
    group.ada.request("message.send", mention(group.conversation, "3: all", "all"));
    group.ada.request("message.send", mention(group.conversation, "4: cleo",
                                              Json::array({group.cleo_account.user})));
    const auto mentions = [](const Json& item) {
        EXPECT_EQ(item.at("mentions"), item.at("mention_seqs").size());
        return item.at("mention_seqs");
    };
    EXPECT_EQ(mentions(group.ben.item(group.conversation)), Json::array({1, 3}));
    EXPECT_EQ(mentions(group.cleo.item(group.conversation)), Json::array({3, 4}));
    EXPECT_EQ(mentions(group.ada.item(group.conversation)), Json::array());

    group.ben.request("conversation.read", read_up_to(group.conversation, 1));
    EXPECT_EQ(mentions(group.ben.item(group.conversation)), Json::array({3}));
    group.ben.request("conversation.read", read_up_to(group.conversation, 4));
    EXPECT_EQ(mentions(group.ben.item(group.conversation)), Json::array());
    group.cleo.say(group.conversation, "5: answering reads all");
    EXPECT_EQ(mentions(group.cleo.item(group.conversation)), Json::array());
}

TEST(ReadMentionsTest, OfSomeoneElseCountForNobody) {
    TestServer server;
    Group group(server);
    const Json dan = Json::array({group.dan_account.user});
    group.ada.request("message.send", mention(group.conversation, "dan?", dan));
    const Json event = group.ben.expect_message(group.conversation, "dan?");
    EXPECT_EQ(event.at("data").at("mentions"), dan);
    group.ada.request("member.add",
                      {{"conversation", group.conversation}, {"users", {group.dan_account.user}}});
    EXPECT_EQ(group.dan.item(group.conversation).at("mention_seqs"), Json::array());
}

TEST(ReadMentionsTest, TheNewestHundredAreShown) {
    TestServer server;
    Two two(server);
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 130; ++i) {
        ids.push_back(two.mei.send("message.send", mention(two.conversation, "tom!", "all")));
    }
    for (const std::int64_t id : ids)
        two.mei.reply(id);
    const Json item = two.tom.item(two.conversation);
    ASSERT_EQ(item.at("mention_seqs").size(), 100U);
    EXPECT_EQ(item.at("mention_seqs").front(), 31);
    EXPECT_EQ(item.at("mention_seqs").back(), 130);
    EXPECT_EQ(item.at("mentions"), 100);
    EXPECT_EQ(item.at("unread"), 130);
}

}  // namespace
}  // namespace parley::test
