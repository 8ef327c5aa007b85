// The heartbeat, and how many connections there may be that have not said hello.

#include <gtest/gtest.h>

#include "people.hpp"

namespace parley::test {
namespace {

TestServer::Change fast_heartbeat() {
    return [](Config& config) {
        config.heartbeat.interval = std::chrono::milliseconds{200};
        config.heartbeat.timeout = std::chrono::milliseconds{1000};
    };
}

TEST(HeartbeatTest, APeerThatAnswersPingsStays) {
    TestServer server(fast_heartbeat());
    const Account mei = server.make_user("mei");
    TestClient client = server.client("mei");
    client.connect();
    EXPECT_EQ(client.hello(mei.token).at("heartbeat"),
              (Json{{"interval_ms", 200}, {"timeout_ms", 1000}}));
    client.await_synced();
    // Twice the time-out, in which only pongs are sent, and those by Beast.
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds{2000};
    while (std::chrono::steady_clock::now() < end) {
        EXPECT_EQ(client.read_for(std::chrono::milliseconds{100}), 0U);
    }
    EXPECT_GE(client.pings(), 4U);
    client.request("ping");
}

TEST(HeartbeatTest, ASilentPeerIsClosedWith4401) {
    TestServer server(fast_heartbeat());
    const Account mei = server.make_user("mei");
    RawConnection silent(server.port());
    const auto start = std::chrono::steady_clock::now();
    silent.write(
        "GET /v1/ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n" +
        TestClient::frame_bytes(request_text("hello", 1, {{"token", mei.token}})));
    const std::string received = silent.read_to_end();
    EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds{900});
    EXPECT_NE(received.find("\x89"), std::string::npos) << "no ping";
    // A close frame begins with 0x88, its length, and the code 4401 in network order.
    const std::size_t close = received.rfind('\x88');
    ASSERT_NE(close, std::string::npos);
    EXPECT_EQ(received.substr(close + 2, 2), "\x11\x31");
}

TestServer::Change limited(std::size_t per_address, std::size_t in_all) {
    return [=](Config& config) {
        config.limits.enabled = true;
        config.limits.unauthenticated_per_address = per_address;
        config.limits.unauthenticated = in_all;
    };
}

TEST(ConnectionLimitsTest, TwentyPerAddressWithoutHello) {
    TestServer server(limited(20, 2000));
    const Account mei = server.make_user("mei");
    std::vector<TestClient> waiting;
    for (int i = 0; i < 20; ++i) {
        waiting.push_back(server.client("waiting " + std::to_string(i)));
        waiting.back().connect();
    }
    TestClient next = server.client("one too many");
    const HttpAnswer refused = next.try_connect();
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(Json::parse(refused.body).at("error").at("code"), "rate_limited");
    // Whoever says hello does not count any more, nor does who goes.
    waiting[0].hello(mei.token);
    next.connect();
    EXPECT_EQ(server.client("again too many").try_connect().status, 429);
    waiting[1].close();
    TestClient last = server.client("last");
    last.connect();
    last.hello(mei.token);
}

TEST(ConnectionLimitsTest, AndSoManyInAll) {
    TestServer server(limited(100, 5));
    std::vector<TestClient> waiting;
    for (int i = 0; i < 5; ++i) {
        waiting.push_back(server.client("waiting " + std::to_string(i)));
        waiting.back().connect();
    }
    const int status = server.client("one too many").try_connect().status;
    EXPECT_TRUE(status == 429 || status == 503) << status;
}

TEST(ConnectionLimitsTest, WithoutLimitsThereAreMore) {
    TestServer server([](Config& config) { config.limits.unauthenticated_per_address = 2; });
    std::vector<TestClient> waiting;
    for (int i = 0; i < 30; ++i) {
        waiting.push_back(server.client("waiting " + std::to_string(i)));
        waiting.back().connect();
    }
}

}  // namespace
}  // namespace parley::test
