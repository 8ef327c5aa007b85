#include "parley/protocol/http_bodies.hpp"

#include "support.hpp"

namespace parley {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

template <class Value>
ProtocolError refused(std::variant<Value, ProtocolError> result) {
    if (auto* error = std::get_if<ProtocolError>(&result)) return std::move(*error);
    ADD_FAILURE() << "accepted";
    return {};
}

void expect_bad_field(const ProtocolError& error, std::string_view field, std::string_view body) {
    EXPECT_EQ(error.code, ErrorCode::bad_field) << body;
    EXPECT_EQ(error.field, field) << body;
}

SignUp sign_up(std::string_view body) { return accepted(parse_sign_up(body)); }
SignIn sign_in(std::string_view body) { return accepted(parse_sign_in(body, test_ids())); }
InviteRequest invite(std::string_view body) { return accepted(parse_invite_request(body)); }

TEST(HttpBodiesTest, WhatIsNotOneJsonObjectIsABadFrame) {
    for (const std::string_view body :
         {"", "[]", "null", "{", "{} x", "\xEF\xBB\xBF{}", "login=mei&password=secret",
          R"({"login":"a","login":"b"})", "{\"login\":\"\xC0\xAF\"}"}) {
        EXPECT_EQ(refused(parse_sign_up(body)).code, ErrorCode::bad_frame) << body;
        EXPECT_EQ(refused(parse_sign_in(body, test_ids())).code, ErrorCode::bad_frame) << body;
        EXPECT_EQ(refused(parse_invite_request(body)).code, ErrorCode::bad_frame) << body;
        EXPECT_EQ(refused(parse_user_import(body)).code, ErrorCode::bad_frame) << body;
    }
}

TEST(HttpBodiesTest, SigningUpTakesWhatIsAllowed) {
    const SignUp full = sign_up(
        R"({"login":"Mei.Li","password":"12345678","display_name":"e\u0301","invite":"pli_x"})");
    EXPECT_EQ(full.invite, "pli_x");
    const auto fields = accepted(full.fields);
    EXPECT_EQ(fields.login, "Mei.Li");
    EXPECT_EQ(fields.password, "12345678");
    EXPECT_EQ(fields.display_name, "\xC3\xA9");
    const SignUp bare = sign_up(R"({"login":"mei","password":"12345678"})");
    EXPECT_FALSE(bare.invite);
    EXPECT_FALSE(accepted(bare.fields).display_name);
}

TEST(HttpBodiesTest, PasswordsCountBytes) {
    EXPECT_EQ(accepted(sign_up(R"({"login":"a","password":"éééé"})").fields).password.size(), 8u);
    EXPECT_EQ(
        accepted(sign_up(R"({"login":"a","password":")" + std::string(1024, 'x') + "\"}").fields)
            .password.size(),
        1024u);
}

TEST(HttpBodiesTest, SigningUpNamesTheFirstBadMember) {
    const std::pair<std::string, std::string> rows[] = {
        {R"({"password":"12345678"})", "login"},
        {R"({"login":5,"password":"12345678"})", "login"},
        {R"({"login":"","password":"12345678"})", "login"},
        {R"({"login":"a b","password":"short"})", "login"},
        {R"({"login":"a"})", "password"},
        {R"({"login":"a","password":null})", "password"},
        {R"({"login":"a","password":"1234567"})", "password"},
        {R"({"login":"a","password":")" + std::string(1025, 'x') + "\"}", "password"},
        {R"({"login":"a","password":"12345678","display_name":""})", "display_name"},
        {R"({"login":"a","password":"12345678","display_name":5})", "display_name"},
        {R"({"login":"a","password":"12345678","display_name":"a\u202eb"})", "display_name"},
        {R"({"login":"a","password":"12345678","invite":5})", "invite"},
    };
    for (const auto& [body, field] : rows) {
        expect_bad_field(refused(sign_up(body).fields), field, body);
    }
}

// Registration and invite are judged first, so they must be there whatever else is wrong.
TEST(HttpBodiesTest, TheInviteIsReadWhateverElseIsWrong) {
    EXPECT_EQ(sign_up(R"({"invite":"pli_x","login":5})").invite, "pli_x");
    EXPECT_EQ(sign_up(R"({"invite":"pli_x"})").invite, "pli_x");
    EXPECT_FALSE(sign_up(R"({"invite":["pli_x"]})").invite);
}

