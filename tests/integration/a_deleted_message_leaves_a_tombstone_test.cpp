// message.delete: the place stays, the text is gone from everywhere, and the chain still holds.

#include <gtest/gtest.h>

#include <fstream>

#include "people.hpp"
#include "writes.hpp"

namespace parley::test {
namespace {

Json deletion(const std::string& conversation, const Json& seqs) {
    return {{"conversation", conversation}, {"seqs", seqs}};
}

TEST(DeleteTest, TheTombstoneKeepsItsPlace) {
    TestServer server;
    Two two(server);
    for (const char* text : {"one", "two", "three"})
        two.mei.say(two.conversation, text);
    two.settle();
    Json request = deletion(two.conversation, {2});
    request["reason"] = "a slip";
    const Json answer = twice(two.mei, "message.delete", request, {{"seqs", {1}}});
    for (TestClient* client : {&two.mei, &two.tom}) {
        const Json event = client->expect_event("message.deleted", two.conversation);
        EXPECT_EQ(event.at("data"), (Json{{"seqs", {2}}, {"reason", "a slip"}}));
    }
    const Json page = two.tom.history(two.conversation);
    ASSERT_EQ(page.at("messages").size(), 3U);
    Json tombstone = page.at("messages")[1];
    EXPECT_GT(tombstone.at("time").get<std::int64_t>(), 0);
    tombstone.erase("time");
    EXPECT_EQ(tombstone, (Json{{"seq", 2},
                               {"rev", answer.at("rev")},
                               {"by", two.mei_account.user},
                               {"deleted", true}}));
    // The numbers are what they were.
    EXPECT_EQ(two.tom.item(two.conversation).at("unread"), 3);
    EXPECT_EQ(page.at("head_seq"), 3);
}

TEST(DeleteTest, TheTextIsGoneFromTheLogWithItsEditsAndReactions) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "a secret");
    two.mei.edit(two.conversation, 1, "another secret");
    two.tom.react(two.conversation, 1, "👍");
    two.mei.erase(two.conversation, {1});
    const Json log = two.tom.whole_log(two.conversation);
    ASSERT_EQ(log.size(), 5U);
    for (std::size_t rev : {1, 2, 3})
        EXPECT_EQ(log[rev].at("data"), (Json{{"deleted", true}})) << log[rev];
    EXPECT_EQ(log[1].at("seq"), 1);
    EXPECT_EQ(log.dump().find("secret"), std::string::npos);
}

// A client that comes back finds the tombstone, not the text.
TEST(DeleteTest, NoStreamSendsTheTextAnyMore) {
    TestServer server;
    Two two(server);
    two.tom.cut();
    two.mei.say(two.conversation, "a secret");
    two.mei.say(two.conversation, "no secret");
    two.mei.erase(two.conversation, {1});
    two.tom.come_online(two.tom_account.token);
    EXPECT_EQ(two.tom.expect_event("message", two.conversation).at("data"),
              (Json{{"deleted", true}}));
    two.tom.expect_message(two.conversation, "no secret");
    two.tom.expect_event("message.deleted", two.conversation);
}

// A stream that is a little behind goes on from what its loop keeps in memory, which was erased
// there, too: Tom takes nothing while the text comes and goes.
TEST(DeleteTest, NorDoesALoopSendItFromMemory) {
    TestServer server([](Config& config) {
        config.limits.outbox_bytes = 16 * 1024;
        config.limits.frame_bytes = 16 * 1024;
        config.limits.text_bytes = 8 * 1024;
    });
    Two two(server);
    two.tom.cut();
    ConnectOptions narrow;
    narrow.receive_buffer_bytes = 4096;
    two.tom.connect(narrow);
    two.tom.hello(two.tom_account.token, {{"cursor", two.tom.model().cursor()}});
    two.tom.await_synced();
    const std::string filler(8 * 1024, 'x');
    constexpr std::int64_t kFillers = 1500;  // more than sockets and outbox hold
    std::vector<std::int64_t> ids;
    for (std::int64_t i = 0; i < kFillers; ++i) {
        ids.push_back(
            two.mei.send("message.send", {{"conversation", two.conversation}, {"text", filler}}));
        if (ids.size() == 50) {
            for (const std::int64_t id : ids)
                two.mei.reply(id);
            ids.clear();
        }
        two.mei.forget();
    }
    two.mei.say(two.conversation, "a secret");
    two.mei.erase(two.conversation, {kFillers + 1});
    two.tom.await_rev(two.conversation, kFillers + 3);
    const auto& events = two.tom.model().log(two.conversation).events;
    EXPECT_EQ(events.at(kFillers + 2).at("data"), (Json{{"deleted", true}}));
}

