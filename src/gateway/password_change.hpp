#pragma once
#include "net.hpp"
#include "parley/protocol/requests.hpp"
#include "parley/router/command.hpp"

namespace parley {

class Loop;

// account.password: looks whether the key was used before, has `current` checked and `new` hashed
// by the password pool, and has the writer decide the rest. Its answer, after the commit.
Task<Outcome> change_password(Loop& loop, Actor actor, AccountPassword request);

}  // namespace parley
