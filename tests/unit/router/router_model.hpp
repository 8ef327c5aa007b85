#pragma once
// What the protocol says of writes, in the plainest form: no cache, no batch, answers kept as they
// were given. The router is compared with it on random commands.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "parley/router/command.hpp"

namespace parley {

class RouterModel {
  public:
    struct Member {
        Role role = Role::member;
        std::int64_t joined_rev = 0;
        std::int64_t floor_rev = 1;
        std::int64_t floor_seq = 1;
        std::int64_t read_seq = 0;
        std::int64_t place = 0;  // who joined before whom
    };
    struct Conversation {
        bool direct = false;
        std::set<UserId> pair;
        History history = History::shared;
        Audience post = Audience::members;
        Audience invite = Audience::members;
        std::map<UserId, Member> members;
        std::int64_t rev = 0;
        std::int64_t seq = 0;
        WallTime message_time = 0;
    };
    struct Made {
        LogId log;
        std::int64_t rev = 0;
        std::int64_t seq = 0;
        EntryKind kind = EntryKind::message;
        UserId by;
        WallTime time = 0;
        std::vector<UserId> users;
        friend bool operator==(const Made&, const Made&) = default;
    };

    RouterModel(const IdCodec& ids, std::int64_t members_max)
        : ids_(ids), members_max_(members_max) {}

    void begin(WallTime now);
    // Decides it too. Numbers of new rows are taken from the router's `answer`, and checked to be
    // new.
    Outcome decide(const Command& command, const Outcome& answer);
    const std::vector<Made>& made() const { return made_; }

    const std::map<ConversationId, Conversation>& conversations() const { return conversations_; }
    std::int64_t self_rev(UserId user) const { return self_revs_.at(user); }
    const std::set<UserId>& users() const { return users_; }

  private:
    struct Session {
        UserId user;
        DeviceId device;
    };
    struct Kept {
        std::string body;
        WriteOk ok;
    };

    Outcome decide_write(UserId actor, const WriteRequest& request, ConversationId adopted);
    Outcome write(UserId actor, const MessageSend& request, ConversationId adopted);
    Outcome write(UserId actor, const ConversationRead& request, ConversationId adopted);
    Outcome write(UserId actor, const ConversationOpen& request, ConversationId adopted);
    Outcome write(UserId actor, const ConversationCreate& request, ConversationId adopted);
    Outcome write(UserId actor, const MemberAdd& request, ConversationId adopted);
    Outcome write(UserId actor, const MemberRemove& request, ConversationId adopted);
    Outcome write(UserId actor, const MemberLeave& request, ConversationId adopted);
    Outcome write(UserId actor, const MemberRole& request, ConversationId adopted);
    Outcome account(const AccountCommand& command, const Outcome& answer);

    Conversation* seen_by(UserId actor, ConversationId id);
    Outcome found(UserId actor, ConversationId id, Conversation conversation,
                  const std::vector<std::pair<UserId, Role>>& members);
    bool know_all(const std::vector<UserId>& users) const;
    WriteOk log(ConversationId id, EntryKind kind, UserId by, std::vector<UserId> users = {});
    WriteOk log_self(UserId user, EntryKind kind, UserId by);

    const IdCodec ids_;
    const std::int64_t members_max_;
    std::set<UserId> users_;
    std::set<UserId> disabled_;
    std::map<SessionId, Session> sessions_;
    std::map<UserId, std::int64_t> self_revs_;
    std::map<ConversationId, Conversation> conversations_;
    std::map<std::pair<UserId, std::string>, Kept> keys_;
    std::int64_t joinings_ = 0;
    WallTime now_ = 0;
    std::vector<Made> made_;
};

}  // namespace parley
