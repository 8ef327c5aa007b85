#pragma once
// The sending half: frames as bytes. A frame of the server is not masked, so the same bytes serve
// all receivers.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "parley/websocket/frame.hpp"

namespace parley::websocket {

// The longest header of a frame that is not masked.
inline constexpr std::size_t kFrameHeaderBytesMax = 10;

// The header of an unfragmented frame of the server whose payload the caller appends next.
void append_frame_header(std::string& out, Opcode opcode, std::size_t payload_bytes);

// A whole text message.
[[nodiscard]] std::string frame(std::string_view text);

// The payload has at most kControlPayloadBytesMax bytes: a pong echoes that of a ping, which the
// reader has checked.
[[nodiscard]] std::string ping_frame(std::string_view payload);
[[nodiscard]] std::string pong_frame(std::string_view payload);

// A reason (UTF-8) over kCloseReasonBytesMax is cut between two characters. kCloseNoCode makes a
// close without code and reason, the answer to a close that had none.
[[nodiscard]] std::string close_frame(CloseCode code, std::string_view reason);

using MaskingKey = std::array<char, 4>;

// A frame of a client, for tests and load generators. `final` false: a fragment, which others
// (Opcode::continuation) follow.
void append_masked_frame(std::string& out, Opcode opcode, std::string_view payload, MaskingKey key,
                         bool final = true);

}  // namespace parley::websocket
