// Failing disks and power cuts at every operation of long scripts, with checkpoints and the log
// beginning anew in between. The short ones are unit tests.

#include <gtest/gtest.h>

#include "unit/store/crash_script.hpp"

namespace parley::test {
namespace {

using Kind = FaultPlan::Kind;

constexpr ScriptOptions kLong = {.batches = 15, .seed = 7, .checkpoint_pages = 30};

TEST(StoreCrashTest, AnErrorOfAnyWriteIsAnsweredTruly) {
    EXPECT_GT(fail_each_operation(Kind::write_error, false, kLong), 150);
}

TEST(StoreCrashTest, WritesThatFailFromThenOnAreAnsweredTruly) {
    EXPECT_GT(fail_each_operation(Kind::write_error, true, kLong), 150);
}

TEST(StoreCrashTest, AnyHalfWriteIsAnsweredTruly) {
    EXPECT_GT(fail_each_operation(Kind::short_write, false, kLong), 150);
}

TEST(StoreCrashTest, AFullDiskAtAnyWriteIsAnsweredTruly) {
    EXPECT_GT(fail_each_operation(Kind::disk_full, false, kLong), 150);
}

TEST(StoreCrashTest, ADiskThatStaysFullIsAnsweredTruly) {
    EXPECT_GT(fail_each_operation(Kind::disk_full, true, kLong), 150);
}

TEST(StoreCrashTest, ADiskThatIsFullWithinAWriteIsAnsweredTruly) {
    EXPECT_GT(fail_each_operation(Kind::full_within, false, kLong), 150);
}

TEST(StoreCrashTest, AnErrorOfAnySyncIsAnsweredTruly) {
    EXPECT_GT(fail_each_operation(Kind::sync_error, false, kLong), 15);
    EXPECT_GT(fail_each_operation(Kind::sync_error, true, kLong), 15);
}

TEST(StoreCrashTest, PowerCutsAtEveryOperationLoseNothingAcknowledged) {
    for (std::uint64_t seed : {1u, 2u}) {
        const CutResult result =
            cut_power_everywhere({.batches = 8, .seed = seed, .checkpoint_pages = 30}, 1);
        EXPECT_EQ(result.failures, 0) << "seed " << seed << ": " << result.first_failure;
        EXPECT_GT(result.images, 1'000);
    }
}

}  // namespace
}  // namespace parley::test
