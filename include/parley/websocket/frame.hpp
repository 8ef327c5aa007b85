#pragma once
// The words of RFC 6455 that reader and writer share.

#include <cstddef>
#include <cstdint>

namespace parley::websocket {

enum class Opcode : std::uint8_t {
    continuation = 0x0,
    text = 0x1,
    binary = 0x2,
    close = 0x8,
    ping = 0x9,
    pong = 0xA,
};

// Close codes are numbers rather than an enum: a peer may send any, and 4000…4999 are ours.
using CloseCode = std::uint16_t;
inline constexpr CloseCode kCloseNormal = 1000;
inline constexpr CloseCode kCloseProtocolError = 1002;
// Stands for "the close frame had no code". It is never on the wire.
inline constexpr CloseCode kCloseNoCode = 1005;
inline constexpr CloseCode kCloseInvalidText = 1007;
inline constexpr CloseCode kClosePolicy = 1008;
inline constexpr CloseCode kCloseTooBig = 1009;

// True for the codes that a close frame may carry: those of the registry at IANA, and 3000…4999.
bool is_valid_close_code(CloseCode code);

// RFC 6455, 5.5: a control frame holds at most 125 bytes, two of which are the code in a close.
inline constexpr std::size_t kControlPayloadBytesMax = 125;
inline constexpr std::size_t kCloseReasonBytesMax = kControlPayloadBytesMax - 2;

}  // namespace parley::websocket
