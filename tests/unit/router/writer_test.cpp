#include "parley/router/writer.hpp"

#include <future>
#include <numeric>

#include "parley/core/mutex.hpp"
#include "world.hpp"

namespace parley {
namespace {

constexpr std::chrono::seconds kPatience{10};

class FixedClock final : public Clock {
  public:
    WallTime wall() const override { return 1'790'000'000'000; }
    SteadyTime steady() const override { return {}; }
};

// Moves on by a step with every batch, for which alone the writer asks for the time of day.
class SteppingClock final : public Clock {
  public:
    explicit SteppingClock(std::chrono::milliseconds step) : step_(step) {}
    WallTime wall() const override {
        now_ += step_;
        return 1'790'000'000'000;
    }
    SteadyTime steady() const override { return now_; }

  private:
    const std::chrono::milliseconds step_;
    mutable SteadyTime now_;  // keeper: the writer's thread
};

// Keeps what it is told, and lets the test wait for so many answers.
class RecordingListener final : public CommitListener {
  public:
    void committed(BatchPtr batch) override {
        MutexLock lock(mutex_);
        for (const auto& answers : batch->answers)
            answer_count_ += answers.size();
        batches_.push_back(std::move(batch));
        changed_.notify_all();
        if (batches_.size() == 1 && on_first_) on_first_();
    }
    // Called on the writer's thread when it is told of the first batch. Before the writer starts.
    void on_first(std::function<void()> called) { on_first_ = std::move(called); }
    bool wait_for_answers(std::size_t count) {
        const auto deadline = std::chrono::steady_clock::now() + kPatience;
        MutexLock lock(mutex_);
        while (answer_count_ < count) {
            if (changed_.wait_until(mutex_, deadline) == std::cv_status::timeout) return false;
        }
        return true;
    }
    std::vector<BatchPtr> batches() {
        MutexLock lock(mutex_);
        return batches_;
    }

  private:
    std::function<void()> on_first_;
    Mutex mutex_;
    ConditionVariable changed_;
    std::vector<BatchPtr> batches_ PARLEY_GUARDED_BY(mutex_);
    std::size_t answer_count_ PARLEY_GUARDED_BY(mutex_) = 0;
};

class WriterTest : public RouterTest {
  protected:
    std::unique_ptr<Writer> make_writer(Writer::Options options = {}) {
        return make_writer(clock, options);
    }
    std::unique_ptr<Writer> make_writer(const Clock& on_clock, Writer::Options options) {
        return std::make_unique<Writer>(
            *router, store, listener, on_clock, [this] { ++failures; }, options);
    }
    std::vector<Command> sends(int count) {
        std::vector<Command> commands;
        for (int i = 0; i < count; ++i) {
            commands.push_back(World::command(mei, world.message(direct, std::to_string(i))));
            commands.back().reply_to.ticket = static_cast<std::uint64_t>(i);
        }
        return commands;
    }
    void push(Writer& writer, std::vector<Command> commands) {
        ASSERT_TRUE(writer.push(commands));
        ASSERT_TRUE(commands.empty());
    }
    // The codes of all answers, in the order in which the listener got them.
    std::vector<std::string> codes() {
        std::vector<std::string> all;
        for (const BatchPtr& batch : listener.batches()) {
            for (const Answer& answer : batch->answers.at(0))
                all.push_back(code_of(answer.outcome));
        }
        return all;
    }

