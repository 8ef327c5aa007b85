#pragma once
// The bodies of the administrator's HTTP requests under /v1/admin/. Pure; any thread. What is not
// one JSON object is `bad_frame`; everything else that is wrong is `bad_field`.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "parley/protocol/error.hpp"

namespace parley {

// POST /v1/admin/users.
struct AdminNewUser {
    std::string login;
    std::string password;
    std::optional<std::string> display_name;  // NFC
    bool administrator = false;
};
std::variant<AdminNewUser, ProtocolError> parse_admin_new_user(std::string_view body);

// PATCH /v1/admin/users/ID: what is set changes; one member at least.
struct AdminUserChange {
    std::optional<std::string> display_name;  // NFC
    std::optional<bool> administrator;
    std::optional<bool> disabled;
    std::optional<std::string> password;
};
std::variant<AdminUserChange, ProtocolError> parse_admin_user_change(std::string_view body);

// POST /v1/admin/invites.
struct AdminNewInvite {
    bool administrator = false;
    std::int64_t uses = 1;                                              // 1…1,000
    std::chrono::milliseconds expires_in = std::chrono::hours(24 * 7);  // 1 s … 365 days
};
std::variant<AdminNewInvite, ProtocolError> parse_admin_new_invite(std::string_view body);

}  // namespace parley
