#pragma once
// The refusals that are the router's own.

#include <cstdint>
#include <string_view>

#include "parley/protocol/error.hpp"
#include "parley/router/access.hpp"
#include "parley/store/store.hpp"

namespace parley {

// What a verdict other than `allowed` comes to.
ProtocolError refusal_of(Verdict verdict);
// `if_rev` or `if_version` did not match.
ProtocolError conflict(std::string_view message, std::int64_t current);
// A message that was deleted, or lies below the floor.
ProtocolError gone();
// The idempotency key was used for another request.
ProtocolError key_conflict();
// What every command of a batch comes to that was not committed.
ProtocolError commit_failed(CommitOutcome outcome);
ProtocolError not_compacted();

}  // namespace parley
