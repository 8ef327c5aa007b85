#pragma once
// The newest committed batches, as one loop keeps them: what a stream reads when it comes from the
// log to the head, or has fallen behind by a little.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "outbox.hpp"
#include "parley/router/command.hpp"

namespace parley {

struct TailBatch {
    BatchPtr batch;
    std::vector<FramePtr> frames;  // by entry, made when first needed; empty: none yet
    std::size_t bytes = 0;
};

// Keeper: its loop.
class Tail {
  public:
    Tail(std::int64_t pos, std::size_t bytes_max) : start_pos_(pos), bytes_max_(bytes_max) {}

    TailBatch& push(BatchPtr batch);

    // Everything behind `pos` is here.
    bool covers(std::int64_t pos) const { return pos >= start_pos_; }
    std::int64_t head_pos() const {
        return batches_.empty() ? start_pos_ : batches_.back().batch->last_pos;
    }

    // Calls visit(TailBatch&, entry index) for each entry behind `pos`, in order, while it returns
    // true.
    template <class Visit>
    void for_each_behind(std::int64_t pos, Visit visit) {
        for (auto at = first_behind(pos); at != batches_.end(); ++at) {
            const std::vector<LoggedEntry>& entries = at->batch->entries;
            for (std::size_t i = 0; i < entries.size(); ++i) {
                if (entries[i].entry.pos > pos && !visit(*at, i)) return;
            }
        }
    }
    // Makes the frames of these entries anew by make(const Entry&), of an entry without its data:
    // so that nothing that was erased is sent from memory. Looks at all that is here.
    template <class Make>
    void erase(std::vector<ErasedEntry> erased, Make make) {
        const auto by_place = [](const ErasedEntry& one, const ErasedEntry& other) {
            return std::pair(one.log, one.rev) < std::pair(other.log, other.rev);
        };
        std::sort(erased.begin(), erased.end(), by_place);
        for (TailBatch& tail : batches_) {
            for (std::size_t i = 0; i < tail.batch->entries.size(); ++i) {
                const Entry& entry = tail.batch->entries[i].entry;
                if (!std::binary_search(erased.begin(), erased.end(),
                                        ErasedEntry{entry.log, entry.rev}, by_place)) {
                    continue;
                }
                Entry emptied = entry;
                emptied.data.clear();
                tail.frames.resize(tail.batch->entries.size());
                tail.frames[i] = make(emptied);
            }
        }
    }
    // Calls visit(const CommittedBatch&) for each batch with an entry behind `pos`. (A batch that
    // ends sessions has entries: each end is one.)
    template <class Visit>
    void for_each_batch_behind(std::int64_t pos, Visit visit) {
        for (auto at = first_behind(pos); at != batches_.end(); ++at)
            visit(*at->batch);
    }

  private:
    std::deque<TailBatch>::iterator first_behind(std::int64_t pos);

    std::deque<TailBatch> batches_;
    std::int64_t start_pos_;
    std::size_t bytes_ = 0;
    const std::size_t bytes_max_;
};

}  // namespace parley
