// The answers to the HTTP requests that change something.

#include "parley/protocol/http_bodies.hpp"
#include "parley/protocol/json_writer.hpp"

namespace parley {

void append_user_ok(std::string& out, const UserFields& user, const IdCodec& ids) {
    JsonWriter json(out);
    json.begin_object().key("user");
    append_user(out, user, ids);
    json.end_object();
}

void append_session_ok(std::string& out, std::string_view token, const UserFields& user,
                       DeviceId device, SessionId session, const IdCodec& ids) {
    JsonWriter json(out);
    json.begin_object().key("token").string(token).key("user");
    append_user(out, user, ids);
    json.key("device").string(ids.encode(device));
    json.key("session").string(ids.encode(session));
    json.end_object();
}

void append_invite_ok(std::string& out, const InviteFields& invite) {
    JsonWriter json(out);
    json.begin_object();
    json.key("invite").string(invite.invite);
    json.key("url").string(invite.url);
    json.key("role").string(invite.administrator ? "administrator" : "member");
    json.key("uses").integer(invite.uses);
    json.key("expires").integer(invite.expires);
    json.end_object();
}

}  // namespace parley
