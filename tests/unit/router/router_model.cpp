#include "router_model.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace parley {
namespace {

ProtocolError refuse(ErrorCode code) {
    ProtocolError error;
    error.code = code;
    return error;
}

WriteOk unchanged() {
    WriteOk ok;
    ok.unchanged = true;
    return ok;
}

}  // namespace

void RouterModel::begin(WallTime now) {
    now_ = now;
    made_.clear();
}

Outcome RouterModel::decide(const Command& command, const Outcome& answer) {
    const auto* request = std::get_if<WriteRequest>(&command.body);
    if (!request) return account(std::get<AccountCommand>(command.body), answer);
    const auto session = sessions_.find(command.actor.session);
    if (session == sessions_.end() || session->second.user != command.actor.user) {
        return refuse(ErrorCode::unauthenticated);
    }
    const auto* ok = std::get_if<WriteOk>(&answer);
    return decide_write(command.actor.user, *request, ok ? ok->conversation : ConversationId());
}

Outcome RouterModel::decide_write(UserId actor, const WriteRequest& request,
                                  ConversationId adopted) {
    const std::pair key(actor, std::string(idempotency_key_of(request)));
    const std::string body = canonical_body(request, ids_);
    if (const auto kept = keys_.find(key); kept != keys_.end()) {
        if (kept->second.body != body) return refuse(ErrorCode::idempotency_conflict);
        WriteOk ok = kept->second.ok;
        ok.duplicate = true;
        return ok;
    }
    const Outcome outcome =
        std::visit([&](const auto& each) { return write(actor, each, adopted); }, request);
    const auto* ok = std::get_if<WriteOk>(&outcome);
    if (ok && ok->rev && !key.second.empty()) keys_[key] = {body, *ok};
    return outcome;
}

RouterModel::Conversation* RouterModel::seen_by(UserId actor, ConversationId id) {
    const auto found = conversations_.find(id);
    if (found == conversations_.end() || !found->second.members.contains(actor)) return nullptr;
    return &found->second;
}

bool RouterModel::know_all(const std::vector<UserId>& users) const {
    return std::all_of(users.begin(), users.end(),
                       [&](UserId user) { return users_.contains(user); });
}

WriteOk RouterModel::log(ConversationId id, EntryKind kind, UserId by, std::vector<UserId> users) {
    Conversation& conversation = conversations_.at(id);
    WriteOk ok;
    ok.rev = ++conversation.rev;
    ok.time = now_;
    if (kind == EntryKind::message) {
        ++conversation.seq;
        ok.time = conversation.message_time = std::max(now_, conversation.message_time);
    }
    made_.push_back({id, *ok.rev, conversation.seq, kind, by, *ok.time, std::move(users)});
    return ok;
}

WriteOk RouterModel::log_self(UserId user, EntryKind kind, UserId by) {
    WriteOk ok;
    ok.rev = ++self_revs_[user];
    ok.time = now_;
    made_.push_back({user, *ok.rev, 0, kind, by, now_, {}});
    return ok;
}

Outcome RouterModel::write(UserId actor, const MessageSend& request, ConversationId) {
    Conversation* conversation = seen_by(actor, request.conversation);
    if (!conversation) return refuse(ErrorCode::not_found);
    Member& member = conversation->members.at(actor);
    if (conversation->post == Audience::admins && member.role == Role::member) {
        ProtocolError error = refuse(ErrorCode::forbidden);
        error.need = "admin";
        return error;
    }
    if (request.if_rev && *request.if_rev != conversation->rev) {
        ProtocolError error = refuse(ErrorCode::conflict);
        error.current = conversation->rev;
        return error;
    }
    if (request.reply_to &&
        (*request.reply_to < member.floor_seq || *request.reply_to > conversation->seq)) {
        ProtocolError error = refuse(ErrorCode::bad_field);
        error.field = "reply_to";
        return error;
    }
    if (request.mentions && !know_all(request.mentions->users)) {
        return refuse(ErrorCode::not_found);
    }
    WriteOk ok = log(request.conversation, EntryKind::message, actor);
    ok.seq = member.read_seq = conversation->seq;
    return ok;
}

