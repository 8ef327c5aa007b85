#include "parley/store/verify.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "unit/store/store_fixture.hpp"

namespace parley::test {
namespace {

using ::testing::HasSubstr;

// A chat in two conversations, stopped cleanly; then something in the file is changed, and verify
// must name the place.
class VerifyTest : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto database = open_database(dir_.data_dir());
        ChatWriter chat(*database);
        chat.begin();
        const UserId mei = chat.add_user("mei");
        const UserId jan = chat.add_user("jan");
        room_ = chat.create({mei, jan});
        const ConversationId other = chat.create({jan});
        for (int i = 0; i < 4; ++i)
            chat.send(room_, mei, fmt::format("text {}", i));
        chat.rename(room_, mei, "New title");
        chat.send(room_, jan, "last");
        chat.send(other, jan, "elsewhere");
        chat.read(room_, mei, 5);
        chat.read(room_, jan, 5);
        chat.expect_committed();
        ids_ = database->identity().ids;
        ASSERT_TRUE(database->close_cleanly());
    }

    VerifyReport verify_now() {
        auto opened = StoppedDatabase::open(dir_.data_dir());
        if (const auto* refusal = std::get_if<OpenRefusal>(&opened)) {
            ADD_FAILURE() << refusal->reason;
            return {};
        }
        const auto& database = std::get<std::unique_ptr<StoppedDatabase>>(opened);
        return verify(*database->reader().begin_snapshot(), database->ids());
    }
    // Changes the file by SQL; expects one finding or more, the first at `rev` of `log`.
    void expect_found(const std::string& sql, const std::string& log, std::int64_t rev,
                      const std::string& problem) {
        const std::string before = read_file(dir_.file("parley.db"));
        run_sql(dir_.file("parley.db"), sql);
        const VerifyReport report = verify_now();
        EXPECT_FALSE(report.is_sound()) << sql;
        ASSERT_FALSE(report.findings.empty()) << sql;
        EXPECT_EQ(report.findings[0].log, log) << sql;
        EXPECT_EQ(report.findings[0].rev, rev) << sql;
        EXPECT_THAT(report.findings[0].problem, HasSubstr(problem)) << sql;
        write_file(dir_.file("parley.db"), before);
    }
    std::string room() const { return ids_.encode(room_); }
    std::string self(int user) const { return "self of " + ids_.encode(UserId(user)); }

    TemporaryDir dir_;
    ConversationId room_;
    IdCodec ids_{IdCodec::Key{}};
};

TEST_F(VerifyTest, AnUntouchedDatabaseIsSoundAndCounted) {
    const VerifyReport report = verify_now();
    EXPECT_TRUE(report.is_sound());
    EXPECT_EQ(report.counts.conversations, 2);
    EXPECT_EQ(report.counts.own_logs, 2);
    EXPECT_EQ(report.counts.messages, 6);
    EXPECT_EQ(report.counts.other_entries, 5);
    EXPECT_EQ(report.counts.keys, 6);
}

TEST_F(VerifyTest, EveryChangedPartOfAMessageIsFoundAtItsRev) {
    const std::string where = " WHERE conversation=1 AND seq=2";
    for (const char* change : {"data=replace(data, 'text', 'Text')", "author=2", "time=time+1",
                               "salt=randomblob(16)", "chain=zeroblob(32)", "salt=NULL, data=''",
                               "salt=NULL, commitment=randomblob(32), data=''"}) {
        const std::string problem =
            std::string(change) == "salt=NULL, data=''" ? "not erased properly" : "chain hash";
        expect_found(fmt::format("UPDATE messages SET {}{}", change, where), room(), 3, problem);
    }
}

TEST_F(VerifyTest, EveryChangedPartOfAnotherEntryIsFoundAtItsRev) {
    const std::string where = " WHERE log=1 AND rev=6";
    for (const char* change : {"data=replace(data, 'New', 'Old')", "author=2", "time=time+1",
                               "kind=7", "salt=randomblob(16)", "chain=zeroblob(32)"}) {
        expect_found(fmt::format("UPDATE entries SET {}{}", change, where), room(), 6,
                     "chain hash");
    }
}

TEST_F(VerifyTest, AChangedOrderIsFound) {
    // Two messages change places, with everything that is theirs but their numbers.
    expect_found(
        "CREATE TEMP TABLE two AS SELECT * FROM messages WHERE conversation=1 AND seq IN (2, 3);"
        "UPDATE messages SET (author, time, salt, digest, data)=(SELECT author, time, salt, "
        "digest, "
        "data FROM two WHERE two.seq=5-messages.seq) WHERE conversation=1 AND seq IN (2, 3)",
        room(), 3, "chain hash");
    expect_found("UPDATE messages SET pos=pos+1000 WHERE conversation=1 AND seq=2", room(), 3,
                 "beyond the newest");
    expect_found("UPDATE messages SET pos=1 WHERE conversation=1 AND seq=2", room(), 3, "pos 1");
}

TEST_F(VerifyTest, RemovedEntriesAreFound) {
    expect_found("DELETE FROM messages WHERE conversation=1 AND seq=5", room(), 6, "the head is");
    expect_found("DELETE FROM messages WHERE conversation=1 AND seq=2", room(), 4, "follows rev 2");
    expect_found("DELETE FROM entries WHERE log=1 AND rev=6", room(), 7, "follows rev 5");
    expect_found("DELETE FROM entries WHERE log=-1", self(1), 0, "the head is");
}

