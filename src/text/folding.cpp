#include "folding.hpp"

#include <unicode/uchar.h>

#include "parley/core/assert.hpp"

namespace parley {
namespace {

constexpr UChar32 kAsciiEnd = 0x80;
// Marks below this class are part of a letter (nukta, voiced sounds of kana, virama); those from
// here on are diacritics and vowel points.
constexpr int kFirstDiacriticClass = 10;
constexpr UChar32 kTatweel = 0x0640;  // stretches an Arabic word, says nothing

const icu::Normalizer2& known(const icu::Normalizer2* instance, UErrorCode error) {
    // ICU brings its data in its own library; without them nothing here works.
    PARLEY_ASSERT(U_SUCCESS(error) && instance != nullptr);
    return *instance;
}

const icu::Normalizer2& instance_of(const icu::Normalizer2* (*get)(UErrorCode&)) {
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* instance = get(error);
    return known(instance, error);
}

// Letters whose stroke, dot or ligature Unicode does not take apart.
const char16_t* plain_letters(UChar32 letter) {
    switch (letter) {
        case 0x0131:
            return u"i";  // ı
        case 0x00E6:
            return u"ae";
        case 0x0153:
            return u"oe";
        case 0x00F8:
            return u"o";
        case 0x0142:
            return u"l";
        case 0x0111:
            return u"d";
        case 0x0127:
            return u"h";
        case 0x0167:
            return u"t";
        default:
            return nullptr;
    }
}

void append_bare(icu::UnicodeString& out, const icu::UnicodeString& parts) {
    for (std::int32_t at = 0; at < parts.length(); at = parts.moveIndex32(at, 1)) {
        const UChar32 c = parts.char32At(at);
        if (u_getCombiningClass(c) >= kFirstDiacriticClass || c == kTatweel) continue;
        if (const char16_t* plain = plain_letters(c)) {
            out.append(plain, -1);
        } else {
            out.append(c);
        }
    }
}

}  // namespace

Folding::Folding()
    : case_fold_(instance_of(icu::Normalizer2::getNFKCCasefoldInstance)),
      decompose_(instance_of(icu::Normalizer2::getNFDInstance)),
      compose_(instance_of(icu::Normalizer2::getNFCInstance)) {}

std::int32_t Folding::piece_end(const icu::UnicodeString& source, std::int32_t begin) const {
    std::int32_t end = source.moveIndex32(begin, 1);
    while (end < source.length()) {
        const UChar32 next = source.char32At(end);
        if (next < kAsciiEnd || case_fold_.hasBoundaryBefore(next)) break;
        end = source.moveIndex32(end, 1);
    }
    return end;
}

const icu::UnicodeString& Folding::fold(const icu::UnicodeString& source, std::int32_t begin,
                                        std::int32_t end) {
    folded_.remove();
    if (end - begin == 1 && source.charAt(begin) < kAsciiEnd) {
        folded_.append(static_cast<UChar32>(u_tolower(source.charAt(begin))));
        return folded_;
    }
    UErrorCode error = U_ZERO_ERROR;
    piece_.setTo(source, begin, end - begin);
    case_fold_.normalize(piece_, cased_, error);
    decompose_.normalize(cased_, parts_, error);
    bare_.remove();
    append_bare(bare_, parts_);
    compose_.normalize(bare_, folded_, error);
    PARLEY_ASSERT(U_SUCCESS(error));  // nothing can fail but for want of memory
    return folded_;
}

std::string utf8_of(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

icu::UnicodeString utf16_of(std::string_view text) {
    return icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

}  // namespace parley
