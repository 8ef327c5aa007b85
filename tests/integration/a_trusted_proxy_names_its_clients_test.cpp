// gateway.trusted_proxies: behind a proxy the limits per address count the clients that it names;
// nobody else's X-Forwarded-For is believed.

#include <gtest/gtest.h>

#include "people.hpp"

namespace parley::test {
namespace {

int sign_up_status(const TestServer& server, const std::string& login,
                   const std::string& forwarded_for) {
    return server
        .http("POST", "/v1/accounts", Json{{"login", login}, {"password", "a good password"}},
              {{"X-Forwarded-For", forwarded_for}})
        .status;
}

TEST(ProxyTest, ItsClientsAreCountedEachForItself) {
    TestServer server([](Config& config) {
        config.gateway.trusted_proxies = {"127.0.0.0/8", "198.51.100.1"};
        config.limits.enabled = true;
        config.limits.sign_ups_per_address_per_hour = 2;
    });
    EXPECT_EQ(sign_up_status(server, "a1", "203.0.113.1"), 201);
    EXPECT_EQ(sign_up_status(server, "a2", "203.0.113.1, 198.51.100.1"), 201);
    // What the client itself wrote into the header stands on the left.
    EXPECT_EQ(sign_up_status(server, "a3", "192.0.2.9, 203.0.113.1"), 429);
    EXPECT_EQ(sign_up_status(server, "b1", "203.0.113.2"), 201);
    EXPECT_EQ(sign_up_status(server, "c1", "2001:db8::1"), 201);
}

TEST(ProxyTest, OthersAreNotBelieved) {
    TestServer server([](Config& config) {
        config.gateway.trusted_proxies = {"10.0.0.0/8"};
        config.limits.enabled = true;
        config.limits.sign_ups_per_address_per_hour = 2;
    });
    EXPECT_EQ(sign_up_status(server, "a1", "203.0.113.1"), 201);
    EXPECT_EQ(sign_up_status(server, "a2", "203.0.113.2"), 201);
    EXPECT_EQ(sign_up_status(server, "a3", "203.0.113.3"), 429);
}

TEST(ProxyTest, ItsConnectionsWithoutHelloAreCountedByClient) {
    TestServer server([](Config& config) {
        config.gateway.trusted_proxies = {"127.0.0.1"};
        config.limits.enabled = true;
        config.limits.unauthenticated_per_address = 2;
    });
    const auto connect = [&](TestClient& client, const std::string& address) {
        ConnectOptions options;
        options.headers["X-Forwarded-For"] = address;
        return client.try_connect(options).status;
    };
    std::vector<TestClient> clients;
    for (int i = 0; i < 4; ++i)
        clients.push_back(server.client("client"));
    EXPECT_EQ(connect(clients[0], "203.0.113.1"), 101);
    EXPECT_EQ(connect(clients[1], "203.0.113.1"), 101);
    EXPECT_EQ(connect(clients[2], "203.0.113.1"), 429);
    EXPECT_EQ(connect(clients[3], "203.0.113.2"), 101);
}

}  // namespace
}  // namespace parley::test
