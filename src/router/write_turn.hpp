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
};

struct WriteTurn {
    Store& store;
    RowCache& rows;
    LogWriter& log;
    const IdCodec& ids;
    const RouterOptions& options;
    UserId actor;
    const WriteRequest& request;

    Place enter(ConversationId id, Action action);
    bool all_exist(std::span<const UserId> users);

    // Takes the request's key for the entry that comes next in the log of `conversation`. It is the
    // last step that can refuse: whoever gets `true` makes that entry.
    [[nodiscard]] bool claim_key(const ConversationRow& conversation);

    // The draft of an entry by the actor. The first one of a request carries the request.
    EntryDraft draft(EntryKind kind, std::string data, std::vector<UserId> users = {}) const;
    EntryDraft following_draft(EntryKind kind, std::string data) const;

    // The entry that follows an account's own coming or going, in its `self` log.
    void note_membership(UserId user, EntryKind joined_or_left, ConversationId conversation);
};

WriteOk ok_of(const Numbered& entry);
WriteOk unchanged_ok();

// message_writes.cpp
Decision decide_write(WriteTurn& turn, const MessageSend& request);
Decision decide_write(WriteTurn& turn, const ConversationRead& request);
// conversation_writes.cpp
Decision decide_write(WriteTurn& turn, const ConversationOpen& request);
Decision decide_write(WriteTurn& turn, const ConversationCreate& request);
// member_writes.cpp
Decision decide_write(WriteTurn& turn, const MemberAdd& request);
Decision decide_write(WriteTurn& turn, const MemberRemove& request);
Decision decide_write(WriteTurn& turn, const MemberLeave& request);
Decision decide_write(WriteTurn& turn, const MemberRole& request);

}  // namespace parley
