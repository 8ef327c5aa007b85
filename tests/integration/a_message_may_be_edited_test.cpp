// message.edit and message.versions: the present text everywhere, the former ones on demand, and
// only the author's word counts.

#include <gtest/gtest.h>

#include "people.hpp"
#include "writes.hpp"

namespace parley::test {
namespace {

Json edit_of(const std::string& conversation, std::int64_t seq, const std::string& text) {
    return {{"conversation", conversation}, {"seq", seq}, {"text", text}};
}

TEST(EditTest, TheNewTextReachesEveryoneAndTheHistory) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "helo");
    two.settle();
    const Json answer =
        twice(two.mei, "message.edit", edit_of(two.conversation, 1, "hello"), {{"text", "hallo"}});
    EXPECT_EQ(answer.at("version"), 2);
    for (TestClient* client : {&two.mei, &two.tom}) {
        const Json event = client->expect_event("message.edited", two.conversation);
        EXPECT_EQ(event.at("data"), (Json{{"seq", 1}, {"version", 2}, {"text", "hello"}}));
        EXPECT_EQ(event.at("rev"), answer.at("rev"));
        EXPECT_EQ(event.at("by"), two.mei_account.user);
        EXPECT_FALSE(event.contains("seq"));
    }
    const Json message = two.tom.message(two.conversation, 1);
    EXPECT_EQ(message.at("text"), "hello");
    EXPECT_EQ(message.at("version"), 2);
    EXPECT_EQ(message.at("rev"), answer.at("rev"));
    EXPECT_EQ(message.at("edited_at"), answer.at("time"));
    EXPECT_EQ(two.tom.item(two.conversation).at("last").at("text"), "hello");
    // It is one message, read or not.
    EXPECT_EQ(two.tom.item(two.conversation).at("unread"), 1);
}

TEST(EditTest, FormatIsThatOfTheEdit) {
    TestServer server;
    Two two(server);
    two.mei.request("message.send",
                    {{"conversation", two.conversation}, {"text", "*a*"}, {"format", "markdown"}});
    two.mei.edit(two.conversation, 1, "**a**", {{"format", "markdown"}});
    EXPECT_EQ(two.tom.message(two.conversation, 1).at("format"), "markdown");
    two.mei.edit(two.conversation, 1, "a");
    EXPECT_EQ(two.tom.message(two.conversation, 1).value("format", "plain"), "plain");
}

TEST(EditTest, WhatIsAsItWasMakesNoEntry) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "hello");
    two.settle();
    const Json same = edit_of(two.conversation, 1, "hello");
    EXPECT_EQ(expect_unchanged(two.mei, "message.edit", same).at("version"), 1);
    two.tom.expect_silence();
    EXPECT_FALSE(two.tom.message(two.conversation, 1).contains("edited_at"));
}

TEST(EditTest, AnEditAgainstAnotherVersionIsAConflict) {
    TestServer server;
    Two two(server);
    TestClient phone = server.online(server.sign_in(two.mei_account));
    two.mei.say(two.conversation, "one");
    two.mei.edit(two.conversation, 1, "two", {{"if_version", 1}});
    Json late = edit_of(two.conversation, 1, "three");
    late["if_version"] = 1;
    EXPECT_EQ(phone.refused("message.edit", late, "conflict").at("current"), 2);
    EXPECT_EQ(two.tom.message(two.conversation, 1).at("text"), "two");
    late["if_version"] = 2;
    EXPECT_EQ(phone.request("message.edit", late).at("version"), 3);
}

TEST(EditTest, OnlyTheAuthorEdits) {
    TestServer server;
    Group group(server);
    group.ben.say(group.conversation, "mine");
    const Json edit = edit_of(group.conversation, 1, "yours");
    for (TestClient* client : {&group.ada, &group.cleo}) {
        EXPECT_EQ(client->refused("message.edit", edit, "forbidden").at("need"), "author");
    }
    group.dan.refused("message.edit", edit, "not_found");
    group.ben.request("member.leave", {{"conversation", group.conversation}});
    group.ben.refused("message.edit", edit, "not_found");
}

