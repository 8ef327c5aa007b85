// A damaged file is refused, or its look-ups fail and say so; it never brings the process down.

#include <gmock/gmock.h>

#include "parley/store/verify.hpp"
#include "unit/store/store_fixture.hpp"

namespace parley::test {
namespace {

using ::testing::HasSubstr;

class DamageTest : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto database = open_database(dir_.data_dir());
        ChatWriter chat(*database);
        chat.begin();
        user_ = chat.add_user("mei");
        room_ = chat.create({user_});
        for (int i = 0; i < 100; ++i)
            chat.send(room_, user_, std::string(200, 'x'));
        for (int i = 0; i < 100; ++i)
            chat.read(room_, user_, i);
        chat.expect_committed();
        ASSERT_TRUE(database->close_cleanly());
    }

    TemporaryDir dir_;
    UserId user_;
    ConversationId room_;
};

// Every reader of the store is sent over files in which some bytes are others.
TEST_F(DamageTest, FlippedBytesNeverCrashTheProcess) {
    const std::string sound = read_file(dir_.file("parley.db"));
    const std::string instance = read_file(dir_.file("instance"));
    SeededRandom random(77);
    int refused = 0;
    int noticed = 0;
    for (int round = 0; round < 250; ++round) {
        std::string bytes = sound;
        for (int i = 0; i <= round % 4; ++i) {
            bytes[static_cast<std::size_t>(random.below(std::ssize(bytes)))] ^=
                static_cast<char>(1 + random.below(255));
        }
        std::filesystem::remove(dir_.file("parley.db-wal"));
        write_file(dir_.file("parley.db"), bytes);
        write_file(dir_.file("instance"), instance);
        SystemRandom system_random;
        auto opened = Database::open({.data_dir = dir_.data_dir()}, system_random, 1);
        if (std::holds_alternative<OpenRefusal>(opened)) {
            ++refused;
            continue;
        }
        const auto& database = std::get<std::unique_ptr<Database>>(opened);
        const auto reader = database->open_reader();
        const auto state = reader->begin_snapshot();
        if (!verify(*state, database->identity().ids).is_sound()) ++noticed;
        state->membership_heads(user_, -1);
        state->users(UserId(), 100);
        state->first_behind(room_, LogHead{101, 100, 300, 0, {}}, 50);
        state->messages_down_from(room_, 100, 1, 100, SIZE_MAX);
        database->store().begin();
        database->store().put_progress(room_, user_, 3, 4);
        (void)database->store().commit();
    }
    EXPECT_GT(refused, 10);
    EXPECT_GT(noticed, 50);
}

// A row that cannot be is not passed on.
TEST_F(DamageTest, ARowOutOfRangeFailsItsLookUpAndIsRemembered) {
    run_sql(dir_.file("parley.db"),
            "UPDATE members SET role=9; UPDATE messages SET chain=x'00' WHERE seq=5;"
            "UPDATE entries SET kind=99 WHERE log<0 AND rev=7");
    const auto database = open_database(dir_.data_dir());
    const auto reader = database->open_reader();
    {
        const auto state = reader->begin_snapshot();
        EXPECT_FALSE(state->member(room_, user_));
        EXPECT_TRUE(state->failed());
        // From then on the snapshot gives nothing at all.
        EXPECT_FALSE(state->user(user_));
    }
    {
        const auto state = reader->begin_snapshot();
        EXPECT_FALSE(state->failed());
        EXPECT_TRUE(state->message(room_, 4));
        EXPECT_TRUE(state->messages_from(room_, 1, 100, 100, SIZE_MAX).empty());
        EXPECT_TRUE(state->failed());
    }
    {
        const auto state = reader->begin_snapshot();
        EXPECT_FALSE(state->entry(user_, 7));
        EXPECT_TRUE(state->failed());
    }
}

TEST_F(DamageTest, ABatchThatMetDamageIsRolledBackAndSaysWhy) {
    run_sql(dir_.file("parley.db"), "UPDATE members SET role=9");
    const auto database = open_database(dir_.data_dir());
    Store& store = database->store();
    store.begin();
    UserRow row;
    row.id = store.next_user();
    row.login = "jan";
    store.insert_user(row);
    EXPECT_FALSE(store.member(room_, user_));
    EXPECT_FALSE(store.user(user_));
    EXPECT_EQ(store.commit(), CommitOutcome::nothing);
    EXPECT_THAT(store.failure_text(), HasSubstr("malformed"));
    // The next batch does not meet it.
    store.begin();
    EXPECT_TRUE(store.user(user_));
    EXPECT_FALSE(store.user_by_login("jan"));
    EXPECT_EQ(store.commit(), CommitOutcome::committed);
}

}  // namespace
}  // namespace parley::test
