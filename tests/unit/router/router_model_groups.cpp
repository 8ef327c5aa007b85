#include <gtest/gtest.h>

#include "router_model.hpp"

namespace parley {

using model::changed_to;
using model::error;
using model::field;
using model::need;
using model::too_many;
using model::unchanged;

namespace {

// The refusal if the one may not moderate the other.
std::optional<ProtocolError> refuse_over(Role actor, Role target) {
    if (target == Role::owner || (target == Role::admin && actor == Role::admin)) {
        return need("owner");
    }
    return std::nullopt;
}

}  // namespace

Outcome RouterModel::found(UserId actor, ConversationId id, Conversation conversation,
                           const std::vector<std::pair<UserId, Role>>& members) {
    EXPECT_TRUE(id);
    EXPECT_FALSE(conversations_.contains(id));
    conversations_[id] = std::move(conversation);
    std::vector<UserId> users;
    for (const auto& [user, role] : members)
        users.push_back(user);
    WriteOk ok = log(id, EntryKind::conversation_created, actor, users);
    for (const auto& [user, role] : members) {
        Member& member = conversations_[id].members[user];
        member.role = role;
        member.joined_rev = 1;
        // Those who came with one entry came at once; the lower number then counts as the earlier.
        member.place = joinings_;
        log_self(user, EntryKind::self_joined, actor);
    }
    ++joinings_;
    ok.conversation = id;
    return ok;
}

Outcome RouterModel::write(UserId actor, const ConversationOpen& request) {
    if (!users_.contains(request.user)) return error(ErrorCode::not_found);
    Conversation direct;
    direct.direct = true;
    direct.pair = {actor, request.user};
    for (const auto& [id, conversation] : conversations_) {
        if (!conversation.direct || conversation.pair != direct.pair) continue;
        WriteOk ok = unchanged();
        ok.conversation = id;
        return ok;
    }
    if (is_blocked(direct)) return error(ErrorCode::forbidden);
    std::vector<std::pair<UserId, Role>> members = {{actor, Role::member}};
    if (request.user != actor) members.emplace_back(request.user, Role::member);
    return found(actor, answered_ ? answered_->conversation : ConversationId(), std::move(direct),
                 members);
}

Outcome RouterModel::write(UserId actor, const ConversationCreate& request) {
    std::vector<std::pair<UserId, Role>> members = {{actor, Role::owner}};
    for (UserId user : request.members) {
        if (user != actor) members.emplace_back(user, Role::member);
    }
    if (std::ssize(members) > options_.members_max) {
        return too_many("members", options_.members_max);
    }
    if (!know_all(request.members)) return error(ErrorCode::not_found);
    if (is_blocked_by_any(actor, request.members)) return error(ErrorCode::forbidden);
    Conversation group;
    group.title = request.title;
    group.topic = request.topic.value_or("");
    group.history = request.history.value_or(History::shared);
    group.post = request.post.value_or(Audience::members);
    group.invite = request.invite.value_or(Audience::members);
    group.pin = request.pin.value_or(Audience::members);
    group.settings = request.settings.value_or(Audience::admins);
    group.join = request.join.value_or(JoinRule::invite);
    group.slow_ms = request.slow_ms.value_or(0);
    group.versions = request.versions.value_or(true);
    return found(actor, answered_ ? answered_->conversation : ConversationId(), std::move(group),
                 members);
}

Outcome RouterModel::write(UserId actor, const ConversationUpdate& request) {
    if (auto refusal = refuse(actor, request.conversation, May::configure)) return *refusal;
    Conversation& group = conversations_.at(request.conversation);
    if (request.if_rev && *request.if_rev != group.rev) return changed_to(group.rev);
    const auto all = [](Conversation& of) {
        return std::tie(of.title, of.topic, of.history, of.post, of.invite, of.pin, of.settings,
                        of.join, of.slow_ms, of.versions);
    };
    Conversation after = group;
    after.title = request.title.value_or(group.title);
    after.topic = request.topic.value_or(group.topic);
    after.history = request.history.value_or(group.history);
    after.post = request.post.value_or(group.post);
    after.invite = request.invite.value_or(group.invite);
    after.pin = request.pin.value_or(group.pin);
    after.settings = request.settings.value_or(group.settings);
    after.join = request.join.value_or(group.join);
    after.slow_ms = request.slow_ms.value_or(group.slow_ms);
    after.versions = request.versions.value_or(group.versions);
    if (all(after) == all(group)) return unchanged();
    group = std::move(after);
    return log(request.conversation, EntryKind::conversation_updated, actor);
}

WriteOk RouterModel::admit(UserId actor, ConversationId id, const std::vector<UserId>& users) {
    Conversation& group = conversations_.at(id);
    const bool was_empty = group.members.empty();
    const WriteOk ok = log(id, EntryKind::member_added, actor, users);
    for (const UserId user : users) {
        Member& member = group.members[user];
        member.joined_rev = ok.rev.value();
        if (group.history == History::joined) {
            member.floor_rev = ok.rev.value();
            member.floor_seq = group.seq() + 1;
        }
        member.read_seq = group.seq();
        member.place = joinings_;
        group.requests.erase(user);
        log_self(user, EntryKind::self_joined, actor);
        if (const auto restraint = group.restraints.extract(user)) {
            member.last_message = restraint.mapped().last_message;
            if (restraint.mapped().muted_until > now_) {
                member.muted_until = restraint.mapped().muted_until;
                log(id, EntryKind::member_muted, actor);
            }
        }
    }
    ++joinings_;
    if (was_empty) {
        group.members.at(users.front()).role = Role::owner;
        group.members.at(users.front()).muted_until = 0;
        log(id, EntryKind::member_role, actor);
    }
    return ok;
}

WriteOk RouterModel::expel(UserId actor, ConversationId id, const std::vector<UserId>& users) {
    Conversation& group = conversations_.at(id);
    const WriteOk ok = log(id, EntryKind::member_removed, actor, users);
    for (const UserId user : users) {
        Member& member = group.members.at(user);
        if (member.muted_until <= now_) member.muted_until = 0;
        const bool slowed = group.slow_ms > 0 && member.last_message + group.slow_ms > now_;
        if (member.muted_until > 0 || slowed) group.restraints[user] = member;
        group.members.erase(user);
        personals_.erase({user, id});
        std::erase_if(follows_, [&](const auto& follow) {
            return std::get<0>(follow.first) == user && std::get<1>(follow.first) == id;
        });
        log_self(user, EntryKind::self_left, actor);
    }
    return ok;
}

bool RouterModel::is_live(const Invite& invite) const {
    return invite.uses_left != 0 && (invite.expires == 0 || invite.expires > now_);
}

Outcome RouterModel::write(UserId actor, const ConversationJoin& request) {
    ConversationId id = request.conversation;
    Invite* invite = nullptr;
    if (request.token) {
        const auto token = tokens_.find(*request.token);
        if (token == tokens_.end()) return error(ErrorCode::not_found);
        id = token->second.first;
        auto& invites = conversations_.at(id).invites;
        const auto found = invites.find(token->second.second);
        if (found == invites.end()) return error(ErrorCode::not_found);
        invite = &found->second;
    }
    const auto found = conversations_.find(id);
    if (found == conversations_.end()) return error(ErrorCode::not_found);
    Conversation& group = found->second;
    WriteOk inside = unchanged();
    inside.conversation = id;
    if (group.members.contains(actor)) return inside;
    if (invite ? !is_live(*invite) : group.direct || group.join == JoinRule::invite) {
        return error(ErrorCode::not_found);
    }
    if (group.banned.contains(actor)) return error(ErrorCode::forbidden);
    WriteOk ok = inside;
    if (!invite && group.join == JoinRule::request) {
        if (group.requests.insert(actor).second) ok = log(id, EntryKind::join_requested, actor);
        ok.requested = true;
    } else {
        if (std::ssize(group.members) >= options_.members_max) {
            return too_many("conversation", options_.members_max);
        }
        ok = admit(actor, id, {actor});
        if (invite && invite->uses_left > 0) --invite->uses_left;
    }
    ok.conversation = id;
    return ok;
}

Outcome RouterModel::write(UserId actor, const JoinDecide& request) {
    const ConversationId id = request.conversation;
    if (auto refusal = refuse(actor, id, May::add)) return *refusal;
    Conversation& group = conversations_.at(id);
    if (!group.requests.contains(request.user)) return error(ErrorCode::not_found);
    if (!request.accept) {
        group.requests.erase(request.user);
        const WriteOk ok = log(id, EntryKind::join_declined, actor);
        log_self(request.user, EntryKind::self_declined, actor);
        return ok;
    }
    if (std::ssize(group.members) >= options_.members_max) {
        return too_many("conversation", options_.members_max);
    }
    return admit(actor, id, {request.user});
}

Outcome RouterModel::write(UserId actor, const InviteCreate& request) {
    if (auto refusal = refuse(actor, request.conversation, May::add)) return *refusal;
    WriteOk ok = log(request.conversation, EntryKind::invite_created, actor);
    ok.invite = ok.rev;
    EXPECT_TRUE(answered_);
    if (answered_) ok.token = answered_->token;
    EXPECT_TRUE(tokens_.emplace(ok.token, std::pair(request.conversation, *ok.rev)).second);
    Invite& invite = conversations_.at(request.conversation).invites[*ok.rev];
    invite.by = actor;
    invite.uses_left = request.uses.value_or(-1);
    if (request.expires_in) invite.expires = now_ + *request.expires_in;
    return ok;
}

Outcome RouterModel::write(UserId actor, const InviteRevoke& request) {
    if (auto refusal = refuse(actor, request.conversation, May::read)) return *refusal;
    auto& invites = conversations_.at(request.conversation).invites;
    const auto invite = invites.find(request.invite);
    if (invite == invites.end()) return error(ErrorCode::not_found);
    if (invite->second.by != actor) {
        if (auto refusal = refuse(actor, request.conversation, May::moderate)) return *refusal;
    }
    invites.erase(invite);
    return log(request.conversation, EntryKind::invite_revoked, actor);
}

Outcome RouterModel::write(UserId actor, const MemberAdd& request) {
    if (auto refusal = refuse(actor, request.conversation, May::add)) return *refusal;
    Conversation& group = conversations_.at(request.conversation);
    if (!know_all(request.users)) return error(ErrorCode::not_found);
    std::vector<UserId> added;
    for (UserId user : request.users) {
        if (!group.members.contains(user)) added.push_back(user);
    }
    if (added.empty()) return unchanged();
    if (is_blocked_by_any(actor, added)) return error(ErrorCode::forbidden);
    for (UserId user : added) {
        if (group.banned.contains(user)) return error(ErrorCode::bad_state);
    }
    if (std::ssize(group.members) + std::ssize(added) > options_.members_max) {
        return too_many("users", options_.members_max);
    }
    return admit(actor, request.conversation, added);
}

Outcome RouterModel::write(UserId actor, const MemberRemove& request) {
    if (auto refusal = refuse(actor, request.conversation, May::remove)) return *refusal;
    Conversation& group = conversations_.at(request.conversation);
    if (!know_all(request.users)) return error(ErrorCode::not_found);
    std::vector<UserId> removed;
    for (UserId user : request.users) {
        if (group.members.contains(user)) removed.push_back(user);
    }
    if (removed.empty()) return unchanged();
    for (UserId user : removed) {
        if (group.members.at(user).role == Role::owner) return need("owner");
    }
    return expel(actor, request.conversation, removed);
}

Outcome RouterModel::write(UserId actor, const MemberLeave& request) {
    if (auto refusal = refuse(actor, request.conversation, May::leave)) return *refusal;
    Conversation& group = conversations_.at(request.conversation);
    const bool was_owner = group.members.at(actor).role == Role::owner;
    const WriteOk ok = expel(actor, request.conversation, {actor});
    if (!was_owner || group.members.empty()) return ok;
    std::vector<std::tuple<bool, std::int64_t, UserId>> heirs;
    for (const auto& [user, member] : group.members) {
        heirs.emplace_back(member.role != Role::admin, member.place, user);
    }
    Member& heir = group.members.at(std::get<2>(*std::min_element(heirs.begin(), heirs.end())));
    heir.role = Role::owner;
    heir.muted_until = 0;
    log(request.conversation, EntryKind::member_role, actor);
    return ok;
}

Outcome RouterModel::write(UserId actor, const MemberRole& request) {
    if (auto refusal = refuse(actor, request.conversation, May::own)) return *refusal;
    Conversation& group = conversations_.at(request.conversation);
    const auto target = group.members.find(request.user);
    if (target == group.members.end()) return error(ErrorCode::not_found);
    if (target->second.role == request.role) return unchanged();
    if (request.user == actor) return field("role");
    target->second.role = request.role;
    const WriteOk ok = log(request.conversation, EntryKind::member_role, actor);
    if (request.role == Role::owner) {
        target->second.muted_until = 0;
        group.members.at(actor).role = Role::admin;
        log(request.conversation, EntryKind::member_role, actor);
    }
    return ok;
}

Outcome RouterModel::write(UserId actor, const MemberBan& request) {
    const ConversationId id = request.conversation;
    if (auto refusal = refuse(actor, id, May::moderate)) return *refusal;
    if (!users_.contains(request.user)) return error(ErrorCode::not_found);
    Conversation& group = conversations_.at(id);
    const auto target = group.members.find(request.user);
    const bool is_member = target != group.members.end();
    if (is_member) {
        const Role role = group.members.at(actor).role;
        if (auto refusal = refuse_over(role, target->second.role)) return *refusal;
    }
    if (group.banned.contains(request.user) == request.on) return unchanged();
    const WriteOk ok = log(id, EntryKind::member_banned, actor);
    if (!request.on) {
        group.banned.erase(request.user);
        return ok;
    }
    group.banned.insert(request.user);
    group.requests.erase(request.user);
    if (is_member) expel(actor, id, {request.user});
    return ok;
}

Outcome RouterModel::write(UserId actor, const MemberMute& request) {
    if (auto refusal = refuse(actor, request.conversation, May::moderate)) return *refusal;
    Conversation& group = conversations_.at(request.conversation);
    const auto target = group.members.find(request.user);
    if (target == group.members.end()) return error(ErrorCode::not_found);
    Member& member = target->second;
    if (auto refusal = refuse_over(group.members.at(actor).role, member.role)) return *refusal;
    const bool mutes = request.until > now_;
    const bool is_muted = member.muted_until > now_;
    if (mutes == is_muted && (!mutes || request.until == member.muted_until)) return unchanged();
    member.muted_until = mutes ? request.until : 0;
    return log(request.conversation, EntryKind::member_muted, actor);
}

}  // namespace parley
