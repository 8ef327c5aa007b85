// verify() compares what is stored of messages' later life with their conversation's entries.

#include <gmock/gmock.h>

#include "parley/store/verify.hpp"
#include "unit/store/store_fixture.hpp"

namespace parley::test {
namespace {

using ::testing::HasSubstr;

class VerifyMessagesTest : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto database = open_database(dir_.data_dir());
        ChatWriter chat(*database);
        chat.begin();
        const UserId mei = chat.add_user("mei");
        const ConversationId room = chat.create({mei});  // rev 1
        chat.send(room, mei, "root");                    // rev 2, seq 1
        chat.send(room, mei, "edited later");            // rev 3, seq 2
        chat.send(room, mei, "deleted later");           // rev 4, seq 3
        chat.reply(room, mei, 1, "first");               // rev 5, seq 4
        chat.reply(room, mei, 1, "second");              // rev 6, seq 5
        chat.edit(room, mei, 2, "once");                 // rev 7
        chat.edit(room, mei, 2, "twice", false);         // rev 8, erases rev 7
        chat.react(room, mei, 3, "👍");                   // rev 9
        chat.remove(room, mei, 3);                       // rev 10
        chat.expect_committed();
        index_all(database->store());
        ASSERT_TRUE(database->close_cleanly());
    }

    VerifyReport verify_now() {
        auto opened = StoppedDatabase::open(dir_.data_dir());
        const auto& database = std::get<std::unique_ptr<StoppedDatabase>>(opened);
        return verify(*database->reader().begin_snapshot(), database->ids());
    }
    void expect_found(const std::string& sql, const std::string& problem) {
        const std::string before = read_file(dir_.file("parley.db"));
        run_sql(dir_.file("parley.db"), sql);
        const VerifyReport report = verify_now();
        ASSERT_FALSE(report.findings.empty()) << sql;
        EXPECT_THAT(report.findings[0].problem, HasSubstr(problem)) << sql;
        write_file(dir_.file("parley.db"), before);
    }

    TemporaryDir dir_;
};

TEST_F(VerifyMessagesTest, ErasedAndEditedMessagesAndThreadsAreSound) {
    const VerifyReport report = verify_now();
    EXPECT_TRUE(report.is_sound()) << (report.findings.empty() ? "" : report.findings[0].problem);
}

TEST_F(VerifyMessagesTest, AStateThatDoesNotFitIsFound) {
    expect_found("UPDATE message_states SET version=2 WHERE version=3", "version");
    expect_found("UPDATE message_states SET rev=11 WHERE deleted=1", "names rev 11");
    expect_found("UPDATE message_states SET text_rev=7 WHERE version=3", "text of message 2");
    expect_found("UPDATE message_states SET text_rev=9 WHERE version=3", "text of message 2");
    expect_found("UPDATE message_states SET deleted=0 WHERE deleted=1", "not count as deleted");
    expect_found("UPDATE message_states SET deleted=1 WHERE version=3", "and has its text");
    expect_found(
        "INSERT INTO message_states SELECT place - 2, rev, 1, 0, 0, 1, 0 "
        "FROM message_states WHERE deleted=1",
        "has its text");
    expect_found(
        "INSERT INTO message_states SELECT place + 3, rev, 1, 0, 0, 0, 0 "
        "FROM message_states WHERE deleted=1",
        "message 6 is stored");
}

TEST_F(VerifyMessagesTest, AMissingStateIsFound) {
    expect_found("DELETE FROM message_states WHERE version=3", "was edited, and has no state");
    expect_found("DELETE FROM message_states WHERE deleted=1", "neither deleted nor edited");
}

TEST_F(VerifyMessagesTest, AThreadThatDoesNotFitIsFound) {
    expect_found("UPDATE threads SET head=3", "has 2 replies, but counts 3");
    expect_found("DELETE FROM threads", "has 2 replies, and no row");
    expect_found("INSERT INTO threads SELECT place + 1, 1, 4, 0, 1 FROM threads",
                 "message 2 has 0 replies");
    expect_found("UPDATE messages SET thread_seq=3 WHERE seq=5", "number 3 in the thread");
    expect_found("UPDATE messages SET thread=5 WHERE seq=4", "in a thread of message 5");
    expect_found("UPDATE messages SET reply_to=4 WHERE seq=4", "answers message 4");
}

TEST_F(VerifyMessagesTest, AnEntryAboutNoMessageIsFound) {
    expect_found("UPDATE entries SET target=6 WHERE kind=4", "about message 6");
    expect_found("UPDATE entries SET version=4 WHERE version=3", "of message 2 after version 2");
}

}  // namespace
}  // namespace parley::test
