// What was erased cannot be read any more: not through the store, and after compact() not in the
// bytes of its files either.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "parley/store/verify.hpp"
#include "unit/store/store_fixture.hpp"

namespace parley::test {
namespace {

using ::testing::HasSubstr;

class ErasingTest : public ::testing::Test {
  protected:
    ErasingTest() {
        chat_.begin();
        mei_ = chat_.add_user("mei");
        for (int i = 0; i < 8; ++i)
            rooms_.push_back(chat_.create({mei_}));
        chat_.expect_committed();
    }

    Store& store() { return database_->store(); }
    void expect_as_modelled() {
        const auto reader = database_->open_reader();
        const auto snapshot = reader->begin_snapshot();
        EXPECT_EQ(difference(*snapshot, chat_.model()), "");
        const VerifyReport report = verify(*snapshot, database_->identity().ids);
        EXPECT_TRUE(report.is_sound())
            << (report.findings.empty() ? "" : report.findings[0].problem);
    }
    bool database_holds(const std::string& text) const {
        return read_file(dir_.file("parley.db")).find(text) != std::string::npos;
    }
    bool log_holds(const std::string& text) const {
        return read_file(dir_.file("parley.db-wal")).find(text) != std::string::npos;
    }

    TemporaryDir dir_;
    std::unique_ptr<Database> database_ = open_database(dir_.data_dir());
    ChatWriter chat_{*database_};
    UserId mei_;
    std::vector<ConversationId> rooms_;
};

TEST_F(ErasingTest, AnErasedEntryKeepsItsCommitmentAndItsPlace) {
    const ConversationId room = rooms_[0];
    chat_.begin();
    const Entry sent = chat_.send(room, mei_, "secret");
    chat_.expect_committed();
    HashChain chain(database_->identity().ids);
    const Sha256 commitment = chain.commitment(sent.salt, sent.data);
    chat_.begin();
    chat_.remove(room, mei_, 1);
    chat_.expect_committed();

    const auto found = store().message(room, 1);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->data, "");
    EXPECT_EQ(found->salt, Salt{});
    EXPECT_EQ(found->digest, BodyDigest{});
    EXPECT_EQ(found->commitment, commitment);
    EXPECT_EQ(found->rev, sent.rev);
    EXPECT_EQ(found->chain, sent.chain);
    expect_as_modelled();
}

TEST_F(ErasingTest, AnEntryOfAnOwnLogCanBeErasedToo) {
    chat_.begin();
    chat_.read(rooms_[0], mei_, 1);
    chat_.expect_committed();
    store().begin();
    store().erase(mei_, 1);
    EXPECT_EQ(store().commit(), CommitOutcome::committed);
    EXPECT_EQ(store().entry(mei_, 1)->data, "");
}

TEST_F(ErasingTest, ErasingTwiceChangesNothingAndWhatIsNotThereVoidsTheBatch) {
    chat_.begin();
    const Entry sent = chat_.send(rooms_[0], mei_, "secret");
    store().erase(rooms_[0], sent.rev);
    const Sha256 commitment = store().message(rooms_[0], 1)->commitment;
    store().erase(rooms_[0], sent.rev);
    EXPECT_EQ(store().message(rooms_[0], 1)->commitment, commitment);
    EXPECT_NE(commitment, Sha256{});
    store().erase(rooms_[0], 99);
    EXPECT_EQ(chat_.commit(), CommitOutcome::nothing);
}

TEST_F(ErasingTest, WithoutVersionsOnlyTheNewestTextIsLeft) {
    const ConversationId room = rooms_[0];
    chat_.begin();
    chat_.send(room, mei_, "first");
    const Entry second = chat_.edit(room, mei_, 1, "second", false);
    const Entry third = chat_.edit(room, mei_, 1, "third", false);
    chat_.expect_committed();
    EXPECT_EQ(store().message(room, 1)->data, "");
    EXPECT_EQ(store().entry(room, second.rev)->data, "");
    EXPECT_THAT(store().entry(room, third.rev)->data, HasSubstr("third"));
    expect_as_modelled();
}

// Messages of several conversations between each other, short and long, edited and deleted, while
// they are indexed: SQLite moves rows from page to page. In the end every text has been erased.
TEST_F(ErasingTest, AfterCompactingNoErasedTextIsInTheFiles) {
    SeededRandom random(7);
    auto text = [&] {
        const auto bytes =
            static_cast<std::size_t>(random.below(random.below(9) == 0 ? 6'000 : 250));
        return fmt::format("zqsecret{} ", random.below(1'000)) + std::string(bytes, 'm');
    };
    std::vector<std::pair<ConversationId, std::int64_t>> live;
    for (int batch = 0; batch < 80; ++batch) {
        chat_.begin();
        for (int i = 0; i < 12; ++i) {
            const auto room = rooms_[static_cast<std::size_t>(random.below(8))];
            const auto one =
                live.empty() ? 0 : static_cast<std::size_t>(random.below(std::ssize(live)));
            if (random.below(5) != 0 || live.empty()) {
                live.emplace_back(room, chat_.send(room, mei_, text()).seq);
            } else if (random.below(2) == 0) {
                chat_.edit(live[one].first, mei_, live[one].second, text(), random.below(2) == 0);
            } else {
                chat_.remove(live[one].first, mei_, live[one].second);
                live.erase(live.begin() + static_cast<std::ptrdiff_t>(one));
            }
        }
        chat_.expect_committed();
        if (batch % 3 == 0) (void)store().index_messages(25);
        EXPECT_TRUE(store().maintain(true));
    }
    index_all(store());
    chat_.begin();
    for (const auto& [room, seq] : live)
        chat_.remove(room, mei_, seq);
    chat_.expect_committed();
    EXPECT_TRUE(log_holds("zqsecret"));

    EXPECT_EQ(store().compact(), CommitOutcome::committed);
    EXPECT_FALSE(log_holds("zqsecret"));
    EXPECT_FALSE(database_holds("zqsecret"));
    // Nor does a page come back that was in memory.
    chat_.begin();
    for (const ConversationId room : rooms_)
        chat_.send(room, mei_, std::string(500, 'n'));
    chat_.expect_committed();
    expect_as_modelled();
    EXPECT_TRUE(database_->close_cleanly());
    EXPECT_FALSE(database_holds("zqsecret"));
    EXPECT_TRUE(database_holds("nnnn"));
}

TEST_F(ErasingTest, ASingleErasedMessageLeavesNoTokenInTheIndex) {
    chat_.begin();
    chat_.send(rooms_[0], mei_, "zqsecret");
    chat_.expect_committed();
    index_all(store());
    chat_.begin();
    chat_.remove(rooms_[0], mei_, 1);
    chat_.expect_committed();
    EXPECT_EQ(store().compact(), CommitOutcome::committed);
    EXPECT_FALSE(database_holds("zqsecret"));
}

TEST_F(ErasingTest, WhatStaysIsFoundAfterCompacting) {
    chat_.begin();
    for (int i = 0; i < 50; ++i)
        chat_.send(rooms_[0], mei_, fmt::format("kept{}", i));
    chat_.expect_committed();
    index_all(store());
    chat_.begin();
    chat_.remove(rooms_[0], mei_, 7);
    chat_.expect_committed();
    EXPECT_EQ(store().compact(), CommitOutcome::committed);
    const auto reader = database_->open_reader();
    EXPECT_EQ(found_by(*reader->begin_snapshot(), "kept*").size(), 49u);
    expect_as_modelled();
}

TEST_F(ErasingTest, WhileSomebodyReadsForLongNothingIsCalledCompacted) {
    chat_.begin();
    chat_.send(rooms_[0], mei_, "zqsecret");
    chat_.expect_committed();
    const auto reader = database_->open_reader();
    {
        const auto snapshot = reader->begin_snapshot();
        EXPECT_GT(snapshot->head_pos(), 0);
        chat_.begin();
        chat_.remove(rooms_[0], mei_, 1);
        chat_.expect_committed();
        EXPECT_EQ(store().compact(), CommitOutcome::nothing);
        EXPECT_NE(store().failure_text(), "");
    }
    chat_.begin();
    chat_.send(rooms_[0], mei_, "goes on");
    chat_.expect_committed();
    EXPECT_EQ(store().compact(), CommitOutcome::committed);
    EXPECT_FALSE(log_holds("zqsecret"));
    EXPECT_FALSE(database_holds("zqsecret"));
}

TEST_F(ErasingTest, CompactingWithNothingToDoIsNoFailure) {
    EXPECT_EQ(store().compact(), CommitOutcome::committed);
    EXPECT_EQ(store().compact(), CommitOutcome::committed);
}

}  // namespace
}  // namespace parley::test
