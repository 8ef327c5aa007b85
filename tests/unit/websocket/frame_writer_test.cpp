#include "parley/websocket/frame_writer.hpp"

#include <gtest/gtest.h>

#include "client_bytes.hpp"
#include "parley/websocket/utf8.hpp"

namespace parley::websocket {
namespace {

TEST(FrameWriterTest, WritesTheExamplesOfTheRfc) {
    EXPECT_EQ(frame("Hello"), raw({0x81, 0x05}) + "Hello");
    EXPECT_EQ(ping_frame("Hello"), raw({0x89, 0x05}) + "Hello");
    EXPECT_EQ(pong_frame("Hello"), raw({0x8A, 0x05}) + "Hello");
    EXPECT_EQ(text("Hello"),
              raw({0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58}));
}

TEST(FrameWriterTest, WritesTheShortestLength) {
    const auto header = [](std::size_t size) {
        std::string out;
        append_frame_header(out, Opcode::text, size);
        EXPECT_LE(out.size(), kFrameHeaderBytesMax);
        return out;
    };
    EXPECT_EQ(header(0), raw({0x81, 0}));
    EXPECT_EQ(header(125), raw({0x81, 125}));
    EXPECT_EQ(header(126), raw({0x81, 126, 0, 126}));
    EXPECT_EQ(header(65'535), raw({0x81, 126, 255, 255}));
    EXPECT_EQ(header(65'536), raw({0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0}));
}

TEST(FrameWriterTest, AppendsBehindWhatIsThere) {
    std::string out = frame("a");
    append_frame_header(out, Opcode::text, 1);
    out += "b";
    EXPECT_EQ(out, frame("a") + frame("b"));
}

TEST(FrameWriterTest, ACloseCarriesCodeAndReason) {
    EXPECT_EQ(close_frame(4400, "1500"), raw({0x88, 6, 0x11, 0x30}) + "1500");
    EXPECT_EQ(close_frame(1000, ""), raw({0x88, 2, 0x03, 0xE8}));
}

TEST(FrameWriterTest, ACloseWithoutCodeIsEmpty) {
    EXPECT_EQ(close_frame(kCloseNoCode, "not sent"), raw({0x88, 0}));
}

TEST(FrameWriterTest, ALongReasonIsCutBetweenTwoCharacters) {
    for (std::size_t ascii = 0; ascii < 4; ++ascii) {
        std::string reason(ascii, 'a');
        for (int i = 0; i < 60; ++i)
            reason += "\xE4\xBD\xA0";
        const std::string cut = close_frame(1000, reason).substr(4);
        EXPECT_TRUE(is_utf8(cut));
        EXPECT_EQ(cut, reason.substr(0, cut.size()));
        EXPECT_LE(cut.size(), kCloseReasonBytesMax);
        EXPECT_GT(cut.size(), kCloseReasonBytesMax - 3);
    }
    EXPECT_EQ(close_frame(1000, std::string(123, 'x')).size(), 127U);
    EXPECT_EQ(close_frame(1000, std::string(124, 'x')).size(), 127U);
}

TEST(FrameWriterTest, AReasonOfContinuationBytesOnlyIsCutToNothing) {
    EXPECT_EQ(close_frame(1000, std::string(200, '\x80')), raw({0x88, 2, 0x03, 0xE8}));
}

TEST(FrameWriterDeathTest, AnOverlongPingIsABugOfOurs) {
    EXPECT_DEATH((void)ping_frame(std::string(126, 'x')), "kControlPayloadBytesMax");
}

}  // namespace
}  // namespace parley::websocket
