#pragma once
// Distinct types for everything that is numbered, so that a swap does not compile.
// Inside the daemon ids are small row numbers, which keep keys and indexes short; on the wire they
// are opaque strings that IdCodec makes of them (docs/decisions/0002).

#include <compare>
#include <cstdint>
#include <functional>

namespace parley {

// A row number. 0 stands for "no such thing" and is never assigned.
template <class Tag>
struct Id {
    std::int64_t value = 0;

    constexpr Id() = default;
    constexpr explicit Id(std::int64_t number) : value(number) {}
    constexpr explicit operator bool() const { return value != 0; }
    friend constexpr auto operator<=>(Id, Id) = default;
};

using UserId = Id<struct UserTag>;
using DeviceId = Id<struct DeviceTag>;
using SessionId = Id<struct SessionTag>;
using ConversationId = Id<struct ConversationTag>;

// Names one log: a conversation's, or the own log of a user (`self` on the wire). Stored as one
// integer: conversations are positive, users negative.
class LogId {
  public:
    constexpr LogId() = default;
    constexpr LogId(ConversationId conversation) : value_(conversation.value) {}
    constexpr LogId(UserId self) : value_(-self.value) {}
    static constexpr LogId from_stored(std::int64_t value) {
        LogId log;
        log.value_ = value;
        return log;
    }

    constexpr bool is_self() const { return value_ < 0; }
    constexpr ConversationId conversation() const {
        return ConversationId(value_ > 0 ? value_ : 0);
    }
    constexpr UserId user() const { return UserId(value_ < 0 ? -value_ : 0); }
    constexpr std::int64_t stored() const { return value_; }
    friend constexpr auto operator<=>(LogId, LogId) = default;

  private:
    std::int64_t value_ = 0;
};

}  // namespace parley

// Row numbers are ours, so a peer cannot choose them to collide.
template <class Tag>
struct std::hash<parley::Id<Tag>> {
    std::size_t operator()(parley::Id<Tag> id) const noexcept {
        return static_cast<std::size_t>(id.value) * 0x9E3779B97F4A7C15ULL;
    }
};
template <>
struct std::hash<parley::LogId> {
    std::size_t operator()(parley::LogId log) const noexcept {
        return static_cast<std::size_t>(log.stored()) * 0x9E3779B97F4A7C15ULL;
    }
};
