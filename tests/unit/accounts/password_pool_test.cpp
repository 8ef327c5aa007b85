#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <future>

#include "parley/accounts/passwords.hpp"

namespace parley {
namespace {

constexpr std::chrono::seconds kPatience{10};

// A job that says when it began and works until it is let go.
struct Held {
    std::promise<void> begun;
    std::promise<void> let_go;
    std::function<void()> job() {
        return [this] {
            begun.set_value();
            let_go.get_future().wait();
        };
    }
    bool wait_until_begun() {
        return begun.get_future().wait_for(kPatience) == std::future_status::ready;
    }
};

TEST(PasswordPoolTest, RefusesWhatItsQueueCannotHold) {
    Held held;
    std::atomic<int> done = 0;
    PasswordPool pool(1, 2);
    ASSERT_TRUE(pool.submit(held.job()));
    ASSERT_TRUE(held.wait_until_begun());
    EXPECT_TRUE(pool.submit([&] { ++done; }));
    EXPECT_TRUE(pool.submit([&] { ++done; }));
    EXPECT_FALSE(pool.submit([&] { ++done; }));
    held.let_go.set_value();
    pool.stop();
    EXPECT_EQ(done, 2);
}

TEST(PasswordPoolTest, StoppingDoesWhatWaitsAndRefusesTheRest) {
    std::atomic<int> done = 0;
    PasswordPool pool(2, 100);
    for (int i = 0; i < 100; ++i)
        ASSERT_TRUE(pool.submit([&] { ++done; }) || done > 0);
    pool.stop();
    EXPECT_EQ(done, 100);
    EXPECT_FALSE(pool.submit([&] { ++done; }));
    pool.stop();
}

TEST(PasswordPoolTest, ItsThreadsWorkSideBySide) {
    Held one;
    Held other;
    PasswordPool pool(2, 2);
    ASSERT_TRUE(pool.submit(one.job()));
    ASSERT_TRUE(pool.submit(other.job()));
    EXPECT_TRUE(one.wait_until_begun());
    EXPECT_TRUE(other.wait_until_begun());
    one.let_go.set_value();
    other.let_go.set_value();
}

TEST(PasswordPoolTest, WorksBehindEveryoneElse) {
    std::promise<int> niceness;
    PasswordPool pool(1, 1);
    ASSERT_TRUE(pool.submit(
        [&] { niceness.set_value(getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()))); }));
    // 19 is the end of the scale, for a test that itself was started behind everyone else.
    const int ours = getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()));
    EXPECT_EQ(niceness.get_future().get(), std::min(ours + 10, 19));
}

}  // namespace
}  // namespace parley
