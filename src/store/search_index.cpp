#include "search_index.hpp"

#include <algorithm>

#include "parley/text/index_text.hpp"
#include "place.hpp"

namespace parley {
namespace {

// What a slice of a scan looks at, beside the messages that it puts in.
constexpr std::int64_t kConversationsPassedMax = 1'000;
// What a slice puts in, by the texts' length (measured: some 7 MB/s for Chinese, so 20 ms): the
// writer's other work waits for it.
constexpr std::size_t kSliceBytesMax = 128u << 10;

}  // namespace

SearchIndex::SearchIndex(SqliteConnection& connection, SqliteLog& log, std::int64_t last_pos,
                         std::size_t queue_max)
    : connection_(connection),
      log_(log),
      queue_max_(queue_max),
      last_pos_(last_pos),
      load_progress_(connection,
                     "SELECT pos, scan_to, scan_conversation, scan_rev FROM search_progress "
                     "WHERE one=1"),
      store_progress_(connection,
                      "UPDATE search_progress SET pos=?, scan_to=?, scan_conversation=?, "
                      "scan_rev=? WHERE one=1"),
      next_conversation_(connection,
                         "SELECT id, head_rev, head_pos FROM conversations WHERE id>=? "
                         "ORDER BY id LIMIT 1"),
      message_(connection,
               "SELECT m.pos, m.author, m.time, s.text_rev, s.deleted FROM messages m "
               "LEFT JOIN message_states s ON s.place=m.place WHERE m.place=?"),
      message_text_(connection,
                    "SELECT json_extract(data, '$.text') FROM messages "
                    "WHERE place=? AND data<>''"),
      edit_text_(connection,
                 "SELECT json_extract(data, '$.text') FROM entries "
                 "WHERE place=? AND data<>''"),
      indexed_(connection, "SELECT text_rev FROM search_docs WHERE pos=?"),
      add_document_(connection, "INSERT INTO search(rowid, text, tags) VALUES(?, ?, ?)"),
      add_row_(connection,
               "INSERT INTO search_docs(pos, place, text_rev, time) VALUES(?, ?, ?, ?)"),
      remove_document_(connection,
                       "INSERT INTO search(search, rowid, text, tags) VALUES('delete', ?, ?, ?)"),
      remove_row_(connection, "DELETE FROM search_docs WHERE pos=?") {
    load_progress();
    lost_ = std::max(progress_.pos, progress_.scan_to) < last_pos_;
}

void SearchIndex::load_progress() {
    Execution row(load_progress_);
    if (!row.next()) return;
    progress_ = Progress{row.integer(0), row.integer(1), row.integer(2), row.integer(3)};
    before_ = progress_;
}

void SearchIndex::store_progress() {
    Execution(store_progress_, progress_.pos, progress_.scan_to, progress_.scan_conversation,
              progress_.scan_rev)
        .run();
}

void SearchIndex::note(const Entry& entry) {
    if (entry.kind == EntryKind::message) {
        appended_.push_back(Item{entry.pos, entry.log.conversation(), entry.seq});
    } else if (entry.kind == EntryKind::message_edited) {
        appended_.push_back(Item{entry.pos, entry.log.conversation(), entry.target});
    }
}

void SearchIndex::batch_committed(std::int64_t last_pos) {
    last_pos_ = last_pos;
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(taken_));
    if (starts_scan_) lost_ = false;
    if (!lost_ && queue_.size() + appended_.size() > queue_max_) {
        // A scan finds them again, and what is appended until it starts.
        lost_ = true;
        queue_.clear();
    }
    if (!lost_) queue_.insert(queue_.end(), appended_.begin(), appended_.end());
    before_ = progress_;
    appended_.clear();
    taken_ = 0;
    starts_scan_ = false;
}

void SearchIndex::batch_undone() {
    progress_ = before_;
    appended_.clear();
    taken_ = 0;
    starts_scan_ = false;
}

bool SearchIndex::is_complete() const { return queue_.empty() && !lost_ && progress_.scan_to == 0; }

void SearchIndex::note_complete() {
    if (!is_complete() || progress_.pos == last_pos_) return;
    progress_.pos = last_pos_;
    store_progress();
}

void SearchIndex::fill(std::int64_t limit) {
    slice_bytes_ = 0;
    if (progress_.scan_to == 0 && lost_) {
        progress_.scan_to = last_pos_;
        progress_.scan_conversation = 0;
        progress_.scan_rev = 0;
        starts_scan_ = true;
    }
    if (progress_.scan_to != 0) {
        scan(limit);
    } else {
        fill_from_queue(limit);
    }
    store_progress();
}

