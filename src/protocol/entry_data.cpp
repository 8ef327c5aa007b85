#include "parley/protocol/entry_data.hpp"

#include "json_reader.hpp"
#include "parley/protocol/json_writer.hpp"

namespace parley {
namespace {

constexpr std::string_view kAll = "all";

template <class SomeId>
void append_id(std::string& out, SomeId id, const IdCodec& ids) {
    out += '"';
    ids.append(out, id);
    out += '"';
}

void append_users(std::string& out, std::span<const UserId> users, const IdCodec& ids) {
    out += '[';
    for (const UserId user : users) {
        if (out.back() != '[') out += ',';
        append_id(out, user, ids);
    }
    out += ']';
}

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

}  // namespace

std::string message_data(const MessageSend& request, const IdCodec& ids) {
    std::string out;
    out.reserve(request.text.size() + request.idempotency_key.size() + 64);
    JsonWriter json(out);
    json.begin_object();
    if (request.format) json.key("format").string(*request.format);
    json.key("idempotency_key").string(request.idempotency_key);
    if (request.mentions) {
        json.key("mentions");
        // Who mentions all mentions everyone: the event then says just that.
        if (request.mentions->all) {
            json.string(kAll);
        } else {
            append_users(out, request.mentions->users, ids);
        }
    }
    if (request.reply_to) json.key("reply_to").integer(*request.reply_to);
    json.key("text").string(request.text);
    json.end_object();
    return out;
}

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
    json.key("kind").string("group");
    json.key("members");
    append_members(out, members, ids);
    json.key("post").string(name_of(request.post.value_or(Audience::members)));
    json.key("title").string(request.title);
    if (request.topic) json.key("topic").string(*request.topic);
    json.end_object();
    return out;
}

std::string members_data(std::span<const UserId> users, const IdCodec& ids) {
    std::string out = R"({"users":)";
    append_users(out, users, ids);
    out += '}';
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

std::string read_data(ConversationId conversation, std::int64_t seq, const IdCodec& ids) {
    std::string out = R"({"conversation":)";
    append_id(out, conversation, ids);
    JsonWriter(out).key("seq").integer(seq).end_object();
    return out;
}

std::string conversation_data(ConversationId conversation, const IdCodec& ids) {
    std::string out = R"({"conversation":)";
    append_id(out, conversation, ids);
    out += '}';
    return out;
}

std::string device_added_data(DeviceId device, std::string_view name, std::string_view platform,
                              const IdCodec& ids) {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    json.key("device").string(ids.encode(device));
    json.key("name").string(name);
    json.key("platform").string(platform);
    json.end_object();
    return out;
}

std::string device_data(DeviceId device, const IdCodec& ids) {
    return R"({"device":")" + ids.encode(device) + R"("})";
}

std::optional<Mentions> mentions_of(std::string_view message_data, const IdCodec& ids) {
    // Most messages have none. Inside a string the quotation marks would be escaped, so this finds
    // a member and nothing else.
    if (message_data.find(R"("mentions":)") == std::string_view::npos) return std::nullopt;
    const JsonReading reading = read_json_object(message_data);
    const auto member = reading.object.find("mentions");
    if (!reading.problem.empty() || member == reading.object.end()) return std::nullopt;
    Mentions mentions;
    if (member->is_string()) {
        mentions.all = member->get_ref<const std::string&>() == kAll;
        return mentions;
    }
    if (!member->is_array()) return std::nullopt;
    for (const Json& item : *member) {
        if (!item.is_string()) continue;
        mentions.users.push_back(ids.user(item.get_ref<const std::string&>()));
    }
    return mentions;
}

}  // namespace parley
