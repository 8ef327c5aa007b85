// Members stand in the order in which docs/protocol.md shows them.

#include "parley/protocol/encode.hpp"

#include <array>
#include <charconv>

#include "parley/protocol/json_writer.hpp"

namespace parley {
namespace {

constexpr std::int64_t kFeatureLevel = 1;  // rises when a client can ask for something new
constexpr std::int64_t kReplicas = 0;      // one machine holds the log
// What an event takes besides its kind and data: names, two ids, a cursor and four numbers at most.
constexpr std::size_t kEventBytes = 320;

void append_integer(std::string& out, std::int64_t number) {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

template <class SomeId>
void append_id(std::string& out, SomeId id, const IdCodec& ids) {
    out += '"';
    ids.append(out, id);
    out += '"';
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
    out += R"(,"data":)";
    out += event.data.empty() ? std::string_view(R"({"deleted":true})") : event.data;
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
    if (ok.conversation) {
        json.key("conversation");
        append_id(out, ok.conversation, ids);
    }
    if (ok.read_seq) json.key("read_seq").integer(*ok.read_seq);
    if (ok.unread) json.key("unread").integer(*ok.unread);
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

void append_typing(std::string& out, ConversationId conversation, UserId user, bool active,
                   const IdCodec& ids) {
    out += R"({"type":"typing","conversation":)";
    append_id(out, conversation, ids);
    out += R"(,"user":)";
    append_id(out, user, ids);
    JsonWriter(out).key("active").boolean(active).end_object();
}

}  // namespace parley
