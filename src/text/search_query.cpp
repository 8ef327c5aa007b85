#include "parley/text/search_query.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unicode/uchar.h>

#include <algorithm>

#include "folding.hpp"
#include "parley/core/assert.hpp"
#include "tokens.hpp"

namespace parley {
namespace {

constexpr std::int32_t kPrefixLengthMin = 3;

bool is_quote(char16_t c) {
    return c == u'"' || c == u'\u201C' || c == u'\u201D' || c == u'\u201E';
}

SearchTerm term_of(const std::vector<Token>& tokens, bool is_prefix) {
    SearchTerm term;
    term.is_prefix = is_prefix;
    for (const Token& token : tokens)
        term.tokens.push_back(token.text);
    return term;
}

// Cuts a query into what stands in quotes and what stands between white space.
class QueryReader {
  public:
    explicit QueryReader(const icu::UnicodeString& query) : query_(query) {}

    std::vector<SearchTerm> run() {
        while (at_ < query_.length()) {
            const char16_t c = query_.charAt(at_);
            if (is_quote(c)) {
                ++at_;
                read_phrase();
            } else if (u_isUWhiteSpace(c)) {
                ++at_;
            } else {
                read_word();
            }
        }
        return std::move(terms_);
    }

  private:
    // Takes all up to where `ends` is true, or to the end.
    template <class Predicate>
    icu::UnicodeString take_until(Predicate ends) {
        const std::int32_t begin = at_;
        while (at_ < query_.length() && !ends(query_.charAt(at_)))
            ++at_;
        return query_.tempSubStringBetween(begin, at_);
    }
    void read_phrase() {
        const icu::UnicodeString inside = take_until(is_quote);
        if (at_ < query_.length()) ++at_;
        add(tokens_of(inside), false);
    }
    void read_word() {
        const icu::UnicodeString word =
            take_until([](char16_t c) { return is_quote(c) || u_isUWhiteSpace(c) != 0; });
        const std::vector<Token> tokens = tokens_of(word);
        if (tokens.empty()) return;
        const Token& last = tokens.back();
        const bool has_star = last.end == word.length() - 1 && word.charAt(last.end) == u'*';
        add(tokens, has_star && last.is_word && last.length >= kPrefixLengthMin);
    }
    void add(const std::vector<Token>& tokens, bool is_prefix) {
        if (tokens.empty()) return;
        SearchTerm term = term_of(tokens, is_prefix);
        const bool is_new = std::find(terms_.begin(), terms_.end(), term) == terms_.end();
        if (is_new) terms_.push_back(std::move(term));
    }

    const icu::UnicodeString& query_;
    std::int32_t at_ = 0;
    std::vector<SearchTerm> terms_;
};

std::string expression_of(const std::vector<SearchTerm>& terms) {
    std::string out = "{text} : (";
    for (const SearchTerm& term : terms) {
        if (&term != &terms.front()) out += " AND ";
        fmt::format_to(std::back_inserter(out), "\"{}\"{}", fmt::join(term.tokens, " "),
                       term.is_prefix ? " *" : "");
    }
    return out + ')';
}

}  // namespace

std::optional<SearchQuery> parse_search_query(std::string_view query) {
    const icu::UnicodeString source = utf16_of(query);
    SearchQuery out;
    out.terms = QueryReader(source).run();
    if (out.terms.empty()) return std::nullopt;
    out.expression = expression_of(out.terms);
    return out;
}

std::string narrow_search(const SearchQuery& query, std::span<const ConversationId> conversations,
                          std::optional<UserId> by) {
    PARLEY_ASSERT(conversations.size() <= kSearchConversationsMax);
    std::string out = query.expression;
    if (!conversations.empty()) {
        out += " AND {tags} : (";
        for (const ConversationId& one : conversations) {
            out +=
                fmt::format("{}\"c{}\"", &one == &conversations.front() ? "" : " OR ", one.value);
        }
        out += ')';
    }
    if (by) out += fmt::format(" AND {{tags}} : \"u{}\"", by->value);
    return out;
}

}  // namespace parley
