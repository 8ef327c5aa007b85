#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/smart_ptr/intrusive_ptr.hpp>

namespace parley {

// Whole WebSocket frames, encoded and framed once for all receivers of one loop. Immutable. Counted
// without atomics: it never leaves its loop.
class Frame {
  public:
    explicit Frame(std::string bytes) : bytes_(std::move(bytes)) {}
    const std::string& bytes() const { return bytes_; }

  private:
    friend void intrusive_ptr_add_ref(const Frame* frame) { ++frame->references_; }
    friend void intrusive_ptr_release(const Frame* frame) {
        if (--frame->references_ == 0) delete frame;
    }

    std::string bytes_;
    mutable std::uint32_t references_ = 0;
};
using FramePtr = boost::intrusive_ptr<const Frame>;

inline FramePtr make_frame(std::string bytes) {
    return FramePtr(std::make_unique<const Frame>(std::move(bytes)).release());
}

// One client's outgoing frames, in push order. Holds nothing while empty. It does not refuse: who
// pushes what may wait (events, hints) asks has_room() first, and what may not wait (answers) is
// bounded by limits.in_flight and by not reading on while the outbox is over its bound.
// Keeper: its connection's loop.
class Outbox {
  public:
    bool empty() const { return frames_.empty(); }
    std::size_t bytes() const { return bytes_; }
    bool has_room(std::size_t bytes_max) const { return bytes_ < bytes_max; }

    void push(FramePtr frame);
    // Copies frames from the front into `buffer` until it is full; returns how many bytes. For
    // frames of a few hundred bytes one copy and one send beat a gather (measured: research).
    std::size_t copy_front(char* buffer, std::size_t buffer_bytes) const;
    // Drops that many bytes from the front: the peer's side has them.
    void pop(std::size_t bytes);
    void clear();

  private:
    std::vector<FramePtr> frames_;
    std::size_t first_ = 0;         // of frames_, not yet wholly sent
    std::size_t first_offset_ = 0;  // bytes of it that are
    std::size_t bytes_ = 0;
};

}  // namespace parley
