#pragma once
// What the writes about a message have in common: which one they mean, what became of it, what it
// says now, and whom it mentions.

#include <optional>
#include <string>
#include <string_view>

#include "write_turn.hpp"

namespace parley {

// None if it is a message that the actor may see; deleted ones are not told apart here.
std::optional<ProtocolError> check_seq(const Place& place, std::string_view field,
                                       std::int64_t seq);
MessageStateRow state_of(WriteTurn& turn, ConversationId conversation, std::int64_t seq);
// The data of the entry that holds the present text of `message`; none if look-ups fail.
std::optional<std::string> present_data(WriteTurn& turn, const Entry& message,
                                        const MessageStateRow& state);

// Makes the store's mentions of a message those of `after` instead of those of `before`. Who
// mentions all mentions nobody besides.
void change_mentions(WriteTurn& turn, ConversationId conversation, std::int64_t seq,
                     const Mentions& before, const Mentions& after);

}  // namespace parley
