#include "parley/core/terms.hpp"

#include <array>

namespace parley {
namespace {

constexpr std::array<std::string_view, 3> kRoles = {"member", "admin", "owner"};
constexpr std::array<std::string_view, 2> kHistories = {"shared", "joined"};
constexpr std::array<std::string_view, 2> kAudiences = {"members", "admins"};
constexpr std::array<std::string_view, 3> kJoinRules = {"invite", "request", "open"};
constexpr std::array<std::string_view, 3> kNotify = {"all", "mentions", "none"};
constexpr std::array<std::string_view, 3> kPresenceStates = {"online", "away", "offline"};

template <class Enum, std::size_t N>
std::optional<Enum> find(const std::array<std::string_view, N>& names, std::string_view name) {
    for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == name) return static_cast<Enum>(i);
    }
    return std::nullopt;
}

}  // namespace

std::string_view name_of(Role role) { return kRoles[static_cast<std::size_t>(role)]; }
std::string_view name_of(History history) { return kHistories[static_cast<std::size_t>(history)]; }
std::string_view name_of(Audience audience) {
    return kAudiences[static_cast<std::size_t>(audience)];
}
std::string_view name_of(JoinRule rule) { return kJoinRules[static_cast<std::size_t>(rule)]; }
std::string_view name_of(Notify notify) { return kNotify[static_cast<std::size_t>(notify)]; }
std::string_view name_of(PresenceState state) {
    return kPresenceStates[static_cast<std::size_t>(state)];
}

std::optional<Role> role_of(std::string_view name) { return find<Role>(kRoles, name); }
std::optional<History> history_of(std::string_view name) { return find<History>(kHistories, name); }
std::optional<Audience> audience_of(std::string_view name) {
    return find<Audience>(kAudiences, name);
}
std::optional<JoinRule> join_rule_of(std::string_view name) {
    return find<JoinRule>(kJoinRules, name);
}
std::optional<Notify> notify_of(std::string_view name) { return find<Notify>(kNotify, name); }
std::optional<PresenceState> presence_state_of(std::string_view name) {
    return find<PresenceState>(kPresenceStates, name);
}

}  // namespace parley
