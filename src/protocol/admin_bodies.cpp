#include "parley/protocol/admin_bodies.hpp"

#include <utility>

#include "body_members.hpp"
#include "parley/protocol/names.hpp"

namespace parley {
namespace {

constexpr std::int64_t kUsesMax = 1000;
constexpr std::int64_t kLifeMinMs = 1000;
constexpr std::int64_t kLifeMaxMs = std::int64_t{365} * 24 * 3600 * 1000;

}  // namespace

std::variant<AdminNewUser, ProtocolError> parse_admin_new_user(std::string_view body) {
    const JsonReading reading = read_json_object(body);
    if (!reading.problem.empty()) return make_error(ErrorCode::bad_frame, reading.problem);
    MemberReader in(reading.object);
    AdminNewUser user;
    user.login = read_login(in);
    user.password = read_password(in, "password", kPasswordBytesMin);
    user.display_name = in.optional_display_name();
    user.administrator = in.optional_boolean("administrator").value_or(false);
    return finish(in, std::move(user));
}

std::variant<AdminUserChange, ProtocolError> parse_admin_user_change(std::string_view body) {
    const JsonReading reading = read_json_object(body);
    if (!reading.problem.empty()) return make_error(ErrorCode::bad_frame, reading.problem);
    MemberReader in(reading.object);
    AdminUserChange change;
    change.display_name = in.optional_display_name();
    change.administrator = in.optional_boolean("administrator");
    change.disabled = in.optional_boolean("disabled");
    if (in.find("password")) change.password = read_password(in, "password", kPasswordBytesMin);
    const bool any =
        change.display_name || change.administrator || change.disabled || change.password;
    if (!any) in.refuse_field("display_name", "At least one member says what is to change.");
    return finish(in, std::move(change));
}

std::variant<AdminNewInvite, ProtocolError> parse_admin_new_invite(std::string_view body) {
    const JsonReading reading = read_json_object(body);
    if (!reading.problem.empty()) return make_error(ErrorCode::bad_frame, reading.problem);
    MemberReader in(reading.object);
    AdminNewInvite invite;
    invite.administrator = in.optional_boolean("administrator").value_or(false);
    invite.uses = in.optional_integer("uses", 1, kUsesMax).value_or(invite.uses);
    invite.expires_in =
        std::chrono::milliseconds(in.optional_integer("expires_in", kLifeMinMs, kLifeMaxMs)
                                      .value_or(invite.expires_in.count()));
    return finish(in, std::move(invite));
}

}  // namespace parley
