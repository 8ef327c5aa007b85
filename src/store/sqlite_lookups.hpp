#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "message_lookups.hpp"
#include "parley/store/store.hpp"
#include "sqlite_log.hpp"
#include "sqlite_statement.hpp"

namespace parley {

// The look-ups that writer and readers share, on one connection.
class SqliteLookups {
  public:
    explicit SqliteLookups(SqliteConnection& connection);

    std::optional<ConversationRow> conversation(ConversationId id);
    std::optional<MemberRow> member(ConversationId conversation, UserId user);
    std::vector<MemberRow> members(ConversationId conversation, UserId after, std::int64_t limit);
    std::optional<ConversationId> direct_conversation(UserId low, UserId high);
    std::optional<UserRow> user(UserId id);
    std::optional<UserRow> user_by_login(std::string_view login);
    bool has_administrator();
    std::vector<UserRow> users(UserId after, std::int64_t limit);
    std::optional<SessionRow> session(SessionId id);
    std::optional<SessionRow> session_by_token(const Sha256& token_hash);
    std::vector<SessionRow> sessions(UserId user);
    std::optional<DeviceRow> device(DeviceId id);
    std::optional<InviteRow> invite(const Sha256& token_hash);
    std::optional<KeyRow> key(UserId user, std::string_view idempotency_key);
    std::vector<DeviceRow> devices(UserId user);
    std::optional<PersonalRow> personal(UserId user, ConversationId conversation);
    bool blocks(UserId blocker, UserId blocked);
    std::vector<UserId> blocked_by(UserId blocker);
    std::optional<BanRow> ban(ConversationId conversation, UserId user);
    std::optional<RestraintRow> restraint(ConversationId conversation, UserId user);
    std::optional<JoinRequestRow> join_request(ConversationId conversation, UserId user);
    std::optional<GroupInviteRow> group_invite(ConversationId conversation, std::int64_t rev);
    std::optional<GroupInviteRow> group_invite_by_token(std::string_view token);
    std::vector<GroupInviteRow> group_invites(ConversationId conversation);

    // Lists, which only readers ask for.
    std::vector<PersonalRow> personals(UserId user);
    std::vector<BanRow> bans(ConversationId conversation, UserId after, std::int64_t limit);
    std::vector<JoinRequestRow> join_requests(ConversationId conversation, UserId after,
                                              std::int64_t limit);
    std::vector<ConversationRow> public_groups(std::string_view prefix, std::string_view after_key,
                                               ConversationId after, std::int64_t limit);
    std::vector<UserRow> users_by_prefix(std::string_view prefix, std::int64_t limit);
    std::vector<InviteRow> invites(std::int64_t limit);
    std::vector<SessionRow> sessions_before(SessionId before, std::int64_t limit);

    SqliteLog& log() { return log_; }
    MessageLookups& messages() { return messages_; }

  private:
    SqliteConnection& connection_;
    SqliteLog log_;
    MessageLookups messages_;
    Statement conversation_;
    Statement member_;
    Statement members_;
    Statement direct_conversation_;
    Statement user_;
    Statement user_by_login_;
    Statement has_administrator_;
    Statement users_;
    Statement session_;
    Statement session_by_token_;
    Statement sessions_;
    Statement device_;
    Statement invite_;
    Statement key_;
    Statement devices_;
    Statement personal_;
    Statement personals_;
    Statement blocks_;
    Statement blocked_by_;
    Statement ban_;
    Statement bans_;
    Statement restraint_;
    Statement join_request_;
    Statement join_requests_;
    Statement group_invite_;
    Statement group_invite_by_token_;
    Statement group_invites_;
    Statement public_groups_;
    Statement users_by_login_prefix_;
    Statement users_by_name_prefix_;
    Statement invites_;
    Statement sessions_before_;
};

// A login as it is compared: ASCII letters in lower case.
std::string login_key_of(std::string_view login);

// `Interface` is Store or Snapshot: their common part, answered by SqliteLookups.
template <class Interface>
class LookupsOf : public Interface {
  public:
    explicit LookupsOf(SqliteLookups& lookups) : lookups_(lookups) {}

