#include "parley/protocol/json_object.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(JsonObjectTest, MembersAreReadByType) {
    const auto object = JsonObject::parse(R"({"s":"x","i":-5,"b":true,"f":1.5,"n":null,"o":{}})");
    ASSERT_TRUE(object);
    EXPECT_EQ(object->string("s"), "x");
    EXPECT_EQ(object->integer("i"), -5);
    EXPECT_EQ(object->boolean("b"), true);
    EXPECT_TRUE(object->has("n"));
}

TEST(JsonObjectTest, AMemberOfAnotherTypeIsNone) {
    const auto object = JsonObject::parse(R"({"s":"x","i":5,"b":true,"f":1.5,"n":null})");
    ASSERT_TRUE(object);
    EXPECT_FALSE(object->string("i"));
    EXPECT_FALSE(object->integer("f"));
    EXPECT_FALSE(object->integer("s"));
    EXPECT_FALSE(object->boolean("n"));
    EXPECT_FALSE(object->string("missing"));
    EXPECT_FALSE(object->has("missing"));
}

TEST(JsonObjectTest, WhatIsNoStrictObjectIsNone) {
    EXPECT_FALSE(JsonObject::parse(""));
    EXPECT_FALSE(JsonObject::parse("[]"));
    EXPECT_FALSE(JsonObject::parse(R"({"a":1,"a":2})"));
}

}  // namespace
}  // namespace parley
