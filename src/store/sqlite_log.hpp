#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "parley/store/rows.hpp"
#include "sqlite_statement.hpp"

namespace parley {

// Reads logs out of their two tables: messages lie in the order of conversation and seq, all other
// entries in that of log and rev. The rev of a message is found through the entry before it, which
// knows how many messages precede it.
class SqliteLog {
  public:
    explicit SqliteLog(SqliteConnection& connection);

    std::optional<Entry> entry(LogId log, std::int64_t rev);
    std::optional<Entry> message(ConversationId conversation, std::int64_t seq);

    // As Snapshot describes them.
    std::vector<Entry> entries(LogId log, std::int64_t from_rev, std::int64_t to_rev,
                               std::int64_t limit, std::size_t bytes_max);
    LogPlace first_behind(LogId log, const LogHead& head, std::int64_t pos);
    std::vector<Entry> messages_from(ConversationId conversation, std::int64_t seq,
                                     std::int64_t seq_max, std::int64_t limit,
                                     std::size_t bytes_max);
    std::vector<Entry> messages_down_from(ConversationId conversation, std::int64_t seq,
                                          std::int64_t seq_min, std::int64_t limit,
                                          std::size_t bytes_max);
    std::int64_t first_seq_at(ConversationId conversation, std::int64_t seq_min,
                              std::int64_t seq_max, WallTime time);
    std::vector<Entry> thread_messages_from(ConversationId conversation, std::int64_t root,
                                            std::int64_t seq, std::int64_t limit,
                                            std::size_t bytes_max);
    std::vector<Entry> thread_messages_down_from(ConversationId conversation, std::int64_t root,
                                                 std::int64_t seq, std::int64_t limit,
                                                 std::size_t bytes_max);
    std::vector<Entry> edits(ConversationId conversation, std::int64_t seq,
                             std::int64_t after_version, std::int64_t limit, std::size_t bytes_max);

  private:
    // Where a rev of a conversation lies.
    struct Spot {
        bool is_message = false;
        std::int64_t seq = 0;  // of the message; of the last one before any other entry
    };
    std::optional<Spot> spot_of(ConversationId conversation, std::int64_t rev);
    std::vector<Entry> own_entries(LogId self, std::int64_t from_rev, std::int64_t to_rev,
                                   std::int64_t limit, std::size_t bytes_max);
    // The pos of an entry; 0 if it is not there.
    std::int64_t pos_of(LogId log, std::int64_t rev);
    std::vector<Entry> cleared_if_failed(std::vector<Entry> entries) const;

    SqliteConnection& connection_;
    Statement other_;
    Statement message_;
    Statement before_;
    Statement other_pos_;
    Statement message_pos_;
    Statement others_between_;
    Statement messages_between_;
    Statement messages_down_;
    Statement message_time_;
    Statement replies_up_;
    Statement replies_down_;
    Statement edits_;
};

}  // namespace parley
