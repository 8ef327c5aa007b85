// Who may have an account, and under which name: POST /v1/accounts and /v1/invites.

#include <gtest/gtest.h>

#include <future>

#include "people.hpp"

namespace parley::test {
namespace {

using Registration = AccountsConfig::Registration;

TestServer::Change registration(Registration value) {
    return [value](Config& config) { config.accounts.registration = value; };
}

Json account(const std::string& login, const std::string& password = "correct horse") {
    return {{"login", login}, {"password", password}};
}

TEST(AccountsTest, OpenRegistrationTakesEveryone) {
    TestServer server;
    Json body = account("mei");
    body["display_name"] = "Mei";
    const HttpAnswer made = server.http("POST", "/v1/accounts", body);
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_TRUE(made.header("content-type").starts_with("application/json"));
    const Json user = made.json().at("user");
    EXPECT_TRUE(user.at("id").get<std::string>().starts_with("u_"));
    EXPECT_LE(user.at("id").get<std::string>().size(), 40U);
    EXPECT_EQ(user.at("login"), "mei");
    EXPECT_EQ(user.at("display_name"), "Mei");
    EXPECT_GE(user.at("rev").get<int>(), 1);
}

TEST(AccountsTest, WithoutADisplayNameTheLoginStands) {
    TestServer server;
    const HttpAnswer made = server.http("POST", "/v1/accounts", account("tom"));
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.json().at("user").at("display_name"), "tom");
}

TEST(AccountsTest, InviteRegistrationTakesNobodyWithoutOne) {
    TestServer server(registration(Registration::invite));
    EXPECT_EQ(server.http("POST", "/v1/accounts", account("mei")).error(), "forbidden");
    Json guessed = account("mei");
    guessed["invite"] = "pli_guessed";
    const HttpAnswer refused = server.http("POST", "/v1/accounts", guessed);
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.error(), "forbidden");
}

TEST(AccountsTest, ClosedRegistrationIsJudgedBeforeLoginAndPassword) {
    TestServer server(registration(Registration::closed));
    EXPECT_EQ(server.http("POST", "/v1/accounts", account("mei")).error(), "forbidden");
    EXPECT_EQ(server.http("POST", "/v1/accounts", account("no login!", "short")).error(),
              "forbidden");
}

TEST(AccountsTest, TheFirstInviteMakesOneAdministrator) {
    TestServer server(registration(Registration::invite));
    ASSERT_FALSE(server.first_administrator_invite().empty());
    const Account ada = server.make_administrator("ada");
    TestClient client = server.client("ada");
    client.connect();
    EXPECT_EQ(client.hello(ada.token).at("user").at("administrator"), true);

    Json again = account("mallory");
    again["invite"] = server.first_administrator_invite();
    EXPECT_EQ(server.http("POST", "/v1/accounts", again).error(), "forbidden");
    server.restart();
    EXPECT_EQ(server.first_administrator_invite(), "");
}

TEST(AccountsTest, AnInviteIsUsedUpByTheAccountAlone) {
    TestServer server(registration(Registration::invite));
    Json bad = account("not a login");
    bad["invite"] = server.first_administrator_invite();
    EXPECT_EQ(server.http("POST", "/v1/accounts", bad).error(), "bad_field");
    EXPECT_NO_THROW(server.make_administrator("ada"));
}

HttpAnswer invite(const TestServer& server, const Account& by, const Json& body) {
    return server.http("POST", "/v1/invites", body, {{"Authorization", "Bearer " + by.token}});
}

TEST(InvitesTest, AnAdministratorInvitesOthers) {
    TestServer server(registration(Registration::invite));
    const Account ada = server.make_administrator("ada");
    const HttpAnswer made = invite(server, ada, {{"role", "member"}, {"uses", 2}});
    ASSERT_EQ(made.status, 201) << made.body;
    const Json answer = made.json();
    const auto code = answer.at("invite").get<std::string>();
    EXPECT_NE(answer.at("url").get<std::string>().find("/#invite=" + code), std::string::npos);
    EXPECT_GT(answer.at("expires").get<std::int64_t>(), 1'700'000'000'000);
    for (const char* login : {"ben", "cleo"}) {
        Json body = account(login);
        body["invite"] = code;
        const HttpAnswer joined = server.http("POST", "/v1/accounts", body);
        EXPECT_EQ(joined.status, 201) << joined.body;
    }
    Json third = account("dan");
    third["invite"] = code;
    EXPECT_EQ(server.http("POST", "/v1/accounts", third).error(), "forbidden");
}

TEST(InvitesTest, TheLastUseIsGivenToOneOnly) {
    TestServer server(registration(Registration::invite));
    const Account ada = server.make_administrator("ada");
    const Json made = invite(server, ada, Json::object()).json();
    std::vector<std::future<int>> statuses;
    for (int i = 0; i < 6; ++i) {
        Json body = account("user" + std::to_string(i));
        body["invite"] = made.at("invite");
        statuses.push_back(std::async(std::launch::async, [&server, body] {
            return server.http("POST", "/v1/accounts", body).status;
        }));
    }
    int created = 0;
    for (auto& status : statuses) {
        const int value = status.get();
        EXPECT_TRUE(value == 201 || value == 403) << value;
        if (value == 201) ++created;
    }
    EXPECT_EQ(created, 1);
}

TEST(InvitesTest, OnlyAdministratorsInvite) {
    TestServer server;
    const Account ada = server.make_administrator("ada");
    const Account mei = server.make_user("mei");
    EXPECT_EQ(invite(server, mei, Json::object()).error(), "forbidden");
    EXPECT_EQ(server.http("POST", "/v1/invites", Json::object()).error(), "unauthenticated");
    for (const Json& bad :
         {Json{{"role", "king"}}, Json{{"uses", 0}}, Json{{"uses", 1001}}, Json{{"uses", "1"}},
          Json{{"expires_in", 0}}, Json{{"expires_in", 31'536'001}}}) {
        EXPECT_EQ(invite(server, ada, bad).error(), "bad_field") << bad;
    }
}

