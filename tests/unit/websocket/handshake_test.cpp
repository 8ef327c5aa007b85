#include "parley/websocket/handshake.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace parley::websocket {

static void PrintTo(SubprotocolChoice choice, std::ostream* out) {
    *out << static_cast<int>(choice);
}

namespace {

TEST(HandshakeTest, AcceptsTheKeysOfTheRfc) {
    // RFC 6455, 1.3 and 4.1.
    EXPECT_EQ(accept_key("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    EXPECT_EQ(accept_key("AQIDBAUGBwgJCgsMDQ4PEC=="), "OfS0wDaT5NoxF2gqm7Zj2YtetzM=");
}

TEST(HandshakeTest, AKeyThatIsNotSixteenBytesInBase64IsRefused) {
    for (const char* key :
         {"", "==", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ=",
          "dGhlIHNhbXBsZSBub25jZQ===", "dGhlIHNhbXBsZSBub25jZWE=", "dGhlIHNhbXBsZSBub25jZWFi",
          " dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25j-Q==", "dGhlIHNhbXBsZSBub25j\xC3\xA9==",
          "dGhlIHNhbXBsZSBub25=ZQ==", "dGhlIHNhbXBsZSBub25\nZQ=="}) {
        EXPECT_EQ(accept_key(key), std::nullopt) << key;
    }
}

TEST(HandshakeTest, AClientThatOffersNoSubprotocolIsServed) {
    for (const char* value : {"", " ", ",", " , \t,"}) {
        EXPECT_EQ(choose_subprotocol(value), SubprotocolChoice::none_offered) << value;
    }
}

TEST(HandshakeTest, OursIsFoundAmongOthers) {
    for (const char* value : {"parley.v1", " parley.v1\t", "parley.v2, parley.v1", "parley.v1,chat",
                              "chat ,parley.v1 , x", ",parley.v1"}) {
        EXPECT_EQ(choose_subprotocol(value), SubprotocolChoice::parley_v1) << value;
    }
}

TEST(HandshakeTest, AClientThatOffersOnlyOthersIsRefused) {
    for (const char* value : {"chat", "parley.v2", "parley.v10", "Parley.v1", "parley.v1;q=1",
                              "parley .v1", "chat, graphql-ws", "parley"}) {
        EXPECT_EQ(choose_subprotocol(value), SubprotocolChoice::refused) << value;
    }
}

}  // namespace
}  // namespace parley::websocket
