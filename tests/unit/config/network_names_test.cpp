#include "network_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace parley {
namespace {

using testing::HasSubstr;
using testing::Optional;

std::string endpoint_of(std::string_view text) {
    GatewayConfig::Endpoint endpoint{"none", 1};
    const Complaint complaint = parse_endpoint(text, endpoint);
    return complaint ? *complaint : format_endpoint(endpoint);
}

std::string origin_of(std::string_view text) {
    std::string origin;
    const Complaint complaint = parse_origin(text, origin);
    return complaint ? *complaint : origin;
}

TEST(EndpointTest, BothFamiliesAreTaken) {
    for (const std::string text :
         {"127.0.0.1:7400", "0.0.0.0:0", "[::1]:7400", "[::]:65535", "[2001:db8::1]:1"}) {
        EXPECT_EQ(endpoint_of(text), text);
    }
}

TEST(EndpointTest, BracketsAreNoPartOfTheAddress) {
    GatewayConfig::Endpoint endpoint{"", 1};
    ASSERT_EQ(parse_endpoint("[::1]:7400", endpoint), std::nullopt);
    EXPECT_EQ(endpoint, (GatewayConfig::Endpoint{"::1", 7400}));
}

TEST(EndpointTest, WhatIsMissingOrWrongIsNamed) {
    EXPECT_THAT(endpoint_of("127.0.0.1"), HasSubstr("has no port; write"));
    EXPECT_THAT(endpoint_of("[::1]"), HasSubstr("has no port; write"));
    EXPECT_THAT(endpoint_of("127.0.0.1:"), HasSubstr("\"\" is not a port"));
    EXPECT_THAT(endpoint_of("127.0.0.1:65536"), HasSubstr("\"65536\" is not a port"));
    EXPECT_THAT(endpoint_of("127.0.0.1:-1"), HasSubstr("\"-1\" is not a port"));
    EXPECT_THAT(endpoint_of("127.0.0.1:74x"), HasSubstr("\"74x\" is not a port"));
    EXPECT_THAT(endpoint_of("localhost:7400"), HasSubstr("\"localhost\" is not an IP address"));
    EXPECT_THAT(endpoint_of("*:7400"), HasSubstr("\"*\" is not an IP address"));
    EXPECT_THAT(endpoint_of(":7400"), HasSubstr("\"\" is not an IP address"));
    EXPECT_THAT(endpoint_of("127.1:7400"), HasSubstr("is not an IP address"));
    EXPECT_THAT(endpoint_of("[127.0.0.1]:7400"), HasSubstr("is not an IP address"));
    EXPECT_THAT(endpoint_of("::1:7400"), HasSubstr("is not an address to listen on"));
    EXPECT_THAT(endpoint_of("[::1:7400"), HasSubstr("is not an address to listen on"));
    EXPECT_THAT(endpoint_of("[::1]x:7400"), HasSubstr("is not an address to listen on"));
    EXPECT_THAT(endpoint_of("[]:7400"), HasSubstr("is not an IP address"));
    EXPECT_THAT(endpoint_of(std::string_view{"127.0.0.1\0:7400", 15}),
                HasSubstr("is not an IP address"));
}

TEST(OriginTest, IsKeptAsABrowserSendsIt) {
    EXPECT_EQ(origin_of("https://chat.example.org"), "https://chat.example.org");
    EXPECT_EQ(origin_of("HTTPS://Chat.Example.org:443"), "https://chat.example.org");
    EXPECT_EQ(origin_of("http://localhost:80"), "http://localhost");
    EXPECT_EQ(origin_of("http://localhost:7400"), "http://localhost:7400");
    EXPECT_EQ(origin_of("https://h:80"), "https://h:80");
    EXPECT_EQ(origin_of("https://h:0443"), "https://h");
    EXPECT_EQ(origin_of("http://[0:0:0:0:0:0:0:1]:7400"), "http://[::1]:7400");
    EXPECT_EQ(origin_of("http://192.0.2.1"), "http://192.0.2.1");
    EXPECT_EQ(origin_of("capacitor://localhost"), "capacitor://localhost");
}

TEST(OriginTest, WhatNoBrowserSendsIsRefused) {
    for (const std::string text :
         {"", "*", "null", "chat.example.org", "://x", "1http://x", "ht tp://x"}) {
        EXPECT_THAT(origin_of(text), HasSubstr("is not an origin")) << text;
    }
    for (const std::string text : {"https://a/", "https://a/b", "https://a?b", "https://a#b",
                                   "https://a\\b", "https://a:1/"}) {
        EXPECT_THAT(origin_of(text), HasSubstr("has a path or slash behind the host")) << text;
    }
    for (const std::string text :
         {"https://", "https://:80", "https://a b", "https://.a", "https://a..b", "https://bücher",
          "https://*.example.org", "https://::1", "https://[::1", "https://[::1]a", "https://[]",
          "https://127.1", "https://1.2.3.256", "https://a:1:2"}) {
        EXPECT_THAT(origin_of(text), HasSubstr("has no valid host")) << text;
    }
    for (const std::string text : {"https://a:", "https://a:0", "https://a:65536", "https://a:x"}) {
        EXPECT_THAT(origin_of(text), HasSubstr("has no port from 1 to 65535")) << text;
    }
    EXPECT_THAT(origin_of("https://me@a"), HasSubstr("has a user name"));
    EXPECT_THAT(origin_of("https://" + std::string(254, 'a')), HasSubstr("has no valid host"));
}

TEST(OriginTest, PeopleOpenHttpOnly) {
    std::string origin;
    EXPECT_EQ(parse_web_origin("http://a", origin), std::nullopt);
    EXPECT_THAT(parse_web_origin("ws://a", origin), Optional(HasSubstr("is not http or https")));
}

TEST(NetworkTest, IsAnAddressOrHasAPrefix) {
    const std::pair<const char*, const char*> good[] = {
        {"127.0.0.1", "127.0.0.1"},         {"10.0.0.0/8", "10.0.0.0/8"},
        {"0.0.0.0/0", "0.0.0.0/0"},         {"::1", "::1"},
        {"2001:DB8::/33", "2001:db8::/33"}, {"192.0.2.7/32", "192.0.2.7/32"}};
    for (const auto& [text, canonical] : good) {
        std::string network;
        EXPECT_EQ(parse_network(text, network), std::nullopt) << text;
        EXPECT_EQ(network, canonical);
    }
    for (const char* bad : {"", "proxy", "10.0.0.0/", "10.0.0.0/33", "10.0.0.1/8", "::/129", "10/8",
                            "[::1]", "127.0.0.1:80", "::1/x", "10.0.0.0/-1"}) {
        std::string network;
        EXPECT_NE(parse_network(bad, network), std::nullopt) << bad;
    }
}

}  // namespace
}  // namespace parley
