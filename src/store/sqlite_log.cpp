#include "sqlite_log.hpp"

#include <algorithm>

#include "place.hpp"
#include "row_columns.hpp"
#include "wrapping.hpp"

namespace parley {
namespace {

static_assert(static_cast<int>(EntryKind::message_edited) == 2, "as the statement of edits says");

// Collects entries up to two bounds; the first is always taken.
class EntryPage {
  public:
    EntryPage(std::int64_t limit, std::size_t bytes_max) : limit_(limit), bytes_max_(bytes_max) {}

    bool is_full() const {
        return std::ssize(entries_) >= limit_ || (!entries_.empty() && bytes_ >= bytes_max_);
    }
    void take(Entry entry) {
        bytes_ += entry.data.size();
        entries_.push_back(std::move(entry));
    }
    void take_all(Execution& rows) {
        while (!is_full() && rows.next())
            take(read_entry(rows));
    }
    std::vector<Entry> entries() && { return std::move(entries_); }

  private:
    const std::int64_t limit_;
    const std::size_t bytes_max_;
    std::size_t bytes_ = 0;
    std::vector<Entry> entries_;
};

std::string select_messages(const char* rest) {
    return std::string("SELECT ") + kMessageEntryColumns + " FROM messages WHERE " + rest;
}

std::string select_others(const char* rest) {
    return std::string("SELECT ") + kOtherEntryColumns + " FROM entries WHERE " + rest;
}

}  // namespace

SqliteLog::SqliteLog(SqliteConnection& connection)
    : connection_(connection),
      other_(connection, select_others("place=?")),
      message_(connection, select_messages("place=?")),
      before_(connection,
              "SELECT rev, seq FROM entries WHERE place BETWEEN ? AND ? "
              "ORDER BY place DESC LIMIT 1"),
      other_pos_(connection, "SELECT pos FROM entries WHERE place=?"),
      message_pos_(connection, "SELECT pos FROM messages WHERE place=?"),
      others_between_(connection, select_others("place BETWEEN ? AND ? ORDER BY place")),
      messages_between_(connection, select_messages("place BETWEEN ? AND ? ORDER BY place")),
      messages_down_(connection, select_messages("place BETWEEN ? AND ? ORDER BY place DESC")),
      message_time_(connection, "SELECT time FROM messages WHERE place=?"),
      replies_up_(connection, select_messages("conversation=? AND thread=? AND place>=? "
                                              "ORDER BY place LIMIT ?")),
      replies_down_(connection, select_messages("conversation=? AND thread=? AND place<=? "
                                                "ORDER BY place DESC LIMIT ?")),
      edits_(connection, select_others("log=? AND target=? AND kind=2 AND version>? "
                                       "ORDER BY version LIMIT ?")) {}

std::optional<Entry> SqliteLog::message(ConversationId conversation, std::int64_t seq) {
    Execution row(message_, place_of(conversation.value, seq));
    if (!row.next()) return std::nullopt;
    Entry entry = read_entry(row);
    if (connection_.failed()) return std::nullopt;
    return entry;
}

std::optional<Entry> SqliteLog::entry(LogId log, std::int64_t rev) {
    if (!log.is_self()) {
        const auto spot = spot_of(log.conversation(), rev);
        if (!spot) return std::nullopt;
        if (spot->is_message) {
            auto found = message(log.conversation(), spot->seq);
            if (found && found->rev != rev) found.reset();
            return found;
        }
    }
    Execution row(other_, place_of(log.stored(), rev));
    if (!row.next()) return std::nullopt;
    Entry entry = read_entry(row);
    if (connection_.failed()) return std::nullopt;
    return entry;
}

std::optional<SqliteLog::Spot> SqliteLog::spot_of(ConversationId conversation, std::int64_t rev) {
    Execution row(before_, place_of(conversation.value, 0), place_of(conversation.value, rev));
    if (!row.next()) return std::nullopt;
    const std::int64_t behind = wrapping_subtract(rev, row.integer(0));
    return Spot{behind > 0, wrapping_add(row.integer(1), behind)};
}

std::vector<Entry> SqliteLog::cleared_if_failed(std::vector<Entry> entries) const {
    if (connection_.failed()) entries.clear();
    return entries;
}

std::vector<Entry> SqliteLog::own_entries(LogId self, std::int64_t from_rev, std::int64_t to_rev,
                                          std::int64_t limit, std::size_t bytes_max) {
    EntryPage page(limit, bytes_max);
    Execution rows(others_between_, place_of(self.stored(), from_rev),
                   place_of(self.stored(), to_rev));
    page.take_all(rows);
    return cleared_if_failed(std::move(page).entries());
}

std::vector<Entry> SqliteLog::entries(LogId log, std::int64_t from_rev, std::int64_t to_rev,
                                      std::int64_t limit, std::size_t bytes_max) {
    from_rev = std::max<std::int64_t>(from_rev, 1);
    if (log.is_self()) return own_entries(log, from_rev, to_rev, limit, bytes_max);
    const auto spot = spot_of(log.conversation(), from_rev);
    if (!spot || from_rev > to_rev) return {};
    const std::int64_t first_seq = wrapping_add(spot->seq, spot->is_message ? 0 : 1);

    EntryPage page(limit, bytes_max);
    Execution others(others_between_, place_of(log.stored(), from_rev),
                     place_of(log.stored(), to_rev));
    Execution messages(messages_between_, place_of(log.stored(), first_seq),
                       place_of(log.stored(), kNumbersMax));
    auto next_message = [&] {
        return messages.next() && messages.integer(kEntryRevColumn) <= to_rev;
    };
    bool more_others = others.next();
    bool more_messages = next_message();
    while ((more_others || more_messages) && !page.is_full()) {
        const bool other_is_next =
            more_others &&
            (!more_messages || others.integer(kEntryRevColumn) < messages.integer(kEntryRevColumn));
        page.take(read_entry(other_is_next ? others : messages));
        if (other_is_next) {
            more_others = others.next();
        } else {
            more_messages = next_message();
        }
    }
    return cleared_if_failed(std::move(page).entries());
}

std::int64_t SqliteLog::pos_of(LogId log, std::int64_t rev) {
    std::int64_t seq = 0;
    if (!log.is_self()) {
        const auto spot = spot_of(log.conversation(), rev);
        if (spot && spot->is_message) seq = spot->seq;
    }
    Execution row(seq != 0 ? message_pos_ : other_pos_,
                  place_of(log.stored(), seq != 0 ? seq : rev));
    return row.next() ? row.integer(0) : 0;
}

LogPlace SqliteLog::first_behind(LogId log, const LogHead& head, std::int64_t pos) {
    if (head.pos <= pos) return {head.rev + 1, 0};
    // `above` is the lowest place known to lie behind `pos`, `below` the next candidate downwards.
    LogPlace above{head.rev, head.pos};
    std::int64_t step = 1;
    std::int64_t below = above.rev - step;
    while (below > 0) {
        const std::int64_t found = pos_of(log, below);
        if (found <= pos) break;
        above = {below, found};
        step *= 2;
        below = above.rev - step;
    }
    below = std::max<std::int64_t>(below, 0);
    while (above.rev - below > 1) {
        const std::int64_t middle = below + (above.rev - below) / 2;
        const std::int64_t found = pos_of(log, middle);
        if (found > pos) {
            above = {middle, found};
        } else {
            below = middle;
        }
    }
    return above;
}

std::vector<Entry> SqliteLog::messages_from(ConversationId conversation, std::int64_t seq,
                                            std::int64_t seq_max, std::int64_t limit,
                                            std::size_t bytes_max) {
    EntryPage page(limit, bytes_max);
    Execution rows(messages_between_, place_of(conversation.value, seq),
                   place_of(conversation.value, seq_max));
    page.take_all(rows);
    return cleared_if_failed(std::move(page).entries());
}

std::vector<Entry> SqliteLog::messages_down_from(ConversationId conversation, std::int64_t seq,
                                                 std::int64_t seq_min, std::int64_t limit,
                                                 std::size_t bytes_max) {
    EntryPage page(limit, bytes_max);
    Execution rows(messages_down_, place_of(conversation.value, seq_min),
                   place_of(conversation.value, seq));
    page.take_all(rows);
    return cleared_if_failed(std::move(page).entries());
}

std::int64_t SqliteLog::first_seq_at(ConversationId conversation, std::int64_t seq_min,
                                     std::int64_t seq_max, WallTime time) {
    std::int64_t low = seq_min;
    std::int64_t high = seq_max + 1;
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        Execution row(message_time_, place_of(conversation.value, middle));
        // A message that is missing counts as earlier: what is found then still exists.
        if (row.next() && row.integer(0) >= time) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

std::vector<Entry> SqliteLog::thread_messages_from(ConversationId conversation, std::int64_t root,
                                                   std::int64_t seq, std::int64_t limit,
                                                   std::size_t bytes_max) {
    EntryPage page(limit, bytes_max);
    Execution rows(replies_up_, conversation.value, root, place_of(conversation.value, seq), limit);
    page.take_all(rows);
    return cleared_if_failed(std::move(page).entries());
}

std::vector<Entry> SqliteLog::thread_messages_down_from(ConversationId conversation,
                                                        std::int64_t root, std::int64_t seq,
                                                        std::int64_t limit, std::size_t bytes_max) {
    EntryPage page(limit, bytes_max);
    Execution rows(replies_down_, conversation.value, root, place_of(conversation.value, seq),
                   limit);
    page.take_all(rows);
    return cleared_if_failed(std::move(page).entries());
}

std::vector<Entry> SqliteLog::edits(ConversationId conversation, std::int64_t seq,
                                    std::int64_t after_version, std::int64_t limit,
                                    std::size_t bytes_max) {
    EntryPage page(limit, bytes_max);
    Execution rows(edits_, conversation.value, seq, after_version, limit);
    page.take_all(rows);
    return cleared_if_failed(std::move(page).entries());
}

}  // namespace parley