TEST(EditTest, SaysWhatIsWrong) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "hello");
    two.mei.say(two.conversation, "gone");
    two.mei.erase(two.conversation, {2});
    const Json good = edit_of(two.conversation, 1, "x");
    expect_bad(two.mei, "message.edit", good, "seq",
               {Json(0), Json(-1), Json("1"), Json(3), Json()});
    expect_bad(two.mei, "message.edit", good, "text", {Json(""), Json(1), Json()});
    expect_bad(two.mei, "message.edit", good, "if_version", {Json("1"), Json(-1)});
    expect_bad(two.mei, "message.edit", good, "mentions", {Json("everyone"), Json(7)});
    expect_bad(two.mei, "message.edit", good, "format", {Json("html"), Json(1)});
    two.mei.refused("message.edit", edit_of(two.conversation, 2, "back?"), "gone");
    two.mei.refused("message.edit", edit_of(two.conversation, 1, std::string(16 * 1024 + 1, 'x')),
                    "too_large");
}

TEST(VersionsTest, AllFormerTextsAreThereInTheirOrder) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "one");
    for (const char* text : {"two", "three", "four"})
        two.mei.edit(two.conversation, 1, text);
    const Json wanted{{"conversation", two.conversation}, {"seq", 1}};
    const Json all = two.tom.request("message.versions", wanted);
    EXPECT_EQ(all.at("more"), false);
    std::vector<std::string> texts;
    std::int64_t version = 0;
    for (const Json& one : all.at("versions")) {
        EXPECT_EQ(one.at("version"), ++version);
        EXPECT_EQ(one.at("by"), two.mei_account.user);
        texts.push_back(one.at("text").get<std::string>());
    }
    EXPECT_EQ(texts, (std::vector<std::string>{"one", "two", "three", "four"}));

    Json page = wanted;
    page.update({{"after_version", 1}, {"limit", 2}});
    const Json middle = two.tom.request("message.versions", page);
    ASSERT_EQ(middle.at("versions").size(), 2U);
    EXPECT_EQ(middle.at("versions")[0].at("version"), 2);
    EXPECT_EQ(middle.at("more"), true);
    page["after_version"] = 4;
    EXPECT_TRUE(two.tom.request("message.versions", page).at("versions").empty());
}

TEST(VersionsTest, AreForThoseWhoMayReadTheMessage) {
    TestServer server;
    Group group(server);
    group.ada.say(group.conversation, "one");
    group.ada.edit(group.conversation, 1, "two");
    const Json wanted{{"conversation", group.conversation}, {"seq", 1}};
    group.dan.refused("message.versions", wanted, "not_found");
    expect_bad(group.ben, "message.versions", wanted, "seq", {Json(0), Json(9), Json("1")});
    group.ada.erase(group.conversation, {1});
    group.ben.refused("message.versions", wanted, "gone");
}

TEST(VersionsTest, WithoutVersionsAnEditErasesTheFormerText) {
    TestServer server;
    Group group(server, {{"versions", false}});
    group.ada.say(group.conversation, "a secret slip");
    group.ada.edit(group.conversation, 1, "second slip");
    group.ada.edit(group.conversation, 1, "what was meant");
    EXPECT_EQ(group.ben.message(group.conversation, 1).at("text"), "what was meant");
    EXPECT_EQ(group.ben.message(group.conversation, 1).at("version"), 3);

    const Json log = group.ben.whole_log(group.conversation);
    EXPECT_EQ(log.dump().find("slip"), std::string::npos) << log;
    EXPECT_EQ(log[1].at("data"), (Json{{"deleted", true}}));
    EXPECT_EQ(log[2].at("data"), (Json{{"deleted", true}}));
    EXPECT_EQ(log[3].at("data").at("text"), "what was meant");

    const Json versions =
        group.ben.request("message.versions", {{"conversation", group.conversation}, {"seq", 1}})
            .at("versions");
    ASSERT_EQ(versions.size(), 3U);
    EXPECT_EQ(versions[0].at("deleted"), true);
    EXPECT_EQ(versions[1].at("deleted"), true);
    EXPECT_FALSE(versions[0].contains("text"));
    EXPECT_EQ(versions[2].at("text"), "what was meant");
}

}  // namespace
}  // namespace parley::test
