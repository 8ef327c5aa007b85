#include "new_invite.hpp"

#include <utility>

#include "blocking.hpp"
#include "http_routes.hpp"
#include "parley/accounts/tokens.hpp"
#include "parley/protocol/http_bodies.hpp"

namespace parley {

NewInvite new_invite(bool administrator, std::int64_t uses, WallTime expires) {
    SystemRandom random;
    NewInvite invite;
    invite.token = make_token(TokenKind::invite, random);
    invite.command.token_hash = *token_hash(TokenKind::invite, invite.token);
    invite.command.administrator = administrator;
    invite.command.uses = uses;
    invite.command.expires = expires;
    return invite;
}

Task<HttpResponse> create_invite(Loop& loop, Actor actor, std::string body,
                                 std::string web_address) {
    const auto parsed = parse_invite_request(body);
    if (const auto* error = std::get_if<ProtocolError>(&parsed)) co_return error_response(*error);
    const InviteRequest& wanted = std::get<InviteRequest>(parsed);
    const WallTime expires = loop.wall_now() + std::chrono::milliseconds(wanted.expires_in).count();
    const NewInvite invite = new_invite(wanted.administrator, wanted.uses, expires);
    AccountCommand command = invite.command;
    const Outcome outcome = co_await execute(loop, actor, std::move(command));
    if (const auto* error = std::get_if<ProtocolError>(&outcome)) co_return error_response(*error);
    const std::string url = web_address + "/#invite=" + invite.token;
    std::string text;
    append_invite_ok(text, {invite.token, url, wanted.administrator, wanted.uses, expires});
    co_return json_response(http::status::created, std::move(text));
}

}  // namespace parley
