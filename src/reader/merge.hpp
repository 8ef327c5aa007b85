#pragma once
// Several logs read as one stream, by pos.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "parley/store/store.hpp"

namespace parley {

// The part of one log that a stream has still to send: the revs next_rev…last_rev. If gap_from_rev
// is set, the entries from there up to next_rev are left out and announced instead. The part is
// empty (next_rev is last_rev + 1) only if all of it is left out.
struct Stretch {
    LogId log;
    std::int64_t joined_pos = 0;  // of the membership to which it belongs
    std::int64_t next_rev = 0;
    std::int64_t next_pos = 0;  // of next_rev; 0: not known yet
    std::int64_t last_rev = 0;
    std::optional<std::int64_t> gap_from_rev;
};

// Gives the entries of all stretches in the order of their pos. A log whose next pos is known is
// not read before its turn comes. What is read ahead stays within `buffer_bytes_max` and one entry,
// however many logs there are: of the logs for which there is no room it keeps the next entry's pos
// alone and reads the entry again when its turn comes.
class Merge {
  public:
    struct Item {
        const Entry* entry = nullptr;  // until the next call
        // Before the first entry of a stretch with a gap: the gap's first rev.
        std::optional<std::int64_t> gap_from_rev;
    };

    Merge(Snapshot& snapshot, const std::vector<Stretch>& stretches, std::size_t buffer_bytes_max);

    std::optional<Item> next();
    bool empty() const { return order_.empty() && !unplaced_; }
    // What is left, as far as its next pos is known, in the order of the stretches.
    std::vector<Stretch> rest() const;
    std::size_t buffered_bytes() const { return buffered_bytes_; }

  private:
    struct Source {
        Stretch stretch;
        std::vector<Entry> ahead;  // read, but not yet given: from `given` on
        std::size_t given = 0;
        bool was_read = false;
    };
    using Place = std::pair<std::int64_t, std::size_t>;  // pos of the next entry, index of source

    Item give(std::size_t index);
    bool fill(Source& source);
    void place(std::size_t index);

    Snapshot& snapshot_;
    const std::size_t buffer_bytes_max_;
    const std::int64_t first_chunk_;
    std::size_t buffered_bytes_ = 0;
    std::vector<Source> sources_;
    std::priority_queue<Place, std::vector<Place>, std::greater<>> order_;
    // The source of the entry given last, while it has more and its next pos is not yet known: to
    // read on is worth it only when somebody asks for the next entry.
    std::optional<std::size_t> unplaced_;
    Entry current_;
};

}  // namespace parley
