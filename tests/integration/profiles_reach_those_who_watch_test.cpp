// user.update, user.get, user.search: what people tell of themselves, and who hears that it
// changed.

#include <gtest/gtest.h>

#include "people.hpp"
#include "writes.hpp"

namespace parley::test {
namespace {

Json user_of(TestClient& client, const Account& account) {
    return client.request("user.get", {{"users", {account.user}}}).at("users").at(0);
}

TEST(ProfileTest, IsSeenByAllAndOnAllDevices) {
    TestServer server;
    Two two(server);
    TestClient phone = server.online(server.sign_in(two.mei_account));
    phone.drain();
    const Json profile{
        {"display_name", "Mei Lin"},
        {"status", {{"text", "at lunch"}, {"emoji", "🍜"}, {"until", 4'000'000'000'000}}},
        {"language", "zh-Hans"},
        {"time_zone", "Asia/Shanghai"}};
    const std::int64_t rev = user_of(two.tom, two.mei_account).at("rev").get<std::int64_t>();
    const Json answer = twice(two.mei, "user.update", profile, {{"display_name", "Other"}});
    const Json seen = user_of(two.tom, two.mei_account);
    EXPECT_EQ(answer.at("user"), seen);
    for (const auto& [name, value] : profile.items())
        EXPECT_EQ(seen.at(name), value) << name;
    EXPECT_GT(seen.at("rev"), rev);
    EXPECT_EQ(phone.expect_event("profile", "self").at("data"), profile);
    const Json hello = phone.reconnect(two.mei_account.token);
    EXPECT_EQ(hello.at("user").at("status"), profile.at("status"));
    EXPECT_EQ(hello.at("user").at("time_zone"), "Asia/Shanghai");
    EXPECT_EQ(two.mei.request("account.get").at("user").at("language"), "zh-Hans");
    expect_unchanged(two.mei, "user.update", profile);
}

TEST(ProfileTest, WhatIsNothingIsTakenAway) {
    TestServer server;
    Two two(server);
    two.mei.request("user.update", {{"status", {{"text", "busy"}}}, {"language", "de"}});
    two.mei.drain();
    two.mei.request("user.update", {{"status", nullptr}, {"language", nullptr}});
    EXPECT_EQ(two.mei.expect_event("profile", "self").at("data"),
              (Json{{"status", nullptr}, {"language", nullptr}}));
    const Json seen = user_of(two.tom, two.mei_account);
    EXPECT_FALSE(seen.contains("status"));
    EXPECT_FALSE(seen.contains("language"));
}

TEST(ProfileTest, ThoseWhoWatchAreToldThatItChanged) {
    TestServer server;
    Two two(server);
    const Account eve = server.make_user("eve");
    TestClient stranger = server.online(eve);
    two.tom.request("presence.watch", {{"users", {two.mei_account.user}}});
    const Json answer = two.mei.request("user.update", {{"display_name", "Mei Lin"}});
    const Json push = two.tom.expect("presence");
    EXPECT_EQ(push.at("user"), two.mei_account.user);
    EXPECT_EQ(push.at("user_rev"), answer.at("user").at("rev"));
    stranger.expect_silence();
}

TEST(ProfileTest, SaysWhatIsWrong) {
    TestServer server;
    TestClient mei = server.online(server.make_user("mei"));
    const std::string type = "user.update";
    mei.refused(type, Json::object(), "bad_field");
    expect_bad(mei, type, Json::object(), "display_name",
               {Json(""), Json(1), Json(std::string(65, 'x')), Json("a\nb")});
    expect_bad(mei, type, Json::object(), "language", {Json(1), Json("d e"), Json("x_y")});
    expect_bad(mei, type, Json::object(), "time_zone", {Json(1), Json("Mars and Venus")});
    for (const Json& status :
         {Json("busy"), Json(Json::object()), Json{{"text", ""}},
          Json{{"text", std::string(101, 'x')}}, Json{{"text", "x"}, {"until", "noon"}}}) {
        mei.refused(type, {{"status", status}}, "bad_field");
    }
}

TEST(UserSearchTest, FindsByTheBeginningOfLoginOrName) {
    TestServer server;
    const auto accounts = server.make_users({"mei", "meister", "tom"});
    TestClient client = server.online(accounts[2]);
    client.request("user.update", {{"display_name", "Éloïse"}});
    const auto found = [&](const std::string& prefix) {
        std::vector<std::string> logins;
        const Json users = client.request("user.search", {{"prefix", prefix}}).at("users");
        for (const Json& user : users)
            logins.push_back(user.at("login").get<std::string>());
        std::sort(logins.begin(), logins.end());
        return logins;
    };
    EXPECT_EQ(found("mei"), (std::vector<std::string>{"mei", "meister"}));
    EXPECT_EQ(found("MEIS"), (std::vector<std::string>{"meister"}));
    EXPECT_EQ(found("eloi"), (std::vector<std::string>{"tom"}));
    EXPECT_TRUE(found("ei").empty());
    EXPECT_EQ(client.request("user.search", {{"prefix", "mei"}, {"limit", 1}}).at("users").size(),
              1U);
    expect_bad(client, "user.search", Json::object(), "prefix",
               {Json(""), Json(1), Json(std::string(65, 'x')), Json()});
}

TEST(UserSearchTest, ASharedDirectoryShowsThoseOneTalksWith) {
    TestServer server(
        [](Config& config) { config.accounts.directory = AccountsConfig::Directory::shared; });
    Two two(server);
    server.make_user("tomas");
    const auto count = [&](const std::string& prefix) {
        return two.mei.request("user.search", {{"prefix", prefix}}).at("users").size();
    };
    EXPECT_EQ(count("to"), 1U);
    EXPECT_EQ(count("tomas"), 1U);  // a login given in full
    EXPECT_EQ(count("toma"), 0U);
}

}  // namespace
}  // namespace parley::test
