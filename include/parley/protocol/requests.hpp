#pragma once
// The requests of the wire protocol as values. parse_request() makes them: shape, ranges and sizes
// are then right; whether the things that they name exist, and what the account may do, is not yet
// known. An id that this server cannot have made is 0, so that it is not found like any other.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "parley/core/ids.hpp"
#include "parley/core/terms.hpp"
#include "parley/protocol/error.hpp"

namespace parley {

// `conversation` in log.get and conversation.settings: a conversation, or `self`.
struct LogName {
    bool self = false;
    ConversationId conversation;
    friend bool operator==(const LogName&, const LogName&) = default;
};

struct Hello {
    std::string token;
    std::optional<std::string> cursor;
    std::optional<std::int64_t> window;
};
struct Ping {};
// No reply.
struct Ack {
    std::string cursor;
};

// Mentioned users, and whether "all" is among them. Repeated items count once.
struct Mentions {
    bool all = false;
    std::vector<UserId> users;  // in the order of the request, without repetitions
    friend bool operator==(const Mentions&, const Mentions&) = default;
};

struct MessageSend {
    std::string idempotency_key;
    ConversationId conversation;
    std::string text;
    std::optional<std::string> format;  // plain, markdown
    std::optional<std::int64_t> reply_to;
    std::optional<Mentions> mentions;
    std::optional<std::int64_t> if_rev;
};
struct ConversationOpen {
    std::string idempotency_key;
    UserId user;
};
struct ConversationCreate {
    std::string idempotency_key;
    std::string title;
    std::vector<UserId> members;  // without repetitions; may name the creator, who is the owner
    std::optional<std::string> topic;
    std::optional<History> history;
    std::optional<Audience> post;
    std::optional<Audience> invite;
};
struct MemberAdd {
    std::string idempotency_key;
    ConversationId conversation;
    std::vector<UserId> users;
};
struct MemberRemove {
    std::string idempotency_key;
    ConversationId conversation;
    std::vector<UserId> users;
};
struct MemberLeave {
    std::string idempotency_key;
    ConversationId conversation;
};
struct MemberRole {
    std::string idempotency_key;
    ConversationId conversation;
    UserId user;
    Role role = Role::member;
};
// A durable write without a key: the cursor only rises.
struct ConversationRead {
    ConversationId conversation;
    std::int64_t seq = 0;
};

struct HistoryGet {
    enum class Anchor : std::uint8_t { newest, before_seq, after_seq, around_seq, at_time };
    ConversationId conversation;
    Anchor anchor = Anchor::newest;
    std::int64_t anchor_value = 0;
    std::int64_t limit = 0;  // 1…limits.page
};
struct LogGet {
    LogName log;
    std::int64_t from_rev = 1;
    std::optional<std::int64_t> to_rev;
    std::int64_t limit = 0;
};
struct ConversationList {
    std::optional<std::string> after;
    std::int64_t limit = 0;
};
struct ConversationGet {
    ConversationId conversation;
};
struct MemberList {
    ConversationId conversation;
    std::optional<std::string> after;
    std::int64_t limit = 0;
};
struct UserGet {
    std::vector<UserId> users;
};

struct PresenceWatch {
    std::vector<UserId> users;
};
struct PresenceSet {
    PresenceState state = PresenceState::online;  // online, away
};
// No reply.
struct Typing {
    ConversationId conversation;
    bool active = false;
};

// Requests by who answers them. Whoever adds a request adds it to one of these.
using WriteRequest = std::variant<MessageSend, ConversationOpen, ConversationCreate, MemberAdd,
                                  MemberRemove, MemberLeave, MemberRole, ConversationRead>;
using ReadRequest = std::variant<HistoryGet, LogGet, ConversationList, ConversationGet, MemberList,
                                 UserGet, PresenceWatch>;
using SessionRequest = std::variant<Hello, Ping, Ack, PresenceSet, Typing>;

struct Request {
    std::int64_t id = 0;  // 0 and unused for Ack and Typing
    std::variant<SessionRequest, WriteRequest, ReadRequest> body;
};

// A frame that is no request. Without `id` if the frame had no usable one.
struct RefusedFrame {
    std::optional<std::int64_t> id;
    ProtocolError error;
    bool needs_hello = false;  // its type is known, and may only be asked for behind a `hello`
};

// The limits that shape checking needs; all are told to the client in the answer to `hello`.
struct RequestLimits {
    std::int64_t text_bytes = 16384;
    std::int64_t page = 200;
    std::int64_t watch = 1000;
    std::int64_t members = 10000;
};

class IdCodec;

// Reads one text frame. Any thread; pure. `text` is valid UTF-8 (the frame reader saw to it).
std::variant<Request, RefusedFrame> parse_request(std::string_view text, const IdCodec& ids,
                                                  const RequestLimits& limits);

// The members that decide whether two requests under one idempotency key are the same: type and
// known members in a fixed spelling (RFC 8785), without `id` and `idempotency_key`. Pure.
std::string canonical_body(const WriteRequest& request, const IdCodec& ids);

// The idempotency key; empty for conversation.read, which takes none.
std::string_view idempotency_key_of(const WriteRequest& request);

}  // namespace parley
