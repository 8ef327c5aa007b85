#pragma once
// What the protocol says of writes, in the plainest form: no cache, no batch, answers kept as they
// were given. The router is compared with it on random commands.

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "parley/router/router.hpp"

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
        WallTime muted_until = 0;
        WallTime last_message = 0;
    };
    struct Message {
        std::int64_t rev = 0;
        UserId by;
        std::string text;
        std::string format = "plain";
        Mentions mentions;
        std::int64_t thread = 0;
        std::int64_t version = 1;
        std::int64_t text_rev = 0;     // of the entry that holds the text
        std::int64_t changed_rev = 0;  // 0: never
        bool deleted = false;
        bool pinned = false;
        std::vector<std::int64_t> revs_about;  // edits and reactions
        std::map<std::string, std::set<UserId>> reactions;
    };
    struct Thread {
        std::int64_t head = 0;
        std::int64_t last_seq = 0;
        std::set<UserId> participants;
    };
    struct Invite {
        UserId by;
        std::int64_t uses_left = -1;
        WallTime expires = 0;
    };
    struct Conversation {
        bool direct = false;
        std::set<UserId> pair;
        std::string title;
        std::string topic;
        History history = History::shared;
        Audience post = Audience::members;
        Audience invite = Audience::members;
        Audience pin = Audience::members;
        Audience settings = Audience::admins;
        JoinRule join = JoinRule::invite;
        std::int64_t slow_ms = 0;
        bool versions = true;
        std::map<UserId, Member> members;
        std::vector<Message> messages;  // by seq, from 1
        std::map<std::int64_t, Thread> threads;
        std::set<UserId> banned;
        std::map<UserId, Member> restraints;  // of those who left
        std::set<UserId> requests;
        std::map<std::int64_t, Invite> invites;  // by rev
        std::set<std::int64_t> erased;           // revs
        std::int64_t rev = 0;
        WallTime message_time = 0;

        std::int64_t seq() const { return std::ssize(messages); }
        Message& message(std::int64_t seq) { return messages[static_cast<std::size_t>(seq - 1)]; }
        std::set<std::int64_t> mentions_of(UserId user, std::int64_t after_seq) const;
    };
    struct Follow {
        bool following = false;
        std::int64_t read = 0;
        friend bool operator==(const Follow&, const Follow&) = default;
    };
    struct Personal {
        WallTime muted_until = 0;
        bool pinned = false;
        bool marked_unread = false;
        std::string draft;
    };
    struct Made {
        LogId log;
        std::int64_t rev = 0;
        std::int64_t seq = 0;
        EntryKind kind = EntryKind::message;
        UserId by;
        WallTime time = 0;
        std::vector<UserId> users;
        // thread, thread_seq, target, version
        std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t> columns;
        bool erased = false;
        friend bool operator==(const Made&, const Made&) = default;
    };
    using ThreadKey = std::tuple<UserId, ConversationId, std::int64_t>;

    RouterModel(const IdCodec& ids, const RouterOptions& options) : ids_(ids), options_(options) {}

    void begin(WallTime now);
    // Decides it too. Numbers of new rows are taken from the router's `answer`, and checked to be
    // new.
    Outcome decide(const Command& command, const Outcome& answer);
    // Of the batch since begin().
    const std::vector<Made>& made() const { return made_; }
    const std::map<std::pair<ConversationId, UserId>, std::int64_t>& receipts() const {
        return receipts_;
    }
    const std::vector<std::pair<ConversationId, std::int64_t>>& erased() const { return erased_; }
    const std::vector<std::pair<UserId, std::int64_t>>& changed_users() const {
        return changed_users_;
    }

    const std::map<ConversationId, Conversation>& conversations() const { return conversations_; }
    const std::map<ThreadKey, Follow>& follows() const { return follows_; }
    const std::map<std::pair<UserId, ConversationId>, Personal>& personals() const {
        return personals_;
    }
    const std::set<std::pair<UserId, UserId>>& blocks() const { return blocks_; }
    std::int64_t self_rev(UserId user) const { return self_revs_.at(user); }
    const std::set<UserId>& users() const { return users_; }

  private:
    enum class May { read, send, edit, react, pin, add, remove, moderate, configure, own, leave };
    struct Session {
        UserId user;
        DeviceId device;
    };
    struct Kept {
        std::string body;
        WriteOk ok;
        LogId log;
    };

    // router_model.cpp
    Outcome decide_write(UserId actor, const WriteRequest& request);
    Outcome account(const AccountCommand& command, const Outcome& answer);
    Outcome repeat(const Kept& kept, const std::string& body);
    void end_session(std::map<SessionId, Session>::iterator session);
    // router_model_messages.cpp
    Outcome write(UserId actor, const MessageSend& request);
    Outcome write(UserId actor, const MessageEdit& request);
    Outcome write(UserId actor, const MessageDelete& request);
    Outcome write(UserId actor, const MessageReact& request);
    Outcome write(UserId actor, const MessagePin& request);
    Outcome write(UserId actor, const ConversationRead& request);
    Outcome write(UserId actor, const ThreadFollow& request);
    Outcome write(UserId actor, const ThreadRead& request);
    // router_model_groups.cpp
    Outcome write(UserId actor, const ConversationOpen& request);
    Outcome write(UserId actor, const ConversationCreate& request);
    Outcome write(UserId actor, const ConversationUpdate& request);
    Outcome write(UserId actor, const ConversationJoin& request);
    Outcome write(UserId actor, const JoinDecide& request);
    Outcome write(UserId actor, const InviteCreate& request);
    Outcome write(UserId actor, const InviteRevoke& request);
    Outcome write(UserId actor, const MemberAdd& request);
    Outcome write(UserId actor, const MemberRemove& request);
    Outcome write(UserId actor, const MemberLeave& request);
    Outcome write(UserId actor, const MemberRole& request);
    Outcome write(UserId actor, const MemberBan& request);
    Outcome write(UserId actor, const MemberMute& request);
    // router_model_personal.cpp
    Outcome write(UserId actor, const ConversationSettings& request);
    Outcome write(UserId actor, const UserBlock& request);
    Outcome write(UserId actor, const UserUpdate& request);
    Outcome write(UserId actor, const DeviceRename& request);
    Outcome write(UserId actor, const DeviceRevoke& request);

    Conversation* seen_by(UserId actor, ConversationId id);
    // None: the conversation is there, and the actor may.
    std::optional<ProtocolError> refuse(UserId actor, ConversationId id, May right);
    std::optional<ProtocolError> refuse_seq(UserId actor, ConversationId id, const char* field,
                                            std::int64_t seq);
    bool is_blocked(const Conversation& direct) const;
    bool is_blocked_by_any(UserId actor, const std::vector<UserId>& users) const;
    Outcome found(UserId actor, ConversationId id, Conversation conversation,
                  const std::vector<std::pair<UserId, Role>>& members);
    WriteOk admit(UserId actor, ConversationId id, const std::vector<UserId>& users);
    WriteOk expel(UserId actor, ConversationId id, const std::vector<UserId>& users);
    void erase(ConversationId id, std::int64_t rev);
    void follow(UserId user, ConversationId id, std::int64_t root, std::int64_t read, UserId by);
    bool know_all(const std::vector<UserId>& users) const;
    bool is_live(const Invite& invite) const;
    WriteOk log(ConversationId id, EntryKind kind, UserId by, std::vector<UserId> users = {});
    WriteOk log_self(UserId user, EntryKind kind, UserId by);

    const IdCodec ids_;
    const RouterOptions options_;
    const WriteOk* answered_ = nullptr;  // by the router, to the present request
    SessionId session_;                  // that asks
    std::set<UserId> users_;
    std::set<UserId> disabled_;
    std::map<UserId, std::string> display_names_;
    std::map<UserId, std::int64_t> user_revs_;
    std::set<UserId> discreet_;  // without read receipts
    std::map<SessionId, Session> sessions_;
    std::map<DeviceId, std::pair<UserId, std::string>> devices_;
    std::map<UserId, std::int64_t> self_revs_;
    std::map<ConversationId, Conversation> conversations_;
    std::map<ThreadKey, Follow> follows_;
    std::map<std::pair<UserId, ConversationId>, Personal> personals_;
    std::set<std::pair<UserId, UserId>> blocks_;  // (blocker, blocked)
    std::map<std::string, std::pair<ConversationId, std::int64_t>> tokens_;
    std::map<std::pair<UserId, std::string>, Kept> keys_;
    std::int64_t joinings_ = 0;
    WallTime now_ = 0;
    std::vector<Made> made_;
    std::map<std::pair<ConversationId, UserId>, std::int64_t> receipts_;
    std::vector<std::pair<ConversationId, std::int64_t>> erased_;
    std::vector<std::pair<UserId, std::int64_t>> changed_users_;
};

// For the model's own files.
namespace model {

inline ProtocolError error(ErrorCode code) {
    ProtocolError made;
    made.code = code;
    return made;
}
inline ProtocolError need(const char* who) {
    ProtocolError made = error(ErrorCode::forbidden);
    made.need = who;
    return made;
}
inline ProtocolError field(const char* name) {
    ProtocolError made = error(ErrorCode::bad_field);
    made.field = name;
    return made;
}
inline ProtocolError changed_to(std::int64_t current) {
    ProtocolError made = error(ErrorCode::conflict);
    made.current = current;
    return made;
}
inline ProtocolError too_many(const char* name, std::int64_t limit) {
    ProtocolError made = error(ErrorCode::too_large);
    made.field = name;
    made.limit = limit;
    return made;
}
inline WriteOk unchanged() {
    WriteOk ok;
    ok.unchanged = true;
    return ok;
}

}  // namespace model
}  // namespace parley
