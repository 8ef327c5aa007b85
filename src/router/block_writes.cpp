// user.block.

#include <algorithm>

#include "parley/protocol/entry_data.hpp"
#include "write_turn.hpp"

namespace parley {
namespace {

constexpr std::size_t kBlocksMax = 1000;  // of one account

// The direct conversation of the two, if there is one, knows who blocks whom, so that a message
// there costs no look-up.
void mark_direct(WriteTurn& turn, BlockChange& change) {
    const auto [low, high] = std::minmax(change.blocker, change.blocked);
    const auto id = turn.store.direct_conversation(low, high);
    CachedConversation* direct = id ? turn.rows.conversation(*id) : nullptr;
    if (!direct) return;
    turn.rows.row_changed(*direct);
    ConversationRow& row = direct->row;
    (change.blocker == low ? row.blocked_by_low : row.blocked_by_high) = change.on;
    change.direct = *id;
    change.direct_blocked = row.blocked_by_low || row.blocked_by_high;
}

}  // namespace

Decision decide_write(WriteTurn& turn, const UserBlock& request) {
    if (request.user == turn.actor) return bad_field("user", "Nobody blocks oneself.");
    if (!turn.rows.user(request.user)) return not_found("user");
    if (turn.store.blocks(turn.actor, request.user) == request.on) return unchanged_ok();
    if (request.on && turn.store.blocked_by(turn.actor).size() >= kBlocksMax) {
        return make_error(ErrorCode::quota, "This account blocks as many others as it can.");
    }
    CachedUser* account = turn.rows.user(turn.actor);
    if (!account) return lookup_failed();
    if (!turn.claim_key(*account)) return KeyTaken{};

    if (request.on) {
        turn.store.put_block(turn.actor, request.user);
    } else {
        turn.store.remove_block(turn.actor, request.user);
    }
    BlockChange change;
    change.blocker = turn.actor;
    change.blocked = request.user;
    change.on = request.on;
    mark_direct(turn, change);
    turn.log.batch().blocks.push_back(change);
    return ok_of(turn.append_self(*account, EntryKind::self_blocked,
                                  blocked_data(request.user, request.on, turn.ids)));
}

}  // namespace parley
