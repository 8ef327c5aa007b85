// The data of messages and of what happens to them.

#include "json_ids.hpp"
#include "json_reader.hpp"
#include "parley/protocol/entry_data.hpp"
#include "parley/protocol/json_writer.hpp"

namespace parley {
namespace {

constexpr std::string_view kAll = "all";

void append_mentions(JsonWriter& json, const std::optional<Mentions>& mentions,
                     const IdCodec& ids) {
    if (!mentions) return;
    json.key("mentions");
    // Who mentions all mentions everyone: the event then says just that.
    if (mentions->all) {
        json.string(kAll);
    } else {
        append_users(json.out(), mentions->users, ids);
    }
}

std::optional<Mentions> mentions_in(const Json& data, const IdCodec& ids) {
    const auto member = data.find("mentions");
    if (member == data.end()) return std::nullopt;
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

std::optional<std::string> string_in(const Json& data, const char* name) {
    const auto member = data.find(name);
    if (member == data.end() || !member->is_string()) return std::nullopt;
    return member->get<std::string>();
}

// Of message.reacted and message.pinned.
void append_on_and_seq(JsonWriter& json, bool on, std::int64_t seq) {
    json.key("on").boolean(on).key("seq").integer(seq);
}

}  // namespace

std::string message_data(const MessageSend& request, std::int64_t thread_seq, const IdCodec& ids) {
    std::string out;
    out.reserve(request.text.size() + request.idempotency_key.size() + 64);
    JsonWriter json(out);
    json.begin_object();
    if (request.format) json.key("format").string(*request.format);
    json.key("idempotency_key").string(request.idempotency_key);
    append_mentions(json, request.mentions, ids);
    if (request.reply_to) json.key("reply_to").integer(*request.reply_to);
    json.key("text").string(request.text);
    if (request.thread) {
        json.key("thread").integer(*request.thread).key("thread_seq").integer(thread_seq);
    }
    json.end_object();
    return out;
}

std::string edited_data(const MessageEdit& request, std::int64_t version,
                        const std::optional<Mentions>& mentions, const IdCodec& ids) {
    std::string out;
    out.reserve(request.text.size() + 64);
    JsonWriter json(out);
    json.begin_object();
    if (request.format) json.key("format").string(*request.format);
    append_mentions(json, mentions, ids);
    json.key("seq").integer(request.seq);
    json.key("text").string(request.text);
    json.key("version").integer(version);
    json.end_object();
    return out;
}

std::string deleted_data(std::span<const std::int64_t> seqs,
                         const std::optional<std::string>& reason) {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    if (reason) json.key("reason").string(*reason);
    json.key("seqs").begin_array();
    for (const std::int64_t seq : seqs)
        json.integer(seq);
    json.end_array().end_object();
    return out;
}

std::string reacted_data(const MessageReact& request) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("emoji").string(request.emoji);
    append_on_and_seq(json, request.on, request.seq);
    json.end_object();
    return out;
}

std::string pinned_data(const MessagePin& request) {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    append_on_and_seq(json, request.on, request.seq);
    json.end_object();
    return out;
}

std::optional<Mentions> mentions_of(std::string_view message_data, const IdCodec& ids) {
    // Most messages have none. Inside a string the quotation marks would be escaped, so this finds
    // a member and nothing else.
    if (message_data.find(R"("mentions":)") == std::string_view::npos) return std::nullopt;
    const JsonReading reading = read_json_object(message_data);
    if (!reading.problem.empty()) return std::nullopt;
    return mentions_in(reading.object, ids);
}

MessageText message_text_of(std::string_view data, const IdCodec& ids) {
    const JsonReading reading = read_json_object(data);
    if (!reading.problem.empty()) return {};
    MessageText message;
    message.text = string_in(reading.object, "text").value_or("");
    message.format = string_in(reading.object, "format");
    message.mentions = mentions_in(reading.object, ids);
    return message;
}

}  // namespace parley
