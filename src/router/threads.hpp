#pragma once
// Replies to one message, the root: who may be replied to, and what a reply brings with it.

#include <variant>

#include "write_turn.hpp"

namespace parley {

struct Thread {
    ThreadRow row;       // head 0: without replies yet
    UserId root_author;  // only then
};

// The thread of a root that the actor may see, deleted or not. Refused with `bad_field`.
std::variant<Thread, ProtocolError> find_thread(WriteTurn& turn, const Place& place,
                                                std::int64_t root);
// What the actor's reply leads to, once its entry is made: it counts, whoever writes follows, and
// the root's author does from the first reply of somebody else on.
void add_reply(WriteTurn& turn, ConversationId conversation, const Thread& thread,
               const Numbered& reply);

}  // namespace parley
