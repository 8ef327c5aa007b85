#pragma once
// A client's bytes in the tests' words, and what a FrameReader makes of them.

#include <algorithm>
#include <cstddef>
#include <ostream>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parley/websocket/frame_reader.hpp"
#include "parley/websocket/frame_writer.hpp"

namespace parley::websocket {

inline constexpr MaskingKey kKey{'\x37', '\xFA', '\x21', '\x3D'};

inline std::string masked(Opcode opcode, std::string_view payload, bool final = true) {
    std::string out;
    append_masked_frame(out, opcode, payload, kKey, final);
    return out;
}
inline std::string text(std::string_view payload) { return masked(Opcode::text, payload); }
inline std::string first(std::string_view payload) { return masked(Opcode::text, payload, false); }
inline std::string middle(std::string_view payload) {
    return masked(Opcode::continuation, payload, false);
}
inline std::string last(std::string_view payload) { return masked(Opcode::continuation, payload); }
inline std::string binary(std::string_view payload) { return masked(Opcode::binary, payload); }
inline std::string ping(std::string_view payload) { return masked(Opcode::ping, payload); }
inline std::string pong(std::string_view payload) { return masked(Opcode::pong, payload); }
inline std::string close_payload(unsigned code, std::string_view reason) {
    std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
    return payload.append(reason);
}
inline std::string close(unsigned code, std::string_view reason = {}) {
    return masked(Opcode::close, close_payload(code, reason));
}
inline std::string close() { return masked(Opcode::close, {}); }

// Bytes written as numbers.
inline std::string raw(std::initializer_list<unsigned> bytes) {
    std::string out;
    for (unsigned byte : bytes)
        out.push_back(static_cast<char>(byte));
    return out;
}

// An item that outlives the bytes that it came in.
struct Seen {
    Item::Kind kind = Item::Kind::none;
    CloseCode code = 0;
    std::string payload;  // of errors not compared: it is for people
    friend bool operator==(const Seen&, const Seen&) = default;
};

inline Seen seen(const Item& item) {
    const bool error = item.kind == Item::Kind::error;
    return {item.kind, item.code, error ? std::string() : std::string(item.payload)};
}

inline std::ostream& operator<<(std::ostream& out, const Seen& item) {
    static constexpr const char* kNames[] = {"none", "text",  "binary", "ping",
                                             "pong", "close", "error"};
    out << kNames[static_cast<int>(item.kind)];
    if (item.code != 0) out << ' ' << item.code;
    if (item.payload.size() > 40) return out << " of " << item.payload.size() << " bytes";
    return out << " \"" << item.payload << '"';
}

inline Seen got_text(std::string_view payload) {
    return {Item::Kind::text, 0, std::string(payload)};
}
inline Seen got_binary(std::string_view payload) {
    return {Item::Kind::binary, 0, std::string(payload)};
}
inline Seen got_ping(std::string_view payload) {
    return {Item::Kind::ping, 0, std::string(payload)};
}
inline Seen got_pong(std::string_view payload) {
    return {Item::Kind::pong, 0, std::string(payload)};
}
inline Seen got_close(CloseCode code, std::string_view reason = {}) {
    return {Item::Kind::close, code, std::string(reason)};
}
inline Seen got_error(CloseCode code) { return {Item::Kind::error, code, {}}; }

// A reader with what it has handed out so far. Each arrival is a buffer of exactly its size, so
// that the address sanitizer sees a step too far.
class Receiver {
  public:
    explicit Receiver(std::size_t message_bytes_max = 65'536) : reader(message_bytes_max) {}

    // Bytes come; everything that they make is asked for.
    void receive(std::string_view arrived) {
        std::vector<char> buffer(arrived.begin(), arrived.end());
        std::span<char> bytes(buffer);
        while (take(bytes)) {
        }
        reader.keep(bytes);
    }
    // Bytes come, and the caller stops after `wanted` items.
    void receive_at_most(std::string_view arrived, std::size_t wanted) {
        std::vector<char> buffer(arrived.begin(), arrived.end());
        std::span<char> bytes(buffer);
        while (wanted > 0 && take(bytes))
            --wanted;
        reader.keep(bytes);
    }
    // Bytes come in pieces of `size`.
    void receive_in_pieces(std::string_view arrived, std::size_t size) {
        for (; !arrived.empty(); arrived.remove_prefix(std::min(size, arrived.size()))) {
            receive(arrived.substr(0, size));
        }
    }

    FrameReader reader;
    std::vector<Seen> items;

  private:
    bool take(std::span<char>& bytes) {
        const Item item = reader.next(bytes);
        if (item.kind != Item::Kind::none) items.push_back(seen(item));
        return item.kind != Item::Kind::none;
    }
};

inline std::vector<Seen> items_of(std::string_view bytes, std::size_t message_bytes_max = 65'536) {
    Receiver receiver(message_bytes_max);
    receiver.receive(bytes);
    return receiver.items;
}

}  // namespace parley::websocket
