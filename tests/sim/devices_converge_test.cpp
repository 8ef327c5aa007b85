// The convergence test: hundreds of seeds, in shards that ctest may run side by side.
//
//   PARLEY_SIM_SEEDS=1000:500 devices_converge_test      runs the seeds 1000…1499 instead
//
// A seed that fails is printed; once its bug is mended it is added to kFormerFailures.

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "convergence.hpp"
#include "support/control.hpp"

namespace parley::test {
namespace {

constexpr int kShards = 10;
// Sanitizers make a seed several times slower; the plain build runs them all.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr std::uint64_t kSeedsPerShard = 3;
#else
constexpr std::uint64_t kSeedsPerShard = 20;
#endif
// A server for so many seeds: what one leaves behind is in the way of none.
constexpr std::uint64_t kSeedsPerServer = 20;

constexpr std::uint64_t kFormerFailures[] = {1, 3, 4, 6, 7, 16, 30, 46, 219, 292};

void run_on(const TestServer& server, std::uint64_t seed) {
    try {
        devices_converge(server, seed);
    } catch (const std::exception& failure) {
        ADD_FAILURE() << "seed " << seed << ": " << failure.what();
    }
}

void expect_sound(const TestServer& server) {
    const Json report = control_request(server.data_dir(), "POST", "/verify").json();
    EXPECT_EQ(report.at("sound"), true) << report;
}

void run_seeds(std::uint64_t first, std::uint64_t count) {
    while (count > 0 && !testing::Test::HasFailure()) {
        TestServer server([](Config& config) {
            // What is shown does not hang on the disk.
            config.store.sync = StoreConfig::Sync::normal;
            config.limits.outbox_bytes = 64 * 1024;
        });
        for (std::uint64_t i = 0; i < kSeedsPerServer && count > 0; ++i, ++first, --count) {
            run_on(server, first);
            if (testing::Test::HasFailure()) return;
        }
        expect_sound(server);
    }
}

class ConvergenceTest : public testing::TestWithParam<int> {};

TEST_P(ConvergenceTest, EveryDeviceShowsWhatAFreshClientShows) {
    const auto shard = static_cast<std::uint64_t>(GetParam());
    run_seeds(1 + shard * kSeedsPerShard, kSeedsPerShard);
}
INSTANTIATE_TEST_SUITE_P(Shards, ConvergenceTest, testing::Range(0, kShards));

TEST(ConvergenceSeedsTest, ThoseThatFailedOnceDoNotFailAgain) {
    for (const std::uint64_t seed : kFormerFailures)
        run_seeds(seed, 1);
}

TEST(ConvergenceSeedsTest, ThoseThatTheEnvironmentNames) {
    const char* seeds = std::getenv("PARLEY_SIM_SEEDS");
    if (seeds == nullptr) GTEST_SKIP() << "PARLEY_SIM_SEEDS is not set";
    std::size_t used = 0;
    const std::string text = seeds;
    const std::uint64_t first = std::stoull(text, &used);
    const std::uint64_t count = used < text.size() ? std::stoull(text.substr(used + 1)) : 1;
    for (std::uint64_t seed = first; seed < first + count; seed += kSeedsPerServer) {
        std::cout << "seeds from " << seed << std::endl;
        run_seeds(seed, std::min(kSeedsPerServer, first + count - seed));
        if (HasFailure()) return;
    }
}

}  // namespace
}  // namespace parley::test
