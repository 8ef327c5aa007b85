#pragma once
// std::mutex with the annotations that clang's -Wthread-safety needs to check who holds what.

#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define PARLEY_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define PARLEY_THREAD_ANNOTATION(x)
#endif

#define PARLEY_GUARDED_BY(mutex) PARLEY_THREAD_ANNOTATION(guarded_by(mutex))
#define PARLEY_REQUIRES(mutex) PARLEY_THREAD_ANNOTATION(requires_capability(mutex))

namespace parley {

class PARLEY_THREAD_ANNOTATION(capability("mutex")) Mutex {
  public:
    Mutex() = default;
    Mutex(const Mutex&) = delete;
    Mutex& operator=(const Mutex&) = delete;
    void lock() PARLEY_THREAD_ANNOTATION(acquire_capability()) { mutex_.lock(); }
    void unlock() PARLEY_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }

  private:
    std::mutex mutex_;
};

class PARLEY_THREAD_ANNOTATION(scoped_lockable) MutexLock {
  public:
    explicit MutexLock(Mutex& mutex) PARLEY_THREAD_ANNOTATION(acquire_capability(mutex))
        : mutex_(mutex) {
        mutex_.lock();
    }
    ~MutexLock() PARLEY_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }
    MutexLock(const MutexLock&) = delete;
    MutexLock& operator=(const MutexLock&) = delete;

  private:
    Mutex& mutex_;
};

// Waits on a Mutex that the caller holds.
using ConditionVariable = std::condition_variable_any;

}  // namespace parley