TEST(HttpBodiesTest, SigningInDescribesTheDevice) {
    const std::string device = test_ids().encode(DeviceId(9));
    const SignIn full = sign_in(R"({"login":"mei","password":"12345678",)"
                                R"("device":{"name":"phone","platform":"android","id":")" +
                                device + "\"}}");
    EXPECT_EQ(full.device, DeviceId(9));
    EXPECT_EQ(full.device_name, "phone");
    EXPECT_EQ(full.device_platform, "android");
    const SignIn bare = sign_in(R"({"login":"mei","password":"12345678","device":{}})");
    EXPECT_FALSE(bare.device);
    EXPECT_EQ(bare.device_name, "");
}

TEST(HttpBodiesTest, ADeviceThatThisServerDidNotMakeIsANewOne) {
    for (const std::string& id :
         {std::string(), std::string("d_9"), user_id(9), std::string(5000, 'd')}) {
        EXPECT_FALSE(
            sign_in(R"({"login":"a","password":"12345678","device":{"id":")" + id + "\"}}").device);
    }
}

// A wrong password is `bad_credentials`, also one that nobody can have.
TEST(HttpBodiesTest, AShortPasswordIsMerelyAWrongOne) {
    EXPECT_EQ(sign_in(R"({"login":"mei","password":"wrong","device":{}})").password, "wrong");
    EXPECT_EQ(sign_in(R"({"login":"mei","password":"","device":{}})").password, "");
}

TEST(HttpBodiesTest, SigningInNamesTheFirstBadMember) {
    const std::string start = R"({"login":"a","password":"12345678","device":)";
    const std::pair<std::string, std::string> rows[] = {
        {R"({"password":"12345678","device":{}})", "login"},
        {R"({"login":"a b","password":"12345678","device":{}})", "login"},
        {R"({"login":"a","device":{}})", "password"},
        {R"({"login":"a","password":")" + std::string(1025, 'x') + R"(","device":{}})", "password"},
        {R"({"login":"a","password":"12345678"})", "device"},
        {start + "\"phone\"}", "device"},
        {start + "null}", "device"},
        {start + R"({"name":5}})", "device.name"},
        {start + R"({"name":"a\nb"}})", "device.name"},
        {start + R"({"name":")" + std::string(65, 'x') + R"("}})", "device.name"},
        {start + R"({"platform":[]}})", "device.platform"},
        {start + R"({"id":9}})", "device.id"},
    };
    for (const auto& [body, field] : rows) {
        expect_bad_field(refused(parse_sign_in(body, test_ids())), field, body);
    }
}

TEST(HttpBodiesTest, AnInviteIsForOneMemberAndAWeekUnlessSaidOtherwise) {
    const InviteRequest bare = invite("{}");
    EXPECT_FALSE(bare.administrator);
    EXPECT_EQ(bare.uses, 1);
    EXPECT_EQ(bare.expires_in, hours(7 * 24));
    const InviteRequest full =
        invite(R"({"role":"administrator","uses":1000,"expires_in":31536000})");
    EXPECT_TRUE(full.administrator);
    EXPECT_EQ(full.uses, 1000);
    EXPECT_EQ(full.expires_in, hours(365 * 24));
    EXPECT_EQ(invite(R"({"role":"member","uses":1,"expires_in":1})").expires_in, seconds(1));
}

TEST(HttpBodiesTest, AnInvitesBoundsAreKept) {
    const std::pair<std::string, std::string> rows[] = {
        {R"({"role":"owner"})", "role"},
        {R"({"role":null})", "role"},
        {R"({"uses":0})", "uses"},
        {R"({"uses":1001})", "uses"},
        {R"({"uses":1.0})", "uses"},
        {R"({"expires_in":0})", "expires_in"},
        {R"({"expires_in":31536001})", "expires_in"},
        {R"({"expires_in":"1h"})", "expires_in"},
    };
    for (const auto& [body, field] : rows) {
        expect_bad_field(refused(parse_invite_request(body)), field, body);
    }
}

TEST(HttpBodiesTest, AnImportedUserNeedsALoginOnly) {
    const UserImport bare = accepted(parse_user_import(R"({"login":"a"})"));
    EXPECT_EQ(bare.login, "a");
    EXPECT_FALSE(bare.display_name || bare.password);
    const UserImport full =
        accepted(parse_user_import(R"({"login":"a","display_name":"A","password":"12345678"})"));
    EXPECT_EQ(full.display_name, "A");
    EXPECT_EQ(full.password, "12345678");
    expect_bad_field(refused(parse_user_import(R"({"login":"a","password":"x"})")), "password", "");
    expect_bad_field(refused(parse_user_import(R"({"display_name":"A"})")), "login", "");
}

}  // namespace
}  // namespace parley
