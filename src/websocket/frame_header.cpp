#include "frame_header.hpp"

#include <algorithm>

namespace parley::websocket {
namespace {

constexpr unsigned kFinalBit = 0x80;
constexpr unsigned kReservedBits = 0x70;
constexpr unsigned kMaskBit = 0x80;
// A 7-bit length of 126 or 127 announces one of 2 or 8 bytes.
constexpr unsigned kLength16 = 126;
constexpr unsigned kLength64 = 127;

unsigned byte_at(std::span<const char> bytes, std::size_t i) {
    return static_cast<unsigned char>(bytes[i]);
}

bool is_known(unsigned opcode) { return opcode <= 0x2 || (opcode >= 0x8 && opcode <= 0xA); }

// What can be said against the first two bytes.
const char* complaint(unsigned first, unsigned second) {
    const unsigned opcode = first & 0xF;
    if ((first & kReservedBits) != 0) return "reserved bit set";
    if (!is_known(opcode)) return "unknown opcode";
    if ((second & kMaskBit) == 0) return "frame not masked";
    if ((opcode & 0x8) == 0) return nullptr;
    if ((first & kFinalBit) == 0) return "control frame fragmented";
    if ((second & ~kMaskBit) > kControlPayloadBytesMax) return "control frame too long";
    return nullptr;
}

// What can be said against an extended length of `length_bytes` bytes.
const char* complaint(std::uint64_t length, std::size_t length_bytes) {
    if (length >> 63 != 0) return "length out of range";
    const std::uint64_t least = length_bytes == 2 ? kLength16 : 0x1'0000;
    return length < least ? "length not minimal" : nullptr;
}

}  // namespace

FrameHeader parse_frame_header(std::span<const char> bytes) {
    FrameHeader header;
    if (bytes.size() < 2) return header;
    const unsigned first = byte_at(bytes, 0);
    const unsigned second = byte_at(bytes, 1);
    header.opcode = static_cast<Opcode>(first & 0xF);
    header.final = (first & kFinalBit) != 0;
    header.broken = complaint(first, second);
    if (header.broken) return header;

    const unsigned short_length = second & ~kMaskBit;
    const std::size_t length_bytes = short_length == kLength16   ? 2
                                     : short_length == kLength64 ? 8
                                                                 : 0;
    std::size_t at = 2 + length_bytes;
    header.bytes_needed = at;
    if (bytes.size() < at) return header;
    std::uint64_t length = length_bytes == 0 ? short_length : 0;
    for (std::size_t i = 2; i < at; ++i)
        length = length << 8 | byte_at(bytes, i);
    header.length_broken = length_bytes == 0 ? nullptr : complaint(length, length_bytes);
    if (header.length_broken) return header;
    header.payload_bytes = length;

    header.bytes_needed = at + header.key.size();
    if (bytes.size() < header.bytes_needed) return header;
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), header.key.size(),
                header.key.begin());
    header.header_bytes = at + header.key.size();
    header.bytes_needed = header.header_bytes + length;
    return header;
}

}  // namespace parley::websocket
