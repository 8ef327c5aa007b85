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
#include "parley/core/time.hpp"
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
    std::optional<std::int64_t> thread;  // the root's seq
};
struct MessageEdit {
    std::string idempotency_key;
    ConversationId conversation;
    std::int64_t seq = 0;
    std::string text;
    std::optional<std::string> format;
    std::optional<Mentions> mentions;  // none: they stay
    std::optional<std::int64_t> if_version;
};
struct MessageDelete {
    std::string idempotency_key;
    ConversationId conversation;
    std::vector<std::int64_t> seqs;  // ascending, without repetitions, 1 at least
    std::optional<std::string> reason;
};
struct MessageReact {
    std::string idempotency_key;
    ConversationId conversation;
    std::int64_t seq = 0;
    std::string emoji;
    bool on = false;
};
struct MessagePin {
    std::string idempotency_key;
    ConversationId conversation;
    std::int64_t seq = 0;
    bool on = false;
};
struct ThreadFollow {
    std::string idempotency_key;
    ConversationId conversation;
    std::int64_t thread = 0;
    bool on = false;
};
// A durable write without a key, like ConversationRead.
struct ThreadRead {
    ConversationId conversation;
    std::int64_t thread = 0;
    std::int64_t thread_seq = 0;
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
    std::optional<Audience> pin;
    std::optional<Audience> settings;
    std::optional<JoinRule> join;
    std::optional<std::int64_t> slow_ms;
    std::optional<bool> versions;
};
struct ConversationUpdate {
    std::string idempotency_key;
    ConversationId conversation;
    std::optional<std::string> title;
    std::optional<std::string> topic;  // empty: taken away
    std::optional<History> history;
    std::optional<Audience> post;
    std::optional<Audience> invite;
    std::optional<Audience> pin;
    std::optional<Audience> settings;
    std::optional<JoinRule> join;
    std::optional<std::int64_t> slow_ms;
    std::optional<bool> versions;
    std::optional<std::int64_t> if_rev;
};
// One's own settings for one conversation, or for the account (`self`); one at least is set.
struct ConversationSettings {
    std::string idempotency_key;
    LogName log;
    std::optional<WallTime> muted_until;  // 0: not muted; kForEver for `true`
    std::optional<bool> pinned;
    std::optional<bool> archived;
    std::optional<std::string> draft;  // empty: taken away
    std::optional<Notify> notify;
    std::optional<bool> marked_unread;
    std::optional<bool> read_receipts;  // `self` only
};
// By token or by conversation, never both.
struct ConversationJoin {
    std::string idempotency_key;
    ConversationId conversation;
    std::optional<std::string> token;
};
struct JoinDecide {
    std::string idempotency_key;
    ConversationId conversation;
    UserId user;
    bool accept = false;
};
struct InviteCreate {
    std::string idempotency_key;
    ConversationId conversation;
    std::optional<std::int64_t> uses;
    std::optional<std::int64_t> expires_in;  // milliseconds
};
struct InviteRevoke {
    std::string idempotency_key;
    ConversationId conversation;
    std::int64_t invite = 0;
};
struct MemberBan {
    std::string idempotency_key;
    ConversationId conversation;
    UserId user;
    bool on = false;
    std::optional<std::string> reason;
};
struct MemberMute {
    std::string idempotency_key;
    ConversationId conversation;
    UserId user;
    WallTime until = 0;  // 0: lifts it
};
struct UserBlock {
    std::string idempotency_key;
    UserId user;
    bool on = false;
};
struct UserStatus {
    std::string text;  // empty: none
    std::string emoji;
    WallTime until = 0;
    friend bool operator==(const UserStatus&, const UserStatus&) = default;
};
// One member at least is set; an empty string (or status) takes it away.
struct UserUpdate {
    std::string idempotency_key;
    std::optional<std::string> display_name;
    std::optional<UserStatus> status;
    std::optional<std::string> language;
    std::optional<std::string> time_zone;
};
struct DeviceRename {
    std::string idempotency_key;
    DeviceId device;
    std::string name;
};
struct DeviceRevoke {
    std::string idempotency_key;
    bool others = false;
    DeviceId device;  // unless others
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
    std::int64_t limit = 0;              // 1…limits.page
    std::optional<std::int64_t> thread;  // only the replies to this root
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
// Asks for password work, so the gateway answers it: see ChangePassword in router/command.hpp.
struct AccountPassword {
    std::string idempotency_key;
    std::string current;
    std::string next;  // `new` on the wire
    bool keep_sessions = false;
};

struct MessageVersions {
    ConversationId conversation;
    std::int64_t seq = 0;
    std::int64_t after_version = 0;
    std::int64_t limit = 0;
};
struct MessageSearch {
    std::string query;
    std::optional<ConversationId> conversation;
    std::optional<UserId> by;
    std::optional<WallTime> before;           // exclusive
    std::optional<std::string> before_token;  // `next` of the former page; not with `before`
    std::optional<WallTime> after;            // inclusive
    std::int64_t limit = 0;                   // 1…50
};
struct ThreadList {
    std::optional<ConversationId> conversation;
    bool unread = false;  // only those with unread replies
    std::optional<std::string> after;
    std::int64_t limit = 0;
};
struct ReceiptList {
    ConversationId conversation;
    std::int64_t seq = 0;
};
struct AccountCounts {};
struct AccountGet {};
struct ConversationDiscover {
    std::string query;  // may be empty: all
    std::optional<std::string> after;
    std::int64_t limit = 0;
};
struct JoinList {
    ConversationId conversation;
    std::optional<std::string> after;
    std::int64_t limit = 0;
};
struct InviteList {
    ConversationId conversation;
};
struct InviteGet {
    std::string token;
};
struct BanList {
    ConversationId conversation;
    std::optional<std::string> after;
    std::int64_t limit = 0;
};
struct UserSearch {
    std::string prefix;
    std::int64_t limit = 0;
};
struct DeviceList {};

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
using WriteRequest =
    std::variant<MessageSend, MessageEdit, MessageDelete, MessageReact, MessagePin, ThreadFollow,
                 ThreadRead, ConversationOpen, ConversationCreate, ConversationUpdate,
                 ConversationSettings, ConversationRead, ConversationJoin, JoinDecide, InviteCreate,
                 InviteRevoke, MemberAdd, MemberRemove, MemberLeave, MemberRole, MemberBan,
                 MemberMute, UserBlock, UserUpdate, DeviceRename, DeviceRevoke>;
using ReadRequest =
    std::variant<HistoryGet, LogGet, MessageVersions, MessageSearch, ThreadList, ReceiptList,
                 ConversationList, ConversationGet, ConversationDiscover, MemberList, JoinList,
                 InviteList, InviteGet, BanList, AccountCounts, AccountGet, UserGet, UserSearch,
                 DeviceList, PresenceWatch>;
using SessionRequest = std::variant<Hello, Ping, Ack, PresenceSet, Typing, AccountPassword>;

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

// The idempotency key; empty for conversation.read and thread.read, which take none.
std::string_view idempotency_key_of(const WriteRequest& request);

}  // namespace parley
