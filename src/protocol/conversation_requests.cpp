#include "request_readers.hpp"

namespace parley {
namespace {

constexpr std::int64_t kSlowMsMax = 86'400'000;  // a day

std::optional<Audience> audience(RequestMembers& in, std::string_view name) {
    return in.optional_word<Audience>(name, audience_of);
}

// What a group may have from its first entry on and may change later, but for the title.
template <class Request>
void read_group_settings(RequestMembers& in, Request& request) {
    request.topic = in.topic();
    request.history = in.optional_word<History>("history", history_of);
    request.post = audience(in, "post");
    request.invite = audience(in, "invite");
    request.pin = audience(in, "pin");
    request.settings = audience(in, "settings");
    request.join = in.optional_word<JoinRule>("join", join_rule_of);
    request.slow_ms = in.optional_integer("slow_ms", 0, kSlowMsMax);
    request.versions = in.optional_boolean("versions");
}

// false, true, or until when.
std::optional<WallTime> read_muted(RequestMembers& in) {
    constexpr std::string_view kName = "muted";
    const Json* value = in.find(kName);
    if (value == nullptr) return std::nullopt;
    if (value->is_boolean()) return value->get<bool>() ? kForEver : 0;
    return in.integer(kName, 1);
}

// Of the account; the other settings are those of a conversation.
void read_account_settings(RequestMembers& in, ConversationSettings& request) {
    for (const std::string_view name :
         {"muted", "pinned", "archived", "draft", "notify", "marked_unread"}) {
        if (in.find(name) != nullptr) {
            in.refuse_field(name, "This is a setting of a conversation.");
        }
    }
    request.read_receipts = in.boolean("read_receipts");
}

}  // namespace

RequestBody read_conversation_open(RequestMembers& in) {
    return ConversationOpen{.idempotency_key = in.idempotency_key(), .user = in.user()};
}

RequestBody read_conversation_create(RequestMembers& in) {
    ConversationCreate request;
    request.idempotency_key = in.idempotency_key();
    request.title = in.title();
    request.members = in.optional_users("members", in.limits().page);
    read_group_settings(in, request);
    return request;
}

RequestBody read_conversation_update(RequestMembers& in) {
    ConversationUpdate request;
    request.idempotency_key = in.idempotency_key();
    request.conversation = in.conversation();
    request.title = in.optional_title();
    read_group_settings(in, request);
    request.if_rev = in.optional_integer("if_rev", 1);
    return request;
}

RequestBody read_conversation_settings(RequestMembers& in) {
    ConversationSettings request;
    request.idempotency_key = in.idempotency_key();
    request.log = in.log();
    if (request.log.self) {
        read_account_settings(in, request);
        return request;
    }
    request.muted_until = read_muted(in);
    request.pinned = in.optional_boolean("pinned");
    request.archived = in.optional_boolean("archived");
    request.draft = in.draft();
    request.notify = in.optional_word<Notify>("notify", notify_of);
    request.marked_unread = in.optional_boolean("marked_unread");
    if (in.find("read_receipts") != nullptr) {
        in.refuse_field("read_receipts", "This is a setting of the account: `self`.");
    }
    if (!request.muted_until && !request.pinned && !request.archived && !request.draft &&
        !request.notify && !request.marked_unread) {
        in.refuse_field("muted", "This, or another setting, must be there.");
    }
    return request;
}

RequestBody read_conversation_read(RequestMembers& in) {
    return ConversationRead{.conversation = in.conversation(), .seq = in.integer("seq", 0)};
}

RequestBody read_conversation_list(RequestMembers& in) {
    return ConversationList{.after = in.optional_ascii("after"), .limit = in.limit()};
}

RequestBody read_conversation_get(RequestMembers& in) {
    return ConversationGet{.conversation = in.conversation()};
}

RequestBody read_conversation_discover(RequestMembers& in) {
    ConversationDiscover request;
    // An empty query, like none, is for all.
    if (in.optional_string("query").value_or("") != "")
        request.query = in.query("query", kQueryMax);
    request.after = in.optional_ascii("after");
    request.limit = in.limit();
    return request;
}

}  // namespace parley
