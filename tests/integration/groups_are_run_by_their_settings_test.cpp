// The settings of a group and what they decide: who posts, pins, invites and changes them, slow
// mode, announcements, ownership.

#include <gtest/gtest.h>

#include "people.hpp"
#include "writes.hpp"

namespace parley::test {
namespace {

Json in(const std::string& conversation, Json more) {
    more["conversation"] = conversation;
    return more;
}

TEST(GroupSettingsTest, ThoseThatAreNewAreTold) {
    TestServer server;
    Group group(server);
    const Json changes{{"title", "New"},       {"topic", "Things"},  {"history", "joined"},
                       {"post", "admins"},     {"invite", "admins"}, {"pin", "admins"},
                       {"settings", "admins"}, {"join", "request"},  {"slow_ms", 1000},
                       {"versions", false}};
    const Json answer = twice(group.ada, "conversation.update", in(group.conversation, changes),
                              {{"title", "Newer"}});
    const Json event = group.ben.expect_event("conversation.updated", group.conversation);
    Json expected = changes;
    expected.erase("settings");  // it was that already
    EXPECT_EQ(event.at("data"), expected);
    EXPECT_EQ(event.at("rev"), answer.at("rev"));
    const Json item = group.ben.item(group.conversation);
    for (const auto& [name, value] : changes.items())
        EXPECT_EQ(item.at(name), value) << name;
    expect_unchanged(group.ada, "conversation.update", in(group.conversation, changes));
    group.ada.request("conversation.update", in(group.conversation, {{"topic", ""}}));
    EXPECT_FALSE(group.ben.item(group.conversation).contains("topic"));
}

TEST(GroupSettingsTest, ANewGroupHasWhatItWasMadeWith) {
    TestServer server;
    const Account ada = server.make_user("ada");
    TestClient client = server.online(ada);
    const Json settings{{"pin", "admins"},
                        {"settings", "members"},
                        {"join", "open"},
                        {"slow_ms", 5000},
                        {"versions", false}};
    const Json made = client.item(client.create("A", {}, settings));
    for (const auto& [name, value] : settings.items())
        EXPECT_EQ(made.at(name), value) << name;
    const Json plain = client.item(client.create("B", {}));
    const Json defaults{{"pin", "members"},
                        {"settings", "admins"},
                        {"join", "invite"},
                        {"slow_ms", 0},
                        {"versions", true}};
    for (const auto& [name, value] : defaults.items())
        EXPECT_EQ(plain.at(name), value) << name;
}

TEST(GroupSettingsTest, AreForAdminsUnlessMembersMay) {
    TestServer server;
    Group group(server);
    const Json title = in(group.conversation, {{"title", "Ours"}});
    EXPECT_EQ(group.ben.refused("conversation.update", title, "forbidden").at("need"), "admin");
    group.dan.refused("conversation.update", title, "not_found");
    group.make_admin(group.cleo_account);
    group.cleo.request("conversation.update", in(group.conversation, {{"settings", "members"}}));
    group.ben.request("conversation.update", title);
    EXPECT_EQ(group.ada.item(group.conversation).at("title"), "Ours");
    const std::string direct = group.ada.open(group.ben_account.user);
    group.ada.refused("conversation.update", in(direct, {{"title", "x"}}), "bad_state");
}

TEST(GroupSettingsTest, SayWhatIsWrong) {
    TestServer server;
    Group group(server);
    const Json good = in(group.conversation, Json::object());
    const std::string type = "conversation.update";
    for (const char* audience : {"post", "invite", "pin", "settings"})
        expect_bad(group.ada, type, good, audience, {Json("nobody"), Json(1), Json(true)});
    expect_bad(group.ada, type, good, "title", {Json(""), Json(1)});
    expect_bad(group.ada, type, good, "join", {Json("closed"), Json(false)});
    expect_bad(group.ada, type, good, "slow_ms", {Json(-1), Json(86'400'001), Json("1s")});
    expect_bad(group.ada, type, good, "versions", {Json(1), Json("no")});
    expect_unchanged(group.ada, type, good);
    Json late = in(group.conversation, {{"title", "New"}, {"if_rev", 99}});
    EXPECT_EQ(group.ada.refused(type, late, "conflict").at("current"),
              group.ada.item(group.conversation).at("head_rev"));
}

TEST(AnnouncementTest, FewPostAndAllRead) {
    TestServer server;
    Group group(server, {{"post", "admins"}});
    group.make_admin(group.cleo_account);
    EXPECT_EQ(
        group.ben.refused("message.send", in(group.conversation, {{"text", "hi"}}), "forbidden")
            .at("need"),
        "admin");
    group.cleo.say(group.conversation, "news");
    group.ben.expect_message(group.conversation, "news");
    group.ada.request("conversation.update", in(group.conversation, {{"post", "members"}}));
    group.ben.say(group.conversation, "thanks");
}

TEST(SlowModeTest, HoldsMembersAndNotAdmins) {
    TestServer server;
    Group group(server, {{"slow_ms", 3'600'000}});
    group.ben.say(group.conversation, "one");
    const Json refusal = group.ben.refused(
        "message.send", in(group.conversation, {{"text", "two"}}), "rate_limited");
    EXPECT_EQ(refusal.at("scope"), "slow_mode");
    EXPECT_GT(refusal.at("retry_after_ms"), 3'000'000);
    EXPECT_LE(refusal.at("retry_after_ms"), 3'600'000);
    // Not an edit, a reaction, or the retry of what was accepted.
    group.ben.edit(group.conversation, 1, "one!");
    group.ben.react(group.conversation, 1, "👍");
    group.cleo.say(group.conversation, "each their own");
    for (int i = 0; i < 3; ++i)
        group.ada.say(group.conversation, "as often as I like");
    group.ada.request("conversation.update", in(group.conversation, {{"slow_ms", 0}}));
    group.ben.say(group.conversation, "two");
}

TEST(PinTest, PinsAreSharedAndEndWithTheirMessage) {
    TestServer server;
    Group group(server);
    for (int i = 0; i < 3; ++i)
        group.ada.say(group.conversation, "hi");
    group.settle();
    const Json pin = in(group.conversation, {{"seq", 2}, {"on", true}});
    const Json answer = twice(group.ben, "message.pin", pin, {{"seq", 1}});
    EXPECT_EQ(group.cleo.expect_event("message.pinned", group.conversation).at("data"),
              (Json{{"seq", 2}, {"on", true}}));
    group.cleo.request("message.pin", in(group.conversation, {{"seq", 1}, {"on", true}}));
    EXPECT_EQ(group.ada.item(group.conversation).at("pins"), Json({1, 2}));
    const Json message = group.ada.message(group.conversation, 2);
    EXPECT_EQ(message.at("pinned"), true);
    EXPECT_EQ(message.at("rev"), answer.at("rev"));
    expect_unchanged(group.ada, "message.pin", pin);
    group.ada.erase(group.conversation, {2});
    EXPECT_EQ(group.ada.item(group.conversation).at("pins"), Json({1}));
    group.ada.request("message.pin", in(group.conversation, {{"seq", 1}, {"on", false}}));
    EXPECT_EQ(group.ada.item(group.conversation).at("pins"), Json::array());
    EXPECT_FALSE(group.ada.message(group.conversation, 1).contains("pinned"));
}

TEST(PinTest, FollowsTheSetting) {
    TestServer server;
    Group group(server, {{"pin", "admins"}});
    group.ben.say(group.conversation, "hi");
    const Json pin = in(group.conversation, {{"seq", 1}, {"on", true}});
    EXPECT_EQ(group.ben.refused("message.pin", pin, "forbidden").at("need"), "admin");
    group.dan.refused("message.pin", pin, "not_found");
    group.ada.request("message.pin", pin);
    const std::string direct = group.ada.open(group.ben_account.user);
    group.ada.say(direct, "hi");
    group.ben.request("message.pin", in(direct, {{"seq", 1}, {"on", true}}));
    expect_bad(group.ada, "message.pin", pin, "seq", {Json(0), Json(2), Json("1")});
    expect_bad(group.ada, "message.pin", pin, "on", {Json(0), Json()});
}

TEST(PinTest, AHundredAreEnough) {
    TestServer server;
    Two two(server);
    for (int i = 1; i <= 101; ++i)
        two.mei.say(two.conversation, "hi");
    for (int i = 1; i <= 100; ++i)
        two.mei.request("message.pin", in(two.conversation, {{"seq", i}, {"on", true}}));
    two.mei.refused("message.pin", in(two.conversation, {{"seq", 101}, {"on", true}}), "quota");
    EXPECT_EQ(two.tom.item(two.conversation).at("pins").size(), 100U);
}

TEST(HistorySettingTest, HoldsForThoseWhoComeLater) {
    TestServer server;
    Group group(server);
    group.ada.say(group.conversation, "before");
    group.ada.request("conversation.update", in(group.conversation, {{"history", "joined"}}));
    group.ada.request("member.add", in(group.conversation, {{"users", {group.dan_account.user}}}));
    EXPECT_TRUE(group.dan.history(group.conversation).at("messages").empty());
    EXPECT_EQ(group.ben.history(group.conversation).at("messages").size(), 1U);
    group.dan.refused("message.edit", in(group.conversation, {{"seq", 1}, {"text", "x"}}), "gone");
    group.dan.refused("message.react",
                      in(group.conversation, {{"seq", 1}, {"emoji", "x"}, {"on", true}}), "gone");
}

TEST(OwnershipTest, IsHandedOver) {
    TestServer server;
    Group group(server);
    group.ada.request("member.role", in(group.conversation,
                                        {{"user", group.ben_account.user}, {"role", "owner"}}));
    const auto roles = roles_of(group.cleo, group.conversation);
    EXPECT_EQ(roles.at(group.ben_account.user), "owner");
    EXPECT_EQ(roles.at(group.ada_account.user), "admin");
    EXPECT_EQ(
        group.ada
            .refused("member.role",
                     in(group.conversation, {{"user", group.cleo_account.user}, {"role", "admin"}}),
                     "forbidden")
            .at("need"),
        "owner");
}

}  // namespace
}  // namespace parley::test
