#include "origin.hpp"

#include <algorithm>

namespace parley {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

// `example.org:443` is `example.org` to a browser that came by https.
std::string without_usual_port(std::string authority, std::string_view port) {
    const std::string suffix = ":" + std::string(port);
    if (authority.ends_with(suffix)) authority.resize(authority.size() - suffix.size());
    return authority;
}

}  // namespace

OriginVerdict judge_origin(const OriginRules& rules, std::optional<std::string_view> origin,
                           std::string_view host) {
    if (!origin) return OriginVerdict::absent;
    const std::string given = lower(*origin);
    const auto& allowed = rules.allowed_origins;
    if (!rules.public_url.empty() && given == rules.public_url) return OriginVerdict::own;
    if (std::find(allowed.begin(), allowed.end(), given) != allowed.end()) {
        return OriginVerdict::configured;
    }
    if (!rules.public_url.empty()) return OriginVerdict::refused;

    const std::size_t scheme_end = given.find("://");
    if (scheme_end == std::string::npos) return OriginVerdict::refused;
    const std::string scheme = given.substr(0, scheme_end);
    if (scheme != "http" && scheme != "https") return OriginVerdict::refused;
    const std::string_view port = scheme == "https" ? "443" : "80";
    const std::string authority = without_usual_port(given.substr(scheme_end + 3), port);
    const bool is_own = !authority.empty() && authority == without_usual_port(lower(host), port);
    return is_own ? OriginVerdict::own : OriginVerdict::refused;
}

}  // namespace parley
