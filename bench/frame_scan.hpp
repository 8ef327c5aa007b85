#pragma once
// Finds the few members of a server's frame that a load generator needs, without building a
// document. The order of members does not matter. It trusts the server to send JSON: what is
// malformed makes a frame without a type, never a read beyond the text.

#include <cstdint>
#include <string_view>

namespace parley::bench {

struct ScannedFrame {
    std::string_view type;
    std::string_view kind;
    std::string_view code;
    std::string_view conversation;
    std::string_view idempotency_key;  // in `data`
    std::int64_t id = -1;
    std::int64_t rev = -1;
};

ScannedFrame scan_frame(std::string_view text);

}  // namespace parley::bench
