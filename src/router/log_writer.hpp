#pragma once
// Numbers, seals and stores the entries of one batch, in the order in which they are decided.
// Keeper: the writer's thread.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "parley/core/random.hpp"
#include "parley/router/command.hpp"
#include "parley/store/hash_chain.hpp"
#include "row_cache.hpp"

namespace parley {

// What an entry says; its numbers, time and hashes are the log's to give.
struct EntryDraft {
    EntryKind kind = EntryKind::message;
    UserId by;
    std::string data;
    // The request that made it; none for an entry that follows from another one.
    const WriteRequest* request = nullptr;
    std::vector<UserId> users;  // see LoggedEntry
    // See Entry.
    std::int64_t reply_to = 0;
    std::int64_t thread = 0;
    std::int64_t thread_seq = 0;
    std::int64_t target = 0;
    std::int64_t version = 0;
};

// The numbers that an entry was given.
struct Numbered {
    std::int64_t pos = 0;
    std::int64_t rev = 0;
    std::int64_t seq = 0;
    WallTime time = 0;
};

class LogWriter {
  public:
    LogWriter(Store& store, RowCache& rows, Random& random, const IdCodec& ids);

    // Entries go to `batch` from here on, which outlives it.
    void begin(CommittedBatch& batch, WallTime now);
    std::int64_t last_pos() const { return last_pos_; }
    // After a failed commit: counts on from what the store holds.
    void recover();

    Numbered append(CachedConversation& conversation, EntryDraft draft);
    // `request`: as in EntryDraft.
    Numbered append_self(CachedUser& user, EntryKind kind, UserId by, std::string data,
                         const WriteRequest* request = nullptr);
    // Takes back what an entry says, in the store and, if it is of the open batch, also from what
    // will be sent of it.
    void erase(const CachedConversation& conversation, std::int64_t rev);

    CommittedBatch& batch() { return *batch_; }
    WallTime now() const { return now_; }
    Sha256 chain_start(ConversationId conversation) { return chain_.start(conversation); }
    // Whether `entry` was made by that very request. Of an erased one the key alone decides.
    bool is_made_by(const Entry& entry, const WriteRequest& request);

  private:
    Store& store_;
    RowCache& rows_;
    Random& random_;
    const IdCodec& ids_;
    HashChain chain_;
    std::int64_t last_pos_ = 0;
    CommittedBatch* batch_ = nullptr;
    WallTime now_ = 0;
};

}  // namespace parley
