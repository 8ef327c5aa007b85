#include "parley/protocol/http_bodies.hpp"

#include <utility>

#include "body_members.hpp"
#include "parley/protocol/names.hpp"

namespace parley {
namespace {

constexpr std::int64_t kDeviceTextMax = 64;  // code points of a device's name and platform
constexpr std::int64_t kInviteUsesMax = 1000;
constexpr std::chrono::seconds kInviteLifeMax = std::chrono::hours(24 * 365);

SignUpFields read_sign_up_fields(MemberReader& in) {
    SignUpFields fields;
    fields.login = read_login(in);
    fields.password = read_password(in, "password", kPasswordBytesMin);
    fields.display_name = in.optional_display_name();
    return fields;
}

std::string read_device_text(MemberReader& device, std::string_view name) {
    std::string text = device.optional_string(name).value_or("");
    if (code_points_of(text) > kDeviceTextMax || has_control_characters(text)) {
        device.refuse_field(name, "This is at most 64 characters, without control characters.");
    }
    return text;
}

void read_device(MemberReader& in, SignIn& sign_in, const IdCodec& ids) {
    const Json* object = in.require("device");
    if (object == nullptr) return;
    if (!object->is_object()) {
        in.refuse_field("device", "This must be an object.");
        return;
    }
    MemberReader device(*object, "device.");
    sign_in.device_name = read_device_text(device, "name");
    sign_in.device_platform = read_device_text(device, "platform");
    sign_in.device = ids.device(device.optional_string("id").value_or(""));
    if (device.error()) in.refuse(std::move(*device.error()));
}

// Whether the role is an administrator's.
std::optional<bool> invite_role_of(std::string_view name) {
    if (name == "administrator") return true;
    if (name == "member") return false;
    return std::nullopt;
}

}  // namespace

std::variant<SignUp, ProtocolError> parse_sign_up(std::string_view body) {
    const JsonReading reading = read_json_object(body);
    if (!reading.problem.empty()) return make_error(ErrorCode::bad_frame, reading.problem);
    MemberReader in(reading.object);
    SignUp sign_up;
    sign_up.invite = in.optional_string("invite");
    // An invite of another type is none, and what is wrong with the fields.
    if (in.error()) sign_up.invite.reset();
    sign_up.fields = finish(in, read_sign_up_fields(in));
    return sign_up;
}

std::variant<SignIn, ProtocolError> parse_sign_in(std::string_view body, const IdCodec& ids) {
    const JsonReading reading = read_json_object(body);
    if (!reading.problem.empty()) return make_error(ErrorCode::bad_frame, reading.problem);
    MemberReader in(reading.object);
    SignIn sign_in;
    sign_in.login = read_login(in);
    sign_in.password = read_password(in, "password", 0);
    read_device(in, sign_in, ids);
    return finish(in, std::move(sign_in));
}

std::variant<InviteRequest, ProtocolError> parse_invite_request(std::string_view body) {
    const JsonReading reading = read_json_object(body);
    if (!reading.problem.empty()) return make_error(ErrorCode::bad_frame, reading.problem);
    MemberReader in(reading.object);
    InviteRequest request;
    request.administrator = in.optional_word<bool>("role", invite_role_of).value_or(false);
    request.uses = in.optional_integer("uses", 1, kInviteUsesMax).value_or(request.uses);
    request.expires_in =
        std::chrono::seconds(in.optional_integer("expires_in", 1, kInviteLifeMax.count())
                                 .value_or(request.expires_in.count()));
    return finish(in, std::move(request));
}

std::variant<UserImport, ProtocolError> parse_user_import(std::string_view line) {
    const JsonReading reading = read_json_object(line);
    if (!reading.problem.empty()) return make_error(ErrorCode::bad_frame, reading.problem);
    MemberReader in(reading.object);
    UserImport user;
    user.login = read_login(in);
    user.display_name = in.optional_display_name();
    if (in.find("password")) user.password = read_password(in, "password", kPasswordBytesMin);
    return finish(in, std::move(user));
}

}  // namespace parley
