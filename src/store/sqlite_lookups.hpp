#pragma once
#include <optional>
#include <string_view>
#include <vector>

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

    SqliteLog& log() { return log_; }

  private:
    SqliteConnection& connection_;
    SqliteLog log_;
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

  protected:
    SqliteLookups& lookups_;
};

}  // namespace parley
