#include "tokens.hpp"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <iterator>

#include "folding.hpp"

namespace parley {
namespace {

// A longer word (base64, a link's tail) is known by its beginning.
constexpr std::int32_t kTokenLengthMax = 64;
constexpr UChar32 kAsciiEnd = 0x80;

enum class Class { separator, mark, word, character };

Class class_of(UChar32 c) {
    if (c < kAsciiEnd) return u_isalnum(c) ? Class::word : Class::separator;
    if (u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT) {
        return Class::character;  // Thai, Lao, Khmer, Burmese, …, with their vowel signs
    }
    if ((U_GET_GC_MASK(c) & U_GC_M_MASK) != 0) return Class::mark;
    if (!u_hasBinaryProperty(c, UCHAR_ALPHABETIC) && (U_GET_GC_MASK(c) & U_GC_N_MASK) == 0) {
        return Class::separator;
    }
    constexpr UScriptCode kWithoutSpaces[] = {USCRIPT_HAN, USCRIPT_HIRAGANA, USCRIPT_KATAKANA,
                                              USCRIPT_HANGUL, USCRIPT_BOPOMOFO};
    const bool is_character =
        std::any_of(std::begin(kWithoutSpaces), std::end(kWithoutSpaces),
                    [c](UScriptCode script) { return uscript_hasScript(c, script) != 0; });
    return is_character ? Class::character : Class::word;
}

class Tokenizer {
  public:
    explicit Tokenizer(const icu::UnicodeString& source) : source_(source) {}

    std::vector<Token> run() {
        for (std::int32_t begin = 0; begin < source_.length();) {
            if (is_ascii_alone(begin)) {
                add(u_tolower(source_.charAt(begin)), begin, begin + 1);
                ++begin;
                continue;
            }
            const std::int32_t end = folding_.piece_end(source_, begin);
            const icu::UnicodeString& folded = folding_.fold(source_, begin, end);
            for (std::int32_t at = 0; at < folded.length(); at = folded.moveIndex32(at, 1))
                add(folded.char32At(at), begin, end);
            // A mark of which nothing is left belongs to the word before it.
            if (folded.isEmpty() && is_open_) tokens_.back().end = end;
            begin = end;
        }
        return std::move(tokens_);
    }

  private:
    // Most of most texts: folded without ICU's normalizers, which would say the same.
    bool is_ascii_alone(std::int32_t at) const {
        return source_.charAt(at) < kAsciiEnd &&
               (at + 1 == source_.length() || source_.charAt(at + 1) < kAsciiEnd);
    }
    void add(UChar32 c, std::int32_t begin, std::int32_t end) {
        const Class kind = class_of(c);
        if (kind == Class::separator) {
            is_open_ = false;
            return;
        }
        if (kind == Class::mark && !is_open_) return;
        const bool goes_on =
            is_open_ && (kind == Class::mark || (kind == Class::word && tokens_.back().is_word));
        if (!goes_on) {
            tokens_.push_back(Token{.text = {},
                                    .begin = begin,
                                    .end = end,
                                    .length = 0,
                                    .is_word = kind == Class::word});
            is_open_ = true;
        }
        Token& token = tokens_.back();
        token.end = end;
        if (++token.length > kTokenLengthMax) return;
        if (c < kAsciiEnd) {
            token.text += static_cast<char>(c);
        } else {
            icu::UnicodeString(c).toUTF8String(token.text);
        }
    }

    const icu::UnicodeString& source_;
    Folding folding_;
    std::vector<Token> tokens_;
    bool is_open_ = false;  // the last token may go on
};

}  // namespace

std::vector<Token> tokens_of(const icu::UnicodeString& source) { return Tokenizer(source).run(); }

}  // namespace parley
