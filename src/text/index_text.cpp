#include "parley/text/index_text.hpp"

#include <fmt/format.h>

#include "folding.hpp"
#include "tokens.hpp"

namespace parley {

std::string index_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const Token& token : tokens_of(utf16_of(text))) {
        if (!out.empty()) out += ' ';
        out += token.text;
    }
    return out;
}

std::string index_tags(ConversationId conversation, UserId author) {
    return fmt::format("c{} u{}", conversation.value, author.value);
}

}  // namespace parley
