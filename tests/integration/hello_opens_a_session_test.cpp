// The first request of a connection, and everything that may go wrong with it.

#include <gtest/gtest.h>

#include "people.hpp"

namespace parley::test {
namespace {

TEST(HelloTest, TellsWhoOneIsAndWhatHoldsHere) {
    TestServer server;
    const Account mei = server.make_user("mei");
    TestClient client = server.client("mei");
    client.connect();
    const Json answer = client.hello(mei.token);
    EXPECT_EQ(answer.at("user").at("id"), mei.user);
    EXPECT_EQ(answer.at("user").at("login"), "mei");
    EXPECT_EQ(answer.at("device"), mei.device);
    EXPECT_EQ(answer.at("session"), mei.session);
    EXPECT_EQ(answer.at("resumed"), false);
    EXPECT_EQ(answer.at("reason"), "fresh");
    EXPECT_EQ(answer.at("feature_level"), 2);
    EXPECT_EQ(answer.at("settings"), (Json{{"read_receipts", true}}));
    EXPECT_GE(answer.at("self_rev").get<int>(), 0);
    EXPECT_EQ(answer.at("durability").at("fsync"), true);
    EXPECT_EQ(answer.at("durability").at("replicas"), 0);
    EXPECT_GT(answer.at("server_time").get<std::int64_t>(), 1'700'000'000'000);
    const Json limits{{"frame_bytes", 65536}, {"text_bytes", 16384}, {"in_flight", 64},
                      {"members", 10000},     {"page", 200},         {"small_group", 100},
                      {"watch", 1000}};
    for (const auto& [name, value] : limits.items())
        EXPECT_EQ(answer.at("limits").at(name), value);
    EXPECT_EQ(answer.at("heartbeat").at("interval_ms"), 25000);
    EXPECT_EQ(answer.at("heartbeat").at("timeout_ms"), 60000);
    client.expect("synced");
    client.expect_silence();
}

TEST(HelloTest, SaysHonestlyThatTheDiskIsNotWaitedFor) {
    TestServer server([](Config& config) { config.store.sync = StoreConfig::Sync::normal; });
    const Account mei = server.make_user("mei");
    TestClient client = server.client("mei");
    client.connect();
    EXPECT_EQ(client.hello(mei.token).at("durability").at("fsync"), false);
}

TEST(HelloTest, HasToComeInTime) {
    TestServer server(
        [](Config& config) { config.gateway.hello_timeout = std::chrono::milliseconds{1000}; });
    TestClient client = server.client("silent");
    const auto start = std::chrono::steady_clock::now();
    client.connect();
    client.expect_close(4502);
    EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds{700});
}

TEST(HelloTest, OtherRequestsBeforeItDoNotCountAsOne) {
    TestServer server(
        [](Config& config) { config.gateway.hello_timeout = std::chrono::milliseconds{1000}; });
    TestClient client = server.client("chatty");
    client.connect();
    client.refused("ping", Json::object(), "unauthenticated");
    client.refused("user.get", {{"users", Json::array()}}, "unauthenticated");
    client.expect_close(4502);
}

TEST(HelloTest, AfterRefusedRequestsTheConnectionWaitsOn) {
    TestServer server;
    const Account mei = server.make_user("mei");
    TestClient client = server.client("mei");
    client.connect();
    client.refused("conversation.list", Json::object(), "unauthenticated");
    client.refused("message.send", {{"conversation", "c_1"}, {"text", "hi"}}, "unauthenticated");
    client.refused("hello", Json::object(), "bad_field");
    client.hello(mei.token);
    client.request("ping");
}

TEST(HelloTest, ABadTokenEndsTheConnection) {
    TestServer server;
    server.make_user("mei");
    for (const char* token : {"plt_0000000000000000000000000000000000000000000", "x", "u_1"}) {
        TestClient client = server.client("stranger");
        client.connect();
        client.refused("hello", {{"token", token}}, "unauthenticated");
        client.expect_close(4502);
    }
}

TEST(HelloTest, ASecondHelloIsRefusedAndHarmsNothing) {
    TestServer server;
    const Account mei = server.make_user("mei");
    TestClient client = server.online(mei);
    client.refused("hello", {{"token", mei.token}}, "bad_state");
    client.refused("hello", {{"token", "plt_wrong"}}, "bad_state");
    client.request("ping");
    client.expect_silence();
}

TEST(HelloTest, FramesBeforeItAreSmall) {
    TestServer server;
    const Account mei = server.make_user("mei");
    TestClient client = server.client("mei");
    client.connect();
    std::string frame = request_text("hello", 1, {{"token", mei.token}, {"x", ""}});
    frame.insert(frame.find("\"x\":\"") + 5, std::string(4096 - frame.size(), 'x'));
    ASSERT_EQ(frame.size(), 4096U);
    client.send_text(frame);
    EXPECT_EQ(client.reply(1).at("type"), "ok");

    TestClient larger = server.client("larger");
    larger.connect();
    frame.insert(frame.find("\"x\":\"") + 5, "x");
    larger.send_raw(TestClient::frame_bytes(frame));
    larger.expect_close(1009);
}

TEST(HelloTest, RequestsMayFollowItAtOnce) {
    TestServer server;
    const Account mei = server.make_user("mei");
    TestClient client = server.client("mei");
    client.connect();
    // One write, so that the server finds all of it behind the hello; the last one is larger than
    // what may come before it.
    std::string bytes = TestClient::frame_bytes(request_text("hello", 1, {{"token", mei.token}}));
    bytes += TestClient::frame_bytes(request_text("ping", 2));
    bytes += TestClient::frame_bytes(request_text("conversation.list", 3));
    bytes += TestClient::frame_bytes(request_text("ping", 4, {{"x", std::string(60000, 'x')}}));
    client.send_raw(bytes);
    for (int id = 2; id <= 4; ++id)
        EXPECT_EQ(client.reply(id).at("type"), "ok") << id;
    EXPECT_EQ(client.reply(1).at("type"), "ok");
}

TEST(HelloTest, RequestsBehindARefusedHelloAreNotServed) {
    TestServer server;
    TestClient client = server.client("stranger");
    client.connect();
    client.send_raw(TestClient::frame_bytes(request_text("hello", 1, {{"token", "plt_wrong"}})) +
                    TestClient::frame_bytes(request_text("conversation.list", 2)));
    EXPECT_EQ(client.reply(1).at("code"), "unauthenticated");
    client.expect_close(4502);
}

TEST(HelloTest, AcceptsCursorsByTheirMeaning) {
    TestServer server;
    const Account mei = server.make_user("mei");
    const auto reason = [&](const std::string& cursor) {
        TestClient client = server.client("mei");
        client.connect();
        const Json answer = client.hello(mei.token, {{"cursor", cursor}});
        client.expect("synced");
        return answer.at("resumed").get<bool>() ? "resumed"
                                                : answer.at("reason").get<std::string>();
    };
    TestClient first = server.online(mei);
    const std::string cursor = first.model().cursor();
    EXPECT_EQ(reason(cursor), "resumed");
    EXPECT_EQ(reason("not a cursor of ours"), "epoch_changed");
    EXPECT_EQ(reason("k3f9.88120"), "epoch_changed");
    EXPECT_EQ(reason(std::string(200, 'x')), "epoch_changed");
    const std::string ahead =
        cursor.substr(0, cursor.rfind('.') + 1) + std::to_string(position_of(cursor) + 1'000'000);
    EXPECT_EQ(reason(ahead), "ahead");
}

TEST(HelloTest, WhatIsNoCursorAtAllIsABadField) {
    TestServer server;
    const Account mei = server.make_user("mei");
    TestClient client = server.client("mei");
    client.connect();
    for (const Json& cursor : {Json(5), Json(""), Json(std::string(201, 'x')), Json("é"),
                               Json(Json::array()), Json(true)}) {
        const Json error =
            client.refused("hello", {{"token", mei.token}, {"cursor", cursor}}, "bad_field");
        EXPECT_EQ(error.at("field"), "cursor") << cursor;
    }
    for (const Json& window : {Json(-1), Json("5"), Json(1.5)}) {
        const Json error =
            client.refused("hello", {{"token", mei.token}, {"window", window}}, "bad_field");
        EXPECT_EQ(error.at("field"), "window") << window;
    }
    client.hello(mei.token);
}

TEST(HelloTest, OneTokenServesSeveralConnections) {
    TestServer server;
    const Account mei = server.make_user("mei");
    TestClient first = server.online(mei);
    TestClient second = server.online(mei);
    const std::string conversation = first.open(mei.user);
    first.expect_event("conversation.created", conversation);
    second.expect_event("conversation.created", conversation);
}

}  // namespace
}  // namespace parley::test