void SearchIndex::fill_from_queue(std::int64_t limit) {
    const std::size_t count_max = std::min(queue_.size(), static_cast<std::size_t>(limit));
    for (; taken_ < count_max && slice_bytes_ < kSliceBytesMax; ++taken_)
        put_in(queue_[taken_].conversation, queue_[taken_].seq);
    if (taken_ == queue_.size()) {
        progress_.pos = last_pos_;
    } else if (taken_ > 0) {
        progress_.pos = queue_[taken_ - 1].pos;
    }
}

void SearchIndex::scan(std::int64_t limit) {
    for (std::int64_t passed = 0; passed < kConversationsPassedMax; ++passed) {
        const std::int64_t head_rev = scanned_head_rev();
        while (progress_.scan_rev < head_rev) {
            if (limit <= 0 || slice_bytes_ >= kSliceBytesMax || connection_.failed()) return;
            limit -= scan_entries(head_rev, limit);
        }
        if (!next_conversation()) {
            // Of what came behind `scan_to` meanwhile the queue knows, or `lost_` says so.
            progress_ = Progress{.pos = progress_.scan_to};
            return;
        }
    }
}

std::int64_t SearchIndex::scanned_head_rev() {
    Execution row(next_conversation_, progress_.scan_conversation);
    const bool is_there = row.next() && row.integer(0) == progress_.scan_conversation;
    return is_there ? row.integer(1) : 0;
}

bool SearchIndex::next_conversation() {
    Execution row(next_conversation_, progress_.scan_conversation + 1);
    if (!row.next()) return false;
    const ConversationId id(row.integer(0));
    LogHead head;
    head.rev = row.integer(1);
    head.pos = row.integer(2);
    progress_.scan_conversation = id.value;
    progress_.scan_rev = log_.first_behind(id, head, progress_.pos).rev - 1;
    return true;
}

std::int64_t SearchIndex::scan_entries(std::int64_t head_rev, std::int64_t limit) {
    const auto entries = log_.entries(ConversationId(progress_.scan_conversation),
                                      progress_.scan_rev + 1, head_rev, limit, kSliceBytesMax);
    for (const Entry& entry : entries) {
        if (entry.kind == EntryKind::message) put_in(entry.log.conversation(), entry.seq);
        if (entry.kind == EntryKind::message_edited) put_in(entry.log.conversation(), entry.target);
    }
    progress_.scan_rev = entries.empty() ? head_rev : entries.back().rev;
    return std::ssize(entries);
}

std::optional<SearchIndex::Message> SearchIndex::message(ConversationId conversation,
                                                         std::int64_t seq) {
    Execution row(message_, place_of(conversation.value, seq));
    if (!row.next()) return std::nullopt;
    return Message{row.integer(0), UserId(row.integer(1)), row.integer(2), row.integer(3),
                   row.integer(4) != 0};
}

std::optional<std::int64_t> SearchIndex::indexed_text_rev(std::int64_t pos) {
    Execution row(indexed_, pos);
    if (!row.next()) return std::nullopt;
    return row.integer(0);
}

std::optional<std::string> SearchIndex::text(ConversationId conversation, std::int64_t seq,
                                             std::int64_t text_rev) {
    Execution row(text_rev == 0 ? message_text_ : edit_text_,
                  place_of(conversation.value, text_rev == 0 ? seq : text_rev));
    if (!row.next() || row.is_null(0)) return std::nullopt;
    return std::string(row.text(0));
}

void SearchIndex::put_in(ConversationId conversation, std::int64_t seq) {
    const auto known = message(conversation, seq);
    if (!known || known->deleted) return;
    if (const auto indexed = indexed_text_rev(known->pos)) {
        if (*indexed == known->text_rev) return;
        if (!remove(conversation, seq, *known, *indexed)) return;
    }
    const auto present = text(conversation, seq, known->text_rev);
    if (!present) return;
    slice_bytes_ += present->size();
    const std::string tokens = index_text(*present);
    if (tokens.empty()) return;
    const std::string tags = index_tags(conversation, known->author);
    Execution(add_document_, known->pos, tokens, tags).run();
    Execution(add_row_, known->pos, place_of(conversation.value, seq), known->text_rev, known->time)
        .run();
}

void SearchIndex::take_out(ConversationId conversation, std::int64_t seq) {
    const auto known = message(conversation, seq);
    if (!known) return;
    const auto indexed = indexed_text_rev(known->pos);
    if (indexed) remove(conversation, seq, *known, *indexed);
}

bool SearchIndex::remove(ConversationId conversation, std::int64_t seq, const Message& message,
                         std::int64_t text_rev) {
    const auto former = text(conversation, seq, text_rev);
    // Erased before it was taken out, which nobody does. FTS5 must not be told another text.
    if (!former) return false;
    const std::string tokens = index_text(*former);
    const std::string tags = index_tags(conversation, message.author);
    Execution(remove_document_, message.pos, tokens, tags).run();
    Execution(remove_row_, message.pos).run();
    return true;
}

}  // namespace parley
