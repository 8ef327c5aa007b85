#include "parley/reader/read_pool.hpp"

#include <deque>
#include <thread>
#include <utility>

#include "parley/core/assert.hpp"
#include "parley/core/mutex.hpp"

namespace parley {

struct ReadPool::Impl {
    explicit Impl(std::size_t count_max) : queue_max(count_max) {}

    const std::size_t queue_max;
    Mutex mutex;
    ConditionVariable ready;
    std::deque<Job> waiting PARLEY_GUARDED_BY(mutex);
    bool stopped PARLEY_GUARDED_BY(mutex) = false;

    // Keeper: whoever makes and stops the pool.
    std::vector<std::thread> threads;

    // Waits for a job; an empty one means stopped and drained.
    Job take() {
        mutex.lock();
        while (waiting.empty() && !stopped)
            ready.wait(mutex);
        Job job;
        if (!waiting.empty()) {
            job = std::move(waiting.front());
            waiting.pop_front();
        }
        mutex.unlock();
        return job;
    }

    // noexcept: a job that throws is a bug of ours, and it must not go unseen.
    void run(std::unique_ptr<Reader> reader) noexcept {
        while (Job job = take())
            job(*reader);
    }
};

ReadPool::ReadPool(std::vector<std::unique_ptr<Reader>> readers, std::size_t queue_max)
    : impl_(std::make_unique<Impl>(queue_max)) {
    PARLEY_ASSERT(!readers.empty());
    for (auto& reader : readers) {
        impl_->threads.emplace_back(&Impl::run, impl_.get(), std::move(reader));
    }
}

ReadPool::~ReadPool() { stop(); }

bool ReadPool::submit(Job job) {
    PARLEY_ASSERT(job != nullptr);
    {
        MutexLock lock(impl_->mutex);
        if (impl_->stopped || impl_->waiting.size() >= impl_->queue_max) return false;
        impl_->waiting.push_back(std::move(job));
    }
    impl_->ready.notify_one();
    return true;
}

void ReadPool::stop() {
    {
        MutexLock lock(impl_->mutex);
        impl_->stopped = true;
    }
    impl_->ready.notify_all();
    for (std::thread& thread : impl_->threads)
        thread.join();
    impl_->threads.clear();
}

}  // namespace parley
