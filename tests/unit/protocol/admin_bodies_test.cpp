#include "parley/protocol/admin_bodies.hpp"

#include "support.hpp"

namespace parley {
namespace {

template <class Value>
std::string refused_field(std::variant<Value, ProtocolError> result) {
    const auto* error = std::get_if<ProtocolError>(&result);
    if (error == nullptr) return "accepted";
    return error->code == ErrorCode::bad_field ? error->field : std::string(name_of(error->code));
}

TEST(AdminBodiesTest, WhatIsNotOneJsonObjectIsABadFrame) {
    for (const char* body : {"", "[]", "{", R"({"login":"a","login":"b"})"}) {
        EXPECT_EQ(refused_field(parse_admin_new_user(body)), "bad_frame") << body;
        EXPECT_EQ(refused_field(parse_admin_user_change(body)), "bad_frame") << body;
        EXPECT_EQ(refused_field(parse_admin_new_invite(body)), "bad_frame") << body;
    }
}

TEST(AdminBodiesTest, ANewUserIsCheckedLikeOneThatSignsUp) {
    const AdminNewUser user = accepted(parse_admin_new_user(
        R"({"login":"mei","password":"12345678","display_name":"Mei","administrator":true})"));
    EXPECT_EQ(user.login, "mei");
    EXPECT_EQ(user.password, "12345678");
    EXPECT_EQ(user.display_name, "Mei");
    EXPECT_TRUE(user.administrator);
    EXPECT_FALSE(
        accepted(parse_admin_new_user(R"({"login":"m","password":"12345678"})")).administrator);

    EXPECT_EQ(refused_field(parse_admin_new_user(R"({"password":"12345678"})")), "login");
    EXPECT_EQ(refused_field(parse_admin_new_user(R"({"login":"a b","password":"12345678"})")),
              "login");
    EXPECT_EQ(refused_field(parse_admin_new_user(R"({"login":"m","password":"short"})")),
              "password");
    EXPECT_EQ(refused_field(
                  parse_admin_new_user(R"({"login":"m","password":"12345678","administrator":1})")),
              "administrator");
}

TEST(AdminBodiesTest, AChangeSaysAtLeastOneThing) {
    const AdminUserChange change = accepted(parse_admin_user_change(R"({"disabled":true})"));
    EXPECT_EQ(change.disabled, true);
    EXPECT_FALSE(change.administrator || change.display_name || change.password);
    EXPECT_EQ(refused_field(parse_admin_user_change("{}")), "display_name");
    EXPECT_EQ(refused_field(parse_admin_user_change(R"({"password":"short"})")), "password");
    EXPECT_EQ(refused_field(parse_admin_user_change(R"({"disabled":"yes"})")), "disabled");
}

TEST(AdminBodiesTest, AnInviteHasBounds) {
    const AdminNewInvite plain = accepted(parse_admin_new_invite("{}"));
    EXPECT_EQ(plain.uses, 1);
    EXPECT_EQ(plain.expires_in, std::chrono::hours(24 * 7));
    EXPECT_FALSE(plain.administrator);
    const AdminNewInvite full =
        accepted(parse_admin_new_invite(R"({"uses":1000,"expires_in":1000,"administrator":true})"));
    EXPECT_EQ(full.uses, 1000);
    EXPECT_EQ(full.expires_in, std::chrono::seconds(1));
    for (const char* body : {R"({"uses":0})", R"({"uses":1001})"}) {
        EXPECT_EQ(refused_field(parse_admin_new_invite(body)), "uses") << body;
    }
    for (const char* body : {R"({"expires_in":999})", R"({"expires_in":31536000001})"}) {
        EXPECT_EQ(refused_field(parse_admin_new_invite(body)), "expires_in") << body;
    }
}

}  // namespace
}  // namespace parley
