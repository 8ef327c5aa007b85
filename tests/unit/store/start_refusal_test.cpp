// Every reason for which a data directory is refused, word by word: an operator has nothing else.

#include <gmock/gmock.h>

#include "unit/store/store_fixture.hpp"

namespace parley::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class StartRefusalTest : public ::testing::Test {
  protected:
    std::string db() const { return dir_.file("parley.db").string(); }
    std::string wal() const { return dir_.file("parley.db-wal").string(); }
    std::string refusal() const { return refusal_of(dir_.data_dir()); }

    // Leaves a database behind; `clean` tells how it was stopped.
    void make(bool clean, int batches = 1) { make_in(dir_.data_dir(), clean, batches); }
    static void make_in(const std::filesystem::path& data_dir, bool clean, int batches = 1) {
        const auto database = open_database(data_dir);
        ChatWriter chat(*database);
        for (int i = 0; i < batches; ++i) {
            chat.begin();
            // The first run's are user1, user2, …
            chat.add_user("user" + std::to_string(database->store().next_user().value));
            chat.expect_committed();
        }
        if (clean) {
            ASSERT_TRUE(database->close_cleanly());
        }
    }
    // What is refused must lie there unchanged.
    void expect_refused_unchanged(const std::string& reason) {
        const std::string before = read_file(db());
        EXPECT_EQ(refusal(), reason);
        EXPECT_TRUE(read_file(db()) == before);
    }

    TemporaryDir dir_;
};

TEST_F(StartRefusalTest, AFileInPlaceOfTheDirectory) {
    write_file(dir_.data_dir(), "");
    EXPECT_EQ(refusal(), dir_.data_dir().string() + " is not a directory");
}

TEST_F(StartRefusalTest, AnEmptyFile) {
    make(true);
    write_file(db(), "");
    expect_refused_unchanged(db() +
                             " is empty (0 bytes), which Parley never leaves behind. Put a copy of "
                             "the database back, or remove the file to start with an empty one");
}

