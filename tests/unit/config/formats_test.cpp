#include "formats.hpp"

#include <gtest/gtest.h>

#include <string>

namespace parley {
namespace {

using namespace std::chrono_literals;

TEST(FormatsTest, DurationsAreAWholeNumberAndAUnit) {
    EXPECT_EQ(parse_duration("250ms"), 250ms);
    EXPECT_EQ(parse_duration("10s"), 10s);
    EXPECT_EQ(parse_duration("5m"), 5min);
    EXPECT_EQ(parse_duration("1h"), 1h);
    EXPECT_EQ(parse_duration("0s"), 0s);
    for (const std::string bad : {"", "s", "10", "-1s", "+1s", "1.5s", " 1s", "1 s", "1s ", "1S",
                                  "1m30s", "1d", "0x1s", "١s"}) {
        EXPECT_FALSE(parse_duration(bad)) << bad;
    }
}

TEST(FormatsTest, SizesAreAWholeNumberWithOrWithoutUnit) {
    EXPECT_EQ(parse_bytes("65536"), 65536U);
    EXPECT_EQ(parse_bytes("64KiB"), 65536U);
    EXPECT_EQ(parse_bytes("3MiB"), 3U << 20U);
    EXPECT_EQ(parse_bytes("2GiB"), std::size_t{2} << 30U);
    for (const std::string bad : {"", "KiB", "64K", "64kb", "64KB", "-1", "1.5MiB", "64 KiB"}) {
        EXPECT_FALSE(parse_bytes(bad)) << bad;
    }
}

TEST(FormatsTest, WhatNoNumberHoldsIsRefusedNotWrapped) {
    EXPECT_EQ(parse_bytes("9007199254740992"), std::size_t{1} << 53U);
    EXPECT_FALSE(parse_bytes("9007199254740993"));
    EXPECT_FALSE(parse_bytes("18446744073709551616"));
    EXPECT_FALSE(parse_bytes("17179869184GiB"));
    EXPECT_FALSE(parse_duration("5124095576030431h"));
}

TEST(FormatsTest, WhatIsWrittenIsReadAgain) {
    for (const auto duration : {0ms, 1ms, 1500ms, 25000ms, 60000ms, 90000ms, 120000ms, 3600000ms}) {
        EXPECT_EQ(parse_duration(format_duration(duration)), duration);
    }
    for (const std::size_t bytes : {0UL, 1UL, 1023UL, 1024UL, 1536UL, 1UL << 20U, 1UL << 40U}) {
        EXPECT_EQ(parse_bytes(format_bytes(bytes)), bytes);
    }
}

TEST(FormatsTest, TheLargestUnitThatFitsIsShown) {
    EXPECT_EQ(format_duration(7200s), "2h");
    EXPECT_EQ(format_duration(90min), "90m");
    EXPECT_EQ(format_duration(60s), "60s");
    EXPECT_EQ(format_duration(1500ms), "1500ms");
    EXPECT_EQ(format_bytes(65536), "64KiB");
    EXPECT_EQ(format_bytes(1000), "1000");
}

TEST(FormatsTest, WhatIsCutIsCutBetweenCharacters) {
    EXPECT_EQ(printable("aaé", 3), "aa…");
    EXPECT_EQ(printable("aaé", 4), "aaé");
    EXPECT_EQ(printable("a\r\n\x7F", 9), "a\\u000D\\u000A\\u007F");
}

TEST(FormatsTest, QuotesInAStringAreEscaped) { EXPECT_EQ(in_quotes(R"(a"b\c)"), R"("a\"b\\c")"); }

}  // namespace
}  // namespace parley
