#include "router_model.hpp"

#include <gtest/gtest.h>

namespace parley {

using model::error;
using model::field;
using model::need;

std::set<std::int64_t> RouterModel::Conversation::mentions_of(UserId user,
                                                              std::int64_t after_seq) const {
    std::set<std::int64_t> seqs;
    for (std::int64_t seq = after_seq + 1; seq <= this->seq(); ++seq) {
        const Message& message = messages[static_cast<std::size_t>(seq - 1)];
        const std::vector<UserId>& users = message.mentions.users;
        const bool is_named = std::find(users.begin(), users.end(), user) != users.end();
        if (!message.deleted && (message.mentions.all || is_named)) seqs.insert(seq);
    }
    return seqs;
}

void RouterModel::begin(WallTime now) {
    now_ = now;
    made_.clear();
    receipts_.clear();
    erased_.clear();
    changed_users_.clear();
}

Outcome RouterModel::decide(const Command& command, const Outcome& answer) {
    const auto* request = std::get_if<WriteRequest>(&command.body);
    if (!request) return account(std::get<AccountCommand>(command.body), answer);
    const auto session = sessions_.find(command.actor.session);
    if (session == sessions_.end() || session->second.user != command.actor.user) {
        return error(ErrorCode::unauthenticated);
    }
    answered_ = std::get_if<WriteOk>(&answer);
    session_ = command.actor.session;
    return decide_write(command.actor.user, *request);
}

Outcome RouterModel::decide_write(UserId actor, const WriteRequest& request) {
    const std::pair key(actor, std::string(idempotency_key_of(request)));
    const std::string body = canonical_body(request, ids_);
    if (const auto kept = keys_.find(key); kept != keys_.end()) return repeat(kept->second, body);
    const std::size_t first = made_.size();
    const Outcome outcome =
        std::visit([&](const auto& each) { return write(actor, each); }, request);
    const auto* ok = std::get_if<WriteOk>(&outcome);
    if (ok && ok->rev && !key.second.empty()) keys_[key] = {body, *ok, made_.at(first).log};
    return outcome;
}

Outcome RouterModel::repeat(const Kept& kept, const std::string& body) {
    WriteOk ok = kept.ok;
    const ConversationId id = kept.log.conversation();
    const bool is_erased = id && conversations_.at(id).erased.contains(*ok.rev);
    if (!is_erased && kept.body != body) return error(ErrorCode::idempotency_conflict);
    ok.duplicate = true;
    if (ok.invite && !conversations_.at(id).invites.contains(*ok.invite)) ok.token.clear();
    return ok;
}

RouterModel::Conversation* RouterModel::seen_by(UserId actor, ConversationId id) {
    const auto found = conversations_.find(id);
    if (found == conversations_.end() || !found->second.members.contains(actor)) return nullptr;
    return &found->second;
}

bool RouterModel::is_blocked(const Conversation& direct) const {
    const UserId one = *direct.pair.begin();
    const UserId other = *direct.pair.rbegin();
    return blocks_.contains({one, other}) || blocks_.contains({other, one});
}

bool RouterModel::is_blocked_by_any(UserId actor, const std::vector<UserId>& users) const {
    return std::any_of(users.begin(), users.end(), [&](UserId user) {
        return blocks_.contains({user, actor});
    });
}

std::optional<ProtocolError> RouterModel::refuse(UserId actor, ConversationId id, May right) {
    const Conversation* conversation = seen_by(actor, id);
    if (!conversation) return error(ErrorCode::not_found);
    const bool writes = right == May::send || right == May::edit || right == May::react;
    if (conversation->direct) {
        if (right == May::read) return std::nullopt;
        if (!writes && right != May::pin) return error(ErrorCode::bad_state);
        return is_blocked(*conversation) ? std::optional(error(ErrorCode::forbidden))
                                         : std::nullopt;
    }
    const Member& member = conversation->members.at(actor);
    const bool is_admin = member.role != Role::member;
    const std::map<May, Audience> audiences = {
        {May::send, conversation->post},  {May::pin, conversation->pin},
        {May::add, conversation->invite}, {May::configure, conversation->settings},
        {May::remove, Audience::admins},  {May::moderate, Audience::admins}};
    const auto audience = audiences.find(right);
    if (audience != audiences.end() && audience->second == Audience::admins && !is_admin) {
        return need("admin");
    }
    if (right == May::own && member.role != Role::owner) return need("owner");
    if (writes && member.muted_until > now_) return need("admin");
    return std::nullopt;
}

std::optional<ProtocolError> RouterModel::refuse_seq(UserId actor, ConversationId id,
                                                     const char* name, std::int64_t seq) {
    const Conversation& conversation = conversations_.at(id);
    if (seq < 1 || seq > conversation.seq()) return field(name);
    if (seq < conversation.members.at(actor).floor_seq) return error(ErrorCode::gone);
    return std::nullopt;
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
        ok.time = conversation.message_time = std::max(now_, conversation.message_time);
        Message& message = conversation.messages.emplace_back();
        message.rev = message.text_rev = conversation.rev;
        message.by = by;
    }
    made_.push_back(
        {id, *ok.rev, conversation.seq(), kind, by, *ok.time, std::move(users), {}, false});
    return ok;
}

