#include "parley/text/search_query.hpp"

#include <gmock/gmock.h>

#include "parley/core/random.hpp"

namespace parley {
namespace {

using ::testing::ElementsAre;

std::string expression(std::string_view query) {
    const auto parsed = parse_search_query(query);
    return parsed ? parsed->expression : "none";
}

TEST(SearchQueryTest, AllWordsMustOccur) {
    EXPECT_EQ(expression("Hello  wörld"), R"({text} : ("hello" AND "world"))");
    EXPECT_EQ(expression("one"), R"({text} : ("one"))");
}

TEST(SearchQueryTest, WordsInQuotesAreAPhrase) {
    EXPECT_EQ(expression(R"(a "good day" b)"), R"({text} : ("a" AND "good day" AND "b"))");
    EXPECT_EQ(expression("“good day”"), R"({text} : ("good day"))");
    EXPECT_EQ(expression(R"("never closed)"), R"({text} : ("never closed"))");
    EXPECT_EQ(expression(R"(x"y z"w)"), R"({text} : ("x" AND "y z" AND "w"))");
}

TEST(SearchQueryTest, WhatIsWrittenTogetherIsAPhrase) {
    EXPECT_EQ(expression("don't"), R"({text} : ("don t"))");
    EXPECT_EQ(expression("mei@example.org"), R"({text} : ("mei example org"))");
    EXPECT_EQ(expression("东京塔 tower"), R"({text} : ("东 京 塔" AND "tower"))");
    EXPECT_EQ(expression("한국어"), R"({text} : ("한 국 어"))");
    EXPECT_EQ(expression("gen后"), R"({text} : ("gen 后"))");
}

TEST(SearchQueryTest, AStarMakesAPrefixOfThreeLettersOrMore) {
    EXPECT_EQ(expression("Müg*"), R"({text} : ("mug" *))");
    EXPECT_EQ(expression("mu*"), R"({text} : ("mu"))");
    EXPECT_EQ(expression("e-mail*"), R"({text} : ("e mail" *))");
    // Only at the end, right behind the word, and not where each character is a word.
    EXPECT_EQ(expression("foo*bar"), R"({text} : ("foo bar"))");
    EXPECT_EQ(expression("foo.*"), R"({text} : ("foo"))");
    EXPECT_EQ(expression("东京塔*"), R"({text} : ("东 京 塔"))");
    EXPECT_EQ(expression(R"("foo*")"), R"({text} : ("foo"))");
}

TEST(SearchQueryTest, WithoutAWordThereIsNoQuery) {
    for (const char* query : {"", "  ", "\"\"", "*", "👍", "\" \" - ()", "'", "\u0301"})
        EXPECT_FALSE(parse_search_query(query)) << query;
}

TEST(SearchQueryTest, TermsAreWhatIsMarked) {
    const auto parsed = parse_search_query(R"(Good "bright day" sun* 天气)");
    ASSERT_TRUE(parsed);
    EXPECT_THAT(parsed->terms,
                ElementsAre(SearchTerm{{"good"}, false}, SearchTerm{{"bright", "day"}, false},
                            SearchTerm{{"sun"}, true}, SearchTerm{{"天", "气"}, false}));
}

TEST(SearchQueryTest, NoTermIsPassedOverAndNoneIsTakenTwice) {
    std::string query = "word \"two words\" ";
    for (int i = 0; i < 40; ++i)
        query += "w" + std::to_string(i) + " word \"two words\" ";
    EXPECT_EQ(parse_search_query(query)->terms.size(), 42u);
    EXPECT_EQ(parse_search_query(query)->terms.back().tokens.at(0), "w39");
}

TEST(SearchQueryTest, OperatorsOfTheIndexAreWordsOrNothing) {
    EXPECT_EQ(expression("a OR b NOT c AND"),
              R"({text} : ("a" AND "or" AND "b" AND "not" AND "c" AND "and"))");
    EXPECT_EQ(expression("tags:c1 {tags}:u2 ^x NEAR(a,b) -y"),
              R"({text} : ("tags c1" AND "tags u2" AND "x" AND "near a b" AND "y"))");
    EXPECT_EQ(expression("a\"\" ) OR {tags} : (\"c1"),
              R"({text} : ("a" AND "or" AND "tags" AND "c1"))");
    EXPECT_EQ(expression("'; DROP TABLE search; --"),
              R"({text} : ("drop" AND "table" AND "search"))");
    EXPECT_EQ(expression(std::string_view("a\0b", 3)), R"({text} : ("a b"))");
}

// Whatever is typed, between the quotes that we set stand letters, digits and spaces alone.
TEST(SearchQueryTest, NothingTypedComesThroughButWords) {
    const std::string pieces[] = {"\"", "*",  "(",    ")",    "{", "}",   ":", "^",    "-", "+",
                                  "'",  "\\", "word", "東京", " ", "AND", "”", "\xff", "é", "🎉"};
    SystemRandom random;
    for (int i = 0; i < 2'000; ++i) {
        std::string query;
        for (int length = 0; length < 12; ++length)
            query += pieces[random.number() % std::size(pieces)];
        const auto parsed = parse_search_query(query);
        if (!parsed) continue;
        std::string expected = "{text} : (";
        for (const SearchTerm& term : parsed->terms) {
            if (&term != &parsed->terms.front()) expected += " AND ";
            expected += '"';
            for (const std::string& token : term.tokens) {
                EXPECT_EQ(token.find_first_of("\"*(){}:^-+'\\ "), std::string::npos) << query;
                expected += (&token != &term.tokens.front() ? " " : "") + token;
            }
            expected += term.is_prefix ? "\" *" : "\"";
        }
        EXPECT_EQ(parsed->expression, expected + ")");
    }
}

TEST(SearchQueryTest, ASearchIsNarrowedByTags) {
    const auto query = parse_search_query("x");
    const ConversationId both[] = {ConversationId(3), ConversationId(40)};
    EXPECT_EQ(narrow_search(*query, {}, {}), query->expression);
    EXPECT_EQ(narrow_search(*query, both, {}), R"({text} : ("x") AND {tags} : ("c3" OR "c40"))");
    EXPECT_EQ(narrow_search(*query, std::span(both).first(1), UserId(9)),
              R"({text} : ("x") AND {tags} : ("c3") AND {tags} : "u9")");
    EXPECT_EQ(narrow_search(*query, {}, UserId(9)), R"({text} : ("x") AND {tags} : "u9")");
}

}  // namespace
}  // namespace parley
