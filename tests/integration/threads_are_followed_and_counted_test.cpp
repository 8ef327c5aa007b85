// Replies in threads: their own numbers, what the root shows, who follows, and what is unread.

#include <gtest/gtest.h>

#include "people.hpp"
#include "writes.hpp"

namespace parley::test {
namespace {

Json at(const std::string& conversation, std::int64_t thread) {
    return {{"conversation", conversation}, {"thread", thread}};
}
Json at(const std::string& conversation, std::int64_t thread, Json more) {
    more.update(at(conversation, thread));
    return more;
}
Json threads_of(TestClient& client, Json members = Json::object()) {
    return client.request("thread.list", std::move(members)).at("threads");
}

TEST(ThreadTest, RepliesHaveANumberOfTheirOwn) {
    TestServer server;
    Group group(server);
    group.ada.say(group.conversation, "root");
    group.ada.say(group.conversation, "beside it");
    group.settle();
    Json reply = at(group.conversation, 1, {{"text", "first"}});
    const Json answer = twice(group.ben, "message.send", reply, {{"thread", 2}});
    EXPECT_EQ(answer.at("seq"), 3);
    EXPECT_EQ(answer.at("thread_seq"), 1);
    EXPECT_EQ(group.cleo.reply_in(group.conversation, 1, "second").at("thread_seq"), 2);
    EXPECT_EQ(group.cleo.reply_in(group.conversation, 2, "other").at("thread_seq"), 1);

    const Json event = group.ada.await_message("first");
    EXPECT_EQ(event.at("data").at("thread"), 1);
    EXPECT_EQ(event.at("data").at("thread_seq"), 1);
    const Json message = group.ada.message(group.conversation, 4);
    EXPECT_EQ(message.at("thread"), 1);
    EXPECT_EQ(message.at("thread_seq"), 2);
    // It counts in the conversation, too.
    EXPECT_EQ(group.ada.item(group.conversation).at("unread"), 3);
}

TEST(ThreadTest, TheRootShowsWhatCameToIt) {
    TestServer server;
    Group group(server);
    group.ada.say(group.conversation, "root");
    EXPECT_FALSE(group.ada.message(group.conversation, 1).contains("thread_info"));
    group.cleo.reply_in(group.conversation, 1, "a");
    group.ben.reply_in(group.conversation, 1, "b");
    const Json last = group.cleo.reply_in(group.conversation, 1, "c");
    const Json root = group.ada.message(group.conversation, 1);
    EXPECT_EQ(root.at("thread_info"),
              (Json{{"count", 3},
                    {"last_seq", 4},
                    {"last_time", last.at("time")},
                    {"participants", {group.cleo_account.user, group.ben_account.user}},
                    {"participants_count", 2}}));
    EXPECT_EQ(root.at("rev"), 2);  // replies do not change the message itself
}

TEST(ThreadTest, HistoryReadsOneThread) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "root");
    for (int i = 1; i <= 5; ++i) {
        two.tom.reply_in(two.conversation, 1, "reply " + std::to_string(i));
        two.mei.say(two.conversation, "between");
    }
    Json page = two.mei.history(two.conversation, {{"thread", 1}, {"limit", 2}});
    EXPECT_EQ(page.at("root").at("text"), "root");
    EXPECT_EQ(page.at("thread_head"), 5);
    ASSERT_EQ(page.at("messages").size(), 2U);
    EXPECT_EQ(page.at("messages")[1].at("text"), "reply 5");
    EXPECT_EQ(page.at("more_before"), true);
    EXPECT_EQ(page.at("more_after"), false);
    page = two.mei.history(two.conversation, {{"thread", 1}, {"limit", 2}, {"after_seq", 2}});
    EXPECT_EQ(page.at("messages")[0].at("text"), "reply 2");
    EXPECT_EQ(page.at("more_after"), true);
    page = two.mei.history(two.conversation, {{"thread", 3}});
    EXPECT_TRUE(page.at("messages").empty());
    EXPECT_EQ(page.at("thread_head"), 0);
}

