// The account itself, other users, and the account's devices.

#include "body_members.hpp"
#include "parley/protocol/names.hpp"
#include "request_readers.hpp"

namespace parley {
namespace {

// `null` takes the status away.
std::optional<UserStatus> read_status(RequestMembers& in) {
    constexpr std::string_view kName = "status";
    const Json* value = in.find(kName);
    if (value == nullptr) return std::nullopt;
    UserStatus status;
    if (value->is_null()) return status;
    if (!value->is_object()) {
        in.refuse_field(kName, "This must be an object, or null.");
        return status;
    }
    RequestMembers members = in.nested(*value, "status.");
    status.text = members.line("text", kStatusTextMax);
    status.emoji = members.optional_emoji().value_or("");
    status.until = members.optional_integer("until", 1).value_or(0);
    if (members.error()) in.refuse(std::move(*members.error()));
    return status;
}

// `null` takes it away.
std::optional<std::string> read_tag(RequestMembers& in, std::string_view name,
                                    bool (*is_tag)(std::string_view), std::string_view message) {
    if (in.is_null(name)) return std::string();
    std::optional<std::string> tag = in.optional_string(name);
    if (tag && !is_tag(*tag)) in.refuse_field(name, message);
    return tag;
}

}  // namespace

RequestBody read_account_counts(RequestMembers&) { return AccountCounts{}; }

RequestBody read_account_get(RequestMembers&) { return AccountGet{}; }

RequestBody read_account_password(RequestMembers& in) {
    // A current one that is too short is merely a wrong one.
    return AccountPassword{.idempotency_key = in.idempotency_key(),
                           .current = read_password(in, "current", 0),
                           .next = read_password(in, "new", kPasswordBytesMin),
                           .keep_sessions = in.optional_boolean("keep_sessions").value_or(false)};
}

RequestBody read_user_block(RequestMembers& in) {
    return UserBlock{
        .idempotency_key = in.idempotency_key(), .user = in.user(), .on = in.boolean("on")};
}

RequestBody read_user_get(RequestMembers& in) {
    return UserGet{.users = in.users("users", in.limits().page)};
}

RequestBody read_user_search(RequestMembers& in) {
    return UserSearch{.prefix = in.query("prefix", kPrefixMax), .limit = in.limit()};
}

RequestBody read_user_update(RequestMembers& in) {
    UserUpdate request;
    request.idempotency_key = in.idempotency_key();
    request.display_name = in.optional_display_name();
    request.status = read_status(in);
    request.language = read_tag(in, "language", is_language_tag,
                                "This must be a language tag of at most 35 characters, or null.");
    request.time_zone =
        read_tag(in, "time_zone", is_time_zone_name,
                 "This must be the name of a time zone of at most 64 characters, or null.");
    if (!request.display_name && !request.status && !request.language && !request.time_zone) {
        in.refuse_field("display_name", "This, or another member of a user, must be there.");
    }
    return request;
}

RequestBody read_device_list(RequestMembers&) { return DeviceList{}; }

RequestBody read_device_rename(RequestMembers& in) {
    return DeviceRename{.idempotency_key = in.idempotency_key(),
                        .device = in.device(),
                        .name = in.line("name", kDeviceNameMax)};
}

RequestBody read_device_revoke(RequestMembers& in) {
    DeviceRevoke request;
    request.idempotency_key = in.idempotency_key();
    request.others = in.names_others();
    if (!request.others) request.device = in.device();
    return request;
}

}  // namespace parley
