// The administrator's pages: who may see them, what they show, and what they change.

#include <gtest/gtest.h>

#include "people.hpp"

namespace parley::test {
namespace {

struct Office {
    TestServer server;
    Account root = server.make_administrator("root");

    HttpAnswer as(const Account& account, std::string_view method, const std::string& path,
                  const std::optional<Json>& body = std::nullopt) const {
        return server.http(method, "/v1/admin/" + path, body,
                           {{"Authorization", "Bearer " + account.token}});
    }
    HttpAnswer ask(std::string_view method, const std::string& path,
                   const std::optional<Json>& body = std::nullopt) const {
        return as(root, method, path, body);
    }
    Json get(const std::string& path) const {
        const HttpAnswer answer = ask("GET", path);
        EXPECT_EQ(answer.status, 200) << path << ' ' << answer.body;
        return answer.json();
    }
};

std::vector<std::string> logins_of(const Json& page) {
    std::vector<std::string> logins;
    for (const Json& user : page.at("users"))
        logins.push_back(user.at("login").get<std::string>());
    return logins;
}

TEST(AdministratorTest, NobodyElseSeesThePages) {
    Office office;
    const Account mei = office.server.make_user("mei");
    for (const char* path :
         {"status", "users", "invites", "sessions", "conversations", "nothing"}) {
        EXPECT_EQ(office.server.http("GET", std::string("/v1/admin/") + path).error(),
                  "unauthenticated")
            << path;
        const HttpAnswer refused = office.as(mei, "GET", path);
        EXPECT_EQ(refused.status, 403) << path;
        EXPECT_EQ(refused.error(), "forbidden") << path;
    }
    EXPECT_EQ(office.as(mei, "POST", "users", Json::object()).error(), "forbidden");
    EXPECT_EQ(office.ask("GET", "nothing").error(), "not_found");
    EXPECT_EQ(office.ask("PUT", "users", Json::object()).status, 405);
    EXPECT_EQ(office.ask("PUT", "users", Json::object()).header("allow"), "GET, HEAD, POST");
}

TEST(AdministratorTest, TheStatusSaysWhatTheDaemonIsDoing) {
    Office office;
    const Account mei = office.server.make_user("mei");
    TestClient client = office.server.online(mei);
    client.say(client.open(office.root.user), "hello");
    const Json status = office.get("status");
    EXPECT_EQ(status.at("users"), 2);
    EXPECT_EQ(status.at("conversations"), 1);
    EXPECT_EQ(status.at("ready"), true);
    EXPECT_GE(status.at("connections").get<int>(), 1);
    EXPECT_GT(status.at("entries").get<int>(), 1);
    EXPECT_GE(status.at("messages_last_minute").get<int>(), 0);
    EXPECT_GT(status.at("memory_bytes").get<std::int64_t>(), 0);
    EXPECT_GT(status.at("storage").at("database_bytes").get<std::int64_t>(), 0);
    EXPECT_GE(status.at("time").get<std::int64_t>(), status.at("started").get<std::int64_t>());
    EXPECT_EQ(status.at("registration"), "open");
}

TEST(AdministratorTest, EveryoneMayAskWhatKindOfServerThisIs) {
    TestServer server([](Config& config) {
        config.accounts.registration = AccountsConfig::Registration::invite;
    });
    Json facts = server.http("GET", "/v1/server").json();
    EXPECT_EQ(facts.at("registration"), "invite");
    EXPECT_EQ(facts.at("setup"), true);
    const Office office;
    EXPECT_EQ(office.server.http("GET", "/v1/server").json().at("setup"), false);
}

TEST(AdministratorTest, UsersAreListedPageByPageAndFound) {
    Office office;
    for (const char* login : {"ada", "ben", "cleo"})
        office.server.make_user(login);
    const Json first = office.get("users?limit=3");
    EXPECT_EQ(logins_of(first), (std::vector<std::string>{"root", "ada", "ben"}));
    const Json second = office.get("users?limit=3&after=" + first.at("next").get<std::string>());
    EXPECT_EQ(logins_of(second), (std::vector<std::string>{"cleo"}));
    EXPECT_FALSE(second.contains("next"));
    EXPECT_EQ(logins_of(office.get("users?query=BE")), (std::vector<std::string>{"ben"}));
    EXPECT_EQ(logins_of(office.get("users?state=administrator")),
              (std::vector<std::string>{"root"}));
    EXPECT_EQ(office.ask("GET", "users?limit=0").error(), "bad_field");
    EXPECT_EQ(office.ask("GET", "users?state=odd").error(), "bad_field");
    EXPECT_EQ(office.ask("GET", "users?query=%zz").error(), "bad_frame");
}

TEST(AdministratorTest, AUserIsMadeAndSignsIn) {
    Office office;
    const Json wanted = {{"login", "mei"}, {"password", "correct horse"}, {"display_name", "Mei"}};
    const HttpAnswer made = office.ask("POST", "users", wanted);
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.json().at("display_name"), "Mei");
    EXPECT_EQ(made.json().at("administrator"), false);
    EXPECT_EQ(office.server
                  .http("POST", "/v1/sessions",
                        Json{{"login", "mei"}, {"password", "correct horse"}, {"device", {}}})
                  .status,
              400)
        << "a device is an object";
    EXPECT_EQ(
        office.server
            .http("POST", "/v1/sessions",
                  Json{{"login", "mei"}, {"password", "correct horse"}, {"device", Json::object()}})
            .status,
        201);
    EXPECT_EQ(office.ask("POST", "users", wanted).error(), "already");
    EXPECT_EQ(office.ask("POST", "users", Json{{"login", "tom"}}).error(), "bad_field");
}

TEST(AdministratorTest, DisablingEndsEverySessionAtOnce) {
    Office office;
    const Account mei = office.server.make_user("mei");
    TestClient client = office.server.online(mei);
    const HttpAnswer changed = office.ask("PATCH", "users/" + mei.user, Json{{"disabled", true}});
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(changed.json().at("disabled"), true);
    EXPECT_EQ(changed.json().at("sessions"), 0);
    client.expect_close(4503);
    EXPECT_EQ(logins_of(office.get("users?state=disabled")), (std::vector<std::string>{"mei"}));
    EXPECT_EQ(office.ask("PATCH", "users/u_nobody", Json{{"disabled", true}}).error(), "not_found");
    EXPECT_EQ(office.ask("PATCH", "users/" + mei.user, Json::object()).error(), "bad_field");
}

TEST(AdministratorTest, TheLastAdministratorStaysOne) {
    Office office;
    const std::string root = "users/" + office.root.user;
    EXPECT_EQ(office.ask("PATCH", root, Json{{"disabled", true}}).error(), "bad_state");
    EXPECT_EQ(office.ask("PATCH", root, Json{{"administrator", false}}).error(), "bad_state");
    const Account mei = office.server.make_user("mei");
    EXPECT_EQ(office.ask("PATCH", "users/" + mei.user, Json{{"administrator", true}}).status, 200);
    EXPECT_EQ(office.as(mei, "GET", "status").status, 200);
    EXPECT_EQ(office.ask("PATCH", root, Json{{"administrator", false}}).status, 200);
    EXPECT_EQ(office.ask("GET", "status").error(), "forbidden") << "judged at each request";
}

TEST(AdministratorTest, ANewPasswordEndsTheSessions) {
    Office office;
    const Account mei = office.server.make_user("mei");
    TestClient client = office.server.online(mei);
    EXPECT_EQ(office.ask("PATCH", "users/" + mei.user, Json{{"password", "another horse"}}).status,
              200);
    client.expect_close(4501);
}

TEST(AdministratorTest, InvitesAreMadeShownAndTakenBack) {
    Office office;
    const HttpAnswer made = office.ask("POST", "invites", Json{{"uses", 2}});
    ASSERT_EQ(made.status, 201) << made.body;
    const Json invite = made.json();
    EXPECT_TRUE(invite.at("token").get<std::string>().starts_with("pli_"));
    const Json listed = office.get("invites").at("invites");
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].at("invite"), invite.at("invite"));
    EXPECT_EQ(listed[0].at("uses_left"), 2);
    EXPECT_FALSE(listed[0].contains("token")) << "nobody keeps it";

    const std::string path = "invites/" + invite.at("invite").get<std::string>();
    EXPECT_EQ(office.ask("DELETE", path).status, 204);
    EXPECT_EQ(office.ask("DELETE", path).error(), "not_found");
    EXPECT_EQ(office.ask("DELETE", "invites/xyz").error(), "not_found");
    EXPECT_TRUE(office.get("invites").at("invites").empty());
    EXPECT_EQ(office.server
                  .http("POST", "/v1/accounts",
                        Json{{"login", "tom"},
                             {"password", "correct horse"},
                             {"invite", invite.at("token")}})
                  .error(),
              "forbidden");
}

