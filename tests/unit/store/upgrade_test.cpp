// A database of an earlier version becomes one of this build when it is opened, with all that was
// in it.

#include <fmt/format.h>

#include "data_dir.hpp"
#include "parley/store/verify.hpp"
#include "schema.hpp"
#include "unit/store/store_fixture.hpp"

namespace parley::test {
namespace {

// The file as the schema's first version had it: its tables alone, with the rows that a build of
// today has put into the same columns.
void write_as_version_1(const std::filesystem::path& from, const std::filesystem::path& to) {
    create_empty_file(to);
    SqliteConnection connection(to, SqliteConnection::Use::build, {});
    connection.execute("PRAGMA page_size=4096");
    connection.execute(fmt::format("PRAGMA application_id={}", kApplicationId));
    migrate(connection, migrations().first(1));
    connection.execute(fmt::format("ATTACH '{}' AS new", from.string()));
    for (const char* table :
         {"meta", "runs", "log_head", "users", "devices", "sessions", "invites", "conversations",
          "members", "messages", "entries", "keys", "mentions"}) {
        // Without generated columns.
        const std::string columns = connection.text(
            fmt::format("SELECT group_concat(name) FROM pragma_table_info('{}', 'main')", table));
        connection.execute(
            fmt::format("INSERT INTO main.{0}({1}) SELECT {1} FROM new.{0}", table, columns));
    }
    connection.execute("DETACH new");
}

class UpgradeTest : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto database = open_database(dir_.data_dir());
        ChatWriter chat(*database);
        chat.begin();
        mei_ = chat.add_user("Müller");
        room_ = chat.create({mei_, chat.add_user("jan")});
        for (int i = 0; i < 40; ++i)
            chat.send(room_, mei_, fmt::format("word{} and more", i));
        chat.rename(room_, mei_, "Éclair");
        chat.read(room_, mei_, 7);
        chat.expect_committed();
        model_ = chat.model();
        ASSERT_TRUE(database->close_cleanly());

        const auto old = dir_.path() / "old.db";
        write_as_version_1(dir_.file("parley.db"), old);
        std::filesystem::rename(old, dir_.file("parley.db"));
    }

    TemporaryDir dir_;
    ChatModel model_;
    UserId mei_;
    ConversationId room_;
};

TEST_F(UpgradeTest, ADatabaseOfVersion1KeepsEverythingAndVerifies) {
    const auto database = open_database(dir_.data_dir());
    ASSERT_TRUE(database);
    const auto reader = database->open_reader();
    const auto snapshot = reader->begin_snapshot();
    EXPECT_EQ(difference(*snapshot, model_), "");
    EXPECT_TRUE(verify(*snapshot, database->identity().ids).is_sound());
}

TEST_F(UpgradeTest, WhoeverOnlyLooksLeavesItAsItIs) {
    const std::string before = read_file(dir_.file("parley.db"));
    const auto opened = StoppedDatabase::open(dir_.data_dir());
    const auto* refusal = std::get_if<OpenRefusal>(&opened);
    ASSERT_NE(refusal, nullptr);
    EXPECT_NE(refusal->reason.find("start parleyd once"), std::string::npos) << refusal->reason;
    EXPECT_EQ(read_file(dir_.file("parley.db")), before);
}

TEST_F(UpgradeTest, WhatVersion1DidNotKnowGetsItsDefaults) {
    const auto database = open_database(dir_.data_dir());
    ASSERT_TRUE(database);
    Store& store = database->store();
    EXPECT_EQ(store.user(mei_)->name_key, "muller");
    EXPECT_TRUE(store.user(mei_)->read_receipts);
    const auto room = store.conversation(room_);
    ASSERT_TRUE(room);
    EXPECT_EQ(room->title_key, "eclair");
    EXPECT_EQ(room->pin, Audience::members);
    EXPECT_EQ(room->settings, Audience::admins);
    EXPECT_EQ(room->join, JoinRule::invite);
    EXPECT_TRUE(room->versions);
    EXPECT_EQ(store.member(room_, mei_)->muted_until, 0);
    EXPECT_EQ(store.message(room_, 1)->thread, 0);
}

TEST_F(UpgradeTest, ItsMessagesGetIntoTheFullTextIndex) {
    const auto database = open_database(dir_.data_dir());
    ASSERT_TRUE(database);
    // Not at start, which must not take longer for it.
    const auto reader = database->open_reader();
    EXPECT_TRUE(found_by(*reader->begin_snapshot(), "word7").empty());
    EXPECT_FALSE(database->store().index_messages(3).idle);
    index_all(database->store());
    const auto snapshot = reader->begin_snapshot();
    EXPECT_EQ(found_by(*snapshot, "word7"), (std::set{std::pair(room_, std::int64_t{8})}));
    EXPECT_EQ(found_by(*snapshot, "word*").size(), 40u);
}

}  // namespace
}  // namespace parley::test