TEST_F(StartRefusalTest, AFileThatIsNoDatabase) {
    make(true);
    write_file(db(), std::string(5'000, 'x'));
    expect_refused_unchanged(db() + " is not an SQLite database");
    write_file(db(), "SQLite format 3");
    expect_refused_unchanged(db() + " is not an SQLite database");
}

TEST_F(StartRefusalTest, ADatabaseOfAnotherApplication) {
    std::filesystem::create_directories(dir_.data_dir());
    run_sql(db(), "PRAGMA application_id=7; CREATE TABLE t(a)");
    expect_refused_unchanged(db() +
                             " is a database of another application: its application_id is "
                             "0x00000007, Parley's is 0x50726c79");
}

TEST_F(StartRefusalTest, ADatabaseOfANewerVersion) {
    make(true);
    run_sql(db(), "PRAGMA user_version=99");
    expect_refused_unchanged(db() +
                             " has schema version 99, and this build knows versions up to 2. Start "
                             "the Parley that wrote it, or a newer one");
}

TEST_F(StartRefusalTest, ADatabaseWithoutAVersion) {
    make(true);
    run_sql(db(), "PRAGMA user_version=0");
    expect_refused_unchanged(db() + " has no schema version: it was not made by Parley");
}

TEST_F(StartRefusalTest, ADatabaseOfAnotherPageSize) {
    make(true);
    run_sql(db(), "PRAGMA journal_mode=delete; PRAGMA page_size=8192; VACUUM");
    expect_refused_unchanged(db() + " has pages of 8192 bytes, Parley's have 4096");
}

TEST_F(StartRefusalTest, AMissingDatabase) {
    make(true);
    std::filesystem::remove(db());
    const std::string instance = dir_.file("instance").string();
    EXPECT_EQ(refusal(), db() + " is missing, but " + instance +
                             " tells that it was here. Put the database back, or remove instance "
                             "to start with an empty one");
    write_file(wal(), "frames");
    EXPECT_EQ(refusal(), db() +
                             " is missing, but its write-ahead log parley.db-wal is there. Put the "
                             "database back beside it");
}

TEST_F(StartRefusalTest, AMissingWriteAheadLog) {
    make(false);
    std::filesystem::remove(wal());
    const std::string reason =
        wal() +
        " is missing, though parley.db was not stopped cleanly: the newest messages were in it. "
        "Put "
        "it back, or start once with --accept-lost-wal to go on without them";
    expect_refused_unchanged(reason);
    write_file(wal(), "");
    expect_refused_unchanged(reason);
}

TEST_F(StartRefusalTest, AForeignLogBesideACleanDatabase) {
    TemporaryDir other;
    make_in(other.data_dir(), false);
    make(true);
    std::filesystem::copy_file(other.file("parley.db-wal"), wal());
    expect_refused_unchanged(
        db() +
        " does not fit together with what lies beside it: the write-ahead log is of another "
        "database. A database file or write-ahead log was exchanged. Put back the files that "
        "belong together, or restore a backup");
}

// Its frames would put older pages over newer ones.
TEST_F(StartRefusalTest, AnOlderCopyOfItsOwnLogBesideACleanDatabase) {
    make(false);
    const std::string older = read_file(wal());
    make(true);
    write_file(wal(), older);
    expect_refused_unchanged(
        db() +
        " does not fit together with what lies beside it: the write-ahead log is of an earlier "
        "run. A database file or write-ahead log was exchanged. Put back the files that belong "
        "together, or restore a backup");

    std::filesystem::remove(wal());
    std::string within;
    {
        const auto database = open_database(dir_.data_dir());
        ChatWriter chat(*database);
        chat.begin();
        chat.add_user("more");
        chat.expect_committed();
        within = read_file(wal());
        ASSERT_TRUE(database->close_cleanly());
    }
    write_file(wal(), within);
    expect_refused_unchanged(
        db() +
        " does not fit together with what lies beside it: the write-ahead log does not continue "
        "this file. A database file or write-ahead log was exchanged. Put back the files that "
        "belong together, or restore a backup");
}

// A log of the same schema is what SQLite takes without a word.
TEST_F(StartRefusalTest, AForeignLogBesideADatabaseThatExpectsOne) {
    TemporaryDir other;
    make_in(other.data_dir(), false);
    make(false);
    std::filesystem::copy_file(other.file("parley.db-wal"), wal(),
                               std::filesystem::copy_options::overwrite_existing);
    EXPECT_THAT(refusal(), StartsWith(db() + " does not fit together with what lies beside it: "));
}

TEST_F(StartRefusalTest, TheLogOfAnEarlierRun) {
    make(false);
    const std::string earlier = read_file(wal());
    make(false);
    write_file(wal(), earlier);
    EXPECT_EQ(refusal(), db() +
                             " does not fit together with what lies beside it: the write-ahead log "
                             "is of an earlier run. A database file or write-ahead log was "
                             "exchanged. Put back the files that belong together, or restore a "
                             "backup");
}

TEST_F(StartRefusalTest, AnotherDatabaseInItsPlace) {
    TemporaryDir other;
    make_in(other.data_dir(), true);
    make(true);
    std::filesystem::copy_file(other.file("parley.db"), db(),
                               std::filesystem::copy_options::overwrite_existing);
    expect_refused_unchanged(
        db() +
        " does not fit together with what lies beside it: it is another database than instance "
        "names. A database file or write-ahead log was exchanged. Put back the files that belong "
        "together, or restore a backup");
}

TEST_F(StartRefusalTest, AnInstanceFileThatIsNone) {
    make(true);
    write_file(dir_.file("instance"), "parley instance 1\ndatabase 00\nrun 1\n");
    expect_refused_unchanged(dir_.file("instance").string() +
                             " does not read as what Parley writes there. Remove it to start all "
                             "the same: clients will then read everything anew");
}

TEST_F(StartRefusalTest, AMissingTableAndAChangedOne) {
    make(true);
    run_sql(db(), "DROP TABLE mentions; ALTER TABLE invites DROP COLUMN expires");
    expect_refused_unchanged(
        db() +
        " does not have the schema of its version: table invites is not as this build makes it, "
        "table mentions is missing");
}

TEST_F(StartRefusalTest, AMissingIndex) {
    make(true);
    run_sql(db(), "DROP INDEX direct_conversations");
    expect_refused_unchanged(
        db() + " does not have the schema of its version: index direct_conversations is missing");
}

TEST_F(StartRefusalTest, ATruncatedDatabase) {
    make(true);
    std::filesystem::resize_file(db(), 3 * 4096);
    EXPECT_THAT(refusal(), StartsWith(db() + " is damaged, restore a backup: "));
}

// After a stop without notice every page is looked at, so damage that no start-up query meets
// shows.
TEST_F(StartRefusalTest, ADamagedPageFoundAfterAStopWithoutNotice) {
    make(true, 400);
    { const auto database = open_database(dir_.data_dir()); }
    std::string bytes = read_file(db());
    const std::size_t place = bytes.find("user173");
    ASSERT_NE(place, std::string::npos);
    const std::size_t page = place / 4096 * 4096;
    bytes.replace(page + 8, 8, std::string(8, '\x7f'));
    write_file(db(), bytes);
    EXPECT_THAT(refusal(), HasSubstr(db() + " is damaged"));
}

TEST_F(StartRefusalTest, WhatAnOperatorHasAddedDoesNotMatter) {
    make(true);
    run_sql(db(), "CREATE INDEX mine ON users(created); CREATE VIEW v AS SELECT 1; ANALYZE");
    EXPECT_EQ(refusal(), "");
}

}  // namespace
}  // namespace parley::test
