#include "parley/protocol/json_writer.hpp"

#include <gtest/gtest.h>

#include <random>

#include "support.hpp"

namespace parley {
namespace {

std::string written(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

TEST(JsonWriterTest, MembersAndElementsAreSeparatedByCommas) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("a").integer(-1).key("b").begin_array();
    json.string("x").boolean(true).begin_object().end_object().begin_array().end_array();
    json.raw("null").integer(2).end_array().key("c").begin_object().end_object();
    json.key("d").boolean(false).end_object();
    EXPECT_EQ(out, R"({"a":-1,"b":["x",true,{},[],null,2],"c":{},"d":false})");
}

TEST(JsonWriterTest, WhatStandsBeforeTheFrameIsLeftAlone) {
    for (const std::string_view before : {"{}", "x", "\x81\x7E", "[", ","}) {
        std::string out(before);
        JsonWriter(out).begin_object().end_object();
        EXPECT_EQ(out, std::string(before) + "{}");
    }
}

TEST(JsonWriterTest, AnotherWriterGoesOnWithTheMembers) {
    std::string out;
    JsonWriter outer(out);
    outer.begin_object().key("a").integer(1);
    JsonWriter(out).key("b").integer(2);
    outer.key("c").begin_array();
    for (int i = 0; i < 2; ++i) {
        outer.element();
        JsonWriter(out).begin_object().end_object();
    }
    outer.end_array().end_object();
    EXPECT_EQ(out, R"({"a":1,"b":2,"c":[{},{}]})");
}

TEST(JsonWriterTest, TheMembersOfAnObjectJoinAnother) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().members_of(R"({"a":1,"b":2})").members_of("{}").key("c").integer(3);
    json.members_of(R"({"d":[]})").end_object();
    EXPECT_EQ(out, R"({"a":1,"b":2,"c":3,"d":[]})");
}

TEST(JsonWriterTest, IntegersAreWrittenWhole) {
    std::string out;
    JsonWriter json(out);
    json.begin_array().integer(0).integer(INT64_MIN).integer(INT64_MAX).end_array();
    EXPECT_EQ(out, "[0,-9223372036854775808,9223372036854775807]");
}

TEST(JsonWriterTest, StringsAreEscapedAsRfc8785Says) {
    using namespace std::string_view_literals;
    EXPECT_EQ(written(""), R"("")");
    EXPECT_EQ(written("a\"b\\c/d"), R"("a\"b\\c/d")");
    EXPECT_EQ(written("\b\t\n\f\r"), R"("\b\t\n\f\r")");
    EXPECT_EQ(written("\0\x01\x0b\x1f\x7f"sv), "\"\\u0000\\u0001\\u000b\\u001f\x7f\"");
    EXPECT_EQ(written("\xC3\xA9\xE2\x80\xA8\xF0\x9F\x98\x80"),
              "\"\xC3\xA9\xE2\x80\xA8\xF0\x9F\x98\x80\"");
}

// Strings are scanned eight bytes at a time: an escape is found at each place of a word.
TEST(JsonWriterTest, EscapesAreFoundWhereverTheyStand) {
    for (std::size_t length = 1; length <= 40; ++length) {
        for (std::size_t at = 0; at < length; ++at) {
            std::string text(length, 'x');
            text[at] = '"';
            std::string expected = text;
            expected.insert(at, 1, '\\');
            EXPECT_EQ(written(text), '"' + expected + '"');
        }
    }
}

void append_utf8(std::string& out, std::uint32_t c) {
    const auto byte = [&out](std::uint32_t bits) { out += static_cast<char>(bits); };
    if (c < 0x80) {
        byte(c);
    } else if (c < 0x800) {
        byte(0xC0 | (c >> 6));
        byte(0x80 | (c & 63));
    } else if (c < 0x10000) {
        byte(0xE0 | (c >> 12));
        byte(0x80 | ((c >> 6) & 63));
        byte(0x80 | (c & 63));
    } else {
        byte(0xF0 | (c >> 18));
        byte(0x80 | ((c >> 12) & 63));
        byte(0x80 | ((c >> 6) & 63));
        byte(0x80 | (c & 63));
    }
}

std::string random_text(std::mt19937& random) {
    std::string text;
    for (auto left = random() % 60; left > 0; --left) {
        switch (random() % 4) {
            case 0:
                append_utf8(text, static_cast<std::uint32_t>(random() % 0x20));
                break;
            case 1:
                append_utf8(text, static_cast<std::uint32_t>(random() % 0x80));
                break;
            case 2:
                text += "\"\\"[random() % 2];
                break;
            default: {
                const auto c = static_cast<std::uint32_t>(random() % 0x110000);
                append_utf8(text, c >= 0xD800 && c < 0xE000 ? c - 0x1000 : c);
            }
        }
    }
    return text;
}

TEST(JsonWriterTest, AnyStringReadsBackAsItself) {
    std::mt19937 random(7);
    for (int round = 0; round < 3000; ++round) {
        const std::string text = random_text(random);
        std::string out;
        JsonWriter(out).begin_object().key("a").string(text).end_object();
        EXPECT_EQ(strictly_read(out)["a"].get<std::string>(), text);
    }
}

}  // namespace
}  // namespace parley
