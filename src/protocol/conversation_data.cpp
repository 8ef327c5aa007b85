// The data of entries that are about a conversation and who is in it.

#include "json_ids.hpp"
#include "parley/protocol/entry_data.hpp"
#include "parley/protocol/json_writer.hpp"

namespace parley {
namespace {

void append_members(std::string& out, std::span<const std::pair<UserId, Role>> members,
                    const IdCodec& ids) {
    JsonWriter json(out);
    json.begin_array();
    for (const auto& [user, role] : members) {
        json.begin_object().key("role").string(name_of(role)).key("user");
        append_id(out, user, ids);
        json.end_object();
    }
    json.end_array();
}

template <class Enum>
void append_word(JsonWriter& json, std::string_view name, std::optional<Enum> value) {
    if (value) json.key(name).string(name_of(*value));
}

}  // namespace

std::string direct_created_data(std::span<const std::pair<UserId, Role>> members,
                                const IdCodec& ids) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("kind").string("direct").key("members");
    append_members(out, members, ids);
    json.end_object();
    return out;
}

std::string group_created_data(const ConversationCreate& request,
                               std::span<const std::pair<UserId, Role>> members,
                               const IdCodec& ids) {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    json.key("history").string(name_of(request.history.value_or(History::shared)));
    json.key("invite").string(name_of(request.invite.value_or(Audience::members)));
    json.key("join").string(name_of(request.join.value_or(JoinRule::invite)));
    json.key("kind").string("group");
    json.key("members");
    append_members(out, members, ids);
    json.key("pin").string(name_of(request.pin.value_or(Audience::members)));
    json.key("post").string(name_of(request.post.value_or(Audience::members)));
    json.key("settings").string(name_of(request.settings.value_or(Audience::admins)));
    json.key("slow_ms").integer(request.slow_ms.value_or(0));
    json.key("title").string(request.title);
    if (request.topic) json.key("topic").string(*request.topic);
    json.key("versions").boolean(request.versions.value_or(true));
    json.end_object();
    return out;
}

std::string updated_data(const ConversationUpdate& changes) {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    append_word(json, "history", changes.history);
    append_word(json, "invite", changes.invite);
    append_word(json, "join", changes.join);
    append_word(json, "pin", changes.pin);
    append_word(json, "post", changes.post);
    append_word(json, "settings", changes.settings);
    if (changes.slow_ms) json.key("slow_ms").integer(*changes.slow_ms);
    if (changes.title) json.key("title").string(*changes.title);
    if (changes.topic) json.key("topic").string(*changes.topic);
    if (changes.versions) json.key("versions").boolean(*changes.versions);
    json.end_object();
    return out;
}

std::string members_data(std::span<const UserId> users, const IdCodec& ids,
                         std::optional<std::int64_t> invite) {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    if (invite) json.key("invite").integer(*invite);
    json.key("users");
    append_users(out, users, ids);
    json.end_object();
    return out;
}

std::string role_data(UserId user, Role role, const IdCodec& ids) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("role").string(name_of(role)).key("user");
    append_id(out, user, ids);
    json.end_object();
    return out;
}

std::string muted_data(UserId user, WallTime until, const IdCodec& ids) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("until").integer(until).key("user");
    append_id(out, user, ids);
    json.end_object();
    return out;
}

std::string banned_data(const MemberBan& request, const IdCodec& ids) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("on").boolean(request.on);
    if (request.reason) json.key("reason").string(*request.reason);
    json.key("user");
    append_id(out, request.user, ids);
    json.end_object();
    return out;
}

std::string user_data(UserId user, const IdCodec& ids) {
    std::string out = R"({"user":)";
    append_id(out, user, ids);
    out += '}';
    return out;
}

std::string invite_created_data(std::optional<std::int64_t> uses, std::optional<WallTime> expires) {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    if (expires) json.key("expires").integer(*expires);
    if (uses) json.key("uses").integer(*uses);
    json.end_object();
    return out;
}

std::string invite_revoked_data(std::int64_t invite) {
    std::string out;
    JsonWriter(out).begin_object().key("invite").integer(invite).end_object();
    return out;
}

}  // namespace parley
