#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

// What the Origin of a browser's request means for us (section 1 of the wire protocol). Pure.
enum class OriginVerdict {
    absent,      // no browser, or a navigation: served
    own,         // served
    configured,  // served, with CORS headers
    refused,     // HTTP 403
};

struct OriginRules {
    std::string public_url;  // empty: the own origin is any whose host and port are the Host's
    std::vector<std::string> allowed_origins;
};

// `host` is the request's Host. Several Origin headers are given as one text joined by commas,
// which no rule matches.
OriginVerdict judge_origin(const OriginRules& rules, std::optional<std::string_view> origin,
                           std::string_view host);

}  // namespace parley
