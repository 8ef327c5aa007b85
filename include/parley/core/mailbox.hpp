#pragma once
#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

#include "parley/core/mutex.hpp"

namespace parley {

// A bounded queue between threads that moves batches: many push, one takes all that waits.
// FIFO for each pusher. Any thread may push; one thread takes.
template <class T>
class Mailbox {
  public:
    explicit Mailbox(std::size_t count_max) : count_max_(count_max) {}

    // Moves all items of `items` in, or none of them: false when the queue would grow past its
    // bound or is closed; the caller then refuses them (`overloaded`). Leaves `items` empty if
    // true.
    [[nodiscard]] bool push(std::vector<T>& items) {
        {
            MutexLock lock(mutex_);
            if (closed_ || waiting_.size() + items.size() > count_max_) return false;
            if (waiting_.empty()) {
                waiting_.swap(items);
            } else {
                for (T& item : items)
                    waiting_.push_back(std::move(item));
            }
        }
        items.clear();
        ready_.notify_one();
        return true;
    }

    // Blocks until something waits, and takes all of it. An empty `taken` means closed and drained.
    void take(std::vector<T>& taken) {
        taken.clear();
        mutex_.lock();
        while (waiting_.empty() && !closed_)
            ready_.wait(mutex_);
        taken.swap(waiting_);
        mutex_.unlock();
    }

    // Like take(), but gives up after `patience`: false then, with nothing taken.
    [[nodiscard]] bool take_for(std::vector<T>& taken, std::chrono::milliseconds patience) {
        taken.clear();
        const auto deadline = std::chrono::steady_clock::now() + patience;
        MutexLock lock(mutex_);
        while (waiting_.empty() && !closed_) {
            if (ready_.wait_until(mutex_, deadline) == std::cv_status::timeout) break;
        }
        taken.swap(waiting_);
        return closed_ || !taken.empty();
    }

    // Like take(), but returns at once, with nothing if nothing waits.
    void try_take(std::vector<T>& taken) {
        taken.clear();
        MutexLock lock(mutex_);
        taken.swap(waiting_);
    }

    // What waits is still taken; further pushes are refused.
    void close() {
        {
            MutexLock lock(mutex_);
            closed_ = true;
        }
        ready_.notify_all();
    }

    std::size_t size() const {
        MutexLock lock(mutex_);
        return waiting_.size();
    }

  private:
    const std::size_t count_max_;
    mutable Mutex mutex_;
    ConditionVariable ready_;
    std::vector<T> waiting_ PARLEY_GUARDED_BY(mutex_);
    bool closed_ PARLEY_GUARDED_BY(mutex_) = false;
};

}  // namespace parley
