#include "parley/protocol/names.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

std::string repeated(std::string_view text, int count) {
    std::string out;
    for (int i = 0; i < count; ++i)
        out += text;
    return out;
}

constexpr std::string_view kFamily =  // one grapheme cluster of seven code points
    "\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D"
    "\xF0\x9F\x91\xA7\xE2\x80\x8D\xF0\x9F\x91\xA6";

TEST(NamesTest, ALoginIsAsciiLettersDigitsAndThreeSigns) {
    for (const std::string_view login : {"a", "Mei.Li_2-x", "-", "0"}) {
        EXPECT_TRUE(is_login(login)) << login;
    }
    EXPECT_TRUE(is_login(std::string(64, 'a')));
    for (const std::string_view login : {"", "a b", "admin ",
                                         "\xD0\x90"
                                         "dmin",
                                         "ad\xE2\x80\x8Bmin", "a@b", "a/b", "a\n", "a,b"}) {
        EXPECT_FALSE(is_login(login)) << login;
    }
    EXPECT_FALSE(is_login(std::string(65, 'a')));
    EXPECT_FALSE(is_login(std::string("a\0", 2)));
}

TEST(NamesTest, NamesOfAllWritingSystemsAreKept) {
    for (const std::string_view name :
         {"Mei", "M\xC3\xA9lanie O'Neil", "\xE7\xBE\x8E", "\xD7\x99\xD7\xA2\xD7\xA7\xD7\x91",
          "\xE0\xA4\xAE\xE0\xA5\x87\xE0\xA4\x98\xE0\xA4\xBE", " x ", "\xF0\x9F\x98\x80"}) {
        EXPECT_EQ(normalized_display_name(name), name);
    }
    EXPECT_EQ(normalized_display_name(kFamily), kFamily);
}

TEST(NamesTest, ANameIsStoredAsNfc) {
    EXPECT_EQ(normalized_display_name("e\xCC\x81"), "\xC3\xA9");
    EXPECT_EQ(normalized_display_name("\xE2\x84\xAB"), "\xC3\x85");
    // A composition that NFC excludes: three code points come of one.
    EXPECT_EQ(normalized_display_name("\xF0\x9D\x85\xA0"),
              "\xF0\x9D\x85\x98\xF0\x9D\x85\xA5\xF0\x9D\x85\xAE");
}

// What a reader takes for a character counts, neither bytes nor code points.
TEST(NamesTest, ANameHasUpToSixtyFourGraphemeClusters) {
    EXPECT_TRUE(normalized_display_name(repeated(kFamily, 64)));
    EXPECT_FALSE(normalized_display_name(repeated(kFamily, 65)));
    EXPECT_TRUE(normalized_display_name(std::string(64, 'x')));
    EXPECT_FALSE(normalized_display_name(std::string(65, 'x')));
    EXPECT_FALSE(normalized_display_name(""));
    EXPECT_FALSE(normalized_display_name(std::string(1000000, 'x')));
}

TEST(NamesTest, AStackOfAccentsIsNoName) {
    EXPECT_TRUE(normalized_display_name("q" + repeated("\xCC\xA3", 15)));
    EXPECT_FALSE(normalized_display_name("q" + repeated("\xCC\xA3", 16)));
    EXPECT_FALSE(normalized_display_name("q" + repeated("\xCC\xA3", 40)));
}

TEST(NamesTest, WhatControlsOrHidesIsNoPartOfAName) {
    for (const std::string_view character :
         {"\n", "\t", "\x07", "\x7F", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAA",
          "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x81\xA9", "\xE2\x80\x8B", "\xE2\x81\xA0",
          "\xEF\xBB\xBF"}) {
        EXPECT_FALSE(normalized_display_name("ad" + std::string(character) + "min"));
    }
    EXPECT_FALSE(normalized_display_name(std::string("a\0b", 3)));
}

TEST(NamesTest, ANameCanBeSeen) {
    for (const std::string_view name : {" ", "   ", "\xC2\xA0", "\xE3\x80\x80", "\xC2\xAD",
                                        "\xE2\x80\x8D", "\xE3\x85\xA4", "\xEF\xB8\x8F"}) {
        EXPECT_FALSE(normalized_display_name(name));
    }
}

TEST(NamesTest, AnEmojiIsAFewVisibleBytesInOneWord) {
    for (const std::string_view emoji :
         {std::string_view("\xF0\x9F\x91\x8D"), kFamily, std::string_view(":+1:"),
          std::string_view("\xE2\x9D\xA4\xEF\xB8\x8F")}) {
        EXPECT_TRUE(is_emoji(emoji)) << emoji;
    }
    EXPECT_TRUE(is_emoji(std::string(64, 'x')));
    EXPECT_FALSE(is_emoji(std::string(65, 'x')));
    for (const std::string_view emoji : {"", " ", "a b", "a\n", "\x7F", "\xC2\x85", "\xC2\xA0",
                                         "\xE2\x80\xA8", "\xE2\x80\x8B", "\xE2\x80\x8D"}) {
        EXPECT_FALSE(is_emoji(emoji)) << emoji;
    }
}

TEST(NamesTest, ALanguageTagHasItsShape) {
    for (const std::string_view tag : {"de", "de-CH", "zh-Hant-TW", "sr-Latn-RS", "x-pirate"}) {
        EXPECT_TRUE(is_language_tag(tag)) << tag;
    }
    EXPECT_TRUE(is_language_tag("abcdefgh-abcdefgh-abcdefgh-abcdefgh"));  // 35
    for (const std::string_view tag :
         {"", "-", "de-", "-de", "de--CH", "1de", "de_CH", "de CH", "d\xC3\xA9", "abcdefghi",
          "abcdefgh-abcdefgh-abcdefgh-abcdefg-h"}) {
        EXPECT_FALSE(is_language_tag(tag)) << tag;
    }
}

TEST(NamesTest, ATimeZoneHasItsShape) {
    for (const std::string_view zone :
         {"UTC", "Etc/GMT+5", "Europe/Zurich", "America/Argentina/Buenos_Aires",
          "America/Port-au-Prince"}) {
        EXPECT_TRUE(is_time_zone_name(zone)) << zone;
    }
    EXPECT_TRUE(is_time_zone_name(std::string(64, 'x')));
    EXPECT_FALSE(is_time_zone_name(std::string(65, 'x')));
    for (const std::string_view zone : {"", "/", "Europe/", "/Zurich", "Europe//Zurich", "+01:00",
                                        "Europe/Z\xC3\xBCrich", "a b"}) {
        EXPECT_FALSE(is_time_zone_name(zone)) << zone;
    }
}

}  // namespace
}  // namespace parley
