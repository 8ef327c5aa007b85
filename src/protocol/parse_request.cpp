// From the text of a frame to a Request, or to the refusal that it gets.

#include <algorithm>
#include <array>
#include <utility>

#include "parley/protocol/requests.hpp"
#include "request_readers.hpp"

namespace parley {
namespace {

struct Type {
    std::string_view name;
    RequestBody (*read)(RequestMembers&);
    bool has_reply = true;  // else the frame needs no `id`
};

constexpr auto kTypes = std::to_array<Type>({
    {"account.counts", read_account_counts},
    {"account.get", read_account_get},
    {"account.password", read_account_password},
    {"ack", read_ack, false},
    {"ban.list", read_ban_list},
    {"conversation.create", read_conversation_create},
    {"conversation.discover", read_conversation_discover},
    {"conversation.get", read_conversation_get},
    {"conversation.join", read_conversation_join},
    {"conversation.list", read_conversation_list},
    {"conversation.open", read_conversation_open},
    {"conversation.read", read_conversation_read},
    {"conversation.settings", read_conversation_settings},
    {"conversation.update", read_conversation_update},
    {"device.list", read_device_list},
    {"device.rename", read_device_rename},
    {"device.revoke", read_device_revoke},
    {"hello", read_hello},
    {"history.get", read_history_get},
    {"invite.create", read_invite_create},
    {"invite.get", read_invite_get},
    {"invite.list", read_invite_list},
    {"invite.revoke", read_invite_revoke},
    {"join.decide", read_join_decide},
    {"join.list", read_join_list},
    {"log.get", read_log_get},
    {"member.add", read_member_add},
    {"member.ban", read_member_ban},
    {"member.leave", read_member_leave},
    {"member.list", read_member_list},
    {"member.mute", read_member_mute},
    {"member.remove", read_member_remove},
    {"member.role", read_member_role},
    {"message.delete", read_message_delete},
    {"message.edit", read_message_edit},
    {"message.pin", read_message_pin},
    {"message.react", read_message_react},
    {"message.search", read_message_search},
    {"message.send", read_message_send},
    {"message.versions", read_message_versions},
    {"ping", read_ping},
    {"presence.set", read_presence_set},
    {"presence.watch", read_presence_watch},
    {"receipt.list", read_receipt_list},
    {"thread.follow", read_thread_follow},
    {"thread.list", read_thread_list},
    {"thread.read", read_thread_read},
    {"typing", read_typing, false},
    {"user.block", read_user_block},
    {"user.get", read_user_get},
    {"user.search", read_user_search},
    {"user.update", read_user_update},
});

constexpr bool by_name(const Type& left, const Type& right) { return left.name < right.name; }
static_assert(std::is_sorted(kTypes.begin(), kTypes.end(), by_name));

const Type* find_type(std::string_view name) {
    const auto found = std::lower_bound(kTypes.begin(), kTypes.end(), Type{name, nullptr}, by_name);
    return found != kTypes.end() && found->name == name ? &*found : nullptr;
}

RefusedFrame refused(std::optional<std::int64_t> id, ErrorCode code, std::string_view message) {
    RefusedFrame frame;
    frame.id = id;
    frame.error.code = code;
    frame.error.message = message;
    return frame;
}

}  // namespace

std::variant<Request, RefusedFrame> parse_request(std::string_view text, const IdCodec& ids,
                                                  const RequestLimits& limits) {
    const JsonReading reading = read_json_object(text);
    if (!reading.problem.empty()) {
        return refused(std::nullopt, ErrorCode::bad_frame, reading.problem);
    }
    // Usable or not, the id is looked at first, so that every refusal from here on can carry it.
    MemberReader members_of_frame(reading.object);
    std::optional<std::int64_t> id = members_of_frame.integer("id", 0);
    std::optional<ProtocolError> id_error = std::move(members_of_frame.error());
    if (id_error) id.reset();

    const Json* name = members_of_frame.find("type");
    if (name == nullptr || !name->is_string()) {
        return refused(id, ErrorCode::bad_frame, "A frame has a member `type`, a string.");
    }
    const Type* type = find_type(name->get_ref<const std::string&>());
    if (type == nullptr) {
        return refused(id, ErrorCode::unknown_type, "The server knows no frame of this type.");
    }
    const bool needs_hello = type->name != "hello";
    if (id_error && type->has_reply) {
        return RefusedFrame{std::nullopt, std::move(*id_error), needs_hello};
    }

    RequestMembers members(reading.object, ids, limits);
    Request request;
    request.id = type->has_reply ? *id : 0;
    request.body = type->read(members);
    if (members.error()) {
        return RefusedFrame{id, std::move(*members.error()), needs_hello};
    }
    return request;
}

}  // namespace parley
