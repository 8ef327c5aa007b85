#pragma once
// The bodies of the HTTP requests under /v1/ and of their answers. Pure; any thread.
// What is not one JSON object is `bad_frame`; everything else that is wrong is `bad_field`.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "parley/core/id_codec.hpp"
#include "parley/core/time.hpp"
#include "parley/protocol/encode.hpp"
#include "parley/protocol/error.hpp"

namespace parley {

// POST /v1/accounts. Registration and invite are judged before anything else of the body, so what
// is wrong with `fields` is kept until the caller has looked at `invite`.
struct SignUpFields {
    std::string login;  // as given; logins are compared without case
    std::string password;
    std::optional<std::string> display_name;  // NFC
};
struct SignUp {
    std::optional<std::string> invite;  // any string
    std::variant<SignUpFields, ProtocolError> fields;
};
std::variant<SignUp, ProtocolError> parse_sign_up(std::string_view body);

// POST /v1/sessions.
struct SignIn {
    std::string login;
    std::string password;         // 0…1,024 bytes: one that is too short is merely a wrong one
    DeviceId device;              // 0: none given, or none that this server made
    std::string device_name;      // empty: not given
    std::string device_platform;  // empty: not given
};
std::variant<SignIn, ProtocolError> parse_sign_in(std::string_view body, const IdCodec& ids);

// POST /v1/invites.
struct InviteRequest {
    bool administrator = false;                                    // the role that the invite gives
    std::int64_t uses = 1;                                         // 1…1,000
    std::chrono::seconds expires_in = std::chrono::hours(24 * 7);  // 1 s … 365 days
};
std::variant<InviteRequest, ProtocolError> parse_invite_request(std::string_view body);

// One line of `parleyctl user import`.
struct UserImport {
    std::string login;
    std::optional<std::string> display_name;  // NFC
    std::optional<std::string> password;
};
std::variant<UserImport, ProtocolError> parse_user_import(std::string_view line);

void append_user_ok(std::string& out, const UserFields& user, const IdCodec& ids);
void append_session_ok(std::string& out, std::string_view token, const UserFields& user,
                       DeviceId device, SessionId session, const IdCodec& ids);

struct InviteFields {
    std::string_view invite;  // the token: shown this once, stored as a hash
    std::string_view url;     // where a browser redeems it
    bool administrator = false;
    std::int64_t uses = 1;
    WallTime expires = 0;
};
void append_invite_ok(std::string& out, const InviteFields& invite);

}  // namespace parley
