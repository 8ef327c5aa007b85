#pragma once
// The two answers of the opening handshake that need thought. HTTP itself is the caller's.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::websocket {

// The value of Sec-WebSocket-Accept for that of Sec-WebSocket-Key. None if the key is not 16 bytes
// in base64: refuse the upgrade with HTTP 400.
[[nodiscard]] std::optional<std::string> accept_key(std::string_view sec_websocket_key);

inline constexpr std::string_view kSubprotocol = "parley.v1";

enum class SubprotocolChoice : std::uint8_t {
    none_offered,  // serve, and answer without Sec-WebSocket-Protocol
    parley_v1,     // serve, and answer with kSubprotocol
    refused,       // only others were offered: HTTP 400
};

// `header_value`: that of Sec-WebSocket-Protocol, empty if there is none; several such headers are
// joined with commas.
[[nodiscard]] SubprotocolChoice choose_subprotocol(std::string_view header_value);

}  // namespace parley::websocket
