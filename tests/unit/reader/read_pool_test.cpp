#include "parley/reader/read_pool.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>

#include "world.hpp"

namespace parley {
namespace {

// Counts how many readers are open.
class CountedStore final : public ReadStore {
  public:
    CountedStore(FakeState& state, std::atomic<int>& open) : state_(state), open_(open) { ++open_; }
    ~CountedStore() override { --open_; }
    std::unique_ptr<Snapshot> begin_snapshot() override { return make_fake_snapshot(state_); }

  private:
    FakeState& state_;
    std::atomic<int>& open_;
};

class ReadPoolTest : public testing::Test {
  protected:
    std::unique_ptr<ReadPool> pool_of(int threads, std::size_t queue_max) {
        std::vector<std::unique_ptr<Reader>> readers;
        for (int i = 0; i < threads; ++i) {
            readers.push_back(make_reader(std::make_unique<CountedStore>(state_, open_),
                                          DatabaseIdentity{}, {}, Reader::Options{}));
        }
        return std::make_unique<ReadPool>(std::move(readers), queue_max);
    }
    // A job that says when it has started and then waits to be let go.
    ReadPool::Job hold() {
        return [this](Reader&) {
            started_.set_value();
            go_.get_future().wait();
        };
    }

    FakeState state_;
    std::atomic<int> open_{0};
    std::promise<void> started_;
    std::promise<void> go_;
};

TEST_F(ReadPoolTest, AJobGetsAReader) {
    state_.head_pos = 42;
    const auto pool = pool_of(2, 10);
    std::promise<std::int64_t> seen;
    ASSERT_TRUE(
        pool->submit([&](Reader& reader) { seen.set_value(reader.snapshot()->head_pos()); }));
    EXPECT_EQ(seen.get_future().get(), 42);
}

TEST_F(ReadPoolTest, AFullQueueRefusesAtOnce) {
    const auto pool = pool_of(1, 2);
    ASSERT_TRUE(pool->submit(hold()));
    started_.get_future().wait();
    std::atomic<int> done{0};
    const auto count = [&](Reader&) { ++done; };
    EXPECT_TRUE(pool->submit(count));
    EXPECT_TRUE(pool->submit(count));
    EXPECT_FALSE(pool->submit(count));
    go_.set_value();
    pool->stop();
    EXPECT_EQ(done, 2);
}

TEST_F(ReadPoolTest, JobsStartInTheOrderOfTheirSubmission) {
    const auto pool = pool_of(1, 1'000);
    std::vector<int> order;
    for (int i = 0; i < 500; ++i) {
        ASSERT_TRUE(pool->submit([&order, i](Reader&) { order.push_back(i); }));
    }
    pool->stop();
    ASSERT_EQ(order.size(), 500u);
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST_F(ReadPoolTest, StopFinishesWhatWaitsClosesTheReadersAndRefusesMore) {
    const auto pool = pool_of(3, 1'000);
    EXPECT_EQ(open_, 3);
    std::atomic<int> done{0};
    for (int i = 0; i < 200; ++i)
        ASSERT_TRUE(pool->submit([&](Reader&) { ++done; }));
    pool->stop();
    EXPECT_EQ(done, 200);
    EXPECT_EQ(open_, 0);
    EXPECT_FALSE(pool->submit([](Reader&) {}));
    pool->stop();
}

}  // namespace
}  // namespace parley
