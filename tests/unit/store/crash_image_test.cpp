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

// A batch larger than the cache is written to the log before its commit.
class SpillingBatchTest : public ::testing::Test {
  protected:
    SpillingBatchTest() {
        Database::Options options;
        options.data_dir = dir_.data_dir();
        options.cache_bytes = 64u << 10;
        database_ = open_database(options);
    }
    CommitOutcome commit_large_batch(ChatWriter& chat) {
        chat.begin();
        const UserId user = chat.add_user("b");
        const ConversationId room = chat.create({user});
        for (int i = 0; i < 200; ++i)
            chat.send(room, user, std::string(5'000, 'x'));
        return chat.commit();
    }

    FaultVfs vfs_;
    TemporaryDir dir_;
    std::unique_ptr<Database> database_;
};

TEST_F(SpillingBatchTest, AWriteThatFailsBeforeTheCommitCostsThatBatchAlone) {
    for (Kind kind : {Kind::write_error, Kind::short_write, Kind::disk_full}) {
        ChatWriter chat(*database_);
        vfs_.arm({kind, 20, false});
        EXPECT_EQ(commit_large_batch(chat), CommitOutcome::nothing);
        EXPECT_TRUE(vfs_.has_fired());
        vfs_.disarm();
    }
    ChatWriter chat(*database_);
    EXPECT_EQ(commit_large_batch(chat), CommitOutcome::committed);
    database_.reset();
    EXPECT_EQ(judge(dir_.data_dir(), {chat.model()}), "");
}

// The rollback succeeds, but what a failed fsync has dropped a later one does not report.
TEST_F(SpillingBatchTest, ASyncThatFailsBeforeTheCommitEndsTheWritingAllTheSame) {
    ChatWriter chat(*database_);
    vfs_.arm({Kind::sync_error, 0, false});
    EXPECT_EQ(commit_large_batch(chat), CommitOutcome::unknown);
    EXPECT_THAT(database_->store().failure_text(), ::testing::HasSubstr("INSERT"));
    EXPECT_FALSE(database_->store().maintain(true));
    vfs_.disarm();
    database_.reset();
    EXPECT_EQ(judge(dir_.data_dir(), {chat.model()}), "");
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
    const CutResult result = cut_power_everywhere({}, 10);
    EXPECT_EQ(result.failures, 0) << result.first_failure;
    EXPECT_GT(result.images, 100);
}

// The check can fail: a disk that does not sync the log loses what was acknowledged.
TEST(PowerCutTest, ADiskThatIgnoresSyncsIsFoundOut) {
    const CutResult result = cut_power_everywhere({}, 50, true);
    EXPECT_GT(result.failures, 5);
}

}  // namespace
}  // namespace parley::test
