#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "parley/store/rows.hpp"
#include "sqlite_statement.hpp"

namespace parley {

// What became of messages: states, reactions, pins, threads, and who follows these.
class MessageLookups {
  public:
    explicit MessageLookups(SqliteConnection& connection);

    // As Lookup describes them.
    std::optional<MessageStateRow> message_state(ConversationId conversation, std::int64_t seq);
    bool has_reaction(ConversationId conversation, std::int64_t seq, std::string_view emoji,
                      UserId user);
    std::int64_t reaction_count(ConversationId conversation, std::int64_t seq,
                                std::string_view emoji);
    std::int64_t emoji_count(ConversationId conversation, std::int64_t seq);
    std::vector<PinRow> pins(ConversationId conversation);
    std::optional<ThreadRow> thread(ConversationId conversation, std::int64_t root);
    std::optional<FollowRow> follow(UserId user, ConversationId conversation, std::int64_t root);

    // As Snapshot describes them.
    std::vector<MessageStateRow> message_states(ConversationId conversation, std::int64_t seq_min,
                                                std::int64_t seq_max);
    std::vector<ReactionRow> reactions(ConversationId conversation, std::int64_t seq_min,
                                       std::int64_t seq_max, UserId asker, std::int64_t users_max);
    std::vector<ThreadRow> threads(ConversationId conversation, std::int64_t seq_min,
                                   std::int64_t seq_max);
    std::vector<UserId> thread_participants(ConversationId conversation, std::int64_t root,
                                            std::int64_t limit);
    std::vector<FollowRow> follows(UserId user, ConversationId conversation,
                                   std::int64_t before_pos, std::int64_t limit);
    ThreadCounts thread_counts(UserId user);

  private:
    std::int64_t number(Execution&& run);
    void add_reacting_users(ConversationId conversation, ReactionRow& row, UserId asker,
                            std::int64_t users_max);

    SqliteConnection& connection_;
    Statement state_;
    Statement has_reaction_;
    Statement reaction_count_;
    Statement emoji_count_;
    Statement pins_;
    Statement thread_;
    Statement follow_;
    Statement states_;
    Statement reaction_counts_;
    Statement reacting_users_;
    Statement threads_;
    Statement participants_;
    Statement follows_;
    Statement follows_in_conversation_;
    Statement thread_counts_;
};

}  // namespace parley
