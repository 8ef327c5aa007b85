#include "outbox.hpp"

#include <algorithm>
#include <cstring>

#include "parley/core/assert.hpp"

namespace parley {

void Outbox::push(FramePtr frame) {
    bytes_ += frame->bytes().size();
    frames_.push_back(std::move(frame));
}

std::size_t Outbox::copy_front(char* buffer, std::size_t buffer_bytes) const {
    std::size_t copied = 0;
    std::size_t offset = first_offset_;
    for (std::size_t i = first_; i < frames_.size() && copied < buffer_bytes; ++i) {
        const std::string& bytes = frames_[i]->bytes();
        const std::size_t part = std::min(bytes.size() - offset, buffer_bytes - copied);
        std::memcpy(buffer + copied, bytes.data() + offset, part);
        copied += part;
        offset = 0;
    }
    return copied;
}

void Outbox::pop(std::size_t bytes) {
    PARLEY_ASSERT(bytes <= bytes_);
    bytes_ -= bytes;
    while (bytes > 0) {
        const std::size_t left = frames_[first_]->bytes().size() - first_offset_;
        if (bytes < left) {
            first_offset_ += bytes;
            return;
        }
        bytes -= left;
        first_offset_ = 0;
        frames_[first_++].reset();
    }
    if (first_ == frames_.size()) {
        clear();
    } else if (first_ >= 64 && first_ * 2 >= frames_.size()) {
        frames_.erase(frames_.begin(), frames_.begin() + static_cast<std::ptrdiff_t>(first_));
        first_ = 0;
    }
}

void Outbox::clear() {
    // A small array is kept while the connection is busy; a large one goes back.
    if (frames_.capacity() > 16) {
        std::vector<FramePtr>().swap(frames_);
    } else {
        frames_.clear();
    }
    first_ = 0;
    first_offset_ = 0;
    bytes_ = 0;
}

}  // namespace parley