WriteOk RouterModel::log_self(UserId user, EntryKind kind, UserId by) {
    WriteOk ok;
    ok.rev = ++self_revs_[user];
    ok.time = now_;
    made_.push_back({user, *ok.rev, 0, kind, by, now_, {}, {}, false});
    return ok;
}

void RouterModel::erase(ConversationId id, std::int64_t rev) {
    conversations_.at(id).erased.insert(rev);
    const auto made = std::find_if(made_.begin(), made_.end(), [&](const Made& one) {
        return one.log == LogId(id) && one.rev == rev;
    });
    if (made == made_.end()) {
        erased_.emplace_back(id, rev);
    } else {
        made->erased = true;
    }
}

void RouterModel::end_session(std::map<SessionId, Session>::iterator session) {
    log_self(session->second.user, EntryKind::self_device_revoked, session->second.user);
    sessions_.erase(session);
}

Outcome RouterModel::account(const AccountCommand& command, const Outcome& answer) {
    if (const auto* account = std::get_if<CreateAccount>(&command)) {
        const auto* made = std::get_if<UserRow>(&answer);
        EXPECT_TRUE(made && users_.insert(made->id).second);
        if (!made) return Done{};
        self_revs_[made->id] = 0;
        user_revs_[made->id] = 1;
        display_names_[made->id] = account->display_name;
        return answer;
    }
    if (const auto* sign_in = std::get_if<CreateSession>(&command)) {
        if (!users_.contains(sign_in->user)) return error(ErrorCode::not_found);
        if (disabled_.contains(sign_in->user)) return error(ErrorCode::bad_state);
        const auto signed_in = std::count_if(
            sessions_.begin(), sessions_.end(),
            [&](const auto& session) { return session.second.user == sign_in->user; });
        if (signed_in >= options_.devices_per_user) return error(ErrorCode::quota);
        const auto* made = std::get_if<SessionMade>(&answer);
        EXPECT_TRUE(made && !sessions_.contains(made->session.id));
        if (!made) return Done{};
        sessions_[made->session.id] = {sign_in->user, made->device.id};
        devices_[made->device.id] = {sign_in->user, ""};
        log_self(sign_in->user, EntryKind::self_device_added, sign_in->user);
        return answer;
    }
    if (const auto* end = std::get_if<EndSession>(&command)) {
        const auto session = sessions_.find(end->session);
        if (session == sessions_.end()) return error(ErrorCode::not_found);
        end_session(session);
        return Done{};
    }
    const auto& change = std::get<ChangeUser>(command);
    if (!users_.contains(change.user)) return error(ErrorCode::not_found);
    const bool disabled = change.disabled.value();
    if (disabled_.contains(change.user) == disabled) return Done{};
    changed_users_.emplace_back(change.user, ++user_revs_[change.user]);
    if (!disabled) {
        disabled_.erase(change.user);
        return Done{};
    }
    disabled_.insert(change.user);
    for (auto next = sessions_.begin(); next != sessions_.end();) {
        const auto session = next++;
        if (session->second.user == change.user) end_session(session);
    }
    return Done{};
}

}  // namespace parley
