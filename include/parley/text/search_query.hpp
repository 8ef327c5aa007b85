#pragma once
// What people type to search, as an expression of FTS5. Only tokens as index_text() makes them ever
// reach FTS5, each in quotes, so nothing that is typed has a meaning there.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parley/core/ids.hpp"

namespace parley {

// One word, or words in their order.
struct SearchTerm {
    std::vector<std::string> tokens;  // one at least
    bool is_prefix = false;           // of the last token
    friend bool operator==(const SearchTerm&, const SearchTerm&) = default;
};

struct SearchQuery {
    // Whoever searches for more is refused: each term costs a walk through the index.
    static constexpr std::size_t kTermsMax = 64;

    std::vector<SearchTerm> terms;  // all must occur; each once
    std::string expression;
};

// All words must occur; "words in quotes" in their order; so, too, what is written without spaces
// in between and makes several tokens. A word* of three letters or more is a prefix. None if there
// is no word in it.
std::optional<SearchQuery> parse_search_query(std::string_view query);

// Narrowed to messages of these conversations (at most kSearchConversationsMax; none: of all) and
// of one author.
inline constexpr std::size_t kSearchConversationsMax = 64;
std::string narrow_search(const SearchQuery& query, std::span<const ConversationId> conversations,
                          std::optional<UserId> by);

}  // namespace parley