TEST(ThreadTest, WhoeverWritesFollowsAndSoDoesTheRootsAuthor) {
    TestServer server;
    Group group(server);
    group.ada.say(group.conversation, "root");
    group.settle();
    group.ben.reply_in(group.conversation, 1, "first");
    // Ben's own reply is read, Ada's is not.
    EXPECT_EQ(group.ben.await_event("thread").at("data"),
              at(group.conversation, 1, {{"following", true}, {"read", 1}}));
    EXPECT_EQ(group.ada.await_event("thread").at("data"),
              at(group.conversation, 1, {{"following", true}, {"read", 0}}));
    group.settle();
    group.ben.reply_in(group.conversation, 1, "second");
    group.ben.expect_message(group.conversation, "second");
    group.ben.expect_silence();  // once is enough
    const Json thread = threads_of(group.ada).at(0);
    EXPECT_EQ(thread.at("head"), 2);
    EXPECT_EQ(thread.at("read"), 0);
    EXPECT_EQ(thread.at("unread"), 2);
    EXPECT_EQ(thread.at("last_seq"), 3);
    EXPECT_EQ(threads_of(group.ben).at(0).at("unread"), 0);
    EXPECT_TRUE(threads_of(group.cleo).empty());
}

TEST(ThreadTest, OneFollowsAndStopsAtWill) {
    TestServer server;
    Group group(server);
    group.ada.say(group.conversation, "root");
    group.ben.reply_in(group.conversation, 1, "one");
    group.settle();
    TestClient phone = server.online(server.sign_in(group.cleo_account));
    twice(group.cleo, "thread.follow", at(group.conversation, 1, {{"on", true}}), {{"on", false}});
    for (TestClient* device : {&group.cleo, &phone}) {
        EXPECT_EQ(device->await_event("thread").at("data"),
                  at(group.conversation, 1, {{"following", true}, {"read", 1}}));
    }
    expect_unchanged(group.cleo, "thread.follow", at(group.conversation, 1, {{"on", true}}));
    // What Ada does not want to follow she is not made to, until she writes again.
    group.ada.request("thread.follow", at(group.conversation, 1, {{"on", false}}));
    group.ben.reply_in(group.conversation, 1, "two");
    EXPECT_TRUE(threads_of(group.ada).empty());
    EXPECT_EQ(threads_of(group.cleo).at(0).at("unread"), 1);
    group.ada.reply_in(group.conversation, 1, "three");
    EXPECT_EQ(threads_of(group.ada).at(0).at("unread"), 0);
}

TEST(ThreadTest, ReadingOneLeavesTheOthersAlone) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "one");
    two.mei.say(two.conversation, "two");
    for (int i = 0; i < 3; ++i) {
        two.tom.reply_in(two.conversation, 1, "to one");
        two.tom.reply_in(two.conversation, 2, "to two");
    }
    two.settle();
    const Json answer =
        two.mei.request("thread.read", at(two.conversation, 1, {{"thread_seq", 2}}));
    EXPECT_EQ(answer.at("read"), 2);
    EXPECT_EQ(answer.at("unread"), 1);
    EXPECT_EQ(two.mei.expect_event("thread", "self").at("data"),
              at(two.conversation, 1, {{"following", true}, {"read", 2}}));
    EXPECT_EQ(expect_unchanged(two.mei, "thread.read", at(two.conversation, 1, {{"thread_seq", 1}}))
                  .at("read"),
              2);
    const Json counts = two.mei.request("account.counts");
    EXPECT_EQ(counts.at("threads"), 2);
    EXPECT_EQ(counts.at("thread_unread"), 4);
    two.mei.request("thread.read", at(two.conversation, 1, {{"thread_seq", 3}}));
    const Json unread = threads_of(two.mei, {{"unread", true}});
    ASSERT_EQ(unread.size(), 1U);
    EXPECT_EQ(unread[0].at("thread"), 2);
    EXPECT_EQ(threads_of(two.mei, {{"conversation", two.conversation}}).size(), 2U);
}

