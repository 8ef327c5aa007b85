#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "sqlite_log.hpp"
#include "sqlite_statement.hpp"

namespace parley {

// Fills the full-text index behind the log, in slices that the writer takes when it has time, each
// in one commit together with how far it has come. What was appended is remembered in memory; after
// a start, or when that was too much to remember, it is found by going through the conversations
// whose newest entry lies behind what is indexed, a slice at a time as well.
//
// A message is one document: rowid = its pos, the tokens of its present text, and where it belongs
// as tags. What was deleted is never in there. FTS5 keeps no texts, so taking a document out needs
// the very text that was put in: `search_docs` tells which one that was.
// Keeper: the writer's thread.
class SearchIndex {
  public:
    // `last_pos` is the log's newest. `queue_max` is how many appended entries are remembered.
    static constexpr std::size_t kQueueMax = 65'536;
    SearchIndex(SqliteConnection& connection, SqliteLog& log, std::int64_t last_pos,
                std::size_t queue_max = kQueueMax);

    // Of the open batch. note() takes every entry that is appended.
    void note(const Entry& entry);
    void take_out(ConversationId conversation, std::int64_t seq);
    // Puts in the next messages, at most `limit` and at most so much text that the writer's other
    // work does not wait for long, and notes how far that is.
    void fill(std::int64_t limit);

    // The batch became durable, and `last_pos` is now the newest; or it is as if it never was.
    void batch_committed(std::int64_t last_pos);
    void batch_undone();

    // Nothing is left for fill().
    bool is_complete() const;
    // In a batch, before a clean stop: that everything up to the newest entry is done, so that the
    // next start need not look. Only if it is complete.
    void note_complete();

  private:
    struct Item {
        std::int64_t pos = 0;
        ConversationId conversation;
        std::int64_t seq = 0;
    };
    // How far it has come, as stored. Everything up to `pos` is done. While a scan runs, so is what
    // it has passed: all conversations before `scan_conversation`, and in that one all up to
    // `scan_rev`. It makes everything up to `scan_to` done; 0: none runs.
    struct Progress {
        std::int64_t pos = 0;
        std::int64_t scan_to = 0;
        std::int64_t scan_conversation = 0;
        std::int64_t scan_rev = 0;
    };
    struct Message {
        std::int64_t pos = 0;
        UserId author;
        std::int64_t time = 0;
        std::int64_t text_rev = 0;
        bool deleted = false;
    };

    void load_progress();
    void store_progress();
    void fill_from_queue(std::int64_t limit);
    void scan(std::int64_t limit);
    std::int64_t scan_entries(std::int64_t head_rev, std::int64_t limit);
    bool next_conversation();
    std::int64_t scanned_head_rev();

    void put_in(ConversationId conversation, std::int64_t seq);
    std::optional<Message> message(ConversationId conversation, std::int64_t seq);
    // The revision of the text that is indexed (0: the message itself); none if it is not indexed.
    std::optional<std::int64_t> indexed_text_rev(std::int64_t pos);
    // None if it was erased.
    std::optional<std::string> text(ConversationId conversation, std::int64_t seq,
                                    std::int64_t text_rev);
    bool remove(ConversationId conversation, std::int64_t seq, const Message& message,
                std::int64_t text_rev);

    SqliteConnection& connection_;
    SqliteLog& log_;
    const std::size_t queue_max_;
    std::int64_t last_pos_;

    std::deque<Item> queue_;
    bool lost_ = false;  // something behind progress_.pos is not in the queue: it takes a scan
    Progress progress_;

    // Of the open batch, until it is committed or undone.
    std::vector<Item> appended_;
    std::size_t taken_ = 0;
    std::size_t slice_bytes_ = 0;
    bool starts_scan_ = false;
    Progress before_;

    Statement load_progress_;
    Statement store_progress_;
    Statement next_conversation_;
    Statement message_;
    Statement message_text_;
    Statement edit_text_;
    Statement indexed_;
    Statement add_document_;
    Statement add_row_;
    Statement remove_document_;
    Statement remove_row_;
};

}  // namespace parley
