#include "support/fake_search.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "parley/text/index_text.hpp"
#include "support/json.hpp"

namespace parley {
namespace {

// One document, each column with a space at both ends, so that a whole token stands between two.
struct Document {
    std::string text;
    std::string tags;
    SearchHit hit;
};

// AND of {column} : parts, each a phrase or a list in parentheses of phrases with AND or OR.
class Expression {
  public:
    Expression(std::string_view expression, const Document& document)
        : rest_(expression), document_(document) {}

    bool matches() {
        bool all = true;
        do {
            column_ = take("{text} : ") ? &document_.text : &document_.tags;
            if (column_ == &document_.tags && !take("{tags} : ")) return false;
            const bool part = take("(") ? list() : phrase();
            all = all && part;
        } while (take(" AND "));
        return all && rest_.empty();
    }

  private:
    bool take(std::string_view start) {
        if (!rest_.starts_with(start)) return false;
        rest_.remove_prefix(start.size());
        return true;
    }
    bool list() {
        bool found = phrase();
        while (!take(")")) {
            const bool is_and = take(" AND ");
            if (!is_and && !take(" OR ")) return false;
            const bool next = phrase();
            found = is_and ? found && next : found || next;
        }
        return found;
    }
    bool phrase() {
        if (!take("\"")) return false;
        const std::size_t end = rest_.find('"');
        if (end == std::string_view::npos) return false;
        const std::string words = ' ' + std::string(rest_.substr(0, end));
        rest_.remove_prefix(end + 1);
        const bool is_prefix = take(" *");
        return column_->find(is_prefix ? words : words + ' ') != std::string::npos;
    }

    std::string_view rest_;
    const Document& document_;
    const std::string* column_ = nullptr;
};

std::string present_data(const FakeState& state, const Entry& message) {
    const auto became = state.message_states.find({message.log.conversation(), message.seq});
    if (became == state.message_states.end()) return message.data;
    if (became->second.deleted) return {};
    if (became->second.text_rev == 0) return message.data;
    for (const Entry& entry : state.logs.at(message.log)) {
        if (entry.rev == became->second.text_rev) return entry.data;
    }
    return {};
}

Document document_of(const FakeState& state, const Entry& message) {
    const std::string data = present_data(state, message);
    Document document;
    document.hit = {message.pos, message.log.conversation(), message.seq};
    if (data.empty()) return document;
    const auto parsed = nlohmann::json::parse(data);
    document.text = ' ' + index_text(parsed.at("text").get<std::string>()) + ' ';
    document.tags = ' ' + index_tags(message.log.conversation(), message.by) + ' ';
    return document;
}

}  // namespace

std::vector<SearchHit> search_fake_state(const FakeState& state, std::string_view expression,
                                         std::int64_t before_pos, std::int64_t limit) {
    std::map<std::int64_t, SearchHit, std::greater<>> hits;
    for (const auto& [log, entries] : state.logs) {
        for (const Entry& one : entries) {
            if (one.kind != EntryKind::message || one.pos >= before_pos) continue;
            const Document document = document_of(state, one);
            if (Expression(expression, document).matches()) hits.emplace(one.pos, document.hit);
        }
    }
    std::vector<SearchHit> newest;
    for (const auto& [pos, hit] : hits) {
        if (static_cast<std::int64_t>(newest.size()) < limit) newest.push_back(hit);
    }
    return newest;
}

}  // namespace parley
