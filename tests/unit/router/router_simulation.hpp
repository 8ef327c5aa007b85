#pragma once
// Random commands in random batches, decided by the router and by the model: answers, entries and
// what the store holds in the end must be the same.

#include <functional>

#include "random_commands.hpp"
#include "router_model.hpp"

namespace parley {

class RouterSimulation {
  public:
    // The mentions of a user in a conversation behind a seq, as the store has them.
    using MentionsOf =
        std::function<std::set<std::int64_t>(ConversationId, UserId, std::int64_t after_seq)>;

    // `fake` is the store if its commits may be made to fail.
    RouterSimulation(Store& store, FakeStore* fake, const IdCodec& ids, std::uint64_t seed);

    void run(int batches);
    void compare_mentions(const MentionsOf& mentions_of);
    // How often each kind of entry was made.
    const std::map<EntryKind, int>& made() const { return made_; }

  private:
    using Conversation = RouterModel::Conversation;

    void step();
    void fail(std::vector<Command> commands);
    void decide(std::vector<Command> commands);
    void note(const Outcome& answer);
    void compare_entries(const CommittedBatch& batch);
    void compare_beside_entries(const CommittedBatch& batch);
    void compare_store();
    void compare(ConversationId id, const Conversation& expected);
    void compare_members(ConversationId id, const Conversation& expected);
    void compare_message(ConversationId id, std::int64_t seq, RouterModel::Message expected);
    void compare_threads(ConversationId id, const Conversation& expected);
    void compare_chain(ConversationId id, const Conversation& expected);
    void compare_personal();

    Store& store_;
    FakeStore* const fake_;
    RandomCommands random_;
    const RouterOptions options_;
    World world_;
    RouterModel model_;
    std::int64_t last_pos_ = 0;
    std::map<EntryKind, int> made_;
};

}  // namespace parley
