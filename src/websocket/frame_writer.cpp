#include "parley/websocket/frame_writer.hpp"

#include <cstdint>

#include "masking.hpp"
#include "parley/core/assert.hpp"

namespace parley::websocket {
namespace {

constexpr unsigned kFinalBit = 0x80;
constexpr unsigned kMaskBit = 0x80;

char low_byte(std::uint64_t value) { return static_cast<char>(value & 0xFF); }

void append_header(std::string& out, unsigned first, unsigned mask_bit, std::uint64_t length) {
    const unsigned length_bytes = length < 126 ? 0 : length <= 0xFFFF ? 2 : 8;
    const std::uint64_t short_length = length_bytes == 0 ? length : length_bytes == 2 ? 126 : 127;
    out.push_back(low_byte(first));
    out.push_back(low_byte(mask_bit | short_length));
    for (unsigned i = length_bytes; i > 0; --i)
        out.push_back(low_byte(length >> (8 * (i - 1))));
}

std::string whole_frame(Opcode opcode, std::string_view payload) {
    std::string out;
    out.reserve(kFrameHeaderBytesMax + payload.size());
    append_frame_header(out, opcode, payload.size());
    out.append(payload);
    return out;
}

std::string control_frame(Opcode opcode, std::string_view payload) {
    PARLEY_ASSERT(payload.size() <= kControlPayloadBytesMax);
    return whole_frame(opcode, payload);
}

// The longest part of `text` that fits and does not end inside a character.
std::string_view cut(std::string_view text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) return text;
    std::size_t end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return text.substr(0, end);
}

}  // namespace

void append_frame_header(std::string& out, Opcode opcode, std::size_t payload_bytes) {
    append_header(out, kFinalBit | static_cast<unsigned>(opcode), 0, payload_bytes);
}

std::string frame(std::string_view text) { return whole_frame(Opcode::text, text); }

std::string ping_frame(std::string_view payload) { return control_frame(Opcode::ping, payload); }

std::string pong_frame(std::string_view payload) { return control_frame(Opcode::pong, payload); }

std::string close_frame(CloseCode code, std::string_view reason) {
    if (code == kCloseNoCode) return control_frame(Opcode::close, {});
    std::string payload{low_byte(code >> 8), low_byte(code)};
    payload.append(cut(reason, kCloseReasonBytesMax));
    return control_frame(Opcode::close, payload);
}

void append_masked_frame(std::string& out, Opcode opcode, std::string_view payload, MaskingKey key,
                         bool final) {
    append_header(out, (final ? kFinalBit : 0) | static_cast<unsigned>(opcode), kMaskBit,
                  payload.size());
    out.append(key.data(), key.size());
    const std::size_t begin = out.size();
    out.append(payload);
    apply_mask(std::span(out).subspan(begin), key, 0);
}

}  // namespace parley::websocket
