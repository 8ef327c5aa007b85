// Random logs, memberships, page sizes and windows, also while the world moves on between the
// pages, which come from readers that take turns and remember what they sent: each page is the next
// part of what the model says is left.

#include <random>

#include "on_both_stores.hpp"
#include "stream_model.hpp"

namespace parley {
namespace {

class Dice {
  public:
    explicit Dice(unsigned seed) : engine_(seed) {}
    std::int64_t roll(std::int64_t low, std::int64_t high) {
        return std::uniform_int_distribution<std::int64_t>(low, high)(engine_);
    }
    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[static_cast<std::size_t>(roll(0, static_cast<std::int64_t>(from.size()) - 1))];
    }

  private:
    std::mt19937 engine_;
};

// People who come, talk, leave and come back. Mei is the one who catches up.
class Village {
  public:
    Village(World& world, Dice& dice) : world_(world), dice_(dice) {
        for (const char* login : {"mei", "bo", "eva"})
            users_.push_back(world_.add_user(login));
        // Some have so many conversations that a reader keeps where they go on.
        for (auto i = dice_.roll(0, 3) == 0 ? 250 : dice_.roll(1, 6); i > 0; --i)
            found();
    }

    UserId mei() const { return users_.front(); }
    void live(std::int64_t steps) {
        for (; steps > 0; --steps)
            step();
    }

  private:
    bool is_in(UserId user, ConversationId one) {
        return world_.state.members.count({one, user}) != 0;
    }
    void found() { places_.push_back(world_.group({dice_.pick(users_)})); }
    void step() {
        const UserId user = dice_.pick(users_);
        const ConversationId place = dice_.pick(places_);
        const std::int64_t what = dice_.roll(0, 99);
        if (what < 2) {
            found();
        } else if (!is_in(user, place)) {
            if (what < 60) world_.add(place, user);
        } else if (what < 10) {
            world_.leave(place, user);
        } else if (what < 25) {
            world_.read(user, place, world_.state.conversations.at(place).head.seq);
        } else {
            world_.send(place, user,
                        std::string(static_cast<std::size_t>(dice_.roll(0, 300)), 'x'));
        }
    }

    World& world_;
    Dice& dice_;
    std::vector<UserId> users_;
    std::vector<ConversationId> places_;
};

// One seed's story.
class Story {
  public:
    Story(Backend backend, unsigned seed) : world_(backend), dice_(seed), village_(world_, dice_) {}

    void run() {
        village_.live(dice_.roll(0, 300));
        StreamJob job = any_job();
        const bool moving = dice_.roll(0, 1) == 0;
        std::vector<std::unique_ptr<Reader>> readers;
        for (int i = 0; i < 2; ++i)
            readers.push_back(world_.another_reader());
        for (int pages = 0; pages < 2'000; ++pages) {
            const auto left = frames_left(world_.state, job, world_.ids());
            world_.flush();
            const auto result = dice_.pick(readers)->stream(job);
            const auto& page = std::get<StreamPage>(result);
            check(page, job, left);
            if (testing::Test::HasFailure() || page.complete) return;
            job.from_pos = page.next_pos;
            job.gaps_after = page.gaps_after;
            if (moving && pages < 50) village_.live(dice_.roll(0, 5));
        }
        FAIL() << "no end";
    }

  private:
    StreamJob any_job() {
        StreamJob job;
        job.user = village_.mei();
        job.origin_pos = dice_.roll(0, world_.state.head_pos);
        job.from_pos = job.origin_pos;
        if (dice_.roll(0, 4) != 0) job.until_pos = world_.state.head_pos;
        if (dice_.roll(0, 2) != 0) job.window = dice_.pick<std::int64_t>({0, 1, 2, 5, 20, 1'000});
        job.bytes_max = dice_.pick<std::size_t>({1, 500, 3'000, 100'000});
        return job;
    }

    // One page against `left`, what the model says is left at this moment.
    void check(const StreamPage& page, const StreamJob& job, const std::vector<ModelFrame>& left) {
        const std::vector<ModelFrame> sent = model_frames(page.frames);
        ASSERT_LE(sent.size(), left.size());
        const auto middle = left.begin() + static_cast<std::ptrdiff_t>(sent.size());
        EXPECT_EQ(sent, std::vector<ModelFrame>(left.begin(), middle));
        EXPECT_EQ(page.complete, middle == left.end());
        if (page.complete) {
            EXPECT_EQ(page.next_pos, job.until_pos.value_or(world_.state.head_pos));
            return;
        }
        StreamJob rest = job;
        rest.from_pos = page.next_pos;
        rest.gaps_after = page.gaps_after;
        EXPECT_EQ(frames_left(world_.state, rest, world_.ids()),
                  std::vector<ModelFrame>(middle, left.end()));
        check_length(page, job, sent);
    }

    // It ended for its bytes and no earlier: without its last event, and the gap that belongs to
    // that, it was not full.
    static void check_length(const StreamPage& page, const StreamJob& job,
                             const std::vector<ModelFrame>& sent) {
        EXPECT_GE(page.frames.bytes.size(), job.bytes_max);
        std::size_t last = sent.size() - 1;
        const bool is_event = sent[last].gap_to_rev == 0;
        if (is_event && last > 0 && sent[last - 1].gap_to_rev != 0) --last;
        const std::size_t before = last == 0 ? 0 : page.frames.ends[last - 1];
        EXPECT_LT(before, job.bytes_max);
    }

    World world_;
    Dice dice_;
    Village village_;
};

class StreamPropertyTest : public testing::TestWithParam<Backend> {};
PARLEY_ON_BOTH_STORES(StreamPropertyTest);

TEST_P(StreamPropertyTest, ThePagesTogetherAreWhatWasMissed) {
    const unsigned seeds = GetParam() == Backend::fake ? 100 : 15;
    for (unsigned seed = 1; seed <= seeds; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Story(GetParam(), seed).run();
        if (HasFailure()) return;
    }
}

}  // namespace
}  // namespace parley
