#include "tail.hpp"

#include <algorithm>

namespace parley {

TailBatch& Tail::push(BatchPtr batch) {
    TailBatch added;
    added.bytes = sizeof(TailBatch) + sizeof(CommittedBatch);
    for (const LoggedEntry& logged : batch->entries) {
        // The entry, and the frame that will be made of it.
        added.bytes += sizeof(LoggedEntry) + 2 * logged.entry.data.size() + 256;
    }
    added.batch = std::move(batch);
    bytes_ += added.bytes;
    batches_.push_back(std::move(added));
    while (bytes_ > bytes_max_ && batches_.size() > 1) {
        bytes_ -= batches_.front().bytes;
        start_pos_ = batches_.front().batch->last_pos;
        batches_.pop_front();
    }
    return batches_.back();
}

std::deque<TailBatch>::iterator Tail::first_behind(std::int64_t pos) {
    return std::partition_point(batches_.begin(), batches_.end(), [pos](const TailBatch& tail) {
        return tail.batch->last_pos <= pos;
    });
}

}  // namespace parley
