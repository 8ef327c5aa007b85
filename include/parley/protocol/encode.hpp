#pragma once
// The frames that the server sends, but for the pages of the reader, which it composes itself with
// JsonWriter. Each function appends one JSON object. Pure; any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parley/core/id_codec.hpp"
#include "parley/core/terms.hpp"
#include "parley/core/time.hpp"
#include "parley/protocol/cursor.hpp"
#include "parley/protocol/error.hpp"
#include "parley/protocol/requests.hpp"

namespace parley {

struct EventFields {
    std::int64_t pos = 0;
    LogId log;
    std::int64_t rev = 0;
    std::string_view kind;
    UserId by;
    WallTime time = 0;
    std::optional<std::int64_t> seq;  // messages only
    std::string_view data;            // one JSON object; empty: erased
    // Where an erased message belongs, which its data does not say any more; 0: none.
    std::int64_t reply_to = 0;
    std::int64_t thread = 0;
    std::int64_t thread_seq = 0;
};
void append_event(std::string& out, const EventFields& event, const CursorWriter& cursors,
                  const IdCodec& ids);

// `id` none: the frame had no usable one.
void append_error(std::string& out, std::optional<std::int64_t> id, const ProtocolError& error);
// The body of an HTTP error: {"error":{…}}.
void append_http_error(std::string& out, const ProtocolError& error);

// The answer to a write: what it made, or what it had made before.
struct WriteOk {
    std::optional<std::int64_t> rev;  // none with `unchanged`
    std::optional<WallTime> time;
    bool duplicate = false;
    bool unchanged = false;
    std::optional<std::int64_t> seq;
    ConversationId conversation;  // 0: not named in this answer
    std::optional<std::int64_t> read_seq;
    std::optional<std::int64_t> unread;
    std::optional<std::int64_t> version;     // message.edit
    std::optional<std::int64_t> thread_seq;  // message.send with `thread`
    std::optional<std::int64_t> read;        // thread.read
    bool requested = false;                  // conversation.join: not in yet, but asked
    std::optional<std::int64_t> invite;      // invite.create
    std::string token;                       // invite.create; empty: not named
    std::string user;  // user.update: one JSON object as append_user() writes it; empty: not named
};
void append_write_ok(std::string& out, std::int64_t id, const WriteOk& ok, const IdCodec& ids);

struct UserFields {
    UserId id;
    std::string_view login;
    std::string_view display_name;
    std::int64_t rev = 0;
    std::optional<bool> administrator;  // only in the answer to hello and to sign-in
    // Empty and 0: not told. A status is told with its end; who shows it looks at that.
    std::string_view status_text;
    std::string_view status_emoji;
    WallTime status_until = 0;
    std::string_view language;
    std::string_view time_zone;
};
void append_user(std::string& out, const UserFields& user, const IdCodec& ids);

struct HelloOk {
    UserFields user;
    DeviceId device;
    SessionId session;
    std::int64_t pos = 0;
    bool resumed = false;
    std::string_view reason;  // fresh, epoch_changed, ahead, too_old; empty if resumed
    std::int64_t self_rev = 0;
    bool read_receipts = true;  // `settings`
};
// What `hello` says of the server itself; the same for everyone.
struct ServerFacts {
    std::int64_t frame_bytes = 0, text_bytes = 0, in_flight = 0, members = 0, page = 0;
    std::int64_t small_group = 0, watch = 0;
    std::int64_t heartbeat_interval_ms = 0, heartbeat_timeout_ms = 0;
    bool fsync = true;
};
void append_hello_ok(std::string& out, std::int64_t id, const HelloOk& hello,
                     const ServerFacts& facts, const CursorWriter& cursors, WallTime now,
                     const IdCodec& ids);

void append_ok(std::string& out, std::int64_t id);
void append_synced(std::string& out, std::int64_t pos, const CursorWriter& cursors);
void append_gap(std::string& out, LogId log, std::int64_t from_rev, std::int64_t to_rev,
                const IdCodec& ids);

struct PresenceFields {
    UserId user;
    PresenceState state = PresenceState::offline;
    std::optional<WallTime> last_seen;
    std::int64_t user_rev = 0;
};
void append_presence(std::string& out, const PresenceFields& presence, const IdCodec& ids);
// The answer to presence.watch.
void append_presence_ok(std::string& out, std::int64_t id,
                        const std::vector<PresenceFields>& presence, const IdCodec& ids);
// One of the two numbers is set.
struct ReceiptFields {
    ConversationId conversation;
    UserId user;
    std::optional<std::int64_t> read_seq;
    std::optional<std::int64_t> delivered_seq;
};
void append_receipt(std::string& out, const ReceiptFields& receipt, const IdCodec& ids);
void append_typing(std::string& out, ConversationId conversation, UserId user, bool active,
                   const IdCodec& ids);

// `self`, or the id of the conversation, with quotation marks.
void append_log_name(std::string& out, LogId log, const IdCodec& ids);

}  // namespace parley