TEST(InvitesTest, AnAdministratorMayInviteAnother) {
    TestServer server(registration(Registration::invite));
    const Account ada = server.make_administrator("ada");
    const Json made = invite(server, ada, {{"role", "administrator"}}).json();
    Json body = account("ben");
    body["invite"] = made.at("invite");
    ASSERT_EQ(server.http("POST", "/v1/accounts", body).status, 201);
    Account ben;
    ben.login = "ben";
    ben.password = "correct horse";
    ben = server.sign_in(ben);
    EXPECT_EQ(invite(server, ben, Json::object()).status, 201);
}

TEST(AccountsTest, OthersAreNoAdministrators) {
    TestServer server;
    const Account mei = server.make_user("mei");
    TestClient client = server.client("mei");
    client.connect();
    EXPECT_EQ(client.hello(mei.token).at("user").at("administrator"), false);
}

TEST(AccountsTest, LoginsHaveARule) {
    TestServer server;
    for (const char* login : {"a", "A.b_c-9", "0"}) {
        EXPECT_EQ(server.http("POST", "/v1/accounts", account(login)).status, 201) << login;
    }
    EXPECT_EQ(server.http("POST", "/v1/accounts", account(std::string(64, 'x'))).status, 201);
    const std::vector<std::string> refused{"",
                                           "a b",
                                           "a/b",
                                           "a@b",
                                           "\u0410dmin",
                                           "ad\u200Bmin",
                                           "a\n",
                                           std::string(65, 'x'),
                                           std::string("a\0b", 3)};
    for (const std::string& login : refused) {
        const HttpAnswer answer = server.http("POST", "/v1/accounts", account(login));
        EXPECT_EQ(answer.status, 400) << login;
        ASSERT_EQ(answer.error(), "bad_field") << login;
        EXPECT_EQ(answer.json().at("error").at("field"), "login");
        EXPECT_EQ(answer.json().at("error").at("retry"), "no");
    }
}

TEST(AccountsTest, LoginsAreComparedWithoutCase) {
    TestServer server;
    const Account mei = server.make_user("Mei");
    const HttpAnswer again = server.http("POST", "/v1/accounts", account("mEI"));
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(again.error(), "already");
    const HttpAnswer signed_in =
        server.http("POST", "/v1/sessions",
                    Json{{"login", "MEI"}, {"password", mei.password}, {"device", Json::object()}});
    EXPECT_EQ(signed_in.status, 201) << signed_in.body;
}

TEST(AccountsTest, PasswordsHaveALengthInBytes) {
    TestServer server;
    EXPECT_EQ(server.http("POST", "/v1/accounts", account("a", "1234567")).error(), "bad_field");
    EXPECT_EQ(server.http("POST", "/v1/accounts", account("a", "12345678")).status, 201);
    EXPECT_EQ(server.http("POST", "/v1/accounts", account("b", std::string(1024, 'p'))).status,
              201);
    EXPECT_EQ(server.http("POST", "/v1/accounts", account("c", std::string(1025, 'p'))).error(),
              "bad_field");
    // Four characters, eight bytes.
    EXPECT_EQ(server.http("POST", "/v1/accounts", account("d", "éééé")).status, 201);
}

TEST(AccountsTest, DisplayNamesAreCountedAsPeopleDoAndComposed) {
    TestServer server;
    std::string family;  // 64 clusters of several code points each
    for (int i = 0; i < 64; ++i)
        family += "👩\u200D👧";
    Json body = account("family");
    body["display_name"] = family;
    EXPECT_EQ(server.http("POST", "/v1/accounts", body).status, 201);
    body = account("longer");
    body["display_name"] = family + "x";
    EXPECT_EQ(server.http("POST", "/v1/accounts", body).error(), "bad_field");
    body["display_name"] = "";
    EXPECT_EQ(server.http("POST", "/v1/accounts", body).error(), "bad_field");

    body = account("zoe");
    body["display_name"] = "Zoe\u0308";
    const HttpAnswer made = server.http("POST", "/v1/accounts", body);
    ASSERT_EQ(made.status, 201);
    EXPECT_EQ(made.json().at("user").at("display_name"), "Zoë");
}

TEST(AccountsTest, UnknownMembersAreIgnoredAndWrongTypesAreNot) {
    TestServer server;
    Json body = account("mei");
    body["shoe_size"] = {{"eu", 38}};
    EXPECT_EQ(server.http("POST", "/v1/accounts", body).status, 201);
    for (const char* member : {"login", "password", "display_name", "invite"}) {
        Json wrong = account("tom");
        wrong[member] = 5;
        const HttpAnswer answer = server.http("POST", "/v1/accounts", wrong);
        EXPECT_EQ(answer.error(), "bad_field") << member;
        EXPECT_EQ(answer.json().at("error").value("field", ""), member);
    }
    for (const char* missing : {"login", "password"}) {
        Json less = account("tom");
        less.erase(missing);
        EXPECT_EQ(server.http("POST", "/v1/accounts", less).error(), "bad_field") << missing;
    }
}

TEST(AccountsTest, AccountsAreThereAfterARestart) {
    TestServer server;
    const Account mei = server.make_user("mei");
    server.restart();
    const Account again = server.sign_in(mei);
    EXPECT_EQ(again.user, mei.user);
    TestClient client = server.client("mei");
    client.connect();
    EXPECT_EQ(client.hello(mei.token).at("user").at("id"), mei.user);
}

}  // namespace
}  // namespace parley::test
