// device.list, device.rename, device.revoke: an account rules its devices, and one that was revoked
// is out at once.

#include <gtest/gtest.h>

#include "people.hpp"
#include "writes.hpp"

namespace parley::test {
namespace {

TEST(DevicesOfOneTest, AreListed) {
    TestServer server;
    const Account desk = server.make_user("mei");
    const Account phone = server.sign_in(desk);
    TestClient client = server.online(desk);
    const Json devices = client.request("device.list").at("devices");
    ASSERT_EQ(devices.size(), 2U);
    for (const Json& device : devices) {
        EXPECT_EQ(device.at("name"), "test of mei");
        EXPECT_EQ(device.at("platform"), "test");
        EXPECT_GT(device.at("created"), 0);
        EXPECT_GE(device.at("last_seen"), device.at("created"));
        EXPECT_EQ(device.at("current"), device.at("device") == desk.device);
    }
    EXPECT_NE(devices[0].at("device"), devices[1].at("device"));
    TestClient stranger = server.online(server.make_user("tom"));
    EXPECT_EQ(stranger.request("device.list").at("devices").size(), 1U);
}

TEST(DevicesOfOneTest, AreRenamed) {
    TestServer server;
    const Account desk = server.make_user("mei");
    const Account phone = server.sign_in(desk);
    TestClient client = server.online(desk);
    TestClient other = server.online(phone);
    other.drain();
    const Json rename{{"device", phone.device}, {"name", "Mei's phone"}};
    twice(client, "device.rename", rename, {{"name", "x"}});
    EXPECT_EQ(other.expect_event("device.updated", "self").at("data"), rename);
    expect_unchanged(client, "device.rename", rename);
    const Account tom = server.make_user("tom");
    TestClient stranger = server.online(tom);
    stranger.refused("device.rename", rename, "not_found");
    expect_bad(client, "device.rename", rename, "name",
               {Json(""), Json(1), Json(std::string(65, 'x')), Json()});
    expect_bad(client, "device.rename", rename, "device", {Json(1), Json()});
}

TEST(RevokeTest, EndsSocketAndTokenAtOnce) {
    TestServer server;
    const Account desk = server.make_user("mei");
    const Account phone = server.sign_in(desk);
    TestClient client = server.online(desk);
    TestClient lost = server.online(phone);
    client.drain();
    const Json revoke{{"device", phone.device}};
    twice(client, "device.revoke", revoke, {{"device", desk.device}});
    EXPECT_EQ(client.expect_event("device.revoked", "self").at("data"), revoke);
    lost.expect_close(4501);
    lost.connect();
    lost.refused("hello", {{"token", phone.token}}, "unauthenticated");
    EXPECT_EQ(server.sign_out(phone), 401);
    EXPECT_EQ(client.request("device.list").at("devices").size(), 1U);
    expect_unchanged(client, "device.revoke", revoke);
    TestClient stranger = server.online(server.make_user("tom"));
    stranger.refused("device.revoke", {{"device", desk.device}}, "not_found");
    expect_bad(client, "device.revoke", Json::object(), "device", {Json(1), Json(), Json(true)});
}

TEST(RevokeTest, AllOthersGoTogether) {
    TestServer server;
    const Account desk = server.make_user("mei");
    std::vector<TestClient> others;
    for (int i = 0; i < 3; ++i)
        others.push_back(server.online(server.sign_in(desk)));
    TestClient client = server.online(desk);
    client.request("device.revoke", {{"device", "others"}});
    for (TestClient& other : others)
        other.expect_close(4501);
    for (int i = 0; i < 3; ++i)
        client.expect_event("device.revoked", "self");
    expect_unchanged(client, "device.revoke", {{"device", "others"}});
    client.request("ping");
}

TEST(RevokeTest, OnesOwnIsAnsweredBeforeTheEnd) {
    TestServer server;
    const Account desk = server.make_user("mei");
    TestClient client = server.online(desk);
    EXPECT_EQ(client.request("device.revoke", {{"device", desk.device}}).at("type"), "ok");
    client.expect_close(4501);
}

// In the middle of a catch-up, too: what is not on its way yet never comes.
TEST(RevokeTest, EndsACatchUp) {
    TestServer server([](Config& config) { config.limits.outbox_bytes = 64 * 1024; });
    Two two(server);
    const Account phone = server.sign_in(two.tom_account);
    TestClient lost = server.online(phone);
    lost.cut();
    const std::string text(4000, 'x');
    std::vector<std::int64_t> ids;
    constexpr int kMessages = 4000;
    for (int i = 0; i < kMessages; ++i) {
        ids.push_back(
            two.mei.send("message.send", {{"conversation", two.conversation}, {"text", text}}));
        if (ids.size() < 50) continue;
        for (const std::int64_t id : ids)
            two.mei.reply(id);
        ids.clear();
        two.mei.forget();
    }
    ConnectOptions narrow;
    narrow.receive_buffer_bytes = 8 * 1024;
    lost.connect(narrow);
    lost.hello(phone.token, {{"cursor", lost.model().cursor()}});
    two.tom.cut();
    two.tom.come_online(two.tom_account.token, {{"window", 0}});
    two.tom.request("device.revoke", {{"device", phone.device}});
    std::size_t frames = 0;
    while (lost.read_one())
        ++frames;
    EXPECT_FALSE(lost.model().synced());
    EXPECT_LT(frames, static_cast<std::size_t>(kMessages));
}

TEST(DeviceLimitTest, SoManyAreSignedInAtOnce) {
    TestServer server([](Config& config) { config.limits.devices_per_user = 2; });
    const Account desk = server.make_user("mei");
    const Account phone = server.sign_in(desk);
    const auto sign_in = [&](Json device) {
        return server.http(
            "POST", "/v1/sessions",
            Json{{"login", "mei"}, {"password", desk.password}, {"device", std::move(device)}});
    };
    const HttpAnswer third = sign_in({{"name", "third"}});
    EXPECT_EQ(third.status, 403);
    EXPECT_EQ(third.error(), "quota");
    // One of the two may sign in anew, and who signs out makes room.
    EXPECT_EQ(sign_in({{"id", phone.device}}).status, 201);
    EXPECT_EQ(server.sign_out(desk), 204);
    EXPECT_EQ(sign_in({{"name", "third"}}).status, 201);
}

}  // namespace
}  // namespace parley::test
