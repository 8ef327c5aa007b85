#pragma once
#include <unicode/unistr.h>

#include <cstdint>
#include <string>
#include <vector>

namespace parley {

// What the full-text index knows as one word.
struct Token {
    std::string text;
    // Where it stands in the source, in UTF-16 units.
    std::int32_t begin = 0;
    std::int32_t end = 0;
    std::int32_t length = 0;  // in code points
    bool is_word = true;      // false: one character of a script without spaces
};

std::vector<Token> tokens_of(const icu::UnicodeString& source);

}  // namespace parley
