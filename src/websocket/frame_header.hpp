#pragma once
// A client's frame header, as far as its bytes are there.

#include <cstddef>
#include <cstdint>
#include <span>

#include "parley/websocket/frame.hpp"
#include "parley/websocket/frame_writer.hpp"

namespace parley::websocket {

struct FrameHeader {
    // How many bytes of the frame are needed to go on: more than there are, or the whole frame.
    std::uint64_t bytes_needed = 2;
    // 0 until all of the header is there.
    std::size_t header_bytes = 0;
    // 0 until the length is there.
    std::uint64_t payload_bytes = 0;
    Opcode opcode = Opcode::continuation;
    bool final = false;
    MaskingKey key{};
    // What is wrong with the first two bytes, and with the length, whatever the state of the
    // connection; or null. Two, so that what is judged first does not depend on how many bytes came
    // at once.
    const char* broken = nullptr;
    const char* length_broken = nullptr;

    bool is_control() const { return (static_cast<unsigned>(opcode) & 0x8) != 0; }
};

FrameHeader parse_frame_header(std::span<const char> bytes);

}  // namespace parley::websocket
