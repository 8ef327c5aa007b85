#pragma once
// The words with a fixed set of values that protocol, store and presence share.

#include <cstdint>
#include <optional>
#include <string_view>

namespace parley {

// The numbers are stored: append, never renumber. Ordered by what they may do.
enum class Role : std::uint8_t { member = 0, admin = 1, owner = 2 };
enum class History : std::uint8_t { shared = 0, joined = 1 };
// Who may post or invite.
enum class Audience : std::uint8_t { members = 0, admins = 1 };
enum class PresenceState : std::uint8_t { online, away, offline };

// The value's name on the wire, and back.
std::string_view name_of(Role role);
std::string_view name_of(History history);
std::string_view name_of(Audience audience);
std::string_view name_of(PresenceState state);
std::optional<Role> role_of(std::string_view name);
std::optional<History> history_of(std::string_view name);
std::optional<Audience> audience_of(std::string_view name);
std::optional<PresenceState> presence_state_of(std::string_view name);

}  // namespace parley
