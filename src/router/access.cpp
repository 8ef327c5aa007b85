#include "parley/router/access.hpp"

namespace parley {
namespace {

Verdict decide_direct(Action action) {
    switch (action) {
        case Action::read:
        case Action::send:
        case Action::react:
            return Verdict::allowed;
        case Action::add_members:
        case Action::remove_members:
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
        case Action::react:
        case Action::leave:
            return Verdict::allowed;
        case Action::send:
            return decide_audience(group.post, role);
        case Action::add_members:
            return decide_audience(group.invite, role);
        case Action::remove_members:
        case Action::change_settings:
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
    if (conversation.kind == ConversationKind::direct) return decide_direct(action);
    return decide_group(action, conversation, member->role);
}

}  // namespace parley