// Whoever cuts off the end and mends the head forgets what leads there.
TEST_F(VerifyTest, ARemovedEndWithAMendedHeadIsFoundByItsKey) {
    expect_found(
        "DELETE FROM messages WHERE conversation=1 AND seq=5; UPDATE conversations SET head_rev=6, "
        "head_seq=4, (head_pos, chain)=(SELECT pos, chain FROM entries WHERE log=1 AND rev=6), "
        "message_time=(SELECT time FROM messages WHERE conversation=1 AND seq=4) WHERE id=1",
        room(), 7, "is missing, but an idempotency key");
}

TEST_F(VerifyTest, ChangedNumbersAreFound) {
    expect_found("UPDATE messages SET rev=20 WHERE conversation=1 AND seq=5", room(), 20,
                 "follows rev 6");
    expect_found("UPDATE entries SET seq=9 WHERE log=1 AND rev=6", room(), 6, "has seq 9");
    expect_found("UPDATE entries SET pos=1 WHERE log=-2 AND rev=1", self(2), 1, "pos 1");
    expect_found("UPDATE entries SET place=place+1 WHERE log=-2 AND rev=1", self(2), 2,
                 "follows rev 0");
}

TEST_F(VerifyTest, HeadsThatDifferFromTheLastEntryAreFound) {
    for (const char* change : {"head_rev=8", "head_seq=6", "head_pos=head_pos+1",
                               "message_time=message_time+1", "chain=zeroblob(32)"}) {
        expect_found(fmt::format("UPDATE conversations SET {} WHERE id=1", change), room(), 7,
                     "head");
    }
    expect_found("UPDATE users SET self_rev=2 WHERE id=1", self(1), 1, "the head is rev 2");
    expect_found("UPDATE users SET self_pos=self_pos+1 WHERE id=1", self(1), 1, "the head is");
}

TEST_F(VerifyTest, MembersAndKeysThatDoNotFitAreFound) {
    expect_found("DELETE FROM members WHERE conversation=1 AND user=2", room(), 0,
                 "has 1 members, but counts 2");
    expect_found("UPDATE keys SET user=2 WHERE log=1 AND rev=2", room(), 2, "is by");
    expect_found("UPDATE keys SET rev=70 WHERE log=1 AND rev=2", room(), 70, "is missing");
    expect_found("DELETE FROM members WHERE conversation=1; DELETE FROM conversations WHERE id=1",
                 room(), 2, "belongs to no conversation");
}

TEST_F(VerifyTest, ProgressIsToldAndCanStopIt) {
    auto opened = StoppedDatabase::open(dir_.data_dir());
    auto& database = *std::get<std::unique_ptr<StoppedDatabase>>(opened);
    int calls = 0;
    const VerifyReport report =
        verify(*database.reader().begin_snapshot(), database.ids(), [&](const VerifyCounts& c) {
            EXPECT_EQ(c.conversations, 1);
            ++calls;
            return false;
        });
    EXPECT_EQ(calls, 1);
    EXPECT_TRUE(report.stopped);
    EXPECT_FALSE(report.is_sound());
}

TEST_F(VerifyTest, AStoppedDatabaseIsLookedAtWithoutChangingIt) {
    const auto names = [this] {
        std::set<std::string> out;
        for (const auto& entry : std::filesystem::directory_iterator(dir_.data_dir())) {
            out.insert(entry.path().filename().string());
        }
        return out;
    };
    const auto names_before = names();
    const std::string before = read_file(dir_.file("parley.db"));
    EXPECT_TRUE(verify_now().is_sound());
    EXPECT_EQ(names(), names_before);
    EXPECT_TRUE(read_file(dir_.file("parley.db")) == before);
}

TEST_F(VerifyTest, ADatabaseStoppedWithoutNoticeIsVerifiedWithItsLog) {
    {
        const auto database = open_database(dir_.data_dir());
        ChatWriter chat(*database);
        chat.begin();
        chat.create({UserId(1)});
    }
    {
        const auto database = open_database(dir_.data_dir());
        database->store().begin();
        UserRow row;
        row.id = database->store().next_user();
        row.login = "only in the log";
        database->store().insert_user(row);
        ASSERT_EQ(database->store().commit(), CommitOutcome::committed);
    }
    const std::string before = read_file(dir_.file("parley.db"));
    const std::string wal_before = read_file(dir_.file("parley.db-wal"));
    const VerifyReport report = verify_now();
    EXPECT_TRUE(report.is_sound());
    EXPECT_EQ(report.counts.own_logs, 3);
    EXPECT_TRUE(read_file(dir_.file("parley.db")) == before);
    EXPECT_TRUE(read_file(dir_.file("parley.db-wal")) == wal_before);
}

TEST_F(VerifyTest, ADirectoryThatADaemonHoldsIsRefused) {
    const auto database = open_database(dir_.data_dir());
    auto opened = StoppedDatabase::open(dir_.data_dir());
    ASSERT_TRUE(std::holds_alternative<OpenRefusal>(opened));
    EXPECT_THAT(std::get<OpenRefusal>(opened).reason, HasSubstr("is in use by process"));
}

TEST_F(VerifyTest, ADamagedFileIsRefusedWithItsName) {
    std::filesystem::resize_file(dir_.file("parley.db"), 2 * 4096);
    auto opened = StoppedDatabase::open(dir_.data_dir());
    ASSERT_TRUE(std::holds_alternative<OpenRefusal>(opened));
    EXPECT_THAT(std::get<OpenRefusal>(opened).reason,
                HasSubstr("parley.db is damaged, restore a backup: "));
}

TEST_F(VerifyTest, ADirectoryWithoutADatabaseIsRefused) {
    auto opened = StoppedDatabase::open(dir_.path());
    ASSERT_TRUE(std::holds_alternative<OpenRefusal>(opened));
    EXPECT_EQ(std::get<OpenRefusal>(opened).reason,
              (dir_.path() / "parley.db").string() + " is not there");
}

}  // namespace
}  // namespace parley::test
