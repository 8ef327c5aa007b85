#include "schema.hpp"

#include <gmock/gmock.h>

#include "data_dir.hpp"
#include "unit/store/store_fixture.hpp"

namespace parley::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SchemaTest : public ::testing::Test {
  protected:
    SchemaTest() { create_empty_file(file_); }

    TemporaryDir dir_;
    std::filesystem::path file_ = dir_.path() / "test.db";
};

constexpr Migration kFirst = {1, "CREATE TABLE first(a)"};
constexpr Migration kSecond = {2, "CREATE TABLE second(a); INSERT INTO second VALUES(7)"};
constexpr Migration kBroken = {3, "CREATE TABLE third(a); INSERT INTO nowhere VALUES(1)"};

TEST_F(SchemaTest, AnEmptyFileIsMigratedToTheVersionOfThisBuild) {
    SqliteConnection connection(file_, SqliteConnection::Use::build, {});
    migrate(connection, migrations());
    EXPECT_EQ(connection.integer("PRAGMA user_version"), schema_version());
    EXPECT_THAT(schema_differences(connection, migrations()), IsEmpty());
    EXPECT_EQ(connection.text("PRAGMA integrity_check"), "ok");
}

TEST_F(SchemaTest, OnlyStepsBehindTheVersionAreRun) {
    SqliteConnection connection(file_, SqliteConnection::Use::build, {});
    migrate(connection, std::vector<Migration>{kFirst});
    const std::vector<Migration> both = {kFirst, kSecond};
    migrate(connection, both);
    migrate(connection, both);
    EXPECT_EQ(connection.integer("PRAGMA user_version"), 2);
    EXPECT_EQ(connection.integer("SELECT count(*) FROM second"), 1);
    EXPECT_THAT(schema_differences(connection, both), IsEmpty());
}

TEST_F(SchemaTest, AStepThatFailsLeavesNothingAndKeepsThoseBeforeIt) {
    SqliteConnection connection(file_, SqliteConnection::Use::build, {});
    const std::vector<Migration> three = {kFirst, kSecond, kBroken};
    EXPECT_THROW(migrate(connection, three), SqliteError);
    EXPECT_EQ(connection.integer("PRAGMA user_version"), 2);
    EXPECT_EQ(connection.integer("SELECT count(*) FROM sqlite_schema WHERE name='third'"), 0);
    EXPECT_EQ(connection.integer("SELECT count(*) FROM second"), 1);
}

TEST_F(SchemaTest, MissingAndChangedPartsAreNamed) {
    SqliteConnection connection(file_, SqliteConnection::Use::build, {});
    migrate(connection, migrations());
    connection.execute("DROP TABLE keys; ALTER TABLE invites ADD COLUMN more TEXT");
    EXPECT_THAT(
        schema_differences(connection, migrations()),
        ElementsAre("table invites is not as this build makes it", "table keys is missing"));
}

// Released steps are never changed: files made by them exist.
TEST_F(SchemaTest, TheNumbersOfTheStepsRunFromOne) {
    int expected = 1;
    for (const Migration& step : migrations())
        EXPECT_EQ(step.number, expected++);
}

TEST_F(SchemaTest, ASettingThatDoesNotHoldIsNoticed) {
    {
        SqliteConnection connection(file_, SqliteConnection::Use::build, {});
        connection.execute("CREATE TABLE t(a)");
    }
    // A reader of a file in rollback mode: the switch to the log has not happened.
    EXPECT_THROW(SqliteConnection(file_, SqliteConnection::Use::read, {}), SqliteError);
}

}  // namespace
}  // namespace parley::test