Outcome RouterModel::write(UserId actor, const ConversationRead& request, ConversationId) {
    Conversation* conversation = seen_by(actor, request.conversation);
    if (!conversation) return refuse(ErrorCode::not_found);
    if (request.seq > conversation->seq) {
        ProtocolError error = refuse(ErrorCode::bad_field);
        error.field = "seq";
        return error;
    }
    Member& member = conversation->members.at(actor);
    WriteOk ok = unchanged();
    if (request.seq > member.read_seq) {
        member.read_seq = request.seq;
        ok = log_self(actor, EntryKind::self_read, actor);
    }
    ok.read_seq = member.read_seq;
    ok.unread = conversation->seq - member.read_seq;
    return ok;
}

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

Outcome RouterModel::write(UserId actor, const ConversationOpen& request, ConversationId adopted) {
    if (!users_.contains(request.user)) return refuse(ErrorCode::not_found);
    const std::set<UserId> pair = {actor, request.user};
    for (const auto& [id, conversation] : conversations_) {
        if (!conversation.direct || conversation.pair != pair) continue;
        WriteOk ok = unchanged();
        ok.conversation = id;
        return ok;
    }
    Conversation direct;
    direct.direct = true;
    direct.pair = pair;
    std::vector<std::pair<UserId, Role>> members = {{actor, Role::member}};
    if (request.user != actor) members.emplace_back(request.user, Role::member);
    return found(actor, adopted, std::move(direct), members);
}

Outcome RouterModel::write(UserId actor, const ConversationCreate& request,
                           ConversationId adopted) {
    std::vector<std::pair<UserId, Role>> members = {{actor, Role::owner}};
    for (UserId user : request.members) {
        if (user != actor) members.emplace_back(user, Role::member);
    }
    if (static_cast<std::int64_t>(members.size()) > members_max_) {
        ProtocolError error = refuse(ErrorCode::too_large);
        error.field = "members";
        error.limit = members_max_;
        return error;
    }
    if (!know_all(request.members)) return refuse(ErrorCode::not_found);
    Conversation group;
    group.history = request.history.value_or(History::shared);
    group.post = request.post.value_or(Audience::members);
    group.invite = request.invite.value_or(Audience::members);
    return found(actor, adopted, std::move(group), members);
}

Outcome RouterModel::write(UserId actor, const MemberAdd& request, ConversationId) {
    Conversation* conversation = seen_by(actor, request.conversation);
    if (!conversation) return refuse(ErrorCode::not_found);
    if (conversation->direct) return refuse(ErrorCode::bad_state);
    if (conversation->invite == Audience::admins &&
        conversation->members.at(actor).role == Role::member) {
        ProtocolError error = refuse(ErrorCode::forbidden);
        error.need = "admin";
        return error;
    }
    if (!know_all(request.users)) return refuse(ErrorCode::not_found);
    std::vector<UserId> added;
    for (UserId user : request.users) {
        if (!conversation->members.contains(user)) added.push_back(user);
    }
    if (added.empty()) return unchanged();
    if (static_cast<std::int64_t>(conversation->members.size() + added.size()) > members_max_) {
        ProtocolError error = refuse(ErrorCode::too_large);
        error.field = "users";
        error.limit = members_max_;
        return error;
    }
    const WriteOk ok = log(request.conversation, EntryKind::member_added, actor, added);
    for (UserId user : added) {
        Member& member = conversation->members[user];
        member.joined_rev = conversation->rev;
        if (conversation->history == History::joined) {
            member.floor_rev = conversation->rev;
            member.floor_seq = conversation->seq + 1;
        }
        member.read_seq = conversation->seq;
        member.place = joinings_;
        log_self(user, EntryKind::self_joined, actor);
    }
    ++joinings_;
    return ok;
}

Outcome RouterModel::write(UserId actor, const MemberRemove& request, ConversationId) {
    Conversation* conversation = seen_by(actor, request.conversation);
    if (!conversation) return refuse(ErrorCode::not_found);
    if (conversation->direct) return refuse(ErrorCode::bad_state);
    ProtocolError error = refuse(ErrorCode::forbidden);
    error.need = "admin";
    if (conversation->members.at(actor).role == Role::member) return error;
    if (!know_all(request.users)) return refuse(ErrorCode::not_found);
    std::vector<UserId> removed;
    for (UserId user : request.users) {
        if (conversation->members.contains(user)) removed.push_back(user);
    }
    if (removed.empty()) return unchanged();
    error.need = "owner";
    for (UserId user : removed) {
        if (conversation->members.at(user).role == Role::owner) return error;
    }
    const WriteOk ok = log(request.conversation, EntryKind::member_removed, actor, removed);
    for (UserId user : removed) {
        conversation->members.erase(user);
        log_self(user, EntryKind::self_left, actor);
    }
    return ok;
}

