#include "parley/gateway/web_address.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(WebAddressTest, IsWhereABrowserFindsTheServer) {
    GatewayConfig config;
    EXPECT_EQ(web_address(config, 7400), "http://127.0.0.1:7400");
    config.listen = {"::1", 0};
    EXPECT_EQ(web_address(config, 50123), "http://[::1]:50123");
    config.public_url = "https://chat.example";
    EXPECT_EQ(web_address(config, 7400), "https://chat.example");
}

}  // namespace
}  // namespace parley
