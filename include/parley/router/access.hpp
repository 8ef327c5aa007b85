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
    edit,  // an own message
    react,
    pin,
    add_members,  // and decide on requests to join, and invitation links
    remove_members,
    moderate,  // delete others' messages, ban, mute
    change_settings,
    change_roles,
    leave,
};

enum class Verdict : std::uint8_t {
    allowed,
    not_found,   // not a member: the conversation's existence is not theirs to know
    need_admin,  // forbidden
    need_owner,  // forbidden
    blocked,     // forbidden for either side of a direct conversation, without `need`
    impossible,  // nobody may, in this kind of conversation (bad_state)
};

// `member` is the actor's own row, none if it is not a member. Pure.
Verdict decide(Action action, const ConversationRow& conversation,
               const std::optional<MemberRow>& member);

// Whether a member of the one role may ban or mute one of the other, or lift that: admins and the
// owner may, over admins the owner alone, over the owner nobody.
Verdict decide_over(Role actor, Role target);

}  // namespace parley
