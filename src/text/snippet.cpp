#include "parley/text/snippet.hpp"

#include <unicode/brkiter.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "folding.hpp"
#include "parley/core/assert.hpp"
#include "tokens.hpp"

namespace parley {
namespace {

// In UTF-16 units.
constexpr std::int32_t kLength = 160;
constexpr std::int32_t kBefore = 40;     // of it before the first mark
constexpr std::int32_t kSpaceNear = 20;  // how far a cut moves to fall between words

struct Range {
    std::int32_t begin = 0;
    std::int32_t end = 0;
};

// White space and control characters folded, so that it stands on one line.
icu::UnicodeString one_line(const icu::UnicodeString& text) {
    icu::UnicodeString out;
    bool space = false;
    for (std::int32_t at = 0; at < text.length(); ++at) {
        const char16_t unit = text.charAt(at);
        if (u_isUWhiteSpace(unit) || u_isISOControl(unit)) {
            space = true;
            continue;
        }
        if (space && !out.isEmpty()) out.append(u' ');
        space = false;
        out.append(unit);
    }
    return out;
}

bool occurs_at(const std::vector<Token>& tokens, std::size_t first, const SearchTerm& term) {
    if (tokens.size() - first < term.tokens.size()) return false;
    for (std::size_t i = 0; i < term.tokens.size(); ++i) {
        const std::string& token = tokens[first + i].text;
        const bool is_last = i + 1 == term.tokens.size();
        const bool same =
            is_last && term.is_prefix ? token.starts_with(term.tokens[i]) : token == term.tokens[i];
        if (!same) return false;
    }
    return true;
}

// Where a term occurs, ascending; what overlaps or touches without a gap is one.
std::vector<Range> marks_in(const icu::UnicodeString& text, std::span<const SearchTerm> terms) {
    const std::vector<Token> tokens = tokens_of(text);
    std::vector<Range> marks;
    for (std::size_t first = 0; first < tokens.size(); ++first) {
        std::int32_t end = 0;
        for (const SearchTerm& term : terms) {
            if (occurs_at(tokens, first, term)) {
                end = std::max(end, tokens[first + term.tokens.size() - 1].end);
            }
        }
        if (end == 0) continue;
        if (!marks.empty() && tokens[first].begin <= marks.back().end) {
            marks.back().end = std::max(marks.back().end, end);
        } else {
            marks.push_back(Range{tokens[first].begin, end});
        }
    }
    return marks;
}

class Cutter {
  public:
    explicit Cutter(const icu::UnicodeString& text) : text_(text) {
        UErrorCode error = U_ZERO_ERROR;
        graphemes_.reset(
            icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), error));
        PARLEY_ASSERT(U_SUCCESS(error));
        graphemes_->setText(text_);
    }

    // The border of a word at or behind `near`, if there is one not far away and before `limit`;
    // else that of a character.
    std::int32_t begin_at(std::int32_t near, std::int32_t limit) {
        for (std::int32_t at = near; at < std::min(near + kSpaceNear, limit); ++at) {
            if (text_.charAt(at) == u' ') return at + 1;
        }
        return graphemes_->isBoundary(near) ? near : graphemes_->preceding(near);
    }
    // The same at or before `near` and behind `limit`.
    std::int32_t end_at(std::int32_t near, std::int32_t limit) {
        for (std::int32_t at = near; at > std::max(near - kSpaceNear, limit); --at) {
            if (text_.charAt(at) == u' ') return at;
        }
        return graphemes_->isBoundary(near) ? near : graphemes_->preceding(near);
    }

  private:
    const icu::UnicodeString& text_;
    std::unique_ptr<icu::BreakIterator> graphemes_;
};

Range window_of(const icu::UnicodeString& text, Range first) {
    Range window{0, text.length()};
    if (window.end <= kLength) return window;
    Cutter cutter(text);
    const std::int32_t latest = window.end - kLength;
    const std::int32_t begin = std::min(first.begin - kBefore, latest);
    if (begin > 0) window.begin = cutter.begin_at(begin, first.begin);
    const std::int32_t end = window.begin + kLength;
    if (end < text.length()) window.end = cutter.end_at(end, std::min(first.end, end));
    return window;
}

}  // namespace

Snippet make_snippet(std::string_view text, std::span<const SearchTerm> terms) {
    const icu::UnicodeString line = one_line(utf16_of(text));
    const std::vector<Range> marks = marks_in(line, terms);
    const Range window = window_of(line, marks.empty() ? Range{} : marks.front());

    icu::UnicodeString cut;
    if (window.begin > 0) cut.append(u'\u2026');
    const std::int32_t shift = cut.length() - window.begin;
    cut.append(line, window.begin, window.end - window.begin);
    if (window.end < line.length()) cut.append(u'\u2026');

    Snippet out;
    out.text = utf8_of(cut);
    for (const Range& mark : marks) {
        const std::int32_t end = std::min(mark.end, window.end);
        if (mark.begin < end) out.marks.emplace_back(mark.begin + shift, end + shift);
    }
    return out;
}

}  // namespace parley
