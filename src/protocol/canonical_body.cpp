// What decides whether two writes under one idempotency key are the same request. These texts go
// into stored digests: a member that is added later must not change the text of a request without
// it.

#include "parley/core/id_codec.hpp"
#include "parley/protocol/json_writer.hpp"
#include "parley/protocol/requests.hpp"

namespace parley {
namespace {

// Writes the members, sorted by name as RFC 8785 has it.
class CanonicalBody {
  public:
    CanonicalBody(std::string& out, const IdCodec& ids) : json_(out), ids_(ids) {}

    void operator()(const MessageSend& request) {
        conversation(request.conversation);
        text("format", request.format);
        number("if_rev", request.if_rev);
        mentions(request.mentions);
        number("reply_to", request.reply_to);
        text("text", request.text);
        type("message.send");
    }
    void operator()(const ConversationOpen& request) {
        type("conversation.open");
        user(request.user);
    }
    void operator()(const ConversationCreate& request) {
        word("history", request.history);
        word("invite", request.invite);
        if (!request.members.empty()) users("members", request.members);
        word("post", request.post);
        text("title", request.title);
        text("topic", request.topic);
        type("conversation.create");
    }
    void operator()(const MemberAdd& request) {
        conversation(request.conversation);
        type("member.add");
        users("users", request.users);
    }
    void operator()(const MemberRemove& request) {
        conversation(request.conversation);
        type("member.remove");
        users("users", request.users);
    }
    void operator()(const MemberLeave& request) {
        conversation(request.conversation);
        type("member.leave");
    }
    void operator()(const MemberRole& request) {
        conversation(request.conversation);
        json_.key("role").string(name_of(request.role));
        type("member.role");
        user(request.user);
    }
    void operator()(const ConversationRead& request) {
        conversation(request.conversation);
        number("seq", request.seq);
        type("conversation.read");
    }

  private:
    void type(std::string_view name) { json_.key("type").string(name); }
    void conversation(ConversationId id) { json_.key("conversation").string(ids_.encode(id)); }
    void user(UserId id) { json_.key("user").string(ids_.encode(id)); }
    void text(std::string_view name, const std::optional<std::string>& value) {
        if (value) json_.key(name).string(*value);
    }
    void number(std::string_view name, std::optional<std::int64_t> value) {
        if (value) json_.key(name).integer(*value);
    }
    template <class Enum>
    void word(std::string_view name, std::optional<Enum> value) {
        if (value) json_.key(name).string(name_of(*value));
    }
    void users(std::string_view name, const std::vector<UserId>& list) {
        json_.key(name).begin_array();
        for (const UserId id : list)
            json_.string(ids_.encode(id));
        json_.end_array();
    }
    void mentions(const std::optional<Mentions>& mentions) {
        if (!mentions) return;
        json_.key("mentions").begin_array();
        if (mentions->all) json_.string("all");
        for (const UserId id : mentions->users)
            json_.string(ids_.encode(id));
        json_.end_array();
    }

    JsonWriter json_;
    const IdCodec& ids_;
};

struct KeyOf {
    template <class Request>
    std::string_view operator()(const Request& request) const {
        return request.idempotency_key;
    }
    std::string_view operator()(const ConversationRead&) const { return {}; }
};

}  // namespace

std::string canonical_body(const WriteRequest& request, const IdCodec& ids) {
    std::string out = "{";
    std::visit(CanonicalBody(out, ids), request);
    out += '}';
    return out;
}

std::string_view idempotency_key_of(const WriteRequest& request) {
    return std::visit(KeyOf{}, request);
}

}  // namespace parley
