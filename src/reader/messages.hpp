#pragma once
// A message as it is now: its entry, and what edits, deletion, reactions, pins and replies have
// made of it.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "answers.hpp"
#include "parley/protocol/entry_data.hpp"

namespace parley {

// Each message as history.get shows it, in the order given, all of one conversation. Ends with the
// message with which the texts pass `bytes_max`; the first is always there.
std::vector<std::string> shown_messages(const Asker& asker, std::span<const Entry> messages,
                                        std::size_t bytes_max);
// One of them.
void write_message(const Asker& asker, const Entry& message, JsonWriter& out);

// The present text of a message, of which `state` is what became of it; none if it is deleted.
std::optional<MessageText> present_text(const Asker& asker, const Entry& message,
                                        const std::optional<MessageStateRow>& state);

// The members `text`, `format` and `mentions`, as far as there are any.
void write_text(const MessageText& text, const IdCodec& ids, JsonWriter& out);

}  // namespace parley
