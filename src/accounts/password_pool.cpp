#include <sys/resource.h>
#include <unistd.h>

#include <deque>
#include <thread>
#include <utility>
#include <vector>

#include "parley/accounts/passwords.hpp"
#include "parley/core/assert.hpp"
#include "parley/core/mutex.hpp"

namespace parley {
namespace {

// So many steps behind the rest of the process, so that a flood of sign-ins slows nobody who is
// signed in already.
constexpr int kNiceness = 10;

}  // namespace

struct PasswordPool::Impl {
    const std::size_t queue_max;
    Mutex mutex;
    ConditionVariable ready;
    std::deque<std::function<void()>> waiting PARLEY_GUARDED_BY(mutex);
    bool stopped PARLEY_GUARDED_BY(mutex) = false;
    std::vector<std::thread> threads;

    explicit Impl(std::size_t count_max) : queue_max(count_max) {}

    void run() {
        // On Linux each thread has a niceness of its own. A system that forbids it loses nothing
        // else.
        const auto thread_id = static_cast<id_t>(gettid());
        const int niceness = getpriority(PRIO_PROCESS, thread_id) + kNiceness;
        (void)setpriority(PRIO_PROCESS, thread_id, niceness);
        while (std::function<void()> job = take())
            job();
    }

    // The next job; none when all are done and none will come.
    std::function<void()> take() {
        MutexLock lock(mutex);
        while (waiting.empty() && !stopped)
            ready.wait(mutex);
        if (waiting.empty()) return nullptr;
        std::function<void()> job = std::move(waiting.front());
        waiting.pop_front();
        return job;
    }
};

PasswordPool::PasswordPool(std::size_t threads, std::size_t queue_max)
    : impl_(std::make_unique<Impl>(queue_max)) {
    PARLEY_ASSERT(threads > 0);
    for (std::size_t i = 0; i < threads; ++i) {
        impl_->threads.emplace_back([impl = impl_.get()] { impl->run(); });
    }
}

PasswordPool::~PasswordPool() { stop(); }

bool PasswordPool::submit(std::function<void()> job) {
    PARLEY_ASSERT(job);
    {
        MutexLock lock(impl_->mutex);
        if (impl_->stopped || impl_->waiting.size() >= impl_->queue_max) return false;
        impl_->waiting.push_back(std::move(job));
    }
    impl_->ready.notify_one();
    return true;
}

void PasswordPool::stop() {
    {
        MutexLock lock(impl_->mutex);
        impl_->stopped = true;
    }
    impl_->ready.notify_all();
    for (std::thread& thread : impl_->threads) {
        if (thread.joinable()) thread.join();
    }
}

}  // namespace parley
