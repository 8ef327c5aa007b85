// account.password: needs the present one, and ends all other sessions unless they are to stay.

#include <gtest/gtest.h>

#include "people.hpp"
#include "writes.hpp"

namespace parley::test {
namespace {

constexpr const char* kNew = "a new and good one";

Json change(const Account& account, Json more = Json::object()) {
    Json members{{"current", account.password}, {"new", kNew}};
    members.update(more);
    return members;
}

int sign_in_status(const TestServer& server, const std::string& password) {
    const Json body{{"login", "mei"}, {"password", password}, {"device", Json::object()}};
    return server.http("POST", "/v1/sessions", body).status;
}

TEST(PasswordTest, TheNewOneHoldsAndOtherSessionsEnd) {
    TestServer server;
    const Account desk = server.make_user("mei");
    const Account phone = server.sign_in(desk);
    TestClient client = server.online(desk);
    TestClient other = server.online(phone);
    client.drain();
    const Json answer = client.request("account.password", change(desk));
    EXPECT_TRUE(answer.contains("rev"));
    EXPECT_EQ(client.expect_event("password", "self").at("data"), Json::object());
    EXPECT_EQ(client.expect_event("device.revoked", "self").at("data"),
              (Json{{"device", phone.device}}));
    other.expect_close(4501);
    EXPECT_EQ(sign_in_status(server, desk.password), 401);
    EXPECT_EQ(sign_in_status(server, kNew), 201);
    client.request("ping");
}

TEST(PasswordTest, SessionsStayIfTheyAreTo) {
    TestServer server;
    const Account desk = server.make_user("mei");
    TestClient client = server.online(desk);
    TestClient other = server.online(server.sign_in(desk));
    client.request("account.password", change(desk, {{"keep_sessions", true}}));
    other.await_event("password");
    other.expect_silence();
}

TEST(PasswordTest, AWrongPresentOneChangesNothing) {
    TestServer server;
    const Account desk = server.make_user("mei");
    TestClient client = server.online(desk);
    client.drain();
    client.refused("account.password", change(desk, {{"current", "not this one"}}),
                   "bad_credentials");
    client.expect_silence();
    EXPECT_EQ(sign_in_status(server, desk.password), 201);
}

// The key alone decides: neither password is kept to be compared.
TEST(PasswordTest, ARepeatIsAnsweredWithoutTheOldPassword) {
    TestServer server;
    const Account desk = server.make_user("mei");
    TestClient client = server.online(desk);
    Json members = change(desk, {{"idempotency_key", "once"}});
    const Json first = client.request("account.password", members);
    client.drain();
    for (const char* current : {"password of mei", "anything at all"}) {
        members["current"] = current;
        const Json again = client.request("account.password", members);
        EXPECT_EQ(again.at("duplicate"), true);
        EXPECT_EQ(again.at("rev"), first.at("rev"));
        EXPECT_EQ(again.at("time"), first.at("time"));
    }
    client.expect_silence();
    EXPECT_EQ(sign_in_status(server, kNew), 201);
    Json other{{"idempotency_key", "once"}, {"display_name", "x"}};
    client.refused("user.update", other, "idempotency_conflict");
}

TEST(PasswordTest, AKeyOfSomethingElseIsAConflict) {
    TestServer server;
    const Account desk = server.make_user("mei");
    TestClient client = server.online(desk);
    client.request("user.update", {{"idempotency_key", "used"}, {"display_name", "Mei"}});
    client.refused("account.password", change(desk, {{"idempotency_key", "used"}}),
                   "idempotency_conflict");
    EXPECT_EQ(sign_in_status(server, desk.password), 201);
}

TEST(PasswordTest, AttemptsAreLimitedLikeSignIns) {
    TestServer server([](Config& config) { config.limits.enabled = true; });
    const Account desk = server.make_user("mei");
    TestClient client = server.online(desk);
    for (int i = 0; i < 5; ++i) {
        client.refused("account.password", change(desk, {{"current", "not this one"}}),
                       "bad_credentials");
    }
    EXPECT_EQ(client.refused("account.password", change(desk), "rate_limited").at("scope"),
              "sign_ins_per_account");
    EXPECT_EQ(sign_in_status(server, desk.password), 429);
}

TEST(PasswordTest, ChangesInARowAreDecidedInTheirOrder) {
    TestServer server;
    const Account desk = server.make_user("mei");
    TestClient client = server.online(desk);
    std::vector<std::int64_t> ids;
    std::string current = desk.password;
    for (int i = 0; i < 3; ++i) {
        const std::string next = "password number " + std::to_string(i);
        ids.push_back(client.send("account.password", {{"current", current}, {"new", next}}));
        current = next;
    }
    const std::int64_t ping = client.send("ping");
    for (const std::int64_t id : ids)
        EXPECT_EQ(client.reply(id).at("type"), "ok");
    client.reply(ping);
    EXPECT_EQ(sign_in_status(server, current), 201);
}

TEST(PasswordTest, OtherConnectionsGoOnMeanwhile) {
    TestServer server;
    Two two(server);
    const std::int64_t id = two.mei.send("account.password", change(two.mei_account));
    two.tom.say(two.conversation, "hi");
    two.tom.await_message("hi");
    EXPECT_EQ(two.mei.reply(id).at("type"), "ok");
}

TEST(PasswordTest, SaysWhatIsWrong) {
    TestServer server;
    const Account desk = server.make_user("mei");
    TestClient client = server.online(desk);
    expect_bad(client, "account.password", change(desk), "new",
               {Json("short"), Json(std::string(1025, 'x')), Json(1), Json()});
    expect_bad(client, "account.password", change(desk), "current", {Json(1), Json()});
    expect_bad(client, "account.password", change(desk), "keep_sessions", {Json(1), Json("no")});
    EXPECT_EQ(sign_in_status(server, desk.password), 201);
}

}  // namespace
}  // namespace parley::test
