#pragma once
#include <cstdint>
#include <memory>
#include <span>

#include "parley/core/id_codec.hpp"
#include "parley/core/random.hpp"
#include "parley/router/command.hpp"
#include "parley/store/store.hpp"

namespace parley {

struct RouterOptions {
    std::int64_t members_max = 10000;
    std::int64_t small_group = 100;      // up to so many members, read receipts are told
    std::int64_t devices_per_user = 50;  // signed in at once
    std::uint32_t loops = 1;             // answers are sorted by loop
    // Conversations, members, users and sessions kept in memory between batches.
    std::size_t cached_rows_max = 200'000;
};

// The state machine of accounts, conversations and their logs: commands in, entries and answers
// out. Deterministic: no clock, no thread, no socket; what it lacks it asks of the store, which
// shows the batch's own rows. The writer's thread only.
class Router {
  public:
    virtual ~Router() = default;

    // Decides the commands in their order, in one commit. If that fails, every answer is
    // storage_failed or outcome_unknown and whatever was held in memory is dropped.
    // `now` decorates; a message is never older than the one before it.
    virtual BatchPtr process(std::span<Command> commands, WallTime now) = 0;
    // Decides nothing: a batch that came to `outcome`, and its answers.
    virtual BatchPtr refuse(std::span<const Command> commands, CommitOutcome outcome) = 0;
};

std::unique_ptr<Router> make_router(Store& store, Random& random, const IdCodec& ids,
                                    const RouterOptions& options);

}  // namespace parley
