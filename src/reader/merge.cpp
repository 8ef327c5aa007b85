#include "merge.hpp"

#include <algorithm>

namespace parley {
namespace {

// How much of one log is read at once: at first a share of what a page may need, since most of many
// logs give a page an entry or two; then more, since a log that was read to the end of its first
// chunk is likely the busy one.
constexpr std::int64_t kFirstChunksTotal = 1024;  // entries, about a page's worth
constexpr std::int64_t kFirstChunkMin = 2;
constexpr std::int64_t kFirstChunkMax = 16;
constexpr std::int64_t kLaterChunk = 64;
constexpr std::size_t kChunkBytesMax = 32u << 10;

std::size_t bytes_of(const Entry& entry) { return sizeof entry + entry.data.size(); }

std::int64_t first_chunk(std::size_t source_count) {
    if (source_count == 0) return kFirstChunkMax;
    const std::int64_t share = kFirstChunksTotal / static_cast<std::int64_t>(source_count);
    return std::clamp(share, kFirstChunkMin, kFirstChunkMax);
}

}  // namespace

Merge::Merge(Snapshot& snapshot, const std::vector<Stretch>& stretches,
             std::size_t buffer_bytes_max)
    : snapshot_(snapshot),
      buffer_bytes_max_(buffer_bytes_max),
      first_chunk_(first_chunk(stretches.size())) {
    sources_.reserve(stretches.size());
    for (const Stretch& stretch : stretches) {
        Source& source = sources_.emplace_back();
        source.stretch = stretch;
        if (stretch.next_rev > stretch.last_rev) continue;
        if (stretch.next_pos != 0) {
            order_.emplace(stretch.next_pos, sources_.size() - 1);
        } else {
            place(sources_.size() - 1);
        }
    }
}

std::optional<Merge::Item> Merge::next() {
    if (unplaced_) {
        place(*unplaced_);
        unplaced_.reset();
    }
    while (!order_.empty()) {
        const std::size_t index = order_.top().second;
        order_.pop();
        Source& source = sources_[index];
        if (source.given < source.ahead.size() || fill(source)) return give(index);
    }
    return std::nullopt;
}

Merge::Item Merge::give(std::size_t index) {
    Source& source = sources_[index];
    current_ = std::move(source.ahead[source.given]);
    ++source.given;
    buffered_bytes_ -= bytes_of(current_);
    const Item item{&current_, std::exchange(source.stretch.gap_from_rev, std::nullopt)};
    source.stretch.next_rev = current_.rev + 1;
    source.stretch.next_pos = 0;
    if (source.given < source.ahead.size()) {
        source.stretch.next_pos = source.ahead[source.given].pos;
        order_.emplace(source.stretch.next_pos, index);
    } else if (source.stretch.next_rev <= source.stretch.last_rev) {
        unplaced_ = index;
    }
    return item;
}

// Reads on in one log; false if nothing is left of it. Where the buffer is full it reads one entry.
bool Merge::fill(Source& source) {
    std::int64_t limit = source.was_read ? kLaterChunk : first_chunk_;
    source.was_read = true;
    std::size_t room = buffer_bytes_max_ - std::min(buffer_bytes_max_, buffered_bytes_);
    if (room == 0) limit = 1;
    room = std::clamp<std::size_t>(room, 1, kChunkBytesMax);
    source.given = 0;
    source.ahead = snapshot_.entries(source.stretch.log, source.stretch.next_rev,
                                     source.stretch.last_rev, limit, room);
    for (const Entry& entry : source.ahead)
        buffered_bytes_ += bytes_of(entry);
    // The store counts data alone: small entries may be more than there is room for.
    while (source.ahead.size() > 1 && buffered_bytes_ > buffer_bytes_max_) {
        buffered_bytes_ -= bytes_of(source.ahead.back());
        source.ahead.pop_back();
    }
    return !source.ahead.empty();
}

// Finds the pos of the next entry of a source and puts it in order.
void Merge::place(std::size_t index) {
    Source& source = sources_[index];
    if (source.stretch.next_rev > source.stretch.last_rev || !fill(source)) return;
    source.stretch.next_pos = source.ahead.front().pos;
    order_.emplace(source.stretch.next_pos, index);
    if (buffered_bytes_ <= buffer_bytes_max_) return;
    for (const Entry& entry : source.ahead)
        buffered_bytes_ -= bytes_of(entry);
    source.ahead = {};
}

std::vector<Stretch> Merge::rest() const {
    std::vector<Stretch> left;
    for (const Source& source : sources_) {
        const Stretch& stretch = source.stretch;
        if (stretch.next_rev <= stretch.last_rev && stretch.next_pos != 0) left.push_back(stretch);
    }
    return left;
}

}  // namespace parley
