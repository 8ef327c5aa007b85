// Who may do what in a conversation: the table of rights, row by row.

#include <gtest/gtest.h>

#include "people.hpp"

namespace parley::test {
namespace {

TEST(RightsTest, InADirectConversationThereIsNothingToAdminister) {
    TestServer server;
    Two two(server);
    const Account eve = server.make_user("eve");
    const Json conversation{{"conversation", two.conversation}};
    const auto with = [&](Json more) {
        more.update(conversation);
        return more;
    };
    for (TestClient* client : {&two.mei, &two.tom}) {
        client->refused("member.add", with({{"users", {eve.user}}}), "bad_state");
        client->refused("member.remove", with({{"users", {two.tom_account.user}}}), "bad_state");
        client->refused("member.role", with({{"user", two.tom_account.user}, {"role", "admin"}}),
                        "bad_state");
        client->refused("member.leave", conversation, "bad_state");
        client->say(two.conversation, "both may talk");
    }
}

TEST(RightsTest, MembersTalkAndStrangersFindNothing) {
    TestServer server;
    Group group(server);
    for (TestClient* client : {&group.ada, &group.ben, &group.cleo}) {
        client->say(group.conversation, "hello");
    }
    group.dan.refused("message.send", {{"conversation", group.conversation}, {"text", "hello"}},
                      "not_found");
    group.dan.refused("member.add",
                      {{"conversation", group.conversation}, {"users", {group.dan_account.user}}},
                      "not_found");
    group.dan.refused("member.leave", {{"conversation", group.conversation}}, "not_found");
}

TEST(RightsTest, WithPostAdminsMembersOnlyRead) {
    TestServer server;
    Group group(server, {{"post", "admins"}});
    group.make_admin(group.ben_account);
    group.ada.say(group.conversation, "from the owner");
    group.ben.say(group.conversation, "from an admin");
    const Json error = group.cleo.refused(
        "message.send", {{"conversation", group.conversation}, {"text", "from a member"}},
        "forbidden");
    EXPECT_EQ(error.at("need"), "admin");
    EXPECT_EQ(group.cleo.history(group.conversation).at("messages").size(), 2U);
}

TEST(RightsTest, AnyMemberInvitesUnlessAdminsAlone) {
    TestServer server;
    Group group(server);
    const Json add{{"conversation", group.conversation}, {"users", {group.dan_account.user}}};
    EXPECT_TRUE(group.cleo.request("member.add", add).contains("rev"));
}

TEST(RightsTest, WithInviteAdminsOnlyAdminsAdd) {
    TestServer server;
    Group group(server, {{"invite", "admins"}});
    group.make_admin(group.ben_account);
    const Json add{{"conversation", group.conversation}, {"users", {group.dan_account.user}}};
    EXPECT_EQ(group.cleo.refused("member.add", add, "forbidden").at("need"), "admin");
    EXPECT_TRUE(group.ben.request("member.add", add).contains("rev"));
}

TEST(RightsTest, AdminsAndTheOwnerRemoveButNobodyRemovesTheOwner) {
    TestServer server;
    Group group(server);
    const auto remove = [&](const Account& account) {
        return Json{{"conversation", group.conversation}, {"users", {account.user}}};
    };
    EXPECT_EQ(
        group.ben.refused("member.remove", remove(group.cleo_account), "forbidden").at("need"),
        "admin");
    group.make_admin(group.ben_account);
    group.ben.refused("member.remove", remove(group.ada_account), "forbidden");
    EXPECT_TRUE(group.ben.request("member.remove", remove(group.cleo_account)).contains("rev"));
    group.ada.refused("member.remove", remove(group.ada_account), "forbidden");
    EXPECT_TRUE(group.ada.request("member.remove", remove(group.ben_account)).contains("rev"));
    // Together with others it is refused as a whole.
    group.ada.request("member.add", {{"conversation", group.conversation},
                                     {"users", {group.ben_account.user, group.dan_account.user}}});
    group.make_admin(group.ben_account);
    group.ben.refused("member.remove",
                      {{"conversation", group.conversation},
                       {"users", {group.dan_account.user, group.ada_account.user}}},
                      "forbidden");
    EXPECT_EQ(roles_of(group.ada, group.conversation).size(), 3U);
}

TEST(RightsTest, OnlyTheOwnerGivesRoles) {
    TestServer server;
    Group group(server);
    const auto role = [&](const Account& account, const char* name) {
        return Json{{"conversation", group.conversation}, {"user", account.user}, {"role", name}};
    };
    EXPECT_EQ(
        group.ben.refused("member.role", role(group.ben_account, "admin"), "forbidden").at("need"),
        "owner");
    group.ada.request("member.role", role(group.ben_account, "admin"));
    const Json event = group.cleo.expect_event("member.role", group.conversation);
    EXPECT_EQ(event.at("data"), (Json{{"user", group.ben_account.user}, {"role", "admin"}}));
    group.ben.refused("member.role", role(group.cleo_account, "admin"), "forbidden");
    EXPECT_EQ(group.ada.request("member.role", role(group.ben_account, "admin")).at("unchanged"),
              true);
    group.ada.refused("member.role", role(group.dan_account, "admin"), "not_found");
    EXPECT_EQ(
        group.ada.refused("member.role", role(group.ben_account, "king"), "bad_field").at("field"),
        "role");
    group.ada.request("member.role", role(group.ben_account, "member"));
    EXPECT_EQ(roles_of(group.ada, group.conversation).at(group.ben_account.user), "member");
}

TEST(RightsTest, HandingOverMakesTheFormerOwnerAnAdmin) {
    TestServer server;
    Group group(server);
    group.ada.request("member.role", {{"conversation", group.conversation},
                                      {"user", group.ben_account.user},
                                      {"role", "owner"}});
    const std::map<std::string, std::string> expected{{group.ada_account.user, "admin"},
                                                      {group.ben_account.user, "owner"},
                                                      {group.cleo_account.user, "member"}};
    EXPECT_EQ(roles_of(group.cleo, group.conversation), expected);
    EXPECT_EQ(group.ben.item(group.conversation).at("role"), "owner");
    EXPECT_EQ(group.ada.item(group.conversation).at("role"), "admin");
    group.ada.refused("member.role",
                      {{"conversation", group.conversation},
                       {"user", group.cleo_account.user},
                       {"role", "admin"}},
                      "forbidden");
}

TEST(RightsTest, WhenTheOwnerLeavesTheLongestServingAdminFollows) {
    TestServer server;
    Group group(server);
    group.make_admin(group.cleo_account);
    group.ada.request("member.leave", {{"conversation", group.conversation}});
    const std::map<std::string, std::string> expected{{group.ben_account.user, "member"},
                                                      {group.cleo_account.user, "owner"}};
    EXPECT_EQ(roles_of(group.ben, group.conversation), expected);
}

TEST(RightsTest, WithoutAnAdminTheLongestServingMemberFollows) {
    TestServer server;
    TestClient ada = server.online(server.make_user("ada"));
    const Account ben = server.make_user("ben");
    const Account cleo = server.make_user("cleo");
    TestClient ben_client = server.online(ben);
    const std::string conversation = ada.create("The group", {});
    ada.request("member.add", {{"conversation", conversation}, {"users", {cleo.user}}});
    ada.request("member.add", {{"conversation", conversation}, {"users", {ben.user}}});
    ada.request("member.leave", {{"conversation", conversation}});
    const std::map<std::string, std::string> expected{{ben.user, "member"}, {cleo.user, "owner"}};
    EXPECT_EQ(roles_of(ben_client, conversation), expected);
}

TEST(RightsTest, TheLastOneMayLeave) {
    TestServer server;
    TestClient ada = server.online(server.make_user("ada"));
    const std::string conversation = ada.create("Alone", {});
    ada.request("member.leave", {{"conversation", conversation}});
    ada.refused("conversation.get", {{"conversation", conversation}}, "not_found");
    EXPECT_TRUE(ada.request("conversation.list").at("conversations").empty());
}

TEST(RightsTest, RightsAreDecidedInTheOrderOfTheCommits) {
    TestServer server;
    Group group(server);
    // In one write: Ben's messages around his own leaving.
    const auto before =
        group.ben.send("message.send", {{"conversation", group.conversation}, {"text", "before"}});
    const auto leave = group.ben.send("member.leave", {{"conversation", group.conversation}});
    const auto after =
        group.ben.send("message.send", {{"conversation", group.conversation}, {"text", "after"}});
    EXPECT_EQ(group.ben.reply(before).at("type"), "ok");
    EXPECT_EQ(group.ben.reply(leave).at("type"), "ok");
    EXPECT_EQ(group.ben.reply(after).at("code"), "not_found");
    group.ada.expect_message(group.conversation, "before");
    group.ada.expect_event("member.removed", group.conversation);
    group.ada.expect_silence();
}

}  // namespace
}  // namespace parley::test
