// account.counts is the sum of the list, and the flag that marks as unread is one of its own.

#include <gtest/gtest.h>

#include "people.hpp"
#include "writes.hpp"

namespace parley::test {
namespace {

Json counts_of(TestClient& client) {
    Json counts = client.request("account.counts");
    counts.erase("type");
    counts.erase("id");
    return counts;
}

TEST(CountsTest, AreTheSumsOverAllConversations) {
    TestServer server;
    Group group(server);
    const std::string direct = group.ada.open(group.ben_account.user);
    const std::string other = group.ada.create("Other", {group.ben_account.user});
    EXPECT_EQ(counts_of(group.ben), (Json{{"unread", 0},
                                          {"mentions", 0},
                                          {"conversations", 0},
                                          {"muted_unread", 0},
                                          {"threads", 0},
                                          {"thread_unread", 0}}));
    for (int i = 0; i < 3; ++i)
        group.ada.say(group.conversation, "hi");
    for (int i = 0; i < 2; ++i)
        group.ada.say(direct, "hi");
    group.ada.request("message.send",
                      {{"conversation", other}, {"text", "hi all"}, {"mentions", "all"}});
    group.ben.say(group.conversation, "that reads the three");
    group.ada.reply_in(group.conversation, 4, "re");
    EXPECT_EQ(counts_of(group.ben), (Json{{"unread", 4},
                                          {"mentions", 1},
                                          {"conversations", 3},
                                          {"muted_unread", 0},
                                          {"threads", 1},
                                          {"thread_unread", 1}}));
    group.ben.set(direct, {{"muted", true}});
    EXPECT_EQ(counts_of(group.ben).at("muted_unread"), 2);
    EXPECT_EQ(counts_of(group.ben).at("unread"), 4);
    group.ben.request("conversation.read", {{"conversation", direct}, {"seq", 2}});
    EXPECT_EQ(counts_of(group.ben).at("muted_unread"), 0);
    EXPECT_EQ(counts_of(group.ben).at("conversations"), 2);
    group.ben.request("member.leave", {{"conversation", other}});
    EXPECT_EQ(counts_of(group.ben).at("mentions"), 0);
}

TEST(CountsTest, AMuteThatHasEndedDoesNotCount) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "hi");
    two.tom.set(two.conversation, {{"muted", 1'000'000'000'000}});
    EXPECT_EQ(counts_of(two.tom).at("muted_unread"), 0);
    two.tom.set(two.conversation, {{"muted", 4'000'000'000'000}});
    EXPECT_EQ(counts_of(two.tom).at("muted_unread"), 1);
}

TEST(CountsTest, TheListHoldsWhatTheySumUp) {
    TestServer server;
    const Account mei = server.make_user("mei");
    const Account tom = server.make_user("tom");
    TestClient writer = server.online(mei);
    TestClient reader = server.online(tom);
    for (int i = 0; i < 30; ++i) {
        const std::string conversation = writer.create("Group", {tom.user});
        for (int j = 0; j < i % 4; ++j)
            writer.say(conversation, "hi");
    }
    std::int64_t unread = 0;
    std::int64_t conversations = 0;
    Json members{{"limit", 7}};
    for (;;) {
        const Json page = reader.request("conversation.list", members);
        for (const Json& item : page.at("conversations")) {
            unread += item.at("unread").get<std::int64_t>();
            conversations += item.at("unread") > 0 ? 1 : 0;
        }
        if (!page.contains("next")) break;
        members["after"] = page.at("next");
    }
    const Json counts = counts_of(reader);
    EXPECT_EQ(counts.at("unread"), unread);
    EXPECT_EQ(counts.at("conversations"), conversations);
}

TEST(MarkedUnreadTest, IsAFlagOfItsOwn) {
    TestServer server;
    Two two(server);
    TestClient phone = server.online(server.sign_in(two.tom_account));
    two.mei.say(two.conversation, "hi");
    two.tom.request("conversation.read", {{"conversation", two.conversation}, {"seq", 1}});
    phone.drain();
    two.tom.set(two.conversation, {{"marked_unread", true}});
    EXPECT_EQ(phone.await_event("settings").at("data"),
              (Json{{"conversation", two.conversation}, {"marked_unread", true}}));
    Json item = phone.item(two.conversation);
    EXPECT_EQ(item.at("marked_unread"), true);
    EXPECT_EQ(item.at("unread"), 0);
    EXPECT_EQ(item.at("read_seq"), 1);
    EXPECT_EQ(counts_of(phone).at("conversations"), 1);
    EXPECT_EQ(counts_of(phone).at("unread"), 0);
    // Nothing but another word on it takes it away.
    two.mei.say(two.conversation, "ho");
    two.tom.request("conversation.read", {{"conversation", two.conversation}, {"seq", 2}});
    EXPECT_EQ(phone.item(two.conversation).at("marked_unread"), true);
    two.tom.set(two.conversation, {{"marked_unread", false}});
    EXPECT_EQ(counts_of(phone).at("conversations"), 0);
    EXPECT_EQ(two.mei.item(two.conversation).at("marked_unread"), false);
}

}  // namespace
}  // namespace parley::test
