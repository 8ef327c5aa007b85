// invite.create and its kin: whoever holds the token comes in, as often and as long as it says.

#include <gtest/gtest.h>

#include "people.hpp"
#include "writes.hpp"

namespace parley::test {
namespace {

class InvitationTest : public testing::Test {
  protected:
    Json in_group(Json more = Json::object()) {
        more["conversation"] = group_.conversation;
        return more;
    }
    // Made by Ada.
    Json create(Json more = Json::object()) {
        return group_.ada.request("invite.create", in_group(std::move(more)));
    }
    static Json token_of(const Json& invite) { return {{"token", invite.at("token")}}; }
    Json invites() { return group_.ada.request("invite.list", in_group()).at("invites"); }

    TestServer server_;
    Group group_{server_};
};

TEST_F(InvitationTest, WhoeverHoldsItComesIn) {
    const Json invite = twice(group_.ben, "invite.create", in_group({{"uses", 3}}), {{"uses", 4}});
    EXPECT_TRUE(invite.at("token").get<std::string>().starts_with("plg_"));
    EXPECT_EQ(invite.at("invite"), invite.at("rev"));
    const Json made = group_.ada.expect_event("invite.created", group_.conversation);
    EXPECT_EQ(made.at("data").at("uses"), 3);
    EXPECT_EQ(made.dump().find("plg_"), std::string::npos) << "the event must not hold the token";

    const Json shown = group_.dan.request("invite.get", token_of(invite));
    EXPECT_EQ(shown.at("conversation"), group_.conversation);
    EXPECT_EQ(shown.at("title"), "The group");
    EXPECT_EQ(shown.at("members_count"), 3);
    EXPECT_EQ(shown.at("member"), false);

    const Json joined = twice(group_.dan, "conversation.join", token_of(invite),
                              {{"token", "plg_" + std::string(52, 'a')}});
    EXPECT_EQ(joined.at("conversation"), group_.conversation);
    const Json added = group_.ada.expect_event("member.added", group_.conversation);
    EXPECT_EQ(added.at("by"), group_.dan_account.user);
    EXPECT_EQ(added.at("data").at("users"), Json({group_.dan_account.user}));
    EXPECT_EQ(added.at("data").at("invite"), invite.at("invite"));
    group_.dan.expect_event("member.added", group_.conversation);
    EXPECT_EQ(group_.dan.expect_event("joined", "self").at("data").at("conversation"),
              group_.conversation);
    group_.dan.say(group_.conversation, "here I am");
    EXPECT_EQ(group_.dan.request("invite.get", token_of(invite)).at("member"), true);
    EXPECT_EQ(
        expect_unchanged(group_.dan, "conversation.join", token_of(invite)).at("conversation"),
        group_.conversation);
}

TEST_F(InvitationTest, IsUsedUp) {
    const Json invite = create({{"uses", 1}});
    EXPECT_EQ(invites().at(0).at("uses_left"), 1);
    group_.dan.request("conversation.join", token_of(invite));
    TestClient eve = server_.online(server_.make_user("eve"));
    eve.refused("conversation.join", token_of(invite), "not_found");
    eve.refused("invite.get", token_of(invite), "not_found");
}

TEST_F(InvitationTest, Expires) {
    const Json invite = create({{"expires_in", 1000}});
    EXPECT_EQ(group_.ben.await_event("invite.created").at("data").contains("expires"), true);
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    Json answer;
    do {
        answer = group_.dan.reply(group_.dan.send("invite.get", token_of(invite)));
    } while (answer.at("type") == "ok" && std::chrono::steady_clock::now() < deadline);
    EXPECT_EQ(answer.at("code"), "not_found");
    group_.dan.refused("conversation.join", token_of(invite), "not_found");
}

TEST_F(InvitationTest, IsRevokedByItsMakerOrAnAdmin) {
    const auto by = [&](TestClient& client, const Json& invite) {
        return client.send("invite.revoke", in_group({{"invite", invite.at("invite")}}));
    };
    const Json adas = create();
    const Json bens = group_.ben.request("invite.create", in_group());
    const Json cleos = group_.cleo.request("invite.create", in_group());
    EXPECT_EQ(group_.ben.reply(by(group_.ben, adas)).at("need"), "admin");
    EXPECT_EQ(group_.ben.reply(by(group_.ben, cleos)).at("code"), "forbidden");
    group_.dan.refused("invite.revoke", in_group({{"invite", bens.at("invite")}}), "not_found");
    group_.settle();
    twice(group_.ben, "invite.revoke", in_group({{"invite", bens.at("invite")}}),
          {{"invite", adas.at("invite")}});
    EXPECT_EQ(group_.cleo.expect_event("invite.revoked").at("data"),
              (Json{{"invite", bens.at("invite")}}));
    EXPECT_EQ(group_.ada.reply(by(group_.ada, cleos)).at("type"), "ok");
    EXPECT_EQ(invites().size(), 1U);
    EXPECT_EQ(invites().at(0).at("token"), adas.at("token"));
    EXPECT_EQ(invites().at(0).at("by"), group_.ada_account.user);
    for (const Json& revoked : {bens, cleos})
        group_.dan.refused("conversation.join", token_of(revoked), "not_found");
    group_.ada.refused("invite.revoke", in_group({{"invite", bens.at("invite")}}), "not_found");
}

TEST_F(InvitationTest, FollowsTheSetting) {
    group_.ada.request("conversation.update", in_group({{"invite", "admins"}}));
    EXPECT_EQ(group_.ben.refused("invite.create", in_group(), "forbidden").at("need"), "admin");
    EXPECT_EQ(group_.ben.refused("invite.list", in_group(), "forbidden").at("need"), "admin");
    group_.dan.refused("invite.create", in_group(), "not_found");
    group_.dan.refused("invite.list", in_group(), "not_found");
    const std::string direct = group_.ada.open(group_.ben_account.user);
    group_.ada.refused("invite.create", {{"conversation", direct}}, "bad_state");
}

TEST_F(InvitationTest, SaysWhatIsWrong) {
    expect_bad(group_.ada, "invite.create", in_group(), "uses",
               {Json(0), Json(-1), Json(10'001), Json("1")});
    expect_bad(group_.ada, "invite.create", in_group(), "expires_in", {Json(0), Json("1h")});
    expect_bad(group_.ada, "invite.revoke", in_group(), "invite", {Json("1"), Json()});
    for (const char* token : {"", "plg_x", "plt_aaaa"}) {
        const Json answer = group_.dan.reply(group_.dan.send("invite.get", {{"token", token}}));
        EXPECT_TRUE(answer.at("code") == "not_found" || answer.at("code") == "bad_field") << answer;
    }
    group_.dan.refused("conversation.join", Json::object(), "bad_field");
    group_.dan.refused("conversation.join", in_group({{"token", "plg_" + std::string(52, 'a')}}),
                       "bad_field");
}

TEST_F(InvitationTest, AConversationHasAHundredAtMost) {
    for (int i = 0; i < 100; ++i)
        create();
    group_.ada.refused("invite.create", in_group(), "quota");
    EXPECT_EQ(invites().size(), 100U);
}

TEST_F(InvitationTest, AFullGroupTakesNobody) {
    TestServer small([](Config& config) { config.limits.members = 3; });
    Group group(small);
    const Json invite = group.ada.request("invite.create", {{"conversation", group.conversation}});
    EXPECT_EQ(group.dan.refused("conversation.join", {{"token", invite.at("token")}}, "too_large")
                  .at("limit"),
              3);
}

}  // namespace
}  // namespace parley::test