Outcome RouterModel::write(UserId actor, const MemberLeave& request, ConversationId) {
    Conversation* conversation = seen_by(actor, request.conversation);
    if (!conversation) return refuse(ErrorCode::not_found);
    if (conversation->direct) return refuse(ErrorCode::bad_state);
    const bool was_owner = conversation->members.at(actor).role == Role::owner;
    conversation->members.erase(actor);
    const WriteOk ok = log(request.conversation, EntryKind::member_removed, actor, {actor});
    log_self(actor, EntryKind::self_left, actor);
    if (!was_owner || conversation->members.empty()) return ok;
    std::vector<std::tuple<bool, std::int64_t, UserId>> heirs;
    for (const auto& [user, member] : conversation->members) {
        heirs.emplace_back(member.role != Role::admin, member.place, user);
    }
    const UserId heir = std::get<2>(*std::min_element(heirs.begin(), heirs.end()));
    conversation->members.at(heir).role = Role::owner;
    log(request.conversation, EntryKind::member_role, actor);
    return ok;
}

Outcome RouterModel::write(UserId actor, const MemberRole& request, ConversationId) {
    Conversation* conversation = seen_by(actor, request.conversation);
    if (!conversation) return refuse(ErrorCode::not_found);
    if (conversation->direct) return refuse(ErrorCode::bad_state);
    if (conversation->members.at(actor).role != Role::owner) {
        ProtocolError error = refuse(ErrorCode::forbidden);
        error.need = "owner";
        return error;
    }
    const auto target = conversation->members.find(request.user);
    if (target == conversation->members.end()) return refuse(ErrorCode::not_found);
    if (target->second.role == request.role) return unchanged();
    if (request.user == actor) {
        ProtocolError error = refuse(ErrorCode::bad_field);
        error.field = "role";
        return error;
    }
    target->second.role = request.role;
    const WriteOk ok = log(request.conversation, EntryKind::member_role, actor);
    if (request.role == Role::owner) {
        conversation->members.at(actor).role = Role::admin;
        log(request.conversation, EntryKind::member_role, actor);
    }
    return ok;
}

Outcome RouterModel::account(const AccountCommand& command, const Outcome& answer) {
    if (std::holds_alternative<CreateAccount>(command)) {
        const auto* made = std::get_if<UserRow>(&answer);
        EXPECT_TRUE(made && users_.insert(made->id).second);
        if (made) self_revs_[made->id] = 0;
        return answer;
    }
    if (const auto* sign_in = std::get_if<CreateSession>(&command)) {
        if (!users_.contains(sign_in->user)) return refuse(ErrorCode::not_found);
        if (disabled_.contains(sign_in->user)) return refuse(ErrorCode::bad_state);
        const auto* made = std::get_if<SessionMade>(&answer);
        EXPECT_TRUE(made && !sessions_.contains(made->session.id));
        if (made) sessions_[made->session.id] = {sign_in->user, made->device.id};
        log_self(sign_in->user, EntryKind::self_device_added, sign_in->user);
        return answer;
    }
    if (const auto* end = std::get_if<EndSession>(&command)) {
        const auto session = sessions_.find(end->session);
        if (session == sessions_.end()) return refuse(ErrorCode::not_found);
        log_self(session->second.user, EntryKind::self_device_revoked, session->second.user);
        sessions_.erase(session);
        return Done{};
    }
    const auto& disabling = std::get<SetDisabled>(command);
    if (!users_.contains(disabling.user)) return refuse(ErrorCode::not_found);
    if (disabled_.contains(disabling.user) == disabling.disabled) return Done{};
    if (!disabling.disabled) {
        disabled_.erase(disabling.user);
        return Done{};
    }
    disabled_.insert(disabling.user);
    for (auto next = sessions_.begin(); next != sessions_.end();) {
        if (next->second.user != disabling.user) {
            ++next;
            continue;
        }
        log_self(disabling.user, EntryKind::self_device_revoked, disabling.user);
        next = sessions_.erase(next);
    }
    return Done{};
}

}  // namespace parley
