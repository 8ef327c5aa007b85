// Any text may come in a frame or in the body of an HTTP request. Nothing of it may crash the
// parser, and what is accepted must make texts that are themselves strict JSON: they are stored,
// hashed and sent to others.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "parley/core/assert.hpp"
#include "parley/protocol/cursor.hpp"
#include "parley/protocol/encode.hpp"
#include "parley/protocol/entry_data.hpp"
#include "parley/protocol/http_bodies.hpp"
#include "parley/protocol/json_object.hpp"
#include "parley/protocol/requests.hpp"

namespace {

using namespace parley;

// The key of the ids in the corpus.
const IdCodec& corpus_ids() {
    static const IdCodec ids([] {
        IdCodec::Key key{};
        for (std::size_t i = 0; i < key.size(); ++i)
            key[i] = static_cast<unsigned char>(i);
        return key;
    }());
    return ids;
}

void check_refusal(const RefusedFrame& refused) {
    std::string out;
    append_error(out, refused.id, refused.error);
    PARLEY_ASSERT(JsonObject::parse(out));
    // The answer names members of the protocol, never what the client sent.
    PARLEY_ASSERT(out.size() < 512);
}

// What the log would keep of a write whose data is made of the request alone.
struct DataOf {
    std::string operator()(const MessageSend& request) const {
        return message_data(request, 1, corpus_ids());
    }
    std::string operator()(const MessageEdit& request) const {
        return edited_data(request, 2, request.mentions, corpus_ids());
    }
    std::string operator()(const MessageDelete& request) const {
        return deleted_data(request.seqs, request.reason);
    }
    std::string operator()(const MessageReact& request) const { return reacted_data(request); }
    std::string operator()(const ConversationCreate& request) const {
        return group_created_data(request, {}, corpus_ids());
    }
    std::string operator()(const ConversationUpdate& request) const {
        return updated_data(request);
    }
    std::string operator()(const ConversationSettings& request) const {
        return settings_data(request, corpus_ids());
    }
    std::string operator()(const MemberBan& request) const {
        return banned_data(request, corpus_ids());
    }
    std::string operator()(const UserUpdate& request) const { return profile_data(request); }
    std::string operator()(const DeviceRename& request) const {
        return device_updated_data(request.device, request.name, corpus_ids());
    }
    template <class Other>
    std::string operator()(const Other&) const {
        return "{}";
    }
};

// A text is read back from the data as it was sent.
template <class Message>
void check_text(const Message& message, const std::string& data, const RequestLimits& limits) {
    PARLEY_ASSERT(static_cast<std::int64_t>(message.text.size()) <= limits.text_bytes);
    const MessageText read = message_text_of(data, corpus_ids());
    PARLEY_ASSERT(read.text == message.text && read.format == message.format);
    PARLEY_ASSERT(read.mentions == mentions_of(data, corpus_ids()));
    PARLEY_ASSERT(read.mentions.has_value() == message.mentions.has_value());
    PARLEY_ASSERT(!read.mentions || read.mentions->all == message.mentions->all);
}

void check_write(const WriteRequest& write, const RequestLimits& limits) {
    const std::string body = canonical_body(write, corpus_ids());
    const auto object = JsonObject::parse(body);
    PARLEY_ASSERT(object && object->string("type"));
    PARLEY_ASSERT(!object->has("id") && !object->has("idempotency_key"));

    const std::string data = std::visit(DataOf(), write);
    PARLEY_ASSERT(JsonObject::parse(data));
    if (const auto* message = std::get_if<MessageSend>(&write)) check_text(*message, data, limits);
    if (const auto* edit = std::get_if<MessageEdit>(&write)) check_text(*edit, data, limits);
}

void check_request(std::string_view text) {
    const RequestLimits limits;
    const auto result = parse_request(text, corpus_ids(), limits);
    if (const auto* refused = std::get_if<RefusedFrame>(&result)) {
        check_refusal(*refused);
        return;
    }
    PARLEY_ASSERT(JsonObject::parse(text));
    const Request& request = std::get<Request>(result);
    PARLEY_ASSERT(request.id >= 0 && request.id < (std::int64_t{1} << 53));
    if (const auto* write = std::get_if<WriteRequest>(&request.body)) check_write(*write, limits);
}

void check_bodies(std::string_view text) {
    const auto sign_up = parse_sign_up(text);
    if (const auto* body = std::get_if<SignUp>(&sign_up)) {
        if (const auto* fields = std::get_if<SignUpFields>(&body->fields)) {
            UserFields user;
            user.login = fields->login;
            if (fields->display_name) user.display_name = *fields->display_name;
            std::string out;
            append_user_ok(out, user, corpus_ids());
            PARLEY_ASSERT(JsonObject::parse(out));
        }
    }
    (void)parse_sign_in(text, corpus_ids());
    (void)parse_invite_request(text);
    (void)parse_user_import(text);
}

void check_cursor(std::string_view text) {
    const auto cursor = parse_cursor(text);
    if (!cursor) return;
    PARLEY_ASSERT(CursorWriter(cursor->epoch, cursor->run).text(cursor->pos) == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    check_request(text);
    check_bodies(text);
    check_cursor(text);
    return 0;
}
