// conversation.settings: mute, pin, archive, draft, notification level; in `self`, so on all
// devices.

#include <gtest/gtest.h>

#include "people.hpp"
#include "writes.hpp"

namespace parley::test {
namespace {

TEST(PersonalTest, EachSettingReachesTheOtherDevices) {
    TestServer server;
    Two two(server);
    TestClient phone = server.online(server.sign_in(two.tom_account));
    two.settle();
    const Json all{{"muted", true},        {"pinned", true},   {"archived", true},
                   {"draft", "dear Mei,"}, {"notify", "none"}, {"marked_unread", true}};
    for (const auto& [name, value] : all.items()) {
        Json request{{"conversation", two.conversation}, {name, value}};
        Json other = name == "draft" ? Json{{name, "another"}} : Json{{"draft", "other"}};
        const Json answer = twice(two.tom, "conversation.settings", request, other);
        const Json event = phone.expect_event("settings", "self");
        EXPECT_EQ(event.at("data"), request);
        EXPECT_EQ(event.at("rev"), answer.at("rev"));
        EXPECT_EQ(phone.item(two.conversation).at(name), value);
        expect_unchanged(two.tom, "conversation.settings", request);
    }
    // They are nobody else's business.
    two.mei.expect_silence();
    EXPECT_EQ(two.mei.item(two.conversation).at("pinned"), false);
    EXPECT_FALSE(two.mei.item(two.conversation).contains("draft"));
}

TEST(PersonalTest, OnlyWhatChangesIsInTheEntry) {
    TestServer server;
    Two two(server);
    two.tom.set(two.conversation, {{"pinned", true}});
    two.settle();
    two.tom.set(two.conversation, {{"pinned", true}, {"archived", true}});
    EXPECT_EQ(two.tom.expect_event("settings").at("data"),
              (Json{{"conversation", two.conversation}, {"archived", true}}));
}

TEST(PersonalTest, AMuteHasAnEndIfItIsGivenOne) {
    TestServer server;
    Two two(server);
    EXPECT_EQ(two.tom.item(two.conversation).at("muted"), false);
    two.tom.set(two.conversation, {{"muted", 4'000'000'000'000}});
    EXPECT_EQ(two.tom.item(two.conversation).at("muted"), 4'000'000'000'000);
    two.tom.set(two.conversation, {{"muted", false}});
    EXPECT_EQ(two.tom.item(two.conversation).at("muted"), false);
}

TEST(PersonalTest, ADraftIsTakenAwayByNothing) {
    TestServer server;
    Two two(server);
    for (const Json& nothing : {Json(""), Json(nullptr)}) {
        two.tom.set(two.conversation, {{"draft", "dear Mei,"}});
        EXPECT_EQ(two.tom.item(two.conversation).at("draft"), "dear Mei,");
        two.tom.set(two.conversation, {{"draft", nothing}});
        EXPECT_FALSE(two.tom.item(two.conversation).contains("draft"));
    }
}

TEST(PersonalTest, SaysWhatIsWrong) {
    TestServer server;
    Group group(server);
    const Json good{{"conversation", group.conversation}};
    const std::string type = "conversation.settings";
    expect_bad(group.ben, type, good, "muted", {Json("yes"), Json(-1), Json(1.5)});
    expect_bad(group.ben, type, good, "pinned", {Json(1), Json("true")});
    expect_bad(group.ben, type, good, "archived", {Json(1)});
    expect_bad(group.ben, type, good, "notify", {Json("some"), Json(true)});
    expect_bad(group.ben, type, good, "draft", {Json(7)});
    expect_bad(group.ben, type, good, "marked_unread", {Json("no")});
    group.ben.refused(type, good, "bad_field");
    Json draft = good;
    draft["draft"] = std::string(16 * 1024 + 1, 'x');
    group.ben.refused(type, draft, "too_large");
    Json pin = good;
    pin["pinned"] = true;
    group.dan.refused(type, pin, "not_found");
}

TEST(PersonalTest, ItIsThereAfterARestartAndGoneAfterLeaving) {
    TestServer server;
    Group group(server);
    const Json settings{{"muted", true}, {"pinned", true}, {"notify", "mentions"}};
    group.ben.set(group.conversation, settings);
    group.ben.set("self", {{"read_receipts", false}});
    server.restart();
    for (TestClient* client : {&group.ada, &group.ben})
        client->set_port(server.port());
    group.ada.reconnect(group.ada_account.token);
    EXPECT_EQ(group.ben.reconnect(group.ben_account.token).at("settings").at("read_receipts"),
              false);
    const Json item = group.ben.item(group.conversation);
    for (const auto& [name, value] : settings.items())
        EXPECT_EQ(item.at(name), value);
    group.ben.request("member.leave", {{"conversation", group.conversation}});
    group.ada.request("member.add",
                      {{"conversation", group.conversation}, {"users", {group.ben_account.user}}});
    EXPECT_EQ(group.ben.item(group.conversation).at("muted"), false);
    EXPECT_EQ(group.ben.item(group.conversation).at("notify"), "all");
}

TEST(PersonalTest, TheAccountAsAWholeHasSettings) {
    TestServer server;
    const Account mei = server.make_user("mei");
    TestClient desk = server.online(mei);
    TestClient phone = server.online(server.sign_in(mei));
    EXPECT_EQ(desk.request("account.get").at("settings"), (Json{{"read_receipts", true}}));
    desk.drain();
    phone.drain();
    twice(desk, "conversation.settings", {{"conversation", "self"}, {"read_receipts", false}},
          {{"read_receipts", true}});
    EXPECT_EQ(phone.expect_event("settings", "self").at("data"),
              (Json{{"conversation", "self"}, {"read_receipts", false}}));
    const Json account = phone.request("account.get");
    EXPECT_EQ(account.at("settings"), (Json{{"read_receipts", false}}));
    EXPECT_EQ(account.at("user").at("id"), mei.user);
    EXPECT_EQ(account.at("user").at("administrator"), false);
    EXPECT_EQ(account.at("blocked"), Json::array());
    EXPECT_EQ(account.at("self_rev"), phone.model().log("self").have);
    expect_bad(desk, "conversation.settings", {{"conversation", "self"}}, "read_receipts",
               {Json(1), Json("no")});
    desk.refused("conversation.settings", {{"conversation", "self"}, {"pinned", true}},
                 "bad_field");
}

}  // namespace
}  // namespace parley::test
