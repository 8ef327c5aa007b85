#include "parley/text/snippet.hpp"

#include <gmock/gmock.h>
#include <unicode/unistr.h>

namespace parley {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::StartsWith;

Snippet snippet(std::string_view text, std::string_view query) {
    return make_snippet(text, parse_search_query(query)->terms);
}

// What the marks cover.
std::vector<std::string> marked(const Snippet& snippet) {
    const auto text = icu::UnicodeString::fromUTF8(snippet.text);
    std::vector<std::string> out;
    for (const auto& [start, end] : snippet.marks) {
        EXPECT_LE(end, text.length());
        text.tempSubStringBetween(static_cast<std::int32_t>(start), static_cast<std::int32_t>(end))
            .toUTF8String(out.emplace_back());
    }
    return out;
}

std::int32_t length(const std::string& text) { return icu::UnicodeString::fromUTF8(text).length(); }

TEST(SnippetTest, AShortTextIsWholeWithEveryHitMarked) {
    const Snippet found = snippet("The cat and the Cäts and cat", "cat");
    EXPECT_EQ(found.text, "The cat and the Cäts and cat");
    EXPECT_THAT(found.marks, ElementsAre(std::pair(4, 7), std::pair(25, 28)));
}

TEST(SnippetTest, MarksCountInUtf16) {
    const Snippet found = snippet("🎉🎉 café", "cafe");
    EXPECT_THAT(found.marks, ElementsAre(std::pair(5, 9)));
    EXPECT_THAT(marked(found), ElementsAre("café"));
}

TEST(SnippetTest, WordsPhrasesAndPrefixesAreMarked) {
    EXPECT_THAT(marked(snippet("Straßenbahn, strasse und Straße", "strasse")),
                ElementsAre("strasse", "Straße"));
    EXPECT_THAT(marked(snippet("good day, good-day, good night", "\"good day\"")),
                ElementsAre("good day", "good-day"));
    EXPECT_THAT(marked(snippet("summer sun sunny", "sun*")), ElementsAre("sun", "sunny"));
    EXPECT_THAT(marked(snippet("one two three", "three one")), ElementsAre("one", "three"));
}

TEST(SnippetTest, CharactersOfAPhraseAreOneMark) {
    EXPECT_THAT(marked(snippet("我在东京塔等你，东京！", "东京")), ElementsAre("东京", "东京"));
    EXPECT_THAT(marked(snippet("우리는 한국어를 배운다", "한국어")), ElementsAre("한국어"));
    EXPECT_THAT(marked(snippet("東京タワーへ", "タワー")), ElementsAre("タワー"));
}

TEST(SnippetTest, AMarkTakesTheDiacriticsOfItsWordAlong) {
    EXPECT_THAT(marked(snippet("e\u0301cole", "ecole")), ElementsAre("e\u0301cole"));
    EXPECT_THAT(marked(snippet("كِتَابُ الله", "كتاب")), ElementsAre("كِتَابُ"));
}

TEST(SnippetTest, AHitFarInsideIsShownWithWhatStandsAround) {
    std::string text;
    for (int i = 0; i < 100; ++i)
        text += "filler" + std::to_string(i) + ' ';
    text += "needle ";
    for (int i = 0; i < 100; ++i)
        text += "tail" + std::to_string(i) + ' ';
    const Snippet found = snippet(text, "needle");
    EXPECT_THAT(marked(found), ElementsAre("needle"));
    EXPECT_LE(length(found.text), 162);
    EXPECT_GE(length(found.text), 130);
    // Cut between words.
    EXPECT_THAT(found.text, StartsWith("…filler9"));
    EXPECT_THAT(found.text, EndsWith("…"));
    EXPECT_NE(found.text.find("filler99 needle tail0 "), std::string::npos);
}

TEST(SnippetTest, AtTheEndOfALongTextItReachesToTheEnd) {
    std::string text;
    for (int i = 0; i < 60; ++i)
        text += "filler ";
    const Snippet found = snippet(text + "needle", "needle");
    EXPECT_THAT(found.text, EndsWith("filler needle"));
    EXPECT_THAT(found.text, StartsWith("…filler"));
    EXPECT_THAT(marked(found), ElementsAre("needle"));
}

TEST(SnippetTest, WithoutAHitItIsTheBeginning) {
    const Snippet found = snippet(std::string(300, 'x') + " needle", "absent");
    EXPECT_EQ(found.text, std::string(160, 'x') + "…");
    EXPECT_THAT(found.marks, IsEmpty());
}

TEST(SnippetTest, NoCharacterIsCutInTwo) {
    // Families, each eight units of UTF-16, without a space anywhere.
    std::string text;
    for (int i = 0; i < 60; ++i)
        text += "👨‍👩‍👧";
    const std::string family = "👨‍👩‍👧";
    const Snippet found = snippet(text + "needle" + text, "needle");
    EXPECT_THAT(marked(found), ElementsAre("needle"));
    EXPECT_THAT(found.text, StartsWith("…" + family));
    EXPECT_THAT(found.text, EndsWith(family + "…"));
}

TEST(SnippetTest, ItStandsOnOneLine) {
    const Snippet found = snippet("\n\n  one\r\n\ttwo\u2028three \n", "two");
    EXPECT_EQ(found.text, "one two three");
    EXPECT_THAT(marked(found), ElementsAre("two"));
}

TEST(SnippetTest, AMarkThatIsTooLongIsCutWithTheText) {
    const Snippet found = snippet(std::string(500, 'a'), std::string(500, 'a'));
    EXPECT_EQ(found.text, std::string(160, 'a') + "…");
    EXPECT_THAT(found.marks, ElementsAre(std::pair(0, 160)));
}

TEST(SnippetTest, AnEmptyTextHasAnEmptySnippet) {
    const Snippet found = snippet("", "x");
    EXPECT_EQ(found.text, "");
    EXPECT_THAT(found.marks, IsEmpty());
}

}  // namespace
}  // namespace parley
