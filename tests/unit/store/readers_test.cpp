// The readers' side: memberships, mentions, and that readers only read.

#include <thread>

#include "support/fault_vfs.hpp"
#include "unit/store/store_fixture.hpp"

namespace parley::test {
namespace {

class ReadersTest : public ::testing::Test {
  protected:
    std::unique_ptr<Snapshot> snapshot() {
        reader_ = database_->open_reader();
        return reader_->begin_snapshot();
    }

    TemporaryDir dir_;
    std::unique_ptr<Database> database_ = open_database(dir_.data_dir());
    std::unique_ptr<ReadStore> reader_;
};

TEST_F(ReadersTest, OnlyConversationsWithNewerEntriesAreBehind) {
    ChatWriter chat(*database_);
    chat.begin();
    const UserId mei = chat.add_user("mei");
    const UserId jan = chat.add_user("jan");
    const ConversationId both = chat.create({mei, jan});
    const ConversationId alone = chat.create({jan});
    const ConversationId quiet = chat.create({mei});
    const std::int64_t before = chat.with_batch().last_pos;
    chat.send(both, jan, "one");
    chat.send(alone, jan, "two");
    chat.expect_committed();

    const auto state = snapshot();
    const auto all = state->membership_heads(mei, -1);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].conversation, both);
    EXPECT_EQ(all[1].conversation, quiet);
    EXPECT_EQ(all[0].head.seq, 1);
    EXPECT_EQ(all[0].members_count, 2);
    EXPECT_EQ(all[0].joined_rev, 1);
    EXPECT_EQ(all[0].floor_seq, 1);
    const auto behind = state->membership_heads(mei, before);
    ASSERT_EQ(behind.size(), 1u);
    EXPECT_EQ(behind[0].conversation, both);
    EXPECT_EQ(state->membership_heads(jan, before).size(), 2u);
    EXPECT_TRUE(state->membership_heads(jan, state->head_pos()).empty());
    EXPECT_EQ(state->conversations_of(mei, 9), (std::vector<ConversationId>{both, quiet}));
    EXPECT_EQ(state->conversations_of(mei, 1), (std::vector<ConversationId>{both}));
}

TEST_F(ReadersTest, MentionsOfOneselfAndOfAllAreMergedNewestFirstKept) {
    Store& store = database_->store();
    const ConversationId room(1);
    const UserId mei(5);
    const std::vector<UserId> both = {mei, UserId(6)};
    store.begin();
    store.add_mentions(room, 3, false, both);
    store.add_mentions(room, 4, true, {});
    store.add_mentions(room, 6, true, both);
    store.add_mentions(room, 7, false, std::vector<UserId>{UserId(6)});
    store.add_mentions(ConversationId(2), 8, true, {});
    ASSERT_EQ(store.commit(), CommitOutcome::committed);

    const auto state = snapshot();
    using Seqs = std::vector<std::int64_t>;
    EXPECT_EQ(state->mention_seqs(room, mei, 0, 100), (Seqs{3, 4, 6}));
    EXPECT_EQ(state->mention_seqs(room, mei, 3, 100), (Seqs{4, 6}));
    EXPECT_EQ(state->mention_seqs(room, mei, 0, 2), (Seqs{4, 6}));
    EXPECT_EQ(state->mention_seqs(room, UserId(6), 4, 100), (Seqs{6, 7}));
    EXPECT_EQ(state->mention_seqs(room, UserId(9), 0, 100), (Seqs{4, 6}));
}

TEST_F(ReadersTest, TwoUsersShareAConversationOrNot) {
    ChatWriter chat(*database_);
    chat.begin();
    const UserId a = chat.add_user("a");
    const UserId b = chat.add_user("b");
    const UserId c = chat.add_user("c");
    const ConversationId room = chat.create({a, b});
    chat.create({b, c});
    chat.expect_committed();
    EXPECT_TRUE(snapshot()->share_conversation(a, b));
    EXPECT_FALSE(snapshot()->share_conversation(a, c));
    chat.begin();
    chat.leave(room, b);
    chat.expect_committed();
    EXPECT_FALSE(snapshot()->share_conversation(b, a));
}

