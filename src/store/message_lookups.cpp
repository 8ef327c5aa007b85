#include "message_lookups.hpp"

#include <algorithm>

#include "place.hpp"
#include "row_columns.hpp"
#include "row_queries.hpp"

namespace parley {

MessageLookups::MessageLookups(SqliteConnection& connection)
    : connection_(connection),
      state_(connection, select(kMessageStateColumns, "message_states WHERE place=?")),
      has_reaction_(connection, "SELECT 1 FROM reactions WHERE place=? AND emoji=? AND user=?"),
      reaction_count_(connection, "SELECT count FROM reaction_counts WHERE place=? AND emoji=?"),
      emoji_count_(connection, "SELECT count(*) FROM reaction_counts WHERE place=?"),
      pins_(connection, select(kPinColumns, "pins WHERE place BETWEEN ? AND ? ORDER BY place")),
      thread_(connection, select(kThreadColumns, "threads WHERE place=?")),
      follow_(connection,
              select(kFollowColumns, "follows WHERE user=? AND conversation=? AND root=?")),
      states_(connection, select(kMessageStateColumns,
                                 "message_states WHERE place BETWEEN ? AND ? ORDER BY place")),
      reaction_counts_(connection,
                       "SELECT place & 4294967295, emoji, count FROM reaction_counts "
                       "WHERE place BETWEEN ? AND ? ORDER BY place, first_rev"),
      reacting_users_(connection,
                      "SELECT user FROM reactions INDEXED BY reactions_by_rev "
                      "WHERE place=? AND emoji=? ORDER BY rev LIMIT ?"),
      threads_(connection,
               select(kThreadColumns, "threads WHERE place BETWEEN ? AND ? ORDER BY place")),
      participants_(connection,
                    "SELECT user FROM thread_participants WHERE place=? ORDER BY seq LIMIT ?"),
      follows_(connection, select(kFollowColumns,
                                  "follows INDEXED BY follows_newest WHERE user=? AND following=1 "
                                  "AND pos<? ORDER BY pos DESC LIMIT ?")),
      follows_in_conversation_(
          connection, select(kFollowColumns,
                             "follows INDEXED BY follows_in_conversation WHERE user=? AND "
                             "following=1 AND conversation=? AND pos<? ORDER BY pos DESC LIMIT ?")),
      thread_counts_(connection,
                     "SELECT count(*), sum(t.head - f.read) FROM follows f CROSS JOIN threads t "
                     "ON t.place = (f.conversation << 32) + f.root "
                     "WHERE f.user=? AND f.following=1 AND t.head>f.read") {}

std::optional<MessageStateRow> MessageLookups::message_state(ConversationId conversation,
                                                             std::int64_t seq) {
    return one_row(connection_, Execution(state_, place_of(conversation.value, seq)),
                   read_message_state);
}

bool MessageLookups::has_reaction(ConversationId conversation, std::int64_t seq,
                                  std::string_view emoji, UserId user) {
    return Execution(has_reaction_, place_of(conversation.value, seq), emoji, user.value).next();
}

std::int64_t MessageLookups::number(Execution&& run) { return run.next() ? run.integer(0) : 0; }

std::int64_t MessageLookups::reaction_count(ConversationId conversation, std::int64_t seq,
                                            std::string_view emoji) {
    return number(Execution(reaction_count_, place_of(conversation.value, seq), emoji));
}

std::int64_t MessageLookups::emoji_count(ConversationId conversation, std::int64_t seq) {
    return number(Execution(emoji_count_, place_of(conversation.value, seq)));
}

std::vector<PinRow> MessageLookups::pins(ConversationId conversation) {
    return all_rows(connection_,
                    Execution(pins_, place_of(conversation.value, 0),
                              place_of(conversation.value, kNumbersMax)),
                    read_pin);
}

std::optional<ThreadRow> MessageLookups::thread(ConversationId conversation, std::int64_t root) {
    return one_row(connection_, Execution(thread_, place_of(conversation.value, root)),
                   read_thread);
}

std::optional<FollowRow> MessageLookups::follow(UserId user, ConversationId conversation,
                                                std::int64_t root) {
    return one_row(connection_, Execution(follow_, user.value, conversation.value, root),
                   read_follow);
}

std::vector<MessageStateRow> MessageLookups::message_states(ConversationId conversation,
                                                            std::int64_t seq_min,
                                                            std::int64_t seq_max) {
    return all_rows(connection_,
                    Execution(states_, place_of(conversation.value, seq_min),
                              place_of(conversation.value, seq_max)),
                    read_message_state);
}

std::vector<ReactionRow> MessageLookups::reactions(ConversationId conversation,
                                                   std::int64_t seq_min, std::int64_t seq_max,
                                                   UserId asker, std::int64_t users_max) {
    std::vector<ReactionRow> rows;
    Execution row(reaction_counts_, place_of(conversation.value, seq_min),
                  place_of(conversation.value, seq_max));
    while (row.next()) {
        ReactionRow& one = rows.emplace_back();
        one.seq = row.integer(0);
        one.emoji = row.text(1);
        one.count = row.integer(2);
        add_reacting_users(conversation, one, asker, users_max);
    }
    if (connection_.failed()) rows.clear();
    return rows;
}

void MessageLookups::add_reacting_users(ConversationId conversation, ReactionRow& row, UserId asker,
                                        std::int64_t users_max) {
    Execution user(reacting_users_, place_of(conversation.value, row.seq), row.emoji, users_max);
    while (user.next())
        row.users.push_back(UserId(user.integer(0)));
    // The asker takes the last place among those that are named.
    if (row.users.empty() || std::ssize(row.users) == row.count) return;
    if (std::find(row.users.begin(), row.users.end(), asker) != row.users.end()) return;
    if (has_reaction(conversation, row.seq, row.emoji, asker)) row.users.back() = asker;
}

std::vector<ThreadRow> MessageLookups::threads(ConversationId conversation, std::int64_t seq_min,
                                               std::int64_t seq_max) {
    return all_rows(connection_,
                    Execution(threads_, place_of(conversation.value, seq_min),
                              place_of(conversation.value, seq_max)),
                    read_thread);
}

std::vector<UserId> MessageLookups::thread_participants(ConversationId conversation,
                                                        std::int64_t root, std::int64_t limit) {
    std::vector<UserId> users;
    Execution row(participants_, place_of(conversation.value, root), limit);
    while (row.next())
        users.push_back(UserId(row.integer(0)));
    return users;
}

std::vector<FollowRow> MessageLookups::follows(UserId user, ConversationId conversation,
                                               std::int64_t before_pos, std::int64_t limit) {
    if (!conversation) {
        return all_rows(connection_, Execution(follows_, user.value, before_pos, limit),
                        read_follow);
    }
    return all_rows(
        connection_,
        Execution(follows_in_conversation_, user.value, conversation.value, before_pos, limit),
        read_follow);
}

ThreadCounts MessageLookups::thread_counts(UserId user) {
    Execution row(thread_counts_, user.value);
    if (!row.next()) return {};
    return ThreadCounts{row.integer(0), row.integer(1)};
}

}  // namespace parley