    const ConversationId direct = world.open(mei, ben);
    ManualRandom random{2};
    std::unique_ptr<Router> router = make_router(store, random, world.ids, {});
    RecordingListener listener;
    FixedClock clock;
    int failures = 0;  // read after the writer has stopped
};

TEST_F(WriterTest, DecidesAllThatWaitsInItsOrder) {
    const auto writer = make_writer();
    push(*writer, sends(100));
    push(*writer, sends(100));
    EXPECT_EQ(writer->waiting(), 200u);
    writer->start();
    writer->stop();
    // All that waited was one batch.
    ASSERT_EQ(listener.batches().size(), 1u);
    const BatchPtr batch = listener.batches()[0];
    ASSERT_EQ(batch->entries.size(), 200u);
    for (std::size_t i = 0; i < 200; ++i) {
        EXPECT_EQ(batch->entries[i].entry.seq, static_cast<std::int64_t>(i) + 1);
        EXPECT_EQ(batch->answers[0][i].reply_to.ticket, i % 100);
        EXPECT_EQ(batch->entries[i].entry.time, clock.wall());
    }
    EXPECT_EQ(failures, 0);
}

TEST_F(WriterTest, SlicesWhatWouldBeTooMuchForOneCommit) {
    const auto writer = make_writer({.batch_max = 40});
    push(*writer, sends(100));
    writer->start();
    writer->stop();
    const std::vector<BatchPtr> batches = listener.batches();
    ASSERT_EQ(batches.size(), 3u);
    EXPECT_EQ(batches[0]->entries.size(), 40u);
    EXPECT_EQ(batches[2]->entries.size(), 20u);
    // Tidied up after each, but idle only after the last.
    EXPECT_EQ(store.maintained(), (std::vector<bool>{false, false, true}));
}

TEST_F(WriterTest, RefusesWhatItsQueueCannotHold) {
    const auto writer = make_writer({.queue_max = 10});
    push(*writer, sends(8));
    std::vector<Command> more = sends(3);
    EXPECT_FALSE(writer->push(more));
    EXPECT_EQ(more.size(), 3u);
    push(*writer, sends(2));
}

TEST_F(WriterTest, RefusesWhenStopped) {
    const auto writer = make_writer();
    writer->start();
    writer->stop();
    std::vector<Command> late = sends(1);
    EXPECT_FALSE(writer->push(late));
    writer->stop();
}

TEST_F(WriterTest, WorksWhilePushedFromSeveralThreads) {
    const auto writer = make_writer();
    writer->start();
    std::vector<std::future<void>> pushers;
    for (int thread = 0; thread < 4; ++thread) {
        std::vector<std::vector<Command>> loads;
        for (int i = 0; i < 50; ++i)
            loads.push_back(sends(2));
        pushers.push_back(std::async(std::launch::async, [&, loads]() mutable {
            for (auto& load : loads)
                EXPECT_TRUE(writer->push(load));
        }));
    }
    for (auto& pusher : pushers)
        pusher.get();
    EXPECT_TRUE(listener.wait_for_answers(400));
    writer->stop();
    std::int64_t seq = 0;
    for (const BatchPtr& batch : listener.batches()) {
        for (const LoggedEntry& logged : batch->entries)
            EXPECT_EQ(logged.entry.seq, ++seq);
    }
    EXPECT_EQ(seq, 400);
}

TEST_F(WriterTest, TidiesUpOnceWhenNothingMoreComes) {
    std::promise<void> again;
    store.on_maintain([&](std::size_t times) {
        if (times == 2) again.set_value();
    });
    const auto writer = make_writer(
        {.idle_delay = std::chrono::milliseconds(1), .index_delay = std::chrono::hours(1)});
    writer->start();
    push(*writer, sends(1));
    ASSERT_EQ(again.get_future().wait_for(kPatience), std::future_status::ready);
    writer->stop();
    EXPECT_EQ(store.maintained(), (std::vector<bool>{true, true}));
}

TEST_F(WriterTest, GoesOnAfterACommitThatStoredNothing) {
    store.fail_next_commit(CommitOutcome::nothing);
    const auto writer = make_writer({.batch_max = 1});
    push(*writer, sends(2));
    writer->start();
    writer->stop();
    EXPECT_EQ(codes(), (std::vector<std::string>{"storage_failed", "ok"}));
    EXPECT_EQ(failures, 0);
}

TEST_F(WriterTest, WritesNoMoreAfterAnUnknownOutcome) {
    store.fail_next_commit(CommitOutcome::unknown);
    const auto writer = make_writer({.batch_max = 2});
    push(*writer, sends(3));
    // Two more come while the outcome is told.
    std::vector<Command> late = sends(2);
    listener.on_first([&] { EXPECT_TRUE(writer->push(late)); });
    writer->start();
    EXPECT_TRUE(listener.wait_for_answers(5));
    writer->stop();
    // What was not attempted was certainly not stored.
    EXPECT_EQ(codes(),
              (std::vector<std::string>{"outcome_unknown", "outcome_unknown", "storage_failed",
                                        "storage_failed", "storage_failed"}));
    EXPECT_EQ(failures, 1);
    EXPECT_TRUE(store.maintained().empty());
    std::vector<Command> later = sends(1);
    EXPECT_FALSE(writer->push(later));
}

TEST_F(WriterTest, WritesNoMoreAfterACheckpointThatFailed) {
    store.fail_maintenance();
    const auto writer = make_writer({.batch_max = 2});
    push(*writer, sends(4));
    writer->start();
    writer->stop();
    EXPECT_EQ(codes(), (std::vector<std::string>{"ok", "ok", "storage_failed", "storage_failed"}));
    EXPECT_EQ(failures, 1);
}

TEST_F(WriterTest, IndexesAtRestUntilNothingIsLeft) {
    std::promise<void> all_indexed;
    store.on_index([&](std::size_t left) {
        if (left == 0) all_indexed.set_value();
    });
    const auto writer = make_writer({.idle_delay = std::chrono::hours(1),
                                     .index_delay = std::chrono::milliseconds(1),
                                     .index_slice = 4});
    push(*writer, sends(10));
    writer->start();
    ASSERT_EQ(all_indexed.get_future().wait_for(kPatience), std::future_status::ready);
    writer->stop();
    EXPECT_EQ(store.index_limits(), (std::vector<std::int64_t>{4, 4, 4}));
    EXPECT_EQ(failures, 0);
}

TEST_F(WriterTest, IndexesWhatAFormerProcessLeft) {
    world.send(mei, direct);
    std::promise<void> indexed;
    store.on_index([&](std::size_t) { indexed.set_value(); });
    const auto writer = make_writer({.index_delay = std::chrono::milliseconds(1)});
    writer->start();
    ASSERT_EQ(indexed.get_future().wait_for(kPatience), std::future_status::ready);
    writer->stop();
    EXPECT_EQ(store.unindexed_count(), 0u);
}

TEST_F(WriterTest, IndexesOneSliceNowAndThenUnderLoad) {
    const SteppingClock stepping(std::chrono::milliseconds(300));
    const auto writer = make_writer(
        stepping, {.batch_max = 1, .index_slice = 2, .index_pause = std::chrono::seconds(1)});
    push(*writer, sends(10));
    writer->stop();  // before it starts, so that it never has nothing to do
    writer->start();
    writer->stop();
    // At 1200 ms, and again after its pause; and none because it was told to stop.
    EXPECT_EQ(store.index_limits(), (std::vector<std::int64_t>{2, 2}));
    EXPECT_EQ(store.unindexed_count(), 10u - 4u);
}

TEST_F(WriterTest, WritesNoMoreAfterAnIndexThatFailed) {
    store.fail_maintenance();
    std::promise<void> indexed;
    store.on_index([&](std::size_t) { indexed.set_value(); });
    const auto writer = make_writer({.index_delay = std::chrono::milliseconds(1)});
    writer->start();
    ASSERT_EQ(indexed.get_future().wait_for(kPatience), std::future_status::ready);
    writer->stop();
    EXPECT_EQ(failures, 1);
    std::vector<Command> late = sends(1);
    EXPECT_FALSE(writer->push(late));
}

}  // namespace
}  // namespace parley
