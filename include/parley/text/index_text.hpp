#pragma once
#include <string>
#include <string_view>

#include "parley/core/ids.hpp"

namespace parley {

// What the full-text index is given of a message: its tokens, separated by single spaces. A word is
// one token, without case and diacritics; of scripts that are written without spaces (Han, kana,
// Hangul, Thai, …) each character is one, so that a word in them is found as a phrase. Everything
// else separates. Empty if there is no word.
std::string index_text(std::string_view text);

// What it is given beside that: where the message stands and who wrote it, as tokens that
// narrow_search() asks for.
std::string index_tags(ConversationId conversation, UserId author);

}  // namespace parley
