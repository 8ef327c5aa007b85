// Failing disks and power cuts over short scripts; tests/fault runs the long ones.

#include <gmock/gmock.h>

#include "unit/store/crash_script.hpp"

namespace parley::test {
namespace {

using Kind = FaultPlan::Kind;

TEST(FailingDiskTest, AnErrorOfAnyWriteIsAnsweredTruly) {
    EXPECT_GT(fail_each_operation(Kind::write_error, false, {}), 20);
}

TEST(FailingDiskTest, AFullDiskAtAnyWriteCostsThatBatchAlone) {
    EXPECT_GT(fail_each_operation(Kind::disk_full, false, {}), 20);
}

TEST(FailingDiskTest, AnyHalfWrittenBlockIsAnsweredTruly) {
    EXPECT_GT(fail_each_operation(Kind::full_within, false, {}), 20);
}

TEST(FailingDiskTest, AnErrorOfAnySyncEndsTheWriting) {
    EXPECT_GT(fail_each_operation(Kind::sync_error, false, {}), 6);
    EXPECT_GT(fail_each_operation(Kind::sync_error, true, {}), 6);
}

TEST(FailingDiskTest, ABatchAfterAFullDiskIsCommittedWhenThereIsSpaceAgain) {
    FaultVfs vfs;
    TemporaryDir dir;
    const auto database = open_database(dir.data_dir());
    ChatWriter chat(*database);
    chat.begin();
    chat.add_user("a");
    chat.expect_committed();

    vfs.arm({Kind::disk_full, 0, true});
    chat.begin();
    chat.add_user("b");
    EXPECT_EQ(chat.commit(), CommitOutcome::nothing);
    EXPECT_THAT(database->store().failure_text(), ::testing::HasSubstr("full"));
    EXPECT_TRUE(database->store().user_by_login("a"));
    EXPECT_FALSE(database->store().user_by_login("b"));
    vfs.disarm();

    chat.begin();
    chat.add_user("b");
    chat.expect_committed();
    EXPECT_TRUE(database->close_cleanly());
}

TEST(FailingDiskTest, AfterAnUnknownOutcomeNothingIsWrittenAnyMore) {
    FaultVfs vfs;
    TemporaryDir dir;
    const auto database = open_database(dir.data_dir());
    ChatWriter chat(*database);
    vfs.arm({Kind::sync_error, 0, false});
    chat.begin();
    chat.add_user("a");
    EXPECT_EQ(chat.commit(), CommitOutcome::unknown);
    EXPECT_THAT(database->store().failure_text(), ::testing::HasSubstr("COMMIT"));

    const std::string wal = read_file(dir.file("parley.db-wal"));
    chat.begin();
    chat.add_user("b");
    EXPECT_EQ(chat.commit(), CommitOutcome::unknown);
    EXPECT_FALSE(database->store().maintain(true));
    EXPECT_FALSE(database->close_cleanly());
    EXPECT_TRUE(read_file(dir.file("parley.db-wal")) == wal);
}

// Whatever fails while a directory is opened or created, the next start finds all.
TEST(FailingDiskTest, AStartThatFailsAnywhereHarmsNothing) {
    const PreparedDatabase prepared = prepare_database();
    FaultVfs vfs;
    TemporaryDir dir;
    for (Kind kind : {Kind::write_error, Kind::disk_full, Kind::sync_error}) {
        bool fired = true;
        for (int number = 0; fired; ++number) {
            store_image(dir.data_dir(), prepared.files);
            vfs.arm({kind, number, true});
            const std::string refusal = refusal_of(dir.data_dir());
            fired = vfs.has_fired();
            vfs.disarm();
            EXPECT_EQ(refusal.empty(), !fired) << number;
            EXPECT_EQ(judge(dir.data_dir(), {prepared.model}), "") << number;
        }
    }
}

TEST(FailingDiskTest, ACreationThatFailsAnywhereIsBegunAnew) {
    FaultVfs vfs;
    for (Kind kind : {Kind::disk_full, Kind::sync_error}) {
        bool fired = true;
        for (int number = 0; fired; number += 3) {
            TemporaryDir dir;
            vfs.arm({kind, number, true});
            const std::string refusal = refusal_of(dir.data_dir());
            fired = vfs.has_fired();
            vfs.disarm();
            EXPECT_EQ(refusal.empty(), !fired) << number;
            EXPECT_EQ(refusal_of(dir.data_dir()), "") << number;
        }
    }
}

TEST(FailingDiskTest, AStopThatFailsAnywhereHarmsNothing) {
    const PreparedDatabase prepared = prepare_database();
    FaultVfs vfs;
    TemporaryDir dir;
    for (Kind kind : {Kind::write_error, Kind::disk_full, Kind::sync_error}) {
        bool fired = true;
        for (int number = 0; fired; ++number) {
            store_image(dir.data_dir(), prepared.files);
            auto database = open_database(script_database_options(dir.data_dir(), {}));
            const ScriptResult result = run_script(*database, prepared.model, {}, vfs);
            vfs.arm({kind, number, true});
            const bool closed = database->close_cleanly();
            fired = vfs.has_fired();
            EXPECT_EQ(closed, !fired) << number;
            database.reset();
            vfs.disarm();
            EXPECT_EQ(judge(dir.data_dir(), {result.certain}), "") << number;
        }
    }
}

TEST(PowerCutTest, NothingAcknowledgedIsLostAndNothingIsHalf) {
    const CutResult result = cut_power_everywhere({.batches = 5}, 6);
    EXPECT_EQ(result.failures, 0) << result.first_failure;
    EXPECT_GT(result.images, 100);
}

// The check can fail: a disk that does not sync the log loses what was acknowledged.
TEST(PowerCutTest, ADiskThatIgnoresSyncsIsFoundOut) {
    const CutResult result = cut_power_everywhere({.batches = 5}, 50, true);
    EXPECT_GT(result.failures, 5);
}

}  // namespace
}  // namespace parley::test
