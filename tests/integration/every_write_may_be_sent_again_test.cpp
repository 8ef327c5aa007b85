// Idempotency: the same key and body give the first answer again, with "duplicate".

#include <gtest/gtest.h>

#include "people.hpp"

namespace parley::test {
namespace {

Json message(const std::string& conversation, const std::string& text, const std::string& key) {
    return {{"conversation", conversation}, {"text", text}, {"idempotency_key", key}};
}

// The answer without what tells a repeat from the first.
Json essence(Json answer) {
    answer.erase("id");
    answer.erase("duplicate");
    return answer;
}

TEST(IdempotencyTest, ARepeatGetsTheFirstAnswerAndMakesNothing) {
    TestServer server;
    Two two(server);
    const Json request = message(two.conversation, "once", "key-1");
    const Json first = two.mei.request("message.send", request);
    two.mei.say(two.conversation, "between");
    const Json again = two.mei.request("message.send", request);
    EXPECT_EQ(again.at("duplicate"), true);
    EXPECT_EQ(essence(again), essence(first));
    two.tom.expect_message(two.conversation, "once");
    two.tom.expect_message(two.conversation, "between");
    two.tom.expect_silence();
}

TEST(IdempotencyTest, ARepeatBehindTheFirstInOneWriteIsOneToo) {
    TestServer server;
    Two two(server);
    const Json request = message(two.conversation, "once", "key-1");
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 20; ++i)
        ids.push_back(two.mei.send("message.send", request));
    int duplicates = 0;
    for (const std::int64_t id : ids) {
        const Json answer = two.mei.reply(id);
        EXPECT_EQ(answer.at("seq"), 1);
        if (answer.contains("duplicate")) ++duplicates;
    }
    EXPECT_EQ(duplicates, 19);
    two.tom.expect_message(two.conversation, "once");
    two.tom.expect_silence();
}

TEST(IdempotencyTest, AnotherBodyUnderTheKeyIsAConflict) {
    TestServer server;
    Two two(server);
    two.mei.request("message.send", message(two.conversation, "first", "key-1"));
    two.mei.refused("message.send", message(two.conversation, "second", "key-1"),
                    "idempotency_conflict");
    Json more = message(two.conversation, "first", "key-1");
    more["format"] = "markdown";
    two.mei.refused("message.send", more, "idempotency_conflict");
    const std::string notes = two.mei.open(two.mei_account.user);
    two.mei.refused("message.send", message(notes, "first", "key-1"), "idempotency_conflict");
    two.mei.refused("conversation.create", {{"title", "x"}, {"idempotency_key", "key-1"}},
                    "idempotency_conflict");
    two.tom.expect_message(two.conversation, "first");
    two.tom.expect_silence();
}

TEST(IdempotencyTest, WhatTheServerDoesNotKnowMakesNoOtherBody) {
    TestServer server;
    Two two(server);
    Json request = message(two.conversation, "once", "key-1");
    request["mentions"] = {two.tom_account.user};
    two.mei.request("message.send", request);
    request["client_color"] = "red";
    EXPECT_EQ(two.mei.request("message.send", request).at("duplicate"), true);
}

TEST(IdempotencyTest, AKeyHoldsOnEveryDeviceAndConnectionAndAfterARestart) {
    TestServer server;
    Two two(server);
    const Json request = message(two.conversation, "once", "key-1");
    const Json first = two.mei.request("message.send", request);
    TestClient tablet = server.online(server.sign_in(two.mei_account));
    const Json on_tablet = tablet.request("message.send", request);
    EXPECT_EQ(on_tablet.at("duplicate"), true);
    EXPECT_EQ(essence(on_tablet), essence(first));

    server.restart();
    two.mei.set_port(server.port());
    two.mei.reconnect(two.mei_account.token);
    const Json after_restart = two.mei.request("message.send", request);
    EXPECT_EQ(after_restart.at("duplicate"), true);
    EXPECT_EQ(essence(after_restart), essence(first));
    EXPECT_EQ(two.mei.history(two.conversation).at("messages").size(), 1U);
}

TEST(IdempotencyTest, KeysOfDifferentUsersHaveNothingToDoWithEachOther) {
    TestServer server;
    Two two(server);
    const Json request = message(two.conversation, "hi", "key-1");
    EXPECT_EQ(two.mei.request("message.send", request).at("seq"), 1);
    const Json other = two.tom.request("message.send", request);
    EXPECT_EQ(other.at("seq"), 2);
    EXPECT_FALSE(other.contains("duplicate"));
}

TEST(IdempotencyTest, TheAnswerComesEvenAfterOneHasLeft) {
    TestServer server;
    Group group(server);
    const Json request = message(group.conversation, "bye", "key-1");
    const Json leave{{"conversation", group.conversation}, {"idempotency_key", "key-2"}};
    const Json said = group.ben.request("message.send", request);
    const Json left = group.ben.request("member.leave", leave);
    const Json said_again = group.ben.request("message.send", request);
    EXPECT_EQ(said_again.at("duplicate"), true);
    EXPECT_EQ(essence(said_again), essence(said));
    const Json left_again = group.ben.request("member.leave", leave);
    EXPECT_EQ(left_again.at("duplicate"), true);
    EXPECT_EQ(essence(left_again), essence(left));
    group.ben.refused("message.send", message(group.conversation, "more", "key-3"), "not_found");
    // Another body under the key is still told apart.
    group.ben.refused("message.send", message(group.conversation, "other", "key-1"),
                      "idempotency_conflict");
}

TEST(IdempotencyTest, EveryKindOfWriteIsRepeatable) {
    TestServer server;
    Group group(server);
    const Json in_group{{"conversation", group.conversation}};
    const auto with = [&](Json more) {
        Json request = in_group;
        request.update(more);
        return request;
    };
    const std::vector<std::pair<const char*, Json>> writes{
        {"conversation.open", {{"user", group.dan_account.user}}},
        {"conversation.create", {{"title", "Other"}, {"members", {group.ben_account.user}}}},
        {"member.add", with({{"users", {group.dan_account.user}}})},
        {"member.role", with({{"user", group.ben_account.user}, {"role", "admin"}})},
        {"member.remove", with({{"users", {group.cleo_account.user}}})},
        {"member.leave", in_group},
    };
    int number = 0;
    for (const auto& [type, members] : writes) {
        Json request = members;
        request["idempotency_key"] = "key-" + std::to_string(++number);
        const Json first = group.ada.request(type, request);
        EXPECT_FALSE(first.contains("duplicate")) << type;
        const Json again = group.ada.request(type, request);
        EXPECT_EQ(again.value("duplicate", false), true) << type;
        EXPECT_EQ(essence(again), essence(first)) << type;
    }
}

TEST(IdempotencyTest, ARefusalIsNotStored) {
    TestServer server;
    Group group(server);
    const Json request = message(group.conversation, "may I?", "key-1");
    group.dan.refused("message.send", request, "not_found");
    group.ada.request("member.add",
                      {{"conversation", group.conversation}, {"users", {group.dan_account.user}}});
    const Json answer = group.dan.request("message.send", request);
    EXPECT_FALSE(answer.contains("duplicate"));
    EXPECT_EQ(answer.at("seq"), 1);
}

TEST(IdempotencyTest, AnUnchangedWriteIsNotStored) {
    TestServer server;
    Group group(server);
    const Json add{{"conversation", group.conversation},
                   {"users", {group.ben_account.user}},
                   {"idempotency_key", "key-1"}};
    const Json nothing = group.ada.request("member.add", add);
    EXPECT_EQ(nothing.at("unchanged"), true);
    EXPECT_FALSE(nothing.contains("rev"));
    group.ada.request("member.remove",
                      {{"conversation", group.conversation}, {"users", {group.ben_account.user}}});
    const Json something = group.ada.request("member.add", add);
    EXPECT_FALSE(something.contains("unchanged"));
    EXPECT_FALSE(something.contains("duplicate"));
    EXPECT_TRUE(something.contains("rev"));
}

TEST(IdempotencyTest, AKeyIsNeededAndHasALength) {
    TestServer server;
    Two two(server);
    Json request = message(two.conversation, "hi", std::string(64, 'k'));
    EXPECT_EQ(two.mei.request("message.send", request).at("seq"), 1);
    request["idempotency_key"] = "k";
    EXPECT_EQ(two.mei.request("message.send", request).at("seq"), 2);
    const std::vector<std::pair<const char*, Json>> writes{
        {"message.send", {{"conversation", two.conversation}, {"text", "hi"}}},
        {"conversation.open", {{"user", two.tom_account.user}}},
        {"conversation.create", {{"title", "T"}}},
        {"member.add", {{"conversation", two.conversation}, {"users", {two.tom_account.user}}}},
        {"member.remove", {{"conversation", two.conversation}, {"users", {two.tom_account.user}}}},
        {"member.leave", {{"conversation", two.conversation}}},
        {"member.role",
         {{"conversation", two.conversation}, {"user", two.tom_account.user}, {"role", "admin"}}},
    };
    std::int64_t id = 1000;
    for (const auto& [type, members] : writes) {
        two.mei.send_text(request_text(type, ++id, members));
        const Json answer = two.mei.reply(id);
        EXPECT_EQ(answer.value("code", ""), "bad_field") << type;
        EXPECT_EQ(answer.value("field", ""), "idempotency_key") << type;
    }
}

}  // namespace
}  // namespace parley::test
