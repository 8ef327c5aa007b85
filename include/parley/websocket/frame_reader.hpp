#pragma once
// The receiving half of a server's WebSocket connection: bytes in, messages out.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "parley/websocket/frame.hpp"
#include "parley/websocket/utf8.hpp"

namespace parley::websocket {

// One thing that the peer said.
struct Item {
    enum class Kind : std::uint8_t {
        none,    // all bytes are taken and make no further item: read more
        text,    // a whole message, valid UTF-8
        binary,  // a whole message; only its size was checked
        ping,
        pong,
        close,  // code: the peer's, kCloseNoCode if it gave none; payload: its reason, valid UTF-8
        error,  // code: to close with; payload: what is wrong, a static ASCII text
    };

    Kind kind = Kind::none;
    CloseCode code = 0;
    // Valid until the next call of next() or keep(), and while the bytes given to next() are.
    std::string_view payload;
};

// A message may come in at most this many frames. Ten thousand empty continuations would otherwise
// be a message of no size that never ends.
inline constexpr std::size_t kFragmentsMax = 1'024;

struct FrameHeader;

// Takes a client's frames apart. Keeper: the connection's loop.
//
// A message that lies whole in the bytes given is unmasked there and handed out without a copy. A
// frame or fragmented message of which a part is missing is carried in a string of the reader; it
// grows with the bytes received, never with a length that was only announced, and is given back as
// soon as it is empty, so that an idle connection costs sizeof(FrameReader) and nothing else.
//
//     std::span<char> bytes(buffer, received);
//     while (may_take_more()) {
//         Item item = reader.next(bytes);
//         if (item.kind == Item::Kind::none) break;
//         …
//     }
//     reader.keep(bytes);  // what was not asked for, because the caller stopped early
//
// Going on later is the same loop with an empty span. The caller reads no further bytes before such
// a loop has ended in `none`; so the reader holds at most one message, one frame and one buffer.
//
// After `close` or `error` the reader has ended: it hands out nothing more and takes all bytes.
class FrameReader {
  public:
    explicit FrameReader(std::size_t message_bytes_max) {
        set_message_bytes_max(message_bytes_max);
    }

    // The longest message accepted, up to 1 GiB; longer ones end in kCloseTooBig by their header.
    // Holds for the headers that are looked at from now on: next() looks at none behind the item
    // that it returns.
    void set_message_bytes_max(std::size_t bytes);

    // The next item of the stream: of what was kept, then of `bytes`, from whose front what it took
    // is removed. The bytes taken are changed (unmasked).
    [[nodiscard]] Item next(std::span<char>& bytes);

    // Takes the bytes that next() left, to be gone on with later. Copies them.
    void keep(std::span<const char> bytes);

    // True if nothing is held: no kept bytes, no part of a frame or message.
    [[nodiscard]] bool idle() const { return carry_.empty() && fragments_ == 0; }
    // What the reader holds besides itself.
    [[nodiscard]] std::size_t heap_bytes() const;

  private:
    struct Refusal {
        CloseCode code = 0;
        const char* what = nullptr;
    };

    Refusal judge(const FrameHeader& header) const;
    bool decode(const FrameHeader& header, std::span<char> payload);
    Item take_data(const FrameHeader& header, std::span<char> payload, bool kept);
    Item take_control(const FrameHeader& header, std::span<char> payload);
    Item fail(Refusal refusal);
    void hold(std::span<const char> bytes);
    void assemble(std::span<const char> payload, bool kept);
    void settle();
    void release();

    // [0, assembled_) is the payload so far of the open fragmented message, [pending_, size) raw
    // bytes not yet taken apart, the first frame's payload unmasked up to decoded_.
    std::string carry_;
    std::uint32_t message_bytes_max_ = 0;
    std::uint32_t assembled_ = 0;
    std::uint32_t pending_ = 0;
    std::uint32_t decoded_ = 0;
    std::uint16_t fragments_ = 0;  // of the open message; 0: none is open
    Utf8Checker utf8_;
    Opcode message_opcode_ = Opcode::text;
    bool delivered_ = false;  // [0, assembled_) was handed out by the last call
    bool ended_ = false;
};

}  // namespace parley::websocket
