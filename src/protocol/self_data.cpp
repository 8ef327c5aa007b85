// The data of entries in an account's own log.

#include "json_ids.hpp"
#include "parley/protocol/entry_data.hpp"
#include "parley/protocol/json_writer.hpp"

namespace parley {
namespace {

void append_flag(JsonWriter& json, std::string_view name, std::optional<bool> value) {
    if (value) json.key(name).boolean(*value);
}

void append_muted(JsonWriter& json, WallTime until) {
    json.key("muted");
    if (until == 0 || until == kForEver) {
        json.boolean(until != 0);
    } else {
        json.integer(until);
    }
}

// Empty: it was taken away.
void append_text_or_null(JsonWriter& json, std::string_view name,
                         const std::optional<std::string>& text) {
    if (!text) return;
    json.key(name);
    if (text->empty()) {
        json.raw("null");
    } else {
        json.string(*text);
    }
}

void append_status(JsonWriter& json, const UserStatus& status) {
    json.key("status");
    if (status.text.empty()) {
        json.raw("null");
        return;
    }
    json.begin_object();
    if (!status.emoji.empty()) json.key("emoji").string(status.emoji);
    json.key("text").string(status.text);
    if (status.until != 0) json.key("until").integer(status.until);
    json.end_object();
}

}  // namespace

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

std::string settings_data(const ConversationSettings& changes, const IdCodec& ids) {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    append_flag(json, "archived", changes.archived);
    json.key("conversation");
    if (changes.log.self) {
        json.string("self");
    } else {
        append_id(out, changes.log.conversation, ids);
    }
    if (changes.draft) json.key("draft").string(*changes.draft);
    append_flag(json, "marked_unread", changes.marked_unread);
    if (changes.muted_until) append_muted(json, *changes.muted_until);
    if (changes.notify) json.key("notify").string(name_of(*changes.notify));
    append_flag(json, "pinned", changes.pinned);
    append_flag(json, "read_receipts", changes.read_receipts);
    json.end_object();
    return out;
}

std::string thread_data(ConversationId conversation, std::int64_t thread, bool following,
                        std::int64_t read, const IdCodec& ids) {
    std::string out = R"({"conversation":)";
    append_id(out, conversation, ids);
    JsonWriter json(out);
    json.key("following").boolean(following);
    json.key("read").integer(read).key("thread").integer(thread).end_object();
    return out;
}

std::string blocked_data(UserId user, bool on, const IdCodec& ids) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("on").boolean(on).key("user");
    append_id(out, user, ids);
    json.end_object();
    return out;
}

std::string profile_data(const UserUpdate& changes) {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    if (changes.display_name) json.key("display_name").string(*changes.display_name);
    append_text_or_null(json, "language", changes.language);
    if (changes.status) append_status(json, *changes.status);
    append_text_or_null(json, "time_zone", changes.time_zone);
    json.end_object();
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

std::string device_updated_data(DeviceId device, std::string_view name, const IdCodec& ids) {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    json.key("device").string(ids.encode(device)).key("name").string(name);
    json.end_object();
    return out;
}

std::string device_data(DeviceId device, const IdCodec& ids) {
    return R"({"device":")" + ids.encode(device) + R"("})";
}

}  // namespace parley
