// message.send: what a message may hold, its limits, and what comes out again.

#include <gtest/gtest.h>

#include "people.hpp"

namespace parley::test {
namespace {

TEST(MessageTest, TextsAreKeptByteForByte) {
    TestServer server;
    Two two(server);
    const std::vector<std::string> texts{
        "plain",
        "<img src=x onerror=alert(1)> javascript:alert(1)",
        "right to left \u202E and back",
        "👩‍👩‍👧‍👦 e\u0301 ﷽ \U0010FFFD",
        "line\nline\ttab \"quoted\" back\\slash \u0001\u007F",
        "'; DROP TABLE messages; --",
        "</script>\u2028\u2029",
        std::string(16384, 'x'),
    };
    for (const std::string& text : texts) {
        two.mei.say(two.conversation, text);
        two.tom.expect_message(two.conversation, text);
    }
    const Json messages = two.tom.history(two.conversation).at("messages");
    ASSERT_EQ(messages.size(), texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i)
        EXPECT_EQ(messages[i].at("text"), texts[i]);
    server.restart();
    two.tom.set_port(server.port());
    two.tom.reconnect(two.tom_account.token);
    EXPECT_EQ(two.tom.history(two.conversation).at("messages"), messages);
}

TEST(MessageTest, TextsHaveALimitInBytes) {
    TestServer server;
    Two two(server);
    const auto refused = [&](const Json& text, const std::string& code) {
        return two.mei.refused("message.send", {{"conversation", two.conversation}, {"text", text}},
                               code);
    };
    EXPECT_EQ(refused(std::string(16385, 'x'), "too_large").at("limit"), 16384);
    std::string wide;  // 16,386 bytes in 5,462 characters
    for (int i = 0; i < 5462; ++i)
        wide += "€";
    EXPECT_EQ(refused(wide, "too_large").at("limit"), 16384);
    for (const Json& text : {Json(""), Json(5), Json(nullptr), Json(Json::array({"a"}))}) {
        EXPECT_EQ(refused(text, "bad_field").at("field"), "text") << text;
    }
    const Json missing =
        two.mei.refused("message.send", {{"conversation", two.conversation}}, "bad_field");
    EXPECT_EQ(missing.at("field"), "text");
    two.tom.expect_silence();
}

TEST(MessageTest, KnownMembersAreInTheEventAndOthersAreNot) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "first");
    two.mei.request("message.send", {{"conversation", two.conversation},
                                     {"text", "**second**"},
                                     {"format", "markdown"},
                                     {"reply_to", 1},
                                     {"mentions", {two.tom_account.user}},
                                     {"color", "red"}});
    two.tom.expect_message(two.conversation, "first");
    const Json data = two.tom.expect_message(two.conversation, "**second**").at("data");
    EXPECT_EQ(data.at("format"), "markdown");
    EXPECT_EQ(data.at("reply_to"), 1);
    EXPECT_EQ(data.at("mentions"), Json::array({two.tom_account.user}));
    EXPECT_FALSE(data.contains("color"));
    const Json messages = two.tom.history(two.conversation, {{"limit", 1}}).at("messages");
    ASSERT_EQ(messages.size(), 1U);
    const Json& message = messages[0];
    EXPECT_EQ(message.at("format"), "markdown");
    EXPECT_EQ(message.at("reply_to"), 1);
    EXPECT_EQ(message.at("mentions"), Json::array({two.tom_account.user}));
    EXPECT_EQ(message.at("version"), 1);
    EXPECT_EQ(message.at("seq"), 2);
    EXPECT_EQ(message.at("rev"), 3);
    EXPECT_EQ(message.at("by"), two.mei_account.user);
    EXPECT_GT(message.at("time").get<std::int64_t>(), 0);
}

TEST(MessageTest, BadMembersAreNamed) {
    TestServer server;
    Two two(server);
    const std::vector<std::pair<const char*, Json>> bad{
        {"format", "html"},
        {"format", 1},
        {"reply_to", 0},
        {"reply_to", "1"},
        {"reply_to", 1.5},
        {"mentions", "everyone"},
        {"mentions", {1, 2}},
        {"if_rev", "2"},
        {"if_rev", -1},
        {"conversation", 5},
        {"idempotency_key", ""},
        {"idempotency_key", std::string(65, 'k')},
        {"idempotency_key", 900},
        {"idempotency_key", std::string("a\0b", 3)},
        {"text", std::string("a\0b", 3)},
    };
    for (const auto& [member, value] : bad) {
        Json request{{"conversation", two.conversation}, {"text", "hi"}};
        request[member] = value;
        EXPECT_EQ(two.mei.refused("message.send", request, "bad_field").at("field"), member)
            << value;
    }
    two.tom.expect_silence();
}

