#include "trusted_proxies.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

using boost::asio::ip::make_address;

const TrustedProxies kProxies({"127.0.0.1", "10.0.0.0/8", "::1", "2001:db8::/33"});

std::string client_of(const char* peer, const char* forwarded_for) {
    return kProxies.client_of(make_address(peer), forwarded_for);
}

TEST(TrustedProxiesTest, AreAddressesAndNetworks) {
    for (const char* trusted :
         {"127.0.0.1", "10.0.0.0", "10.255.1.2", "::1", "2001:db8:7fff::1", "::ffff:10.1.2.3"}) {
        EXPECT_TRUE(kProxies.trusts(make_address(trusted))) << trusted;
    }
    for (const char* other :
         {"127.0.0.2", "11.0.0.0", "9.255.255.255", "::2", "2001:db8:8000::1", "::ffff:11.1.2.3"}) {
        EXPECT_FALSE(kProxies.trusts(make_address(other))) << other;
    }
    EXPECT_FALSE(TrustedProxies({}).trusts(make_address("127.0.0.1")));
    EXPECT_TRUE(TrustedProxies({"0.0.0.0/0"}).trusts(make_address("192.0.2.1")));
    EXPECT_FALSE(TrustedProxies({"0.0.0.0/0"}).trusts(make_address("2001:db8::1")));
}

TEST(TrustedProxiesTest, AStrangersWordIsNotTaken) {
    EXPECT_EQ(client_of("192.0.2.1", "198.51.100.7"), "192.0.2.1");
}

TEST(TrustedProxiesTest, TheRightmostStrangerIsTheClient) {
    EXPECT_EQ(client_of("127.0.0.1", "198.51.100.7"), "198.51.100.7");
    EXPECT_EQ(client_of("127.0.0.1", "203.0.113.9, 198.51.100.7"), "198.51.100.7");
    EXPECT_EQ(client_of("127.0.0.1", "203.0.113.9, 198.51.100.7 ,10.0.0.3"), "198.51.100.7");
    EXPECT_EQ(client_of("127.0.0.1", "[2001:db8:8000::7]:4711"), "2001:db8:8000::7");
    EXPECT_EQ(client_of("127.0.0.1", "198.51.100.7:4711"), "198.51.100.7");
}

TEST(TrustedProxiesTest, WhereAllAreTrustedItIsTheFirstOfThem) {
    EXPECT_EQ(client_of("127.0.0.1", "10.0.0.9, 10.0.0.8"), "10.0.0.9");
    EXPECT_EQ(client_of("127.0.0.1", ""), "127.0.0.1");
}

TEST(TrustedProxiesTest, WhatCannotBeReadEndsTheSearch) {
    EXPECT_EQ(client_of("127.0.0.1", "198.51.100.7, unknown, 10.0.0.3"), "10.0.0.3");
    for (const char* odd : {"nonsense", ",", " ", "[", "[::1", "1.2.3", ":"})
        EXPECT_EQ(client_of("127.0.0.1", odd), odd == std::string("[::1") ? "::1" : "127.0.0.1");
}

}  // namespace
}  // namespace parley