TEST(DeleteTest, TheTextIsGoneFromSearchAtOnce) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "xylophone");
    const auto hits = [&] {
        return two.tom.request("message.search", {{"query", "xylophone"}}).at("hits").size();
    };
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (hits() == 0 && std::chrono::steady_clock::now() < deadline) {
    }
    ASSERT_EQ(hits(), 1U);
    two.mei.erase(two.conversation, {1});
    EXPECT_EQ(hits(), 0U);
}

TEST(DeleteTest, ManyGoTogetherOrNotAtAll) {
    TestServer server;
    Group group(server);
    group.ben.say(group.conversation, "ben 1");
    group.ben.say(group.conversation, "ben 2");
    group.cleo.say(group.conversation, "cleo 3");
    group.settle();
    EXPECT_EQ(group.ben.refused("message.delete", deletion(group.conversation, {1, 3}), "forbidden")
                  .at("need"),
              "admin");
    EXPECT_EQ(group.ben.message(group.conversation, 1).at("text"), "ben 1");
    group.ben.erase(group.conversation, {2, 1, 2});
    EXPECT_EQ(group.cleo.expect_event("message.deleted").at("data").at("seqs"), Json({1, 2}));
    // Those that are deleted already are passed over.
    group.ada.erase(group.conversation, {1, 2, 3});
    EXPECT_EQ(group.cleo.expect_event("message.deleted").at("data").at("seqs"), Json({3}));
    expect_unchanged(group.ada, "message.delete", deletion(group.conversation, {1, 3}));
}

TEST(DeleteTest, FollowsTheTableOfRights) {
    TestServer server;
    Group group(server);
    group.make_admin(group.ben_account);
    for (int i = 0; i < 3; ++i)
        group.cleo.say(group.conversation, "cleo");
    group.dan.refused("message.delete", deletion(group.conversation, {1}), "not_found");
    group.ada.erase(group.conversation, {1});
    group.ben.erase(group.conversation, {2});
    group.cleo.erase(group.conversation, {3});

    const std::string direct = group.ada.open(group.cleo_account.user);
    group.ada.say(direct, "mine");
    EXPECT_EQ(group.cleo.refused("message.delete", deletion(direct, {1}), "forbidden").at("need"),
              "author");
}

TEST(DeleteTest, SaysWhatIsWrong) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "hello");
    const Json good = deletion(two.conversation, {1});
    expect_bad(two.mei, "message.delete", good, "seqs",
               {Json::array(), Json(1), Json({0}), Json({"1"}), Json({2}), Json()});
    expect_bad(two.mei, "message.delete", good, "reason",
               {Json(""), Json(1), Json(std::string(257, 'x'))});
    Json many = Json::array();
    for (int i = 1; i <= 201; ++i)
        many.push_back(i);
    two.mei.refused("message.delete", deletion(two.conversation, many), "too_large");
    EXPECT_EQ(two.tom.message(two.conversation, 1).at("text"), "hello");
}

TEST(DeleteTest, NothingIsDoneToWhatIsDeleted) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "hello");
    two.mei.erase(two.conversation, {1});
    const Json at{{"conversation", two.conversation}, {"seq", 1}};
    const auto with = [&](Json more) {
        more.update(at);
        return more;
    };
    two.tom.refused("message.react", with({{"emoji", "👍"}, {"on", true}}), "gone");
    two.tom.refused("message.pin", with({{"on", true}}), "gone");
    two.tom.refused("message.send",
                    {{"conversation", two.conversation}, {"text", "re"}, {"reply_to", 1}}, "gone");
    two.tom.refused("message.send",
                    {{"conversation", two.conversation}, {"text", "re"}, {"thread", 1}}, "gone");
}

// An answer is given again even if what it answered was erased since: then the key alone decides.
TEST(DeleteTest, TheSendersRetryIsStillAnswered) {
    TestServer server;
    Two two(server);
    Json message{
        {"conversation", two.conversation}, {"text", "a secret"}, {"idempotency_key", "once"}};
    const Json first = two.mei.request("message.send", message);
    two.mei.erase(two.conversation, {1});
    EXPECT_EQ(two.mei.request("message.send", message).at("duplicate"), true);
    message["text"] = "another";
    const Json again = two.mei.request("message.send", message);
    EXPECT_EQ(again.at("seq"), first.at("seq"));
    EXPECT_EQ(again.at("duplicate"), true);
}

}  // namespace
}  // namespace parley::test
