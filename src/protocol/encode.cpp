// Members stand in the order in which docs/protocol.md shows them.

#include "parley/protocol/encode.hpp"

#include <array>
#include <charconv>

#include "json_ids.hpp"
#include "parley/protocol/json_writer.hpp"

namespace parley {
namespace {

constexpr std::int64_t kFeatureLevel = 2;  // rises when a client can ask for something new
constexpr std::int64_t kReplicas = 0;      // one machine holds the log
// What an event takes besides its kind and data: names, two ids, a cursor and seven numbers at
// most.
constexpr std::size_t kEventBytes = 320;

void append_integer(std::string& out, std::int64_t number) {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void append_cursor(std::string& out, std::int64_t pos, const CursorWriter& cursors) {
    out += '"';
    cursors.append(out, pos);
    out += '"';
}

JsonWriter& begin_reply(JsonWriter& json, std::string_view type, std::int64_t id) {
    return json.begin_object().key("type").string(type).key("id").integer(id);
}

// The members of an error that only some codes have.
void append_details(JsonWriter& json, const ProtocolError& error) {
    if (!error.field.empty()) json.key("field").string(error.field);
    if (error.limit) json.key("limit").integer(*error.limit);
    if (!error.need.empty()) json.key("need").string(error.need);
    if (!error.scope.empty()) json.key("scope").string(error.scope);
    if (error.current) json.key("current").integer(*error.current);
    if (!error.reference.empty()) json.key("reference").string(error.reference);
}

void append_retry(JsonWriter& json, const ProtocolError& error) {
    json.key("retry").string(retry_of(error.code));
    if (error.retry_after_ms) json.key("retry_after_ms").integer(*error.retry_after_ms);
}

void append_place(std::string& out, std::string_view key, std::int64_t number) {
    if (number == 0) return;
    out += key;
    append_integer(out, number);
}

void append_facts(JsonWriter& json, const ServerFacts& facts) {
    json.key("feature_level").integer(kFeatureLevel);
    json.key("limits").begin_object();
    json.key("frame_bytes").integer(facts.frame_bytes);
    json.key("text_bytes").integer(facts.text_bytes);
    json.key("in_flight").integer(facts.in_flight);
    json.key("members").integer(facts.members);
    json.key("page").integer(facts.page);
    json.key("small_group").integer(facts.small_group);
    json.key("watch").integer(facts.watch);
    json.end_object();
    json.key("heartbeat").begin_object();
    json.key("interval_ms").integer(facts.heartbeat_interval_ms);
    json.key("timeout_ms").integer(facts.heartbeat_timeout_ms);
    json.end_object();
    json.key("durability").begin_object();
    json.key("fsync").boolean(facts.fsync);
    json.key("replicas").integer(kReplicas);
    json.end_object();
}

void append_presence_members(JsonWriter& json, const PresenceFields& presence, const IdCodec& ids) {
    json.key("user");
    append_id(json.out(), presence.user, ids);
    json.key("state").string(name_of(presence.state));
    if (presence.last_seen) json.key("last_seen").integer(*presence.last_seen);
    json.key("user_rev").integer(presence.user_rev);
}

void append_status(JsonWriter& json, const UserFields& user) {
    if (user.status_text.empty()) return;
    json.key("status").begin_object().key("text").string(user.status_text);
    if (!user.status_emoji.empty()) json.key("emoji").string(user.status_emoji);
    if (user.status_until != 0) json.key("until").integer(user.status_until);
    json.end_object();
}

}  // namespace

void append_log_name(std::string& out, LogId log, const IdCodec& ids) {
    if (log.is_self()) {
        out += R"("self")";
    } else {
        append_id(out, log.conversation(), ids);
    }
}

void append_event(std::string& out, const EventFields& event, const CursorWriter& cursors,
                  const IdCodec& ids) {
    out.reserve(out.size() + kEventBytes + event.kind.size() + event.data.size());
    out += R"({"type":"event","cursor":)";
    append_cursor(out, event.pos, cursors);
    out += R"(,"conversation":)";
    append_log_name(out, event.log, ids);
    out += R"(,"rev":)";
    append_integer(out, event.rev);
    out += R"(,"kind":")";
    out += event.kind;
    out += R"(","by":)";
    append_id(out, event.by, ids);
    out += R"(,"time":)";
    append_integer(out, event.time);
    if (event.seq) {
        out += R"(,"seq":)";
        append_integer(out, *event.seq);
    }
    if (event.data.empty()) {
        append_place(out, R"(,"reply_to":)", event.reply_to);
        append_place(out, R"(,"thread":)", event.thread);
        append_place(out, R"(,"thread_seq":)", event.thread_seq);
        out += R"(,"data":{"deleted":true}})";
        return;
    }
    out += R"(,"data":)";
    out += event.data;
    out += '}';
}

void append_error(std::string& out, std::optional<std::int64_t> id, const ProtocolError& error) {
    JsonWriter json(out);
    json.begin_object().key("type").string("error");
    if (id) json.key("id").integer(*id);
    json.key("code").string(name_of(error.code));
    append_retry(json, error);
    json.key("message").string(error.message);
    append_details(json, error);
    json.end_object();
}

