#include "json_reader.hpp"

#include <gtest/gtest.h>

#include <string>

namespace parley {
namespace {

bool accepts(std::string_view text) { return read_json_object(text).problem.empty(); }

std::string nested(int levels) {
    // Alternating objects and arrays, the outermost an object.
    std::string open;
    std::string close;
    for (int level = 0; level < levels; ++level) {
        const bool object = level % 2 == 0;
        open += object ? (level + 1 < levels ? R"({"a":)" : "{") : "[";
        close.insert(0, object ? "}" : "]");
    }
    return open + close;
}

TEST(JsonReaderTest, PlainObjectsAreRead) {
    for (const std::string_view text :
         {R"({})", R"( {"a" : [1, -2, 3.5, true, false, null, "x", {"b":[]}]} )",
          "\t\r\n{\"a\":\"\\u00e9\\ud83d\\ude00\"}\n", R"({"":0,"a":{"":1}})",
          "{\"a\":\"\xF0\x9F\x98\x80\"}", R"({"a":-0,"b":0.0,"c":1E3,"d":1e-9})"}) {
        EXPECT_TRUE(accepts(text)) << text;
    }
}

TEST(JsonReaderTest, OnlyAnObjectIsAFrame) {
    for (const std::string_view text : {"[]", "null", "true", "1", "1.5", "\"x\"", "[{}]"}) {
        EXPECT_EQ(read_json_object(text).problem, "The frame is not a JSON object.") << text;
    }
}

TEST(JsonReaderTest, WhatTheGrammarDoesNotKnowIsRefused) {
    for (const std::string_view text : {"",
                                        " ",
                                        "{",
                                        "}",
                                        "{} x",
                                        "{}{}",
                                        "{},",
                                        R"({"a":1,})",
                                        R"({"a"})",
                                        R"({a:1})",
                                        R"({'a':1})",
                                        R"({"a":01})",
                                        R"({"a":+1})",
                                        R"({"a":.5})",
                                        R"({"a":1.})",
                                        R"({"a":0x1})",
                                        R"({"a":NaN})",
                                        R"({"a":Infinity})",
                                        R"({"a":1e400})",
                                        R"({"a":-1e400})",
                                        R"({"a":tru})",
                                        R"({"a":True})",
                                        R"({"a":[1,]})",
                                        R"({"a":"x)",
                                        R"({"a":"\x"})",
                                        R"({"a":"\u12g4"})",
                                        "{\"a\":\"\n\"}",
                                        "{\"a\":\"\t\"}",
                                        "{\"a\":\"\x01\"}",
                                        "{/* */}",
                                        "{} // x",
                                        "\xEF\xBB\xBF{}",
                                        "\xFE\xFF{}",
                                        "{\xC2\xA0}"}) {
        EXPECT_FALSE(accepts(text)) << text;
    }
}

// nlohmann's lexer ends the text at a zero byte.
TEST(JsonReaderTest, AZeroByteIsRefusedWhereverItStands) {
    using namespace std::string_view_literals;
    for (const std::string_view text :
         {"\0"sv, "\0{}"sv, "{}\0"sv, "{}\0garbage"sv, "{\"a\":\"x\0y\"}"sv, "{\"a\0\":1}"sv}) {
        EXPECT_FALSE(accepts(text));
    }
    EXPECT_TRUE(accepts(R"({"a":"x\u0000y"})"));
}

TEST(JsonReaderTest, LoneSurrogatesAreRefused) {
    for (const std::string_view text :
         {R"({"a":"\ud800"})", R"({"a":"\udc00"})", R"({"a":"\ud800x"})", R"({"a":"\ud800\ud800"})",
          R"({"a":"\ud800\u0041"})", R"({"a":"\udc00\ud800"})", R"({"\udfff":1})"}) {
        EXPECT_FALSE(accepts(text)) << text;
    }
}

TEST(JsonReaderTest, BrokenUtf8IsRefused) {
    for (const std::string_view bytes : {"\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x82",
                                         "\x80", "\xFF", "\xF4\x90\x80\x80"}) {
        EXPECT_FALSE(accepts("{\"a\":\"" + std::string(bytes) + "\"}"));
        EXPECT_FALSE(accepts("{\"" + std::string(bytes) + "\":1}"));
    }
}

TEST(JsonReaderTest, AMemberNameMayStandOnceInAnObject) {
    EXPECT_FALSE(accepts(R"({"a":1,"a":1})"));
    EXPECT_FALSE(accepts(R"({"a":1,"\u0061":2})"));
    EXPECT_FALSE(accepts(R"({"x":[{"a":{"b":1,"c":2,"b":3}}]})"));
    EXPECT_FALSE(accepts(R"({"":1,"":2})"));
    EXPECT_TRUE(accepts(R"({"a":{"a":[{"a":1},{"a":2}]},"b":{"a":1}})"));
}

TEST(JsonReaderTest, ThirtyTwoLevelsAreTheDeepest) {
    EXPECT_TRUE(accepts(nested(31)));
    EXPECT_TRUE(accepts(nested(32)));
    EXPECT_FALSE(accepts(nested(33)));
    EXPECT_EQ(read_json_object(nested(33)).problem, "The frame is nested deeper than 32 levels.");
    EXPECT_FALSE(accepts(std::string(100000, '[')));
    EXPECT_FALSE(accepts("{\"a\":" + std::string(100000, '[')));
}

TEST(JsonReaderTest, DepthCountsWhatIsOpenNotWhatWas) {
    std::string text = "{\"a\":[";
    for (int i = 0; i < 100; ++i)
        text += "[{}],";
    EXPECT_TRUE(accepts(text + "1]}"));
}

TEST(JsonReaderTest, IntegersReachToTwoToThe53) {
    for (const std::string_view number :
         {"9007199254740991", "9007199254740992", "-9007199254740992", "0", "-0", "1.5e300"}) {
        EXPECT_TRUE(accepts("{\"a\":" + std::string(number) + "}")) << number;
    }
    for (const std::string_view number :
         {"9007199254740993", "-9007199254740993", "9223372036854775807", "9223372036854775808",
          "-9223372036854775809", "18446744073709551615", "18446744073709551616",
          "100000000000000000000000000000000000000000"}) {
        EXPECT_FALSE(accepts("{\"a\":" + std::string(number) + "}")) << number;
    }
    EXPECT_FALSE(accepts("{\"a\":" + std::string(500, '9') + "}"));
}

TEST(JsonReaderTest, AnIntegerIsWhatHasNeitherPointNorExponent) {
    const Json object = read_json_object(R"({"a":7,"b":-7,"c":7.0,"d":7e0})").object;
    EXPECT_TRUE(object["a"].is_number_integer());
    EXPECT_TRUE(object["b"].is_number_integer());
    EXPECT_FALSE(object["c"].is_number_integer());
    EXPECT_FALSE(object["d"].is_number_integer());
}

TEST(JsonReaderTest, AThousandMembersAreTheMost) {
    std::string text = "{\"nested\":{";
    for (int i = 0; i < 998; ++i)
        text += "\"m" + std::to_string(i) + "\":0,";
    EXPECT_TRUE(accepts(text + "\"last\":0}}"));
    EXPECT_FALSE(accepts(text + "\"last\":0},\"more\":0}"));
}

TEST(JsonReaderTest, ValuesAreKeptWhole) {
    const JsonReading reading =
        read_json_object(R"({"s":"a\"\\\/\b\f\n\r\té😀","l":[[1],[],{"x":null}],"t":true})");
    ASSERT_EQ(reading.problem, "");
    EXPECT_EQ(reading.object["s"], "a\"\\/\b\f\n\r\t\xC3\xA9\xF0\x9F\x98\x80");
    EXPECT_EQ(reading.object["l"], Json::parse(R"([[1],[],{"x":null}])"));
    EXPECT_EQ(reading.object["t"], true);
}

}  // namespace
}  // namespace parley