    std::optional<ConversationRow> conversation(ConversationId id) override {
        return lookups_.conversation(id);
    }
    std::optional<MemberRow> member(ConversationId conversation, UserId user) override {
        return lookups_.member(conversation, user);
    }
    std::vector<MemberRow> members(ConversationId conversation, UserId after,
                                   std::int64_t limit) override {
        return lookups_.members(conversation, after, limit);
    }
    std::optional<ConversationId> direct_conversation(UserId low, UserId high) override {
        return lookups_.direct_conversation(low, high);
    }
    std::optional<UserRow> user(UserId id) override { return lookups_.user(id); }
    std::optional<UserRow> user_by_login(std::string_view login) override {
        return lookups_.user_by_login(login);
    }
    bool has_administrator() override { return lookups_.has_administrator(); }
    std::vector<UserRow> users(UserId after, std::int64_t limit) override {
        return lookups_.users(after, limit);
    }
    std::optional<SessionRow> session(SessionId id) override { return lookups_.session(id); }
    std::optional<SessionRow> session_by_token(const Sha256& token_hash) override {
        return lookups_.session_by_token(token_hash);
    }
    std::vector<SessionRow> sessions(UserId user) override { return lookups_.sessions(user); }
    std::optional<DeviceRow> device(DeviceId id) override { return lookups_.device(id); }
    std::optional<InviteRow> invite(const Sha256& token_hash) override {
        return lookups_.invite(token_hash);
    }
    std::optional<KeyRow> key(UserId user, std::string_view idempotency_key) override {
        return lookups_.key(user, idempotency_key);
    }
    std::optional<Entry> entry(LogId log, std::int64_t rev) override {
        return lookups_.log().entry(log, rev);
    }
    std::optional<Entry> message(ConversationId conversation, std::int64_t seq) override {
        return lookups_.log().message(conversation, seq);
    }

    std::optional<MessageStateRow> message_state(ConversationId conversation,
                                                 std::int64_t seq) override {
        return lookups_.messages().message_state(conversation, seq);
    }
    bool has_reaction(ConversationId conversation, std::int64_t seq, std::string_view emoji,
                      UserId user) override {
        return lookups_.messages().has_reaction(conversation, seq, emoji, user);
    }
    std::int64_t reaction_count(ConversationId conversation, std::int64_t seq,
                                std::string_view emoji) override {
        return lookups_.messages().reaction_count(conversation, seq, emoji);
    }
    std::int64_t emoji_count(ConversationId conversation, std::int64_t seq) override {
        return lookups_.messages().emoji_count(conversation, seq);
    }
    std::vector<PinRow> pins(ConversationId conversation) override {
        return lookups_.messages().pins(conversation);
    }
    std::optional<ThreadRow> thread(ConversationId conversation, std::int64_t root) override {
        return lookups_.messages().thread(conversation, root);
    }
    std::optional<FollowRow> follow(UserId user, ConversationId conversation,
                                    std::int64_t root) override {
        return lookups_.messages().follow(user, conversation, root);
    }
    std::optional<PersonalRow> personal(UserId user, ConversationId conversation) override {
        return lookups_.personal(user, conversation);
    }
    bool blocks(UserId blocker, UserId blocked) override {
        return lookups_.blocks(blocker, blocked);
    }
    std::vector<UserId> blocked_by(UserId blocker) override { return lookups_.blocked_by(blocker); }
    std::vector<DeviceRow> devices(UserId user) override { return lookups_.devices(user); }
    std::optional<BanRow> ban(ConversationId conversation, UserId user) override {
        return lookups_.ban(conversation, user);
    }
    std::optional<RestraintRow> restraint(ConversationId conversation, UserId user) override {
        return lookups_.restraint(conversation, user);
    }
    std::optional<JoinRequestRow> join_request(ConversationId conversation, UserId user) override {
        return lookups_.join_request(conversation, user);
    }
    std::optional<GroupInviteRow> group_invite(ConversationId conversation,
                                               std::int64_t rev) override {
        return lookups_.group_invite(conversation, rev);
    }
    std::optional<GroupInviteRow> group_invite_by_token(std::string_view token) override {
        return lookups_.group_invite_by_token(token);
    }
    std::vector<GroupInviteRow> group_invites(ConversationId conversation) override {
        return lookups_.group_invites(conversation);
    }

  protected:
    SqliteLookups& lookups_;
};

}  // namespace parley
