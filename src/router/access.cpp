#include "parley/router/access.hpp"

namespace parley {
namespace {

// Between two people who do not talk, reading is all that is left. With oneself there is nobody to
// block.
bool is_blocked(const ConversationRow& direct) {
    return direct.direct_low != direct.direct_high &&
           (direct.blocked_by_low || direct.blocked_by_high);
}

Verdict decide_direct(Action action, const ConversationRow& direct) {
    switch (action) {
        case Action::read:
            return Verdict::allowed;
        case Action::send:
        case Action::edit:
        case Action::react:
        case Action::pin:
            return is_blocked(direct) ? Verdict::blocked : Verdict::allowed;
        case Action::add_members:
        case Action::remove_members:
        case Action::moderate:
        case Action::change_settings:
        case Action::change_roles:
        case Action::leave:
            return Verdict::impossible;
    }
    return Verdict::impossible;
}

// What the conversation leaves to everyone or keeps for admins and the owner.
Verdict decide_audience(Audience audience, Role role) {
    return audience == Audience::members || role >= Role::admin ? Verdict::allowed
                                                                : Verdict::need_admin;
}

Verdict decide_group(Action action, const ConversationRow& group, Role role) {
    switch (action) {
        case Action::read:
        case Action::edit:
        case Action::react:
        case Action::leave:
            return Verdict::allowed;
        case Action::send:
            return decide_audience(group.post, role);
        case Action::pin:
            return decide_audience(group.pin, role);
        case Action::add_members:
            return decide_audience(group.invite, role);
        case Action::change_settings:
            return decide_audience(group.settings, role);
        case Action::remove_members:
        case Action::moderate:
            return decide_audience(Audience::admins, role);
        case Action::change_roles:
            return role == Role::owner ? Verdict::allowed : Verdict::need_owner;
    }
    return Verdict::impossible;
}

}  // namespace

Verdict decide(Action action, const ConversationRow& conversation,
               const std::optional<MemberRow>& member) {
    if (!member) return Verdict::not_found;
    if (conversation.kind == ConversationKind::direct) return decide_direct(action, conversation);
    return decide_group(action, conversation, member->role);
}

Verdict decide_over(Role actor, Role target) {
    if (actor < Role::admin) return Verdict::need_admin;
    if (target == Role::owner) return Verdict::need_owner;
    return target == Role::member || actor == Role::owner ? Verdict::allowed : Verdict::need_owner;
}

}  // namespace parley
