#pragma once
// Who may do what: the one function that decides it, for the writer at the commit's position and
// for the readers on their committed state.

#include <cstdint>
#include <optional>

#include "parley/store/rows.hpp"

namespace parley {

enum class Action : std::uint8_t {
    read,  // see the conversation at all
    send,
    react,
    add_members,
    remove_members,
    change_settings,
    change_roles,
    leave,
};

enum class Verdict : std::uint8_t {
    allowed,
    not_found,   // not a member: the conversation's existence is not theirs to know
    need_admin,  // forbidden
    need_owner,  // forbidden
    impossible,  // nobody may, in this kind of conversation (bad_state)
};

// `member` is the actor's own row, none if it is not a member. Pure.
Verdict decide(Action action, const ConversationRow& conversation,
               const std::optional<MemberRow>& member);

}  // namespace parley
