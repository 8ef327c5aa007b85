#include "parley/protocol/cursor.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

constexpr std::uint64_t kMax = ~std::uint64_t{0};

TEST(CursorTest, WhatIsWrittenReadsBack) {
    for (const Cursor cursor :
         {Cursor{0, 0, 0}, Cursor{1, 2, 3}, Cursor{35, 36, 88120}, Cursor{kMax, kMax, INT64_MAX}}) {
        const std::string text = CursorWriter(cursor.epoch, cursor.run).text(cursor.pos);
        const auto read = parse_cursor(text);
        ASSERT_TRUE(read) << text;
        EXPECT_EQ(*read, cursor);
        EXPECT_LE(text.size(), 47u);
    }
}

// Clients keep cursors over an upgrade of the server.
TEST(CursorTest, TheSpellingNeverChanges) {
    EXPECT_EQ(CursorWriter(937557, 46655).text(88120), "k3f9.zzz.88120");
    EXPECT_EQ(CursorWriter(0, 35).text(0), "0.z.0");
}

TEST(CursorTest, AppendingLeavesWhatIsThere) {
    std::string out = "\"";
    CursorWriter(1, 2).append(out, 3);
    EXPECT_EQ(out, "\"1.2.3");
}

TEST(CursorTest, AnyOtherTextIsNoCursor) {
    const std::string valid = "k3f9.7b.88120";
    ASSERT_TRUE(parse_cursor(valid));
    for (const std::string& text : {std::string(),
                                    std::string("."),
                                    std::string(".."),
                                    std::string("..1"),
                                    std::string("k3f9.88120"),
                                    std::string("k3f9.7b."),
                                    std::string("k3f9..88120"),
                                    std::string(".7b.88120"),
                                    std::string("k3f9.7b.88120.1"),
                                    valid + " ",
                                    " " + valid,
                                    valid + "\n",
                                    std::string("K3f9.7b.88120"),
                                    std::string("k3f9.7B.88120"),
                                    std::string("k3f9.7b.-1"),
                                    std::string("-1.7b.1"),
                                    std::string("k3f9.7b.+1"),
                                    std::string("0k.7b.1"),
                                    std::string("k.07.1"),
                                    std::string("k.7.01"),
                                    std::string("k.7.1e3"),
                                    std::string("k.7.a"),
                                    std::string("k.7.9223372036854775808"),
                                    std::string("3w5e11264sgsg.7.1"),
                                    std::string("k.7.-0"),
                                    std::string(200, '1'),
                                    std::string(100000, '1'),
                                    valid + std::string(1, '\0')}) {
        EXPECT_FALSE(parse_cursor(text)) << text.substr(0, 60);
    }
}

TEST(CursorTest, ACursorCutShortIsNoneOrAnotherPlace) {
    const std::string valid = "k3f9.7b.88120";
    for (std::size_t length = 0; length < valid.size(); ++length) {
        const auto read = parse_cursor(valid.substr(0, length));
        if (read) {
            EXPECT_LT(read->pos, 88120);
        }
    }
}

}  // namespace
}  // namespace parley