TEST(ThreadTest, TheListIsPaged) {
    TestServer server;
    Two two(server);
    for (int i = 1; i <= 7; ++i) {
        two.mei.say(two.conversation, "root");
        two.tom.reply_in(two.conversation, 2 * i - 1, "reply");
    }
    std::vector<std::int64_t> found;
    Json members{{"limit", 3}};
    for (int pages = 0; pages < 5; ++pages) {
        const Json page = two.tom.request("thread.list", members);
        for (const Json& thread : page.at("threads"))
            found.push_back(thread.at("thread").get<std::int64_t>());
        if (!page.contains("next")) break;
        members["after"] = page.at("next");
    }
    EXPECT_EQ(found, (std::vector<std::int64_t>{13, 11, 9, 7, 5, 3, 1}));
}

TEST(ThreadTest, LeavingEndsWhatOneFollowsThere) {
    TestServer server;
    Group group(server);
    group.ada.say(group.conversation, "root");
    group.ben.reply_in(group.conversation, 1, "reply");
    EXPECT_EQ(threads_of(group.ben).size(), 1U);
    group.ben.request("member.leave", {{"conversation", group.conversation}});
    EXPECT_TRUE(threads_of(group.ben).empty());
    group.ada.request("member.add",
                      {{"conversation", group.conversation}, {"users", {group.ben_account.user}}});
    EXPECT_TRUE(threads_of(group.ben).empty());
    EXPECT_EQ(group.ben.request("account.counts").at("threads"), 0);
}

TEST(ThreadTest, SaysWhatIsWrong) {
    TestServer server;
    Group group(server);
    group.ada.say(group.conversation, "root");
    group.ben.reply_in(group.conversation, 1, "reply");
    const Json send = at(group.conversation, 1, {{"text", "x"}});
    // A reply is no root.
    expect_bad(group.ben, "message.send", send, "thread", {Json(0), Json(2), Json(9), Json("1")});
    const Json follow = at(group.conversation, 1, {{"on", true}});
    expect_bad(group.cleo, "thread.follow", follow, "thread", {Json(0), Json(2), Json(9), Json()});
    expect_bad(group.cleo, "thread.follow", follow, "on", {Json(1), Json()});
    group.cleo.refused("thread.read", at(group.conversation, 1, {{"thread_seq", 1}}), "bad_state");
    expect_bad(group.ben, "thread.read", at(group.conversation, 1), "thread_seq",
               {Json(2), Json(-1), Json("1"), Json()});
    group.dan.refused("message.send", send, "not_found");
    group.dan.refused("thread.follow", follow, "not_found");
    group.dan.refused("thread.list", {{"conversation", group.conversation}}, "not_found");
    EXPECT_EQ(threads_of(group.dan), Json::array());
}

// A deleted root keeps its thread, which takes no more replies; a deleted reply keeps its number,
// also for a client that learns of it only now.
TEST(ThreadTest, NumbersOutliveDeletions) {
    TestServer server;
    Group group(server);
    group.ada.say(group.conversation, "root");
    group.cleo.cut();
    group.ben.reply_in(group.conversation, 1, "one");
    group.ben.reply_in(group.conversation, 1, "two");
    group.ben.erase(group.conversation, {3});
    group.cleo.come_online(group.cleo_account.token);
    group.cleo.expect_message(group.conversation, "root");
    group.cleo.expect_message(group.conversation, "one");
    const Json erased = group.cleo.expect_event("message", group.conversation);
    EXPECT_EQ(erased.at("data"), (Json{{"deleted", true}}));
    EXPECT_EQ(erased.at("thread"), 1);
    EXPECT_EQ(erased.at("thread_seq"), 2);
    EXPECT_EQ(group.ben.reply_in(group.conversation, 1, "three").at("thread_seq"), 3);
    group.ada.erase(group.conversation, {1});
    const Json page = group.cleo.history(group.conversation, {{"thread", 1}});
    EXPECT_EQ(page.at("root").at("deleted"), true);
    EXPECT_EQ(page.at("messages").size(), 3U);
    group.cleo.refused("message.send", at(group.conversation, 1, {{"text", "late"}}), "gone");
}

}  // namespace
}  // namespace parley::test
