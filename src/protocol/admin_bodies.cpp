#include "parley/protocol/admin_bodies.hpp"

#include <utility>

#include "member_reader.hpp"
#include "parley/protocol/names.hpp"

namespace parley {
namespace {

constexpr std::int64_t kUsesMax = 1000;
constexpr std::int64_t kLifeMinMs = 1000;
constexpr std::int64_t kLifeMaxMs = std::int64_t{365} * 24 * 3600 * 1000;

template <class Value>
std::variant<Value, ProtocolError> finish(MemberReader& in, Value&& value) {
    if (in.error()) return std::move(*in.error());
    return std::forward<Value>(value);
}

void check_password(MemberReader& in, std::string_view password) {
    if (password.size() < kPasswordBytesMin || password.size() > kPasswordBytesMax) {
        in.refuse_field("password", "A password is 8 to 1024 bytes long.");
    }
}

}  // namespace

std::variant<AdminNewUser, ProtocolError> parse_admin_new_user(std::string_view body) {
    const JsonReading reading = read_json_object(body);
    if (!reading.problem.empty()) return make_error(ErrorCode::bad_frame, reading.problem);
    MemberReader in(reading.object);
    AdminNewUser user;
    user.login = in.string("login");
    if (!is_login(user.login)) {
        in.refuse_field("login", "A login is 1 to 64 ASCII letters, digits, '.', '_' or '-'.");
    }
    user.password = in.string("password");
    check_password(in, user.password);
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
    change.password = in.optional_string("password");
    if (change.password) check_password(in, *change.password);
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
