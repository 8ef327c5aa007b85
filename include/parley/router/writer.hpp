#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "parley/core/time.hpp"
#include "parley/router/router.hpp"

namespace parley {

// Is told of every batch, in order, on the writer's thread. Must not block.
class CommitListener {
  public:
    virtual ~CommitListener() = default;
    virtual void committed(BatchPtr batch) = 0;
};

// The pool of one thread that may write: takes all that waits, has the router decide it, hands the
// batch to the listener, and in between checkpoints and feeds the full-text index.
class Writer {
  public:
    struct Options {
        std::size_t queue_max = 65536;  // commands
        std::size_t batch_max = 4096;   // commands in one commit: a guard, not a tuning knob
        // How long after its last batch an idle writer lets the store tidy up once more: what
        // readers held back the first time is then free.
        std::chrono::milliseconds idle_delay{1000};
        // How old the oldest message outside the full-text index gets, at rest and under load; how
        // many a sender may have to wait for, and how long senders then come first.
        std::chrono::milliseconds index_delay{500};
        std::chrono::milliseconds index_interval{1000};
        std::int64_t index_slice = 300;
        std::chrono::milliseconds index_pause{125};
    };
    // All references outlive the writer. `failed` is called once, on the writer's thread, when a
    // commit's outcome is unknown or the work in between failed: nothing is written any more,
    // waiting commands were answered, and the process must end.
    Writer(Router& router, Store& store, CommitListener& listener, const Clock& clock,
           std::function<void()> failed, const Options& options);
    ~Writer();  // stop()
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void start();
    // Any thread. Takes all of `commands` (left empty) or none: false when the queue is full or
    // stopped; the caller then answers `overloaded`.
    [[nodiscard]] bool push(std::vector<Command>& commands);
    std::size_t waiting() const;
    // Writes what waits, then ends the thread. Not from the listener or from `failed`.
    void stop();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace parley
