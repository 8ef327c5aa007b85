#pragma once
// The reading side of a store as plain containers: what Snapshot promises, without a database.

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "support/fake_tables.hpp"

namespace parley {

// What is committed. A test changes it between snapshots.
struct FakeState : FakeTables {
    struct Mention {
        bool all = false;
        std::set<UserId> users;
    };

    std::int64_t head_pos = 0;
    std::map<UserId, UserRow> users;
    std::map<SessionId, SessionRow> sessions;
    std::map<Sha256, InviteRow> invites;
    std::map<std::pair<std::string, UserId>, KeyRow> keys;
    std::map<ConversationId, ConversationRow> conversations;
    std::map<std::pair<ConversationId, UserId>, MemberRow> members;
    std::map<LogId, std::vector<Entry>> logs;  // by rev, from 1 without holes
    std::map<std::pair<ConversationId, std::int64_t>, Mention> mentions;

    // Look-ups find nothing and the snapshot says that it failed.
    bool broken = false;

    // What the snapshots were asked for so far.
    std::int64_t entries_read = 0;
    std::int64_t mention_look_ups = 0;
    std::int64_t searches = 0;  // first_behind
};

// Reads `state`, which outlives it and does not change meanwhile.
std::unique_ptr<Snapshot> make_fake_snapshot(FakeState& state);

class FakeReadStore final : public ReadStore {
  public:
    explicit FakeReadStore(FakeState& state) : state_(state) {}
    std::unique_ptr<Snapshot> begin_snapshot() override { return make_fake_snapshot(state_); }

  private:
    FakeState& state_;
};

}  // namespace parley
