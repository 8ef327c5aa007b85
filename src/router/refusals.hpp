#pragma once
// The refusals that are the router's own.

#include <string_view>

#include "parley/protocol/error.hpp"
#include "parley/router/access.hpp"
#include "parley/store/store.hpp"

namespace parley {

ProtocolError refusal(ErrorCode code, std::string_view message);
// What a verdict other than `allowed` comes to.
ProtocolError refusal_of(Verdict verdict);
// What every command of a batch comes to that was not committed.
ProtocolError commit_failed(CommitOutcome outcome);

}  // namespace parley
