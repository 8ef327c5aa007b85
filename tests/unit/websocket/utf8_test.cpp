// That single sequences are judged right is in autobahn_test.cpp.

#include "parley/websocket/utf8.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace parley::websocket {
namespace {

void append_code_point(std::string& out, unsigned code) {
    const auto byte = [&](unsigned value) { out.push_back(static_cast<char>(value)); };
    if (code < 0x80) return byte(code);
    if (code < 0x800) return byte(0xC0 | code >> 6), byte(0x80 | (code & 0x3F));
    if (code < 0x1'0000) {
        return byte(0xE0 | code >> 12), byte(0x80 | (code >> 6 & 0x3F)), byte(0x80 | (code & 0x3F));
    }
    byte(0xF0 | code >> 18);
    byte(0x80 | (code >> 12 & 0x3F));
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
}

bool is_scalar(unsigned code) { return code <= 0x10'FFFF && (code < 0xD800 || code > 0xDFFF); }

TEST(Utf8Test, EveryCodePointIsJudgedRight) {
    for (unsigned code = 0; code < 0x12'0000; ++code) {
        std::string bytes;
        append_code_point(bytes, code);
        ASSERT_EQ(is_utf8(bytes), is_scalar(code)) << std::hex << code;
    }
}

// The fast part must agree with the rule byte by byte, also in what comes before and behind a
// broken place. Drawn from the bytes at which the rule turns.
TEST(Utf8Test, TheFastWayAgreesWithTheSlowOne) {
    const std::string turns =
        "\x01\x7F\x80\x8F\x90\x9F\xA0\xBF\xC1\xC2\xDF\xE0\xE1\xEC\xED\xEE\xEF\xF0\xF1\xF3\xF4\xF5"
        "\xFF";
    std::mt19937 random(5);
    int valid_texts = 0;
    for (int round = 0; round < 500'000; ++round) {
        std::string text(random() % 9, 'a');
        for (auto left = 1 + random() % 4; left > 0; --left)
            text += turns[random() % turns.size()];
        text.append(random() % 4, 'b');
        Utf8Checker slow;
        bool valid = true;
        for (const char& byte : text)
            valid = valid && slow.feed({&byte, 1});
        valid = valid && slow.complete();
        valid_texts += valid ? 1 : 0;
        ASSERT_EQ(is_utf8(text), valid) << testing::PrintToString(text);
    }
    EXPECT_GT(valid_texts, 10'000);
}

TEST(Utf8Test, ATextMayBeCutAnywhere) {
    std::mt19937 random(3);
    std::string text;
    for (int i = 0; i < 60; ++i) {
        const unsigned code = static_cast<unsigned>(random()) >> (11 + random() % 15);
        append_code_point(text, is_scalar(code) ? code : 'x');
    }
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        Utf8Checker checker;
        EXPECT_TRUE(checker.feed(text.substr(0, cut)));
        const bool inside =
            cut < text.size() && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80;
        EXPECT_EQ(checker.complete(), !inside);
        EXPECT_TRUE(checker.feed(text.substr(cut)));
        EXPECT_TRUE(checker.complete());
    }
}

TEST(Utf8Test, OneBadByteAnywhereIsFound) {
    for (std::size_t size = 1; size < 70; ++size) {
        for (std::size_t at = 0; at < size; ++at) {
            std::string text(size, 'a');
            text[at] = '\xFF';
            EXPECT_FALSE(is_utf8(text)) << at << " of " << size;
        }
    }
}

TEST(Utf8Test, ItFailsAtTheFirstByteThatNothingCanMend) {
    Utf8Checker checker;
    EXPECT_TRUE(checker.feed("ab\xF4"));
    EXPECT_FALSE(checker.feed("\x90"));
}

}  // namespace
}  // namespace parley::websocket
