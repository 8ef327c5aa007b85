#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "net.hpp"
#include "parley/config/config.hpp"
#include "parley/core/id_codec.hpp"
#include "parley/core/time.hpp"
#include "parley/presence/presence.hpp"
#include "parley/presence/typing.hpp"
#include "parley/protocol/encode.hpp"
#include "parley/reader/reader.hpp"

namespace parley {

class Loop;

// Brings presence, typing and receipts to all loops. The tracker is kept by the first loop; what
// others say of it is posted there, and what it says to them is posted back. All calls come from
// the loop that is named, on its thread.
class PresenceHub {
  public:
    PresenceHub(const PresenceConfig& config, const IdCodec& ids, const Clock& clock);
    // Before the loops start.
    void set_loops(std::vector<Loop*> loops) { loops_ = std::move(loops); }

    void connect(Loop& from, UserId user, Ticket connection);
    void disconnect(Loop& from, UserId user, Ticket connection);
    void set_state(Loop& from, UserId user, Ticket connection, PresenceState state);
    // Answers the connection by Connection::on_watch.
    void watch(Loop& from, Ticket connection, UserId by, std::int64_t request_id,
               std::vector<WatchedUser> users);
    void typing(Loop& from, ConversationId conversation, UserId user, bool active);
    // One user's, to the others of each conversation.
    void tell(Loop& from, const std::vector<ReceiptFields>& receipts);

    // The first loop only.
    void user_changed(UserId user, std::int64_t user_rev, SteadyTime now);
    // Neither of the two is shown to the other from now on, until a later watch finds it visible.
    void block(UserId blocker, UserId blocked, bool on, SteadyTime now);
    void tick(SteadyTime now);

  private:
    void keep(Loop& from, std::function<void(SteadyTime now)> work);
    void announce(SteadyTime now);
    void announce_to(const Presence& presence, std::span<const WatcherKey> watchers);
    void part(UserId watcher, UserId watched, SteadyTime now);
    bool was_blocked(UserId one, UserId other) const;

    const IdCodec ids_;
    const Clock& clock_;
    std::vector<Loop*> loops_;
    // Keeper: the first loop.
    PresenceTracker tracker_;
    TypingGate typing_;
    // Blocks of the last minute, (blocker, blocked): a watch that was judged before one of them may
    // still be under way.
    std::map<std::pair<UserId, UserId>, SteadyTime> recent_blocks_;
};

}  // namespace parley