TEST(MessageTest, AReplyToAMessageThatIsNotThereIsRefused) {
    TestServer server;
    Two two(server);
    const std::int64_t id = two.mei.send(
        "message.send", {{"conversation", two.conversation}, {"text", "what?"}, {"reply_to", 99}});
    EXPECT_EQ(two.mei.reply(id).at("type"), "error");
    two.tom.expect_silence();
}

TEST(MessageTest, MentionsNameUsersThatExist) {
    TestServer server;
    Two two(server);
    const Json to_nobody{{"conversation", two.conversation},
                         {"text", "hi"},
                         {"mentions", {two.tom_account.user, "u_aaaaaaaaaaaaaaaaaaaaaaaaaa"}}};
    two.mei.refused("message.send", to_nobody, "not_found");
    std::vector<std::string> many(250, two.tom_account.user);  // a repeated item counts once
    two.mei.request(
        "message.send",
        {{"conversation", two.conversation}, {"text", "tom, tom, tom"}, {"mentions", many}});
    EXPECT_EQ(two.tom.expect_message(two.conversation, "tom, tom, tom").at("data").at("mentions"),
              Json::array({two.tom_account.user}));
    many.clear();
    for (int i = 0; i < 201; ++i)
        many.push_back("u_" + std::to_string(i));
    const Json error = two.mei.refused(
        "message.send",
        {{"conversation", two.conversation}, {"text", "all of you"}, {"mentions", many}},
        "too_large");
    EXPECT_EQ(error.at("limit"), 200);
}

TEST(MessageTest, IfRevHoldsOnlyAtThatRev) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "before");
    two.settle();
    const auto head = two.mei.item(two.conversation).at("head_rev").get<std::int64_t>();
    const Json stale{{"conversation", two.conversation}, {"text", "stale"}, {"if_rev", head - 1}};
    EXPECT_EQ(two.mei.refused("message.send", stale, "conflict").at("current"), head);
    const Json right{{"conversation", two.conversation}, {"text", "right"}, {"if_rev", head}};
    EXPECT_EQ(two.mei.request("message.send", right).at("rev"), head + 1);
    Json early = right;
    early["text"] = "early";
    early["if_rev"] = head + 2;
    EXPECT_EQ(two.mei.refused("message.send", early, "conflict").at("current"), head + 1);
    two.tom.expect_message(two.conversation, "right");
    two.tom.expect_silence();
}

TEST(MessageTest, PipelinedMessagesKeepTheirOrder) {
    TestServer server;
    Two two(server);
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 50; ++i) {
        ids.push_back(two.mei.send(
            "message.send", {{"conversation", two.conversation}, {"text", std::to_string(i)}}));
    }
    for (int i = 0; i < 50; ++i) {
        EXPECT_EQ(two.mei.reply(ids[static_cast<std::size_t>(i)]).at("seq"), i + 1);
    }
    for (int i = 0; i < 50; ++i)
        two.tom.expect_message(two.conversation, std::to_string(i));
}

TEST(MessageTest, ARefusedWriteDoesNotStopThoseBehindIt) {
    TestServer server;
    Two two(server);
    const Json good{{"conversation", two.conversation}, {"text", "good"}};
    const Json bad{{"conversation", two.conversation}, {"text", "bad"}, {"if_rev", 1'000'000}};
    const auto first = two.mei.send("message.send", good);
    const auto second = two.mei.send("message.send", bad);
    const auto third = two.mei.send("message.send", good);
    EXPECT_EQ(two.mei.reply(third).at("seq"), 2);
    EXPECT_EQ(two.mei.reply(second).at("code"), "conflict");
    EXPECT_EQ(two.mei.reply(first).at("seq"), 1);
}

}  // namespace
}  // namespace parley::test
