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
        number("thread", request.thread);
        type("message.send");
    }
    void operator()(const MessageEdit& request) {
        conversation(request.conversation);
        text("format", request.format);
        number("if_version", request.if_version);
        mentions(request.mentions);
        number("seq", request.seq);
        text("text", request.text);
        type("message.edit");
    }
    void operator()(const MessageDelete& request) {
        conversation(request.conversation);
        text("reason", request.reason);
        json_.key("seqs").begin_array();
        for (const std::int64_t seq : request.seqs)
            json_.integer(seq);
        json_.end_array();
        type("message.delete");
    }
    void operator()(const MessageReact& request) {
        conversation(request.conversation);
        text("emoji", request.emoji);
        flag("on", request.on);
        number("seq", request.seq);
        type("message.react");
    }
    void operator()(const MessagePin& request) {
        conversation(request.conversation);
        flag("on", request.on);
        number("seq", request.seq);
        type("message.pin");
    }
    void operator()(const ThreadFollow& request) {
        conversation(request.conversation);
        flag("on", request.on);
        number("thread", request.thread);
        type("thread.follow");
    }
    void operator()(const ThreadRead& request) {
        conversation(request.conversation);
        number("thread", request.thread);
        number("thread_seq", request.thread_seq);
        type("thread.read");
    }
    void operator()(const ConversationOpen& request) {
        type("conversation.open");
        user(request.user);
    }
    void operator()(const ConversationCreate& request) {
        word("history", request.history);
        word("invite", request.invite);
        word("join", request.join);
        if (!request.members.empty()) users("members", request.members);
        word("pin", request.pin);
        word("post", request.post);
        word("settings", request.settings);
        number("slow_ms", request.slow_ms);
        text("title", request.title);
        text("topic", request.topic);
        type("conversation.create");
        flag("versions", request.versions);
    }
    void operator()(const ConversationUpdate& request) {
        conversation(request.conversation);
        word("history", request.history);
        number("if_rev", request.if_rev);
        word("invite", request.invite);
        word("join", request.join);
        word("pin", request.pin);
        word("post", request.post);
        word("settings", request.settings);
        number("slow_ms", request.slow_ms);
        text("title", request.title);
        text("topic", request.topic);
        type("conversation.update");
        flag("versions", request.versions);
    }
    void operator()(const ConversationSettings& request) {
        flag("archived", request.archived);
        if (request.log.self) {
            text("conversation", "self");
        } else {
            conversation(request.log.conversation);
        }
        text("draft", request.draft);
        flag("marked_unread", request.marked_unread);
        muted(request.muted_until);
        word("notify", request.notify);
        flag("pinned", request.pinned);
        flag("read_receipts", request.read_receipts);
        type("conversation.settings");
    }
    void operator()(const ConversationRead& request) {
        conversation(request.conversation);
        number("seq", request.seq);
        type("conversation.read");
    }
    void operator()(const ConversationJoin& request) {
        if (!request.token) conversation(request.conversation);
        text("token", request.token);
        type("conversation.join");
    }
    void operator()(const JoinDecide& request) {
        flag("accept", request.accept);
        conversation(request.conversation);
        type("join.decide");
        user(request.user);
    }
    void operator()(const InviteCreate& request) {
        conversation(request.conversation);
        number("expires_in", request.expires_in);
        type("invite.create");
        number("uses", request.uses);
    }
    void operator()(const InviteRevoke& request) {
        conversation(request.conversation);
        number("invite", request.invite);
        type("invite.revoke");
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
        word("role", std::optional(request.role));
        type("member.role");
        user(request.user);
    }
    void operator()(const MemberBan& request) {
        conversation(request.conversation);
        flag("on", request.on);
        text("reason", request.reason);
        type("member.ban");
        user(request.user);
    }
    void operator()(const MemberMute& request) {
        conversation(request.conversation);
        type("member.mute");
        number("until", request.until);
        user(request.user);
    }
    void operator()(const UserBlock& request) {
        flag("on", request.on);
        type("user.block");
        user(request.user);
    }
    void operator()(const UserUpdate& request) {
        text("display_name", request.display_name);
        text_or_null("language", request.language);
        status(request.status);
        text_or_null("time_zone", request.time_zone);
        type("user.update");
    }
    void operator()(const DeviceRename& request) {
        device(request.device);
        text("name", request.name);
        type("device.rename");
    }
    void operator()(const DeviceRevoke& request) {
        if (request.others) {
            text("device", "others");
        } else {
            device(request.device);
        }
        type("device.revoke");
    }

  private:
    void type(std::string_view name) { json_.key("type").string(name); }
    void conversation(ConversationId id) { json_.key("conversation").string(ids_.encode(id)); }
    void user(UserId id) { json_.key("user").string(ids_.encode(id)); }
    void device(DeviceId id) { json_.key("device").string(ids_.encode(id)); }
    void text(std::string_view name, const std::optional<std::string>& value) {
        if (value) json_.key(name).string(*value);
    }
    void number(std::string_view name, std::optional<std::int64_t> value) {
        if (value) json_.key(name).integer(*value);
    }
    void flag(std::string_view name, std::optional<bool> value) {
        if (value) json_.key(name).boolean(*value);
    }
    // What takes a thing away is empty in the request and null on the wire.
    void text_or_null(std::string_view name, const std::optional<std::string>& value) {
        if (value && value->empty()) {
            json_.key(name).raw("null");
        } else {
            text(name, value);
        }
    }
    void muted(std::optional<WallTime> until) {
        if (!until) return;
        if (*until == 0 || *until == kForEver) {
            flag("muted", *until != 0);
        } else {
            number("muted", until);
        }
    }
    void status(const std::optional<UserStatus>& status) {
        if (!status) return;
        json_.key("status");
        if (status->text.empty()) {
            json_.raw("null");
            return;
        }
        json_.begin_object();
        if (!status->emoji.empty()) text("emoji", status->emoji);
        text("text", status->text);
        if (status->until != 0) number("until", status->until);
        json_.end_object();
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
    std::string_view operator()(const ThreadRead&) const { return {}; }
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
