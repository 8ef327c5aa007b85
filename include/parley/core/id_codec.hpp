#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "parley/core/ids.hpp"

namespace parley {

// Turns row numbers into the opaque ids of the wire and back, without a table: 16 bytes of
// deterministic authenticated encryption (SIV construction: Rogaway and Shrimpton, 2006, with
// SipHash-2-4 as the pseudorandom function), in lower-case base32 behind the prefix of the kind.
// An id that this server did not make is recognised without touching the database; a forged one
// passes with a chance of 2^-64. No right hangs on an id.
// A value: copy it freely. Any thread.
class IdCodec {
  public:
    using Key = std::array<unsigned char, 32>;
    // `u_` and 26 characters.
    static constexpr std::size_t kEncodedBytes = 28;

    explicit IdCodec(const Key& key) : key_(key) {}

    std::string encode(UserId id) const { return encode('u', id.value); }
    std::string encode(DeviceId id) const { return encode('d', id.value); }
    std::string encode(SessionId id) const { return encode('s', id.value); }
    std::string encode(ConversationId id) const { return encode('c', id.value); }

    // The id 0 if `text` is not an id of that kind made by this server.
    UserId user(std::string_view text) const { return UserId(decode('u', text)); }
    DeviceId device(std::string_view text) const { return DeviceId(decode('d', text)); }
    SessionId session(std::string_view text) const { return SessionId(decode('s', text)); }
    ConversationId conversation(std::string_view text) const {
        return ConversationId(decode('c', text));
    }

    // Appends like encode(), without a temporary string.
    void append(std::string& out, UserId id) const { append(out, 'u', id.value); }
    void append(std::string& out, ConversationId id) const { append(out, 'c', id.value); }

  private:
    std::string encode(char kind, std::int64_t number) const;
    void append(std::string& out, char kind, std::int64_t number) const;
    std::int64_t decode(char kind, std::string_view text) const;
    std::uint64_t tag_of(char kind, std::uint64_t number) const;
    std::uint64_t mask_of(char kind, std::uint64_t tag) const;

    Key key_;
};

}  // namespace parley
