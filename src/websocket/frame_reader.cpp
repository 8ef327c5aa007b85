#include "parley/websocket/frame_reader.hpp"

#include <algorithm>
#include <cstring>

#include "frame_header.hpp"
#include "masking.hpp"

namespace parley::websocket {
namespace {

// Keeps all offsets in 32 bits, whatever the configuration says.
constexpr std::size_t kMessageBytesMax = std::size_t{1} << 30;

std::string_view view(std::span<const char> bytes) { return {bytes.data(), bytes.size()}; }

Item::Kind kind_of(Opcode opcode) {
    return opcode == Opcode::text ? Item::Kind::text : Item::Kind::binary;
}

}  // namespace

// An idle connection pays for this, ten thousand of them.
static_assert(sizeof(FrameReader) <= 64);

void FrameReader::set_message_bytes_max(std::size_t bytes) {
    message_bytes_max_ = static_cast<std::uint32_t>(std::min(bytes, kMessageBytesMax));
}

Item FrameReader::next(std::span<char>& bytes) {
    while (!ended_) {
        settle();
        const bool kept = pending_ < carry_.size();
        if (!kept && bytes.empty()) return {};
        const std::span<char> window = kept ? std::span<char>(carry_).subspan(pending_) : bytes;
        const FrameHeader header = parse_frame_header(window);
        if (const Refusal refusal = judge(header); refusal.code != 0) return fail(refusal);

        if (window.size() < header.bytes_needed) {
            if (bytes.empty()) {
                // Broken text is refused now and not when the frame is whole.
                if (header.header_bytes == 0 ||
                    decode(header, window.subspan(header.header_bytes))) {
                    return {};
                }
                return fail({kCloseInvalidText, "invalid UTF-8"});
            }
            // Just what this frame lacks: those behind it can stay where they are.
            const std::uint64_t missing = header.bytes_needed - (kept ? window.size() : 0);
            const std::size_t taken = std::min<std::uint64_t>(missing, bytes.size());
            hold(bytes.first(taken));
            bytes = bytes.subspan(taken);
            continue;
        }

        const std::span<char> payload = window.subspan(header.header_bytes, header.payload_bytes);
        if (kept) {
            pending_ += static_cast<std::uint32_t>(header.bytes_needed);
        } else {
            bytes = bytes.subspan(header.bytes_needed);
        }
        const Item item =
            header.is_control() ? take_control(header, payload) : take_data(header, payload, kept);
        if (item.kind != Item::Kind::none) return item;
    }
    bytes = {};
    release();
    fragments_ = 0;
    return {};
}

void FrameReader::keep(std::span<const char> bytes) {
    if (ended_) return release();
    settle();
    hold(bytes);
}

std::size_t FrameReader::heap_bytes() const {
    return carry_.capacity() > std::string().capacity() ? carry_.capacity() + 1 : 0;
}

// What speaks against the frame, as far as its header is there. Nothing has been allocated for it.
FrameReader::Refusal FrameReader::judge(const FrameHeader& header) const {
    if (header.broken) return {kCloseProtocolError, header.broken};
    if (header.bytes_needed == 2 || header.is_control()) return {};
    if (header.opcode == Opcode::continuation) {
        if (fragments_ == 0) return {kCloseProtocolError, "continuation of nothing"};
        if (fragments_ == kFragmentsMax) return {kClosePolicy, "too many fragments"};
    } else if (fragments_ > 0) {
        return {kCloseProtocolError, "message inside a fragmented one"};
    }
    if (header.length_broken) return {kCloseProtocolError, header.length_broken};
    if (assembled_ + header.payload_bytes > message_bytes_max_) {
        return {kCloseTooBig, "message too big"};
    }
    return {};
}

// Unmasks what has come of a frame's payload since the last time. False if it is text and broken.
bool FrameReader::decode(const FrameHeader& header, std::span<char> payload) {
    const std::span<char> fresh = payload.subspan(decoded_);
    const bool ascii = apply_mask(fresh, header.key, decoded_);
    decoded_ = static_cast<std::uint32_t>(payload.size());
    const Opcode opcode = header.opcode == Opcode::continuation ? message_opcode_ : header.opcode;
    if (opcode != Opcode::text) return true;
    return (ascii && utf8_.complete()) || utf8_.feed(view(fresh));
}

Item FrameReader::take_data(const FrameHeader& header, std::span<char> payload, bool kept) {
    if (header.opcode != Opcode::continuation) message_opcode_ = header.opcode;
    const bool valid = decode(header, payload);
    decoded_ = 0;
    if (!valid || (header.final && !utf8_.complete())) {
        return fail({kCloseInvalidText, "invalid UTF-8"});
    }
    if (header.final && fragments_ == 0) return {kind_of(message_opcode_), 0, view(payload)};

    assemble(payload, kept);
    ++fragments_;
    if (!header.final) return {};
    fragments_ = 0;
    delivered_ = true;
    return {kind_of(message_opcode_), 0, std::string_view(carry_).substr(0, assembled_)};
}

Item FrameReader::take_control(const FrameHeader& header, std::span<char> payload) {
    decode(header, payload);
    decoded_ = 0;
    if (header.opcode == Opcode::ping) return {Item::Kind::ping, 0, view(payload)};
    if (header.opcode == Opcode::pong) return {Item::Kind::pong, 0, view(payload)};

    if (payload.empty()) {
        ended_ = true;
        return {Item::Kind::close, kCloseNoCode, {}};
    }
    if (payload.size() == 1) return fail({kCloseProtocolError, "close code cut"});
    const auto high = static_cast<unsigned char>(payload[0]);
    const auto low = static_cast<unsigned char>(payload[1]);
    const auto code = static_cast<CloseCode>(high << 8 | low);
    const std::string_view reason = view(payload.subspan(2));
    if (!is_valid_close_code(code)) return fail({kCloseProtocolError, "invalid close code"});
    if (!is_utf8(reason)) return fail({kCloseInvalidText, "invalid UTF-8 in the close reason"});
    ended_ = true;
    return {Item::Kind::close, code, reason};
}

Item FrameReader::fail(Refusal refusal) {
    ended_ = true;
    return {Item::Kind::error, refusal.code, refusal.what};
}

// Appends raw bytes behind those that are pending.
void FrameReader::hold(std::span<const char> bytes) {
    if (pending_ > assembled_) {
        carry_.erase(assembled_, pending_ - assembled_);
        pending_ = assembled_;
    }
    carry_.append(bytes.data(), bytes.size());
}

// Puts a fragment behind those before it.
void FrameReader::assemble(std::span<const char> payload, bool kept) {
    if (kept) {
        // It lies in carry_ itself, further behind: its header and older frames leave room.
        std::memmove(carry_.data() + assembled_, payload.data(), payload.size());
        assembled_ += static_cast<std::uint32_t>(payload.size());
    } else {
        carry_.append(payload.data(), payload.size());
        assembled_ = pending_ = static_cast<std::uint32_t>(carry_.size());
    }
}

// Forgets what the last call handed out.
void FrameReader::settle() {
    if (delivered_) {
        assembled_ = 0;
        delivered_ = false;
    }
    if (pending_ != carry_.size() || pending_ == assembled_) return;
    if (assembled_ == 0) return release();
    carry_.resize(assembled_);
    pending_ = assembled_;
}

// Gives the memory back too, which neither clear() nor assignment would.
void FrameReader::release() {
    std::string().swap(carry_);
    assembled_ = pending_ = 0;
}

}  // namespace parley::websocket
