// member.ban and member.mute: who is kept out, who is kept quiet, and by whom.

#include <gtest/gtest.h>

#include "people.hpp"
#include "writes.hpp"

namespace parley::test {
namespace {

class ModerationTest : public testing::Test {
  protected:
    Json of(const Account& account, Json more) {
        more.update({{"conversation", group_.conversation}, {"user", account.user}});
        return more;
    }
    Json in_group(Json more = Json::object()) {
        more["conversation"] = group_.conversation;
        return more;
    }
    std::vector<Json> bans() {
        return group_.ada.request("ban.list", in_group()).at("bans").get<std::vector<Json>>();
    }

    TestServer server_;
    Group group_{server_, {{"join", "open"}}};
};

TEST_F(ModerationTest, ABanRemovesAndKeepsOut) {
    const Json ban = of(group_.ben_account, {{"on", true}, {"reason", "spam"}});
    twice(group_.ada, "member.ban", ban, {{"reason", "none"}});
    EXPECT_EQ(group_.cleo.expect_event("member.banned", group_.conversation).at("data"),
              (Json{{"user", group_.ben_account.user}, {"on", true}, {"reason", "spam"}}));
    group_.cleo.expect_event("member.removed", group_.conversation);
    const Json left = group_.ben.await_event("left");
    EXPECT_EQ(left.at("by"), group_.ada_account.user);

    group_.ben.refused("conversation.get", in_group(), "not_found");
    group_.ben.refused("conversation.join", in_group(), "forbidden");
    const Json invite = group_.ada.request("invite.create", in_group());
    const Json refusal =
        group_.ben.refused("conversation.join", {{"token", invite.at("token")}}, "forbidden");
    EXPECT_FALSE(refusal.contains("need"));
    group_.ada.refused("member.add", in_group({{"users", {group_.ben_account.user}}}), "bad_state");

    ASSERT_EQ(bans().size(), 1U);
    EXPECT_EQ(bans()[0].at("user"), group_.ben_account.user);
    EXPECT_EQ(bans()[0].at("by"), group_.ada_account.user);
    EXPECT_EQ(bans()[0].at("reason"), "spam");
    group_.ada.request("member.ban", of(group_.ben_account, {{"on", false}}));
    EXPECT_TRUE(bans().empty());
    group_.ben.request("conversation.join", in_group());
}

TEST_F(ModerationTest, AStrangerIsBannedBeforeComing) {
    const Json ban = of(group_.dan_account, {{"on", true}});
    group_.ada.request("member.ban", ban);
    group_.cleo.expect_event("member.banned");
    group_.cleo.expect_silence();
    expect_unchanged(group_.ada, "member.ban", ban);
    group_.dan.refused("conversation.join", in_group(), "forbidden");
}

TEST_F(ModerationTest, ModeratorsAreAdminsAndTheOwnerIsAbove) {
    group_.make_admin(group_.cleo_account);
    for (const auto& [type, more] :
         {std::pair<std::string, Json>{"member.mute", {{"until", 4'000'000'000'000}}},
          std::pair<std::string, Json>{"member.ban", {{"on", true}}}}) {
        EXPECT_EQ(group_.ben.refused(type, of(group_.cleo_account, more), "forbidden").at("need"),
                  "admin");
        group_.cleo.refused(type, of(group_.ada_account, more), "forbidden");
        group_.dan.refused(type, of(group_.ben_account, more), "not_found");
        group_.cleo.refused(type, of(group_.cleo_account, more), "forbidden");
        group_.cleo.request(type, of(group_.ben_account, more));
    }
    EXPECT_EQ(group_.ben.reply(group_.ben.send("ban.list", in_group())).at("code"), "not_found");
    group_.ada.request("member.ban", of(group_.cleo_account, {{"on", true}}));
}

TEST_F(ModerationTest, TheListOfBansIsForModeratorsAndPaged) {
    EXPECT_EQ(group_.ben.refused("ban.list", in_group(), "forbidden").at("need"), "admin");
    for (int i = 0; i < 5; ++i) {
        const Account account = server_.make_user("user" + std::to_string(i));
        group_.ada.request("member.ban", of(account, {{"on", true}}));
    }
    Json members = in_group({{"limit", 2}});
    std::size_t found = 0;
    for (int pages = 0; pages < 4; ++pages) {
        const Json page = group_.ada.request("ban.list", members);
        found += page.at("bans").size();
        if (!page.contains("next")) break;
        members["after"] = page.at("next");
    }
    EXPECT_EQ(found, 5U);
}

TEST_F(ModerationTest, AMutedMemberReadsAndDoesNotWrite) {
    group_.ben.say(group_.conversation, "hi");
    group_.settle();
    constexpr std::int64_t kUntil = 4'000'000'000'000;
    const Json mute = of(group_.ben_account, {{"until", kUntil}});
    twice(group_.ada, "member.mute", mute, {{"until", 0}});
    EXPECT_EQ(group_.cleo.expect_event("member.muted", group_.conversation).at("data"),
              (Json{{"user", group_.ben_account.user}, {"until", kUntil}}));
    expect_unchanged(group_.ada, "member.mute", mute);
    EXPECT_EQ(group_.ben.item(group_.conversation).at("muted_until"), kUntil);
    const Json members = group_.cleo.request("member.list", in_group()).at("members");
    for (const Json& member : members) {
        EXPECT_EQ(member.contains("muted_until"), member.at("user") == group_.ben_account.user);
    }

    for (const auto& [type, more] :
         {std::pair<std::string, Json>{"message.send", {{"text", "x"}}},
          std::pair<std::string, Json>{"message.edit", {{"text", "x"}, {"seq", 1}}},
          std::pair<std::string, Json>{"message.react",
                                       {{"emoji", "x"}, {"on", true}, {"seq", 1}}}}) {
        EXPECT_EQ(group_.ben.refused(type, in_group(more), "forbidden").at("need"), "admin")
            << type;
    }
    group_.ada.say(group_.conversation, "still heard");
    group_.ben.await_message("still heard");
    group_.ben.request("conversation.read", in_group({{"seq", 2}}));

    group_.ada.request("member.mute", of(group_.ben_account, {{"until", 0}}));
    group_.ben.say(group_.conversation, "back");
    EXPECT_FALSE(group_.ben.item(group_.conversation).contains("muted_until"));
}

TEST_F(ModerationTest, AMuteEndsByItself) {
    const Json mute = of(group_.ben_account, {{"until", 1'000'000'000'000}});
    group_.ada.reply(group_.ada.send("member.mute", mute));
    group_.ben.say(group_.conversation, "long over");
}

TEST_F(ModerationTest, AMuteOutlastsLeavingAndARestart) {
    constexpr std::int64_t kUntil = 4'000'000'000'000;
    group_.ada.request("member.mute", of(group_.ben_account, {{"until", kUntil}}));
    group_.ben.request("member.leave", in_group());
    server_.restart();
    group_.ben.set_port(server_.port());
    group_.ben.reconnect(group_.ben_account.token);
    group_.ben.request("conversation.join", in_group());
    EXPECT_EQ(group_.ben.item(group_.conversation).at("muted_until"), kUntil);
    const Json refusal = group_.ben.refused("message.send", in_group({{"text", "x"}}), "forbidden");
    EXPECT_EQ(refusal.at("need"), "admin");
}

TEST_F(ModerationTest, SaysWhatIsWrong) {
    expect_bad(group_.ada, "member.ban", of(group_.ben_account, {}), "on", {Json(1), Json()});
    expect_bad(group_.ada, "member.ban", of(group_.ben_account, {{"on", true}}), "reason",
               {Json(1), Json("")});
    expect_bad(group_.ada, "member.mute", of(group_.ben_account, {}), "until",
               {Json("1"), Json(-1), Json()});
    group_.ada.refused("member.mute", of(group_.dan_account, {{"until", 4'000'000'000'000}}),
                       "not_found");
    const std::string direct = group_.ada.open(group_.ben_account.user);
    group_.ada.refused("member.ban",
                       {{"conversation", direct}, {"user", group_.ben_account.user}, {"on", true}},
                       "bad_state");
}

}  // namespace
}  // namespace parley::test
