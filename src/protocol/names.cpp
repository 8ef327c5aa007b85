#include "parley/protocol/names.hpp"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include <algorithm>
#include <memory>

namespace parley {
namespace {

constexpr std::size_t kLoginMax = 64;
constexpr std::size_t kEmojiBytesMax = 64;
constexpr std::size_t kLanguageMax = 35;  // as RFC 5646 asks of whoever stores tags
constexpr std::size_t kSubtagMax = 8;
constexpr std::size_t kTimeZoneMax = 64;
constexpr int kClustersMax = 64;
// The longest emoji in use have 10; more than these are stacks of accents that run over the lines
// above and below.
constexpr int kCodePointsInClusterMax = 16;
// Nothing longer can be a name; bounds the work on what is none.
constexpr std::size_t kNameBytesMax = std::size_t{4} * kClustersMax * kCodePointsInClusterMax;

struct CloseBreaks {
    void operator()(UBreakIterator* breaks) const { ubrk_close(breaks); }
};
using Breaks = std::unique_ptr<UBreakIterator, CloseBreaks>;

std::u16string utf16_of(std::string_view text) {
    std::u16string out(text.size(), u'\0');
    int32_t length = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strFromUTF8(out.data(), static_cast<int32_t>(out.size()), &length, text.data(),
                  static_cast<int32_t>(text.size()), &status);
    if (U_FAILURE(status)) return {};
    out.resize(static_cast<std::size_t>(length));
    return out;
}

std::string utf8_of(const std::u16string& text) {
    std::string out(text.size() * 3, '\0');
    int32_t length = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strToUTF8(out.data(), static_cast<int32_t>(out.size()), &length, text.data(),
                static_cast<int32_t>(text.size()), &status);
    if (U_FAILURE(status)) return {};
    out.resize(static_cast<std::size_t>(length));
    return out;
}

std::u16string nfc_of(const std::u16string& text) {
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2* nfc = unorm2_getNFCInstance(&status);
    if (U_FAILURE(status)) return {};
    std::u16string out(text.size() * 3, u'\0');  // NFC makes text three times as long at most
    const int32_t length = unorm2_normalize(nfc, text.data(), static_cast<int32_t>(text.size()),
                                            out.data(), static_cast<int32_t>(out.size()), &status);
    if (U_FAILURE(status)) return {};
    out.resize(static_cast<std::size_t>(length));
    return out;
}

bool is_forbidden(UChar32 c) {
    switch (u_charType(c)) {
        case U_CONTROL_CHAR:
        case U_LINE_SEPARATOR:
        case U_PARAGRAPH_SEPARATOR:
        case U_SURROGATE:
            return true;
        default:
            break;
    }
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200B ||
           c == 0x2060 || c == 0xFEFF;
}

bool is_visible(UChar32 c) {
    return !u_isUWhiteSpace(c) && !u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

bool has_allowed_characters(const std::u16string& name) {
    const auto length = static_cast<int32_t>(name.size());
    bool visible = false;
    for (int32_t at = 0; at < length;) {
        UChar32 c = 0;
        U16_NEXT(name.data(), at, length, c);
        if (is_forbidden(c)) return false;
        visible = visible || is_visible(c);
    }
    return visible;
}

bool has_allowed_length(const std::u16string& name) {
    UErrorCode status = U_ZERO_ERROR;
    const Breaks breaks(
        ubrk_open(UBRK_CHARACTER, "", name.data(), static_cast<int32_t>(name.size()), &status));
    if (U_FAILURE(status)) return false;
    int clusters = 0;
    int32_t begin = ubrk_first(breaks.get());
    for (int32_t end = 0; (end = ubrk_next(breaks.get())) != UBRK_DONE; begin = end) {
        if (++clusters > kClustersMax) return false;
        if (u_countChar32(name.data() + begin, end - begin) > kCodePointsInClusterMax) return false;
    }
    return clusters > 0;
}

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Whether `text` is parts between single `separator`s: none empty or longer than `part_max`, of
// letters, digits and `others`, the first one beginning with a letter.
bool is_made_of_parts(std::string_view text, char separator, std::size_t part_max,
                      std::string_view others) {
    if (text.empty() || !is_letter(text.front())) return false;
    std::size_t length = 0;
    for (const char c : text) {
        if (c == separator) {
            if (length == 0) return false;
            length = 0;
            continue;
        }
        const bool allowed = is_letter(c) || is_digit(c) || others.find(c) != others.npos;
        if (!allowed || ++length > part_max) return false;
    }
    return length > 0;
}

}  // namespace

bool is_login(std::string_view text) {
    return !text.empty() && text.size() <= kLoginMax &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-';
           });
}

bool is_emoji(std::string_view text) {
    if (text.empty() || text.size() > kEmojiBytesMax) return false;
    const std::u16string emoji = utf16_of(text);
    return has_allowed_characters(emoji) &&
           std::none_of(emoji.begin(), emoji.end(), [](char16_t c) { return u_isUWhiteSpace(c); });
}

bool is_language_tag(std::string_view text) {
    return text.size() <= kLanguageMax && is_made_of_parts(text, '-', kSubtagMax, "");
}

bool is_time_zone_name(std::string_view text) {
    return text.size() <= kTimeZoneMax && is_made_of_parts(text, '/', kTimeZoneMax, "_+-");
}

std::optional<std::string> normalized_display_name(std::string_view text) {
    if (text.empty() || text.size() > kNameBytesMax) return std::nullopt;
    const std::u16string name = nfc_of(utf16_of(text));
    if (name.empty() || !has_allowed_characters(name) || !has_allowed_length(name)) {
        return std::nullopt;
    }
    return utf8_of(name);
}

}  // namespace parley
