#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "parley/reader/reader.hpp"

namespace parley {

// The threads that read, each with its own Reader. Jobs start in the order of their submission.
class ReadPool {
  public:
    // Runs on a pool thread; hands its result back to its loop itself. Must not throw.
    using Job = std::function<void(Reader&)>;

    ReadPool(std::vector<std::unique_ptr<Reader>> readers, std::size_t queue_max);
    ~ReadPool();  // stop()
    ReadPool(const ReadPool&) = delete;
    ReadPool& operator=(const ReadPool&) = delete;

    // Any thread. False when the queue is full or stopped: nothing will run.
    [[nodiscard]] bool submit(Job job);
    // Finishes what was submitted, then ends the threads and closes the readers.
    void stop();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace parley
