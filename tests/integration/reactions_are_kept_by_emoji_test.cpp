// message.react: who reacted with what, once each, in the history as in the stream.

#include <gtest/gtest.h>

#include "people.hpp"
#include "writes.hpp"

namespace parley::test {
namespace {

Json reaction(const std::string& conversation, std::int64_t seq, const std::string& emoji,
              bool on = true) {
    return {{"conversation", conversation}, {"seq", seq}, {"emoji", emoji}, {"on", on}};
}

TEST(ReactionTest, ComesAndGoes) {
    TestServer server;
    Group group(server);
    group.ada.say(group.conversation, "lunch?");
    group.settle();
    const Json thumbs = reaction(group.conversation, 1, "👍");
    const Json answer = twice(group.ben, "message.react", thumbs, {{"emoji", "👎"}});
    const Json event = group.cleo.expect_event("message.reacted", group.conversation);
    EXPECT_EQ(event.at("data"), (Json{{"seq", 1}, {"emoji", "👍"}, {"on", true}}));
    EXPECT_EQ(event.at("by"), group.ben_account.user);
    group.cleo.react(group.conversation, 1, "👍");
    group.cleo.react(group.conversation, 1, "🍕");

    Json message = group.ada.message(group.conversation, 1);
    EXPECT_EQ(message.at("reactions").at("👍"),
              Json({group.ben_account.user, group.cleo_account.user}));
    EXPECT_EQ(message.at("reactions").at("🍕"), Json({group.cleo_account.user}));
    EXPECT_GT(message.at("rev"), answer.at("rev"));
    EXPECT_EQ(message.at("version"), 1);

    expect_unchanged(group.cleo, "message.react", thumbs);
    group.cleo.react(group.conversation, 1, "🍕", false);
    expect_unchanged(group.cleo, "message.react", reaction(group.conversation, 1, "🍕", false));
    group.cleo.react(group.conversation, 1, "👍", false);
    message = group.ada.message(group.conversation, 1);
    EXPECT_EQ(message.at("reactions"), (Json{{"👍", {group.ben_account.user}}}));
    group.ben.react(group.conversation, 1, "👍", false);
    EXPECT_FALSE(group.ada.message(group.conversation, 1).contains("reactions"));
}

TEST(ReactionTest, DoesNotCountAsUnread) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "hi");
    two.tom.react(two.conversation, 1, "👋");
    EXPECT_EQ(two.mei.item(two.conversation).at("unread"), 0);
    // Reacting is not reading.
    EXPECT_EQ(two.tom.item(two.conversation).at("unread"), 1);
}

TEST(ReactionTest, IsForMembers) {
    TestServer server;
    Group group(server, {{"post", "admins"}});
    group.ada.say(group.conversation, "news");
    group.dan.refused("message.react", reaction(group.conversation, 1, "👍"), "not_found");
    // Who may not post may still react.
    group.ben.react(group.conversation, 1, "👍");
}

TEST(ReactionTest, SaysWhatIsWrong) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "hi");
    const Json good = reaction(two.conversation, 1, "👍");
    expect_bad(two.tom, "message.react", good, "emoji",
               {Json(""), Json(1), Json("a b"), Json("\n"), Json(std::string(65, 'x')), Json()});
    expect_bad(two.tom, "message.react", good, "seq", {Json(0), Json(2), Json("1")});
    expect_bad(two.tom, "message.react", good, "on", {Json(1), Json("true"), Json()});
    EXPECT_FALSE(two.tom.message(two.conversation, 1).contains("reactions"));
}

TEST(ReactionTest, AMessageHasAtMostFiftyDifferentOnes) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "hi");
    for (int i = 0; i < 50; ++i)
        two.tom.react(two.conversation, 1, "e" + std::to_string(i));
    two.tom.refused("message.react", reaction(two.conversation, 1, "one-more"), "quota");
    two.mei.react(two.conversation, 1, "e7");
    EXPECT_EQ(two.tom.message(two.conversation, 1).at("reactions").size(), 50U);
    two.tom.react(two.conversation, 1, "e8", false);
    two.tom.react(two.conversation, 1, "one-more");
}

TEST(ReactionTest, OfManyTheFirstTwentyAreNamedAndOneself) {
    TestServer server;
    Group group(server);
    std::vector<Account> accounts;
    std::vector<std::string> users;
    for (int i = 0; i < 22; ++i) {
        accounts.push_back(server.make_user("user" + std::to_string(i)));
        users.push_back(accounts.back().user);
    }
    group.ada.request("member.add", {{"conversation", group.conversation}, {"users", users}});
    group.ada.say(group.conversation, "vote");
    for (const Account& account : accounts)
        server.online(account).react(group.conversation, 1, "👍");
    group.ben.react(group.conversation, 1, "👍");
    for (TestClient* client : {&group.ada, &group.ben}) {
        const Json message = client->message(group.conversation, 1);
        EXPECT_EQ(message.at("reactions").at("👍").size(), 20U);
        EXPECT_EQ(message.at("reaction_counts").at("👍"), 23);
    }
    const Json seen_by_ben = group.ben.message(group.conversation, 1).at("reactions").at("👍");
    EXPECT_NE(std::find(seen_by_ben.begin(), seen_by_ben.end(), group.ben_account.user),
              seen_by_ben.end());
}

}  // namespace
}  // namespace parley::test
