#pragma once
// One write request on its way to a decision: whom it comes from, what may be asked meanwhile, and
// the functions that decide each kind. Keeper: the writer's thread, for one command.

#include <variant>

#include "log_writer.hpp"
#include "parley/router/access.hpp"
#include "parley/router/router.hpp"
#include "refusals.hpp"
#include "row_cache.hpp"

namespace parley {

// The request's idempotency key was used before: the answer is to be made from that entry.
struct KeyTaken {};
using Decision = std::variant<WriteOk, ProtocolError, KeyTaken>;

// A conversation as the actor finds it. Both rows are there if the verdict is `allowed`.
struct Place {
    Verdict verdict = Verdict::not_found;
    CachedConversation* conversation = nullptr;
    CachedMember* actor = nullptr;

    ConversationRow& row() const { return conversation->row; }
    MemberRow& actor_row() const { return *actor->row; }
    // The first message that the actor may see.
    std::int64_t floor_seq() const;
};

struct WriteTurn {
    Store& store;
    RowCache& rows;
    LogWriter& log;
    Random& random;
    const IdCodec& ids;
    const RouterOptions& options;
    Actor asker;
    UserId actor;  // the asker's
    const WriteRequest& request;

    // Someone whom an admin has muted may not write, whatever the role allows.
    Place enter(ConversationId id, Action action);
    bool all_exist(std::span<const UserId> users);
    // Whether one of these blocks the actor, who then cannot bring them into a group.
    bool is_blocked_by_any(std::span<const UserId> users);
    WallTime now() const { return log.now(); }

    // Takes the request's key for the entry that comes next in that log. It is the last step that
    // can refuse: whoever gets `true` makes that entry.
    [[nodiscard]] bool claim_key(const ConversationRow& conversation);
    [[nodiscard]] bool claim_key(const CachedUser& account);

    // The draft of an entry by the actor. The first one of a request carries the request.
    EntryDraft draft(EntryKind kind, std::string data, std::vector<UserId> users = {}) const;
    EntryDraft following_draft(EntryKind kind, std::string data,
                               std::vector<UserId> users = {}) const;
    // An entry in the actor's own log, that carries the request.
    Numbered append_self(CachedUser& account, EntryKind kind, std::string data);
    // One that follows in anybody's, the actor's doing.
    void note_self(UserId user, EntryKind kind, std::string data);
};

WriteOk ok_of(const Numbered& entry);
WriteOk unchanged_ok();
// A look-up found nothing that must be there: the store fails, the commit will say so, and this is
// what every answer of the batch then comes to.
Decision lookup_failed();

// message_writes.cpp
Decision decide_write(WriteTurn& turn, const MessageSend& request);
Decision decide_write(WriteTurn& turn, const ConversationRead& request);
// message_changes.cpp
Decision decide_write(WriteTurn& turn, const MessageEdit& request);
Decision decide_write(WriteTurn& turn, const MessageDelete& request);
// message_marks.cpp
Decision decide_write(WriteTurn& turn, const MessageReact& request);
Decision decide_write(WriteTurn& turn, const MessagePin& request);
// thread_writes.cpp
Decision decide_write(WriteTurn& turn, const ThreadFollow& request);
Decision decide_write(WriteTurn& turn, const ThreadRead& request);
// conversation_writes.cpp
Decision decide_write(WriteTurn& turn, const ConversationOpen& request);
Decision decide_write(WriteTurn& turn, const ConversationCreate& request);
Decision decide_write(WriteTurn& turn, const ConversationUpdate& request);
// personal_writes.cpp
Decision decide_write(WriteTurn& turn, const ConversationSettings& request);
// block_writes.cpp
Decision decide_write(WriteTurn& turn, const UserBlock& request);
// profile_writes.cpp
Decision decide_write(WriteTurn& turn, const UserUpdate& request);
std::string user_json(const UserRow& row, const IdCodec& ids);  // for WriteOk::user
// member_writes.cpp
Decision decide_write(WriteTurn& turn, const MemberAdd& request);
Decision decide_write(WriteTurn& turn, const MemberRemove& request);
Decision decide_write(WriteTurn& turn, const MemberLeave& request);
Decision decide_write(WriteTurn& turn, const MemberRole& request);
// moderation_writes.cpp
Decision decide_write(WriteTurn& turn, const MemberBan& request);
Decision decide_write(WriteTurn& turn, const MemberMute& request);
// join_writes.cpp
Decision decide_write(WriteTurn& turn, const ConversationJoin& request);
Decision decide_write(WriteTurn& turn, const JoinDecide& request);
// invite_writes.cpp
Decision decide_write(WriteTurn& turn, const InviteCreate& request);
Decision decide_write(WriteTurn& turn, const InviteRevoke& request);
// device_writes.cpp
Decision decide_write(WriteTurn& turn, const DeviceRename& request);
Decision decide_write(WriteTurn& turn, const DeviceRevoke& request);

}  // namespace parley
