#pragma once
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace parley {

// Takes the differences away that nobody searches by: case, compatibility forms, diacritics.
class Folding {
  public:
    Folding();

    // Where the piece ends that begins at `begin` and folds by itself, whatever stands around it.
    std::int32_t piece_end(const icu::UnicodeString& source, std::int32_t begin) const;
    // The piece [begin, end), folded; valid until the next call.
    const icu::UnicodeString& fold(const icu::UnicodeString& source, std::int32_t begin,
                                   std::int32_t end);

  private:
    const icu::Normalizer2& case_fold_;
    const icu::Normalizer2& decompose_;
    const icu::Normalizer2& compose_;
    icu::UnicodeString piece_, cased_, parts_, bare_, folded_;
};

std::string utf8_of(const icu::UnicodeString& text);
icu::UnicodeString utf16_of(std::string_view text);

}  // namespace parley
