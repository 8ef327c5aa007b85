// Feeds a client's bytes to a FrameReader twice, at once and in pieces with a caller that stops in
// between, as the first bytes of the input say. Both must give the same items, which must keep what
// the reader promises.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parley/websocket/frame_reader.hpp"

namespace {

using parley::websocket::FrameReader;
using parley::websocket::Item;
using parley::websocket::kCloseNoCode;

void require(bool condition) {
    if (!condition) std::abort();
}

struct Seen {
    Item::Kind kind;
    std::uint16_t code;
    std::string payload;
    bool operator==(const Seen&) const = default;
};

// UTF-8 by decoding and encoding bounds, in a way that shares nothing with the reader's check.
bool is_valid_text(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i++]);
        const int more = lead < 0x80       ? 0
                         : lead >> 5 == 6  ? 1
                         : lead >> 4 == 14 ? 2
                         : lead >> 3 == 30 ? 3
                                           : -1;
        if (more < 0) return false;
        std::uint32_t code = more == 0 ? lead : lead & (0x3FU >> more);
        for (int k = 0; k < more; ++k, ++i) {
            if (i == text.size() || (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80)
                return false;
            code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
        }
        constexpr std::uint32_t kLeast[] = {0, 0x80, 0x800, 0x1'0000};
        if (code < kLeast[more] || code > 0x10'FFFF || (code >= 0xD800 && code <= 0xDFFF))
            return false;
    }
    return true;
}

void check(const Item& item, std::size_t message_bytes_max) {
    switch (item.kind) {
        case Item::Kind::text:
            require(is_valid_text(item.payload));
            [[fallthrough]];
        case Item::Kind::binary:
            require(item.payload.size() <= message_bytes_max);
            break;
        case Item::Kind::close:
            require(is_valid_text(item.payload));
            require(item.code == kCloseNoCode || parley::websocket::is_valid_close_code(item.code));
            [[fallthrough]];
        case Item::Kind::ping:
        case Item::Kind::pong:
            require(item.payload.size() <= 125);
            break;
        case Item::Kind::error:
            require(item.code == 1002 || item.code == 1007 || item.code == 1008 ||
                    item.code == 1009);
            break;
        case Item::Kind::none:
            break;
    }
}

// Asks for at most `wanted` items of what was kept and of `arrived`, and keeps the rest. True if
// there was nothing left to ask for.
bool receive(FrameReader& reader, std::string_view arrived, std::size_t wanted,
             std::size_t message_bytes_max, std::vector<Seen>& items) {
    // Of exactly this size, so that the address sanitizer sees a step too far.
    std::vector<char> buffer(arrived.begin(), arrived.end());
    std::span<char> bytes(buffer);
    for (; wanted > 0; --wanted) {
        const Item item = reader.next(bytes);
        if (item.kind == Item::Kind::none) {
            require(bytes.empty());
            break;
        }
        check(item, message_bytes_max);
        items.push_back({item.kind, item.code, std::string(item.payload)});
    }
    reader.keep(bytes);
    return wanted > 0;
}

}  // namespace

// Input: the limit, four bytes that say how to cut, the client's bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t kPrefix = 5;
    constexpr std::size_t kAll = SIZE_MAX;
    if (size < kPrefix) return 0;
    const std::size_t message_bytes_max = std::size_t{data[0]} * 16;
    const std::string_view stream(reinterpret_cast<const char*>(data) + kPrefix, size - kPrefix);

    FrameReader at_once(message_bytes_max);
    std::vector<Seen> expected;
    receive(at_once, stream, kAll, message_bytes_max, expected);
    require(at_once.heap_bytes() <= 2 * (stream.size() + 32));

    FrameReader in_pieces(message_bytes_max);
    std::vector<Seen> items;
    std::size_t step = 0;
    for (std::string_view rest = stream; !rest.empty(); ++step) {
        const std::size_t cut = data[1 + step % 4];
        const std::string_view piece = rest.substr(0, 1 + cut % 64);
        receive(in_pieces, piece, cut / 64 == 3 ? kAll : cut / 64, message_bytes_max, items);
        rest.remove_prefix(piece.size());
    }
    receive(in_pieces, {}, kAll, message_bytes_max, items);
    require(items == expected);
    require(in_pieces.idle() == at_once.idle());
    require(!in_pieces.idle() || in_pieces.heap_bytes() == 0);
    return 0;
}
