#include "parley/text/index_text.hpp"

#include <gtest/gtest.h>

#include <cctype>
#include <string>

namespace parley {
namespace {

TEST(IndexTextTest, WordsLoseCaseAndDiacritics) {
    EXPECT_EQ(index_text("Straße in München, ÉCOLE"), "strasse in munchen ecole");
    EXPECT_EQ(index_text("Đường Nguyễn Łódź Ørsted"), "duong nguyen lodz orsted");
    EXPECT_EQ(index_text("ΑΘΉΝΑ Ёлка"), "αθηνα елка");
}

// ASCII alone takes a shorter way, and must come out as on the long one.
TEST(IndexTextTest, AsciiIsIndexedAlikeWhereverItStands) {
    for (char c = 1; c > 0; ++c) {
        const bool is_word = std::isalnum(static_cast<unsigned char>(c)) != 0;
        const std::string lower(1, static_cast<char>(std::tolower(c)));
        const std::string text = std::string("X") + c + "Y";
        EXPECT_EQ(index_text(text), is_word ? "x" + lower + "y" : "x y") << int{c};
        // A mark of which nothing is left makes each piece a long one.
        const std::string marked = std::string("X\u0301") + c + "\u0301Y\u0301";
        EXPECT_EQ(index_text(marked), index_text(text)) << int{c};
    }
    EXPECT_EQ(index_text(std::string(70, 'A') + " b"), std::string(64, 'a') + " b");
}

TEST(IndexTextTest, ComposedAndDecomposedSpellingsAreOne) {
    EXPECT_EQ(index_text("e\u0301cole"), index_text("\u00e9cole"));
    EXPECT_EQ(index_text("\uAC00"), index_text("\u1100\u1161"));  // Hangul, in one and in parts
    EXPECT_EQ(index_text("ﬁnal ＡＢＣ１２３"), "final abc123");
}

// Turkish and Azeri distinguish i with and without a dot; whoever searches may not.
TEST(IndexTextTest, TheFourTurkishLettersAreOne) {
    EXPECT_EQ(index_text("İSTANBUL"), "istanbul");
    EXPECT_EQ(index_text("ISPARTA ısparta"), "isparta isparta");
}

TEST(IndexTextTest, ArabicIsFoundWithAndWithoutVowelsAndStretching) {
    EXPECT_EQ(index_text("كِتَاب"), index_text("كتاب"));
    EXPECT_EQ(index_text("كتـــاب"), index_text("كتاب"));
    EXPECT_EQ(index_text("أحمد"), index_text("احمد"));
    EXPECT_EQ(index_text("مرحبا، يا عالم"), "مرحبا يا عالم");
}

TEST(IndexTextTest, HebrewAndHindiKeepTheirWordsWhole) {
    EXPECT_EQ(index_text("שָׁלוֹם"), index_text("שלום"));
    // Vowel signs and virama belong to their word.
    EXPECT_EQ(index_text("हिन्दी भाषा"), "हिन्दी भाषा");
}

TEST(IndexTextTest, EachCharacterOfAScriptWithoutSpacesIsAToken) {
    EXPECT_EQ(index_text("我在北京。"), "我 在 北 京");
    EXPECT_EQ(index_text("東京タワーへ行く"), "東 京 タ ワ ー へ 行 く");
    EXPECT_EQ(index_text("한국어 문장"), "한 국 어 문 장");
    EXPECT_EQ(index_text("人々 〇"), "人 々 〇");
    EXPECT_EQ(index_text("ｶﾞｷﾞ"), "ガ ギ");  // half width, with the mark apart
}

TEST(IndexTextTest, ThaiIsFoundInsideOfARun) { EXPECT_EQ(index_text("ไทย"), "ไ ท ย"); }

TEST(IndexTextTest, ScriptsThatTouchAreParted) {
    EXPECT_EQ(index_text("重跑gen-itgc后"), "重 跑 gen itgc 后");
    EXPECT_EQ(index_text("iPhone15用"), "iphone15 用");
}

TEST(IndexTextTest, EverythingElseSeparates) {
    EXPECT_EQ(index_text("don't a_b x@y.org 3.14 \"q\"*"), "don t a b x y org 3 14 q");
    EXPECT_EQ(index_text("one\n\ttwo\u3000three"), "one two three");
    EXPECT_EQ(index_text("👍🏽 👨‍👩‍👧 ❤️ :-) …"), "");
    EXPECT_EQ(index_text("a👍b"), "a b");
    EXPECT_EQ(index_text(""), "");
}

TEST(IndexTextTest, AVeryLongWordIsKnownByItsBeginning) {
    EXPECT_EQ(index_text(std::string(5'000, 'a') + " b"), std::string(64, 'a') + " b");
}

TEST(IndexTextTest, WhatIsIndexedFoldsToItself) {
    for (const char* text : {"Straße ÉCOLE", "東京タワー", "ΑΘΉΝΑΣ", "हिन्दी", "İI"}) {
        const std::string once = index_text(text);
        EXPECT_EQ(index_text(once), once);
    }
}

TEST(IndexTextTest, BytesThatAreNoTextDoNoHarm) {
    EXPECT_EQ(index_text("a\xff\xfe b\xc3"), "a b");
    EXPECT_EQ(index_text(std::string_view("a\0b", 3)), "a b");
    EXPECT_EQ(index_text("\u0301\u0301"), "");
}

TEST(IndexTextTest, TagsNameConversationAndAuthor) {
    EXPECT_EQ(index_tags(ConversationId(12), UserId(7)), "c12 u7");
}

}  // namespace
}  // namespace parley