TEST_F(ReadersTest, UsersConversationsAndKeysArePagedInOrder) {
    ChatWriter chat(*database_);
    chat.begin();
    const UserId a = chat.add_user("a");
    const UserId b = chat.add_user("b");
    const ConversationId first = chat.create({a});
    const ConversationId second = chat.create({b});
    chat.send(first, a, "one");
    chat.send(second, b, "two");
    chat.send(second, b, "three");
    chat.expect_committed();
    const auto state = snapshot();
    EXPECT_EQ(state->users(UserId(0), 1).at(0).id, a);
    EXPECT_EQ(state->users(a, 9).at(0).id, b);
    EXPECT_EQ(state->conversations(ConversationId(0), 1).at(0).id, first);
    EXPECT_EQ(state->conversations(first, 9).at(0).id, second);
    auto page = state->keys({}, 2);
    ASSERT_EQ(page.size(), 2u);
    page = state->keys(page.back(), 2);
    ASSERT_EQ(page.size(), 1u);
    EXPECT_EQ(page[0].user, b);
    EXPECT_EQ(page[0].leads_to.log, LogId(second));
    EXPECT_EQ(page[0].leads_to.rev, 3);
}

// Debian's SQLite loses pages when two connections write or checkpoint at the same moment, so there
// must never be two that can.
TEST(SingleWriterTest, OneConnectionWritesAndCheckpointsWhileOthersRead) {
    FaultVfs vfs;
    TemporaryDir dir;
    Database::Options options;
    options.data_dir = dir.data_dir();
    options.checkpoint_pages_idle = options.checkpoint_pages_busy = 1;
    const auto database = open_database(options);
    ChatWriter chat(*database);
    chat.begin();
    const UserId user = chat.add_user("a");
    const ConversationId room = chat.create({user});
    chat.expect_committed();

    const auto reader = database->open_reader();
    const auto other = database->open_reader();
    for (int i = 0; i < 20; ++i) {
        chat.begin();
        chat.send(room, user, "text");
        chat.expect_committed();
        const auto state = reader->begin_snapshot();
        EXPECT_EQ(difference(*state, chat.model()), "");
        EXPECT_TRUE(database->store().maintain(true));
    }

    EXPECT_EQ(vfs.writable_connections(), 1);
    EXPECT_EQ(vfs.writable_connections_max(), 1);
    EXPECT_LE(vfs.writing_handles("parley.db-wal"), 1u);
    EXPECT_LE(vfs.writing_handles("parley.db"), 1u);
}

TEST(SingleWriterTest, ReadersOnOtherThreadsSeeWholeBatchesOnly) {
    TemporaryDir dir;
    const auto database = open_database(dir.data_dir());
    ChatWriter chat(*database);
    chat.begin();
    const UserId user = chat.add_user("a");
    const ConversationId room = chat.create({user});
    chat.expect_committed();

    std::jthread looker([&database, room](std::stop_token stop) {
        const auto reader = database->open_reader();
        while (!stop.stop_requested()) {
            const auto state = reader->begin_snapshot();
            const auto row = state->conversation(room);
            ASSERT_TRUE(row);
            // Each batch sends three.
            EXPECT_EQ(row->head.seq % 3, 0);
            EXPECT_EQ(row->head.pos, state->head_pos());
            EXPECT_EQ(std::ssize(state->entries(room, 1, INT64_MAX, 10'000, SIZE_MAX)),
                      row->head.rev);
            EXPECT_FALSE(state->failed());
        }
    });
    for (int batch = 0; batch < 100; ++batch) {
        chat.begin();
        for (int i = 0; i < 3; ++i)
            chat.send(room, user, "text");
        chat.expect_committed();
    }
}

}  // namespace
}  // namespace parley::test
