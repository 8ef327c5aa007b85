#pragma once
#include <string_view>

namespace parley {

// Without spaces and tabs at both ends: the optional white space of HTTP fields (RFC 9110, 5.6.3),
// and of what people type.
inline std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

}  // namespace parley
