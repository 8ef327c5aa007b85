#pragma once
// The words with a fixed set of values that protocol, store and presence share.

#include <cstdint>
#include <optional>
#include <string_view>

namespace parley {

// The numbers are stored: append, never renumber. Ordered by what they may do.
enum class Role : std::uint8_t { member = 0, admin = 1, owner = 2 };
enum class History : std::uint8_t { shared = 0, joined = 1 };
// Who may post, invite, pin or change settings.
enum class Audience : std::uint8_t { members = 0, admins = 1 };
// How one comes into a group without being added: not at all, by asking, or freely. The last two
// make it public.
enum class JoinRule : std::uint8_t { invite = 0, request = 1, open = 2 };
// Of what a user wants to be notified in one conversation.
enum class Notify : std::uint8_t { all = 0, mentions = 1, none = 2 };
enum class PresenceState : std::uint8_t { online, away, offline };

// The value's name on the wire, and back.
std::string_view name_of(Role role);
std::string_view name_of(History history);
std::string_view name_of(Audience audience);
std::string_view name_of(JoinRule rule);
std::string_view name_of(Notify notify);
std::string_view name_of(PresenceState state);
std::optional<Role> role_of(std::string_view name);
std::optional<History> history_of(std::string_view name);
std::optional<Audience> audience_of(std::string_view name);
std::optional<JoinRule> join_rule_of(std::string_view name);
std::optional<Notify> notify_of(std::string_view name);
std::optional<PresenceState> presence_state_of(std::string_view name);

}  // namespace parley
