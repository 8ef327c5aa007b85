// From the text of a frame to a Request, or to the refusal that it gets.

#include <algorithm>
#include <array>
#include <utility>

#include "parley/protocol/requests.hpp"
#include "request_members.hpp"

namespace parley {
namespace {

using Body = decltype(Request::body);

// In these functions the initializers run in the order of their lines, so the first wrong member is
// the one that is named.

SessionRequest read_hello(RequestMembers& in) {
    // Any string is a token; one that is none is `unauthenticated`, not `bad_field`.
    return Hello{.token = in.string("token"),
                 .cursor = in.optional_ascii("cursor"),
                 .window = in.optional_integer("window", 0)};
}

SessionRequest read_ping(RequestMembers&) { return Ping{}; }

SessionRequest read_ack(RequestMembers& in) { return Ack{.cursor = in.ascii("cursor")}; }

SessionRequest read_presence_set(RequestMembers& in) {
    const auto state = in.word<PresenceState>("state", presence_state_of);
    if (state == PresenceState::offline) {
        in.refuse_field("state", "One is offline by having no connection.");
    }
    return PresenceSet{.state = state};
}

SessionRequest read_typing(RequestMembers& in) {
    return Typing{.conversation = in.conversation(), .active = in.boolean("active")};
}

std::optional<std::string> format_of(std::string_view name) {
    if (name != "plain" && name != "markdown") return std::nullopt;
    return std::string(name);
}

WriteRequest read_message_send(RequestMembers& in) {
    return MessageSend{.idempotency_key = in.idempotency_key(),
                       .conversation = in.conversation(),
                       .text = in.text(),
                       .format = in.optional_word<std::string>("format", format_of),
                       .reply_to = in.optional_integer("reply_to", 1),
                       .mentions = in.mentions(),
                       .if_rev = in.optional_integer("if_rev", 1)};
}

WriteRequest read_conversation_open(RequestMembers& in) {
    return ConversationOpen{.idempotency_key = in.idempotency_key(), .user = in.user()};
}

WriteRequest read_conversation_create(RequestMembers& in) {
    return ConversationCreate{.idempotency_key = in.idempotency_key(),
                              .title = in.title(),
                              .members = in.optional_users("members", in.limits().page),
                              .topic = in.topic(),
                              .history = in.optional_word<History>("history", history_of),
                              .post = in.optional_word<Audience>("post", audience_of),
                              .invite = in.optional_word<Audience>("invite", audience_of)};
}

WriteRequest read_member_add(RequestMembers& in) {
    return MemberAdd{.idempotency_key = in.idempotency_key(),
                     .conversation = in.conversation(),
                     .users = in.users("users", in.limits().page)};
}

WriteRequest read_member_remove(RequestMembers& in) {
    return MemberRemove{.idempotency_key = in.idempotency_key(),
                        .conversation = in.conversation(),
                        .users = in.users("users", in.limits().page)};
}

WriteRequest read_member_leave(RequestMembers& in) {
    return MemberLeave{.idempotency_key = in.idempotency_key(), .conversation = in.conversation()};
}

WriteRequest read_member_role(RequestMembers& in) {
    return MemberRole{.idempotency_key = in.idempotency_key(),
                      .conversation = in.conversation(),
                      .user = in.user(),
                      .role = in.word<Role>("role", role_of)};
}

WriteRequest read_conversation_read(RequestMembers& in) {
    return ConversationRead{.conversation = in.conversation(), .seq = in.integer("seq", 0)};
}

ReadRequest read_history_get(RequestMembers& in) {
    struct Anchor {
        std::string_view name;
        HistoryGet::Anchor anchor;
        std::int64_t min;
    };
    // after_seq 0 is the beginning; a time may be that of 1970.
    constexpr std::array<Anchor, 4> kAnchors = {{
        {"before_seq", HistoryGet::Anchor::before_seq, 1},
        {"after_seq", HistoryGet::Anchor::after_seq, 0},
        {"around_seq", HistoryGet::Anchor::around_seq, 1},
        {"at_time", HistoryGet::Anchor::at_time, 0},
    }};
    HistoryGet request;
    request.conversation = in.conversation();
    for (const Anchor& candidate : kAnchors) {
        const auto value = in.optional_integer(candidate.name, candidate.min);
        if (!value) continue;
        if (request.anchor != HistoryGet::Anchor::newest) {
            in.refuse_field(candidate.name, "A page has one anchor at most.");
        }
        request.anchor = candidate.anchor;
        request.anchor_value = *value;
    }
    request.limit = in.limit();
    return request;
}

ReadRequest read_log_get(RequestMembers& in) {
    return LogGet{.log = in.log(),
                  .from_rev = in.integer("from_rev", 1),
                  .to_rev = in.optional_integer("to_rev", 1),
                  .limit = in.limit()};
}

ReadRequest read_conversation_list(RequestMembers& in) {
    return ConversationList{.after = in.optional_ascii("after"), .limit = in.limit()};
}

ReadRequest read_conversation_get(RequestMembers& in) {
    return ConversationGet{.conversation = in.conversation()};
}

ReadRequest read_member_list(RequestMembers& in) {
    return MemberList{.conversation = in.conversation(),
                      .after = in.optional_ascii("after"),
                      .limit = in.limit()};
}

ReadRequest read_user_get(RequestMembers& in) {
    return UserGet{.users = in.users("users", in.limits().page)};
}

ReadRequest read_presence_watch(RequestMembers& in) {
    return PresenceWatch{.users = in.users("users", in.limits().watch)};
}

struct Type {
    std::string_view name;
    Body (*read)(RequestMembers&);  // none: of the protocol, but not built yet
    bool has_reply = true;          // else the frame needs no `id`
};

template <auto Read>
Body as_body(RequestMembers& in) {
    return Read(in);
}

constexpr auto kTypes = std::to_array<Type>({
    {"account.password", nullptr},
    {"ack", as_body<read_ack>, false},
    {"conversation.create", as_body<read_conversation_create>},
    {"conversation.get", as_body<read_conversation_get>},
    {"conversation.list", as_body<read_conversation_list>},
    {"conversation.open", as_body<read_conversation_open>},
    {"conversation.read", as_body<read_conversation_read>},
    {"conversation.settings", nullptr},
    {"conversation.update", nullptr},
    {"device.list", nullptr},
    {"device.rename", nullptr},
    {"device.revoke", nullptr},
    {"hello", as_body<read_hello>},
    {"history.get", as_body<read_history_get>},
    {"log.get", as_body<read_log_get>},
    {"member.add", as_body<read_member_add>},
    {"member.leave", as_body<read_member_leave>},
    {"member.list", as_body<read_member_list>},
    {"member.remove", as_body<read_member_remove>},
    {"member.role", as_body<read_member_role>},
    {"message.delete", nullptr},
    {"message.edit", nullptr},
    {"message.react", nullptr},
    {"message.search", nullptr},
    {"message.send", as_body<read_message_send>},
    {"ping", as_body<read_ping>},
    {"presence.set", as_body<read_presence_set>},
    {"presence.watch", as_body<read_presence_watch>},
    {"receipt.list", nullptr},
    {"typing", as_body<read_typing>, false},
    {"user.get", as_body<read_user_get>},
    {"user.search", nullptr},
    {"user.update", nullptr},
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
    if (type->read == nullptr) {
        RefusedFrame frame =
            refused(id, ErrorCode::unsupported, "This server does not offer this yet.");
        frame.needs_hello = true;
        return frame;
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
