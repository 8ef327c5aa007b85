#pragma once
#include <cstdint>
#include <string>

#include "http_session.hpp"
#include "net.hpp"
#include "parley/router/command.hpp"

namespace parley {

class Loop;

// An invite to the server whose token nobody has seen yet; only its hash goes into the command.
struct NewInvite {
    std::string token;
    CreateInvite command;
};
NewInvite new_invite(bool administrator, std::int64_t uses, WallTime expires);

// POST /v1/invites, from an administrator or the operator: `body` is not parsed yet, rights are for
// the router. The link in the answer leads to `web_address`.
Task<HttpResponse> create_invite(Loop& loop, Actor actor, std::string body,
                                 std::string web_address);

}  // namespace parley
