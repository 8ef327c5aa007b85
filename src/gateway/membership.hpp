#pragma once
// Who of this loop's connected accounts is in which conversation: for fan-out and typing, never for
// rights. Made from one committed state at `hello` and kept by the batches since.

#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "parley/core/ids.hpp"
#include "parley/reader/reader.hpp"
#include "parley/router/command.hpp"

namespace parley {

class Connection;

struct JoinedRoom {
    ConversationId conversation;
    std::int64_t joined_pos = 0;   // nothing before it is this account's to see
    std::uint32_t room_index = 0;  // of the account in Room::accounts
};

// A user with at least one connection on this loop.
struct Account {
    UserId user;
    std::int64_t state_pos = 0;            // all of this holds for this position at least
    bool read_receipts = true;             // tells others what it read, and is told
    std::vector<JoinedRoom> rooms;         // ascending by conversation
    std::vector<Connection*> connections;  // those with a stream

    const JoinedRoom* find(ConversationId conversation) const;
};

// A conversation with at least one such account.
struct Room {
    std::int64_t members_count = 0;
    bool blocked = false;  // direct: one of the two blocks the other
    std::vector<Account*> accounts;
};

// Keeper: its loop.
class MembershipIndex {
  public:
    Account* account(UserId user);
    const Room* room(ConversationId conversation) const;
    std::size_t account_count() const { return accounts_.size(); }

    // Enters an account with the state of `result`. If it is there already, what is there is at
    // least as new or will be by the batches to come, and stays.
    Account& enter(const HelloResult& result);
    void leave(Account& account);

    // Changes an account that entered just now by a batch that lies behind its state and was
    // applied to the others before.
    void catch_up(Account& account, const CommittedBatch& batch);
    // Changes all by what stands beside the entries of a batch.
    void apply_users(const CommittedBatch& batch);
    void apply_blocks(const CommittedBatch& batch);
    // Changes all by one entry, in two steps, since whoever is added gets that entry, and whoever
    // is removed gets it as the last one.
    void apply_additions(const LoggedEntry& logged);
    void apply_removals(const LoggedEntry& logged);

  private:
    void catch_up_entry(Account& account, const LoggedEntry& logged);
    void join(Account& account, ConversationId conversation, std::int64_t joined_pos);
    void set_members_count(const LoggedEntry& logged);
    void part(Account& account, ConversationId conversation);
    void take_out(ConversationId conversation, std::uint32_t room_index);

    std::unordered_map<UserId, std::unique_ptr<Account>> accounts_;
    std::unordered_map<ConversationId, Room> rooms_;
};

}  // namespace parley