TEST(AdministratorTest, SessionsAreListedAndEnded) {
    Office office;
    const Account mei = office.server.make_user("mei");
    const Account second = office.server.sign_in(mei);
    TestClient client = office.server.online(second);
    const Json all = office.get("sessions").at("sessions");
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].at("session"), second.session) << "the newest first";
    EXPECT_EQ(all[2].at("current"), true);
    EXPECT_EQ(office.get("sessions?user=" + mei.user).at("sessions").size(), 2U);

    EXPECT_EQ(office.ask("DELETE", "sessions/" + second.session).status, 204);
    client.expect_close(4501);
    EXPECT_EQ(office.ask("DELETE", "sessions/" + second.session).error(), "not_found");
    EXPECT_EQ(office.ask("DELETE", "sessions").error(), "bad_field");
    EXPECT_EQ(office.ask("DELETE", "sessions?user=" + mei.user).status, 204);
    EXPECT_TRUE(office.get("sessions?user=" + mei.user).at("sessions").empty());
}

TEST(AdministratorTest, GroupsAreListedAndDirectConversationsAreNot) {
    Office office;
    const Account mei = office.server.make_user("mei");
    TestClient client = office.server.online(mei);
    client.open(office.root.user);
    const std::string group = client.create("Gardening", {});
    client.say(group, "secret words");
    const HttpAnswer answer = office.ask("GET", "conversations");
    const Json groups = answer.json().at("conversations");
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_EQ(groups[0].at("title"), "Gardening");
    EXPECT_EQ(groups[0].at("members_count"), 1);
    EXPECT_EQ(groups[0].at("messages"), 1);
    EXPECT_EQ(answer.body.find("secret words"), std::string::npos);
    EXPECT_EQ(office.get("conversations?query=gard").at("conversations").size(), 1U);
    EXPECT_TRUE(office.get("conversations?query=x").at("conversations").empty());
}

}  // namespace
}  // namespace parley::test
