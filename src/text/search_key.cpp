#include "parley/text/search_key.hpp"

#include <unicode/uchar.h>

#include "folding.hpp"

namespace parley {

std::string search_key(std::string_view text) {
    const icu::UnicodeString source = utf16_of(text);
    Folding folding;
    icu::UnicodeString key;
    bool space = false;
    for (std::int32_t begin = 0; begin < source.length();) {
        const std::int32_t end = folding.piece_end(source, begin);
        const icu::UnicodeString& folded = folding.fold(source, begin, end);
        for (std::int32_t at = 0; at < folded.length(); at = folded.moveIndex32(at, 1)) {
            const UChar32 c = folded.char32At(at);
            if (u_isUWhiteSpace(c)) {
                space = true;
                continue;
            }
            if (space && !key.isEmpty()) key.append(u' ');
            space = false;
            key.append(c);
        }
        begin = end;
    }
    return utf8_of(key);
}

}  // namespace parley