void append_http_error(std::string& out, const ProtocolError& error) {
    JsonWriter json(out);
    json.begin_object().key("error").begin_object();
    json.key("code").string(name_of(error.code));
    json.key("message").string(error.message);
    append_retry(json, error);
    append_details(json, error);
    json.end_object().end_object();
}

void append_write_ok(std::string& out, std::int64_t id, const WriteOk& ok, const IdCodec& ids) {
    JsonWriter json(out);
    begin_reply(json, "ok", id);
    if (ok.rev) json.key("rev").integer(*ok.rev);
    if (ok.time) json.key("time").integer(*ok.time);
    if (ok.seq) json.key("seq").integer(*ok.seq);
    if (ok.thread_seq) json.key("thread_seq").integer(*ok.thread_seq);
    if (ok.version) json.key("version").integer(*ok.version);
    if (ok.conversation) {
        json.key("conversation");
        append_id(out, ok.conversation, ids);
    }
    if (ok.requested) json.key("requested").boolean(true);
    if (ok.invite) json.key("invite").integer(*ok.invite);
    if (!ok.token.empty()) json.key("token").string(ok.token);
    if (ok.read_seq) json.key("read_seq").integer(*ok.read_seq);
    if (ok.read) json.key("read").integer(*ok.read);
    if (ok.unread) json.key("unread").integer(*ok.unread);
    if (!ok.user.empty()) json.key("user").raw(ok.user);
    if (ok.duplicate) json.key("duplicate").boolean(true);
    if (ok.unchanged) json.key("unchanged").boolean(true);
    json.end_object();
}

void append_user(std::string& out, const UserFields& user, const IdCodec& ids) {
    JsonWriter json(out);
    json.begin_object().key("id");
    append_id(out, user.id, ids);
    json.key("login").string(user.login);
    json.key("display_name").string(user.display_name);
    append_status(json, user);
    if (!user.language.empty()) json.key("language").string(user.language);
    if (!user.time_zone.empty()) json.key("time_zone").string(user.time_zone);
    json.key("rev").integer(user.rev);
    if (user.administrator) json.key("administrator").boolean(*user.administrator);
    json.end_object();
}

void append_hello_ok(std::string& out, std::int64_t id, const HelloOk& hello,
                     const ServerFacts& facts, const CursorWriter& cursors, WallTime now,
                     const IdCodec& ids) {
    JsonWriter json(out);
    begin_reply(json, "ok", id);
    json.key("user");
    append_user(out, hello.user, ids);
    json.key("device").string(ids.encode(hello.device));
    json.key("session").string(ids.encode(hello.session));
    json.key("cursor");
    append_cursor(out, hello.pos, cursors);
    json.key("resumed").boolean(hello.resumed);
    if (!hello.reason.empty()) json.key("reason").string(hello.reason);
    json.key("self_rev").integer(hello.self_rev);
    json.key("settings").begin_object();
    json.key("read_receipts").boolean(hello.read_receipts);
    json.end_object();
    append_facts(json, facts);
    json.key("server_time").integer(now);
    json.end_object();
}

void append_ok(std::string& out, std::int64_t id) {
    JsonWriter json(out);
    begin_reply(json, "ok", id).end_object();
}

void append_synced(std::string& out, std::int64_t pos, const CursorWriter& cursors) {
    out += R"({"type":"synced","cursor":)";
    append_cursor(out, pos, cursors);
    out += '}';
}

void append_gap(std::string& out, LogId log, std::int64_t from_rev, std::int64_t to_rev,
                const IdCodec& ids) {
    out += R"({"type":"gap","conversation":)";
    append_log_name(out, log, ids);
    JsonWriter(out).key("from_rev").integer(from_rev).key("to_rev").integer(to_rev).end_object();
}

void append_presence(std::string& out, const PresenceFields& presence, const IdCodec& ids) {
    JsonWriter json(out);
    json.begin_object().key("type").string("presence");
    append_presence_members(json, presence, ids);
    json.end_object();
}

void append_presence_ok(std::string& out, std::int64_t id,
                        const std::vector<PresenceFields>& presence, const IdCodec& ids) {
    JsonWriter json(out);
    begin_reply(json, "ok", id).key("presence").begin_array();
    for (const PresenceFields& one : presence) {
        json.begin_object();
        append_presence_members(json, one, ids);
        json.end_object();
    }
    json.end_array().end_object();
}

void append_receipt(std::string& out, const ReceiptFields& receipt, const IdCodec& ids) {
    out += R"({"type":"receipt","conversation":)";
    append_id(out, receipt.conversation, ids);
    out += R"(,"user":)";
    append_id(out, receipt.user, ids);
    JsonWriter json(out);
    if (receipt.read_seq) json.key("read_seq").integer(*receipt.read_seq);
    if (receipt.delivered_seq) json.key("delivered_seq").integer(*receipt.delivered_seq);
    json.end_object();
}

void append_typing(std::string& out, ConversationId conversation, UserId user, bool active,
                   const IdCodec& ids) {
    out += R"({"type":"typing","conversation":)";
    append_id(out, conversation, ids);
    out += R"(,"user":)";
    append_id(out, user, ids);
    JsonWriter(out).key("active").boolean(active).end_object();
}

}  // namespace parley
