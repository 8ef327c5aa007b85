// Reading logs: against lists held in memory, with logs made at random.

#include <algorithm>

#include "unit/store/store_fixture.hpp"

namespace parley::test {
namespace {

// Three conversations and the own logs of their members, filled at random.
class LogTest : public ::testing::Test {
  protected:
    void fill(std::uint64_t seed, int changes) {
        SeededRandom random(seed);
        ChatWriter chat(*database_);
        chat.begin();
        std::vector<UserId> users;
        for (const char* login : {"a", "b", "c"})
            users.push_back(chat.add_user(login));
        std::vector<ConversationId> rooms;
        for (int i = 0; i < 3; ++i)
            rooms.push_back(chat.create(users));
        for (int i = 0; i < changes; ++i) {
            const ConversationId room = rooms[static_cast<std::size_t>(random.below(3))];
            const UserId user = users[static_cast<std::size_t>(random.below(3))];
            switch (random.below(5)) {
                case 0:
                    chat.rename(room, user, "Title " + std::to_string(i));
                    break;
                case 1:
                    chat.read(room, user, 1);
                    break;
                default:
                    chat.send(room, user, std::string(static_cast<std::size_t>(i % 50), 'x'));
            }
        }
        chat.expect_committed();
        model_ = chat.model();
        reader_ = database_->open_reader();
        snapshot_ = reader_->begin_snapshot();
    }

    // The naive answer: filter the list.
    static std::vector<Entry> naive_page(const std::vector<Entry>& log, std::int64_t from,
                                         std::int64_t to, std::size_t limit) {
        std::vector<Entry> out;
        for (const Entry& entry : log) {
            if (entry.rev >= from && entry.rev <= to && out.size() < limit) out.push_back(entry);
        }
        return out;
    }

    static bool equal(const std::vector<Entry>& a, const std::vector<Entry>& b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                          [](const Entry& x, const Entry& y) { return same(x, y); });
    }

    TemporaryDir dir_;
    std::unique_ptr<Database> database_ = open_database(dir_.data_dir());
    ChatModel model_;
    std::unique_ptr<ReadStore> reader_;
    std::unique_ptr<Snapshot> snapshot_;
};

TEST_F(LogTest, AnyRangeOfAnyLogIsReadAsItWasWritten) {
    fill(11, 400);
    SeededRandom random(12);
    for (const auto& [log, entries] : model_.logs) {
        const std::int64_t head = std::ssize(entries);
        for (int i = 0; i < 60; ++i) {
            const std::int64_t from = random.below(head + 3);
            const std::int64_t to = random.below(4) == 0 ? INT64_MAX : random.below(head + 3);
            const std::int64_t limit = 1 + random.below(20);
            const auto page = snapshot_->entries(log, from, to, limit, SIZE_MAX);
            ASSERT_TRUE(equal(page, naive_page(entries, from, to, static_cast<std::size_t>(limit))))
                << "log " << log.stored() << " from " << from << " to " << to;
        }
    }
    EXPECT_FALSE(snapshot_->failed());
}

TEST_F(LogTest, EachRevLeadsToItsEntryAndNoOther) {
    fill(21, 300);
    for (const auto& [log, entries] : model_.logs) {
        for (const Entry& entry : entries) {
            const auto found = snapshot_->entry(log, entry.rev);
            ASSERT_TRUE(found && same(*found, entry)) << log.stored() << " rev " << entry.rev;
        }
        EXPECT_FALSE(snapshot_->entry(log, 0));
        EXPECT_FALSE(snapshot_->entry(log, std::ssize(entries) + 1));
        EXPECT_FALSE(snapshot_->entry(log, INT64_MAX));
    }
    EXPECT_FALSE(snapshot_->entry(ConversationId(77), 1));
    EXPECT_FALSE(snapshot_->failed());
}

TEST_F(LogTest, TheFirstRevBehindAPosIsTheFirstWithAHigherPos) {
    fill(31, 300);
    for (const auto& [log, entries] : model_.logs) {
        LogHead head;
        head.rev = entries.back().rev;
        head.pos = entries.back().pos;
        for (std::int64_t pos = 0; pos <= model_.last_pos + 1; ++pos) {
            const auto first = std::find_if(entries.begin(), entries.end(),
                                            [pos](const Entry& e) { return e.pos > pos; });
            const LogPlace expected = first == entries.end() ? LogPlace{head.rev + 1, 0}
                                                             : LogPlace{first->rev, first->pos};
            ASSERT_EQ(snapshot_->first_behind(log, head, pos), expected)
                << log.stored() << " pos " << pos;
        }
    }
}

TEST_F(LogTest, MessagesAreReadUpwardsAndDownwardsBySeq) {
    fill(41, 300);
    for (const auto& [log, entries] : model_.logs) {
        if (log.is_self()) continue;
        std::vector<Entry> messages;
        for (const Entry& entry : entries) {
            if (entry.kind == EntryKind::message) messages.push_back(entry);
        }
        const std::int64_t head = std::ssize(messages);
        for (std::int64_t seq = 1; seq <= head; seq += 7) {
            const auto up =
                snapshot_->messages_from(log.conversation(), seq, head - 3, 5, SIZE_MAX);
            const auto down =
                snapshot_->messages_down_from(log.conversation(), seq, 3, 5, SIZE_MAX);
            std::vector<Entry> expected_up;
            for (std::int64_t s = seq; s <= head - 3 && s < seq + 5; ++s) {
                expected_up.push_back(messages[static_cast<std::size_t>(s - 1)]);
            }
            std::vector<Entry> expected_down;
            for (std::int64_t s = seq; s >= 3 && s > seq - 5; --s) {
                expected_down.push_back(messages[static_cast<std::size_t>(s - 1)]);
            }
            ASSERT_TRUE(equal(up, expected_up)) << seq;
            ASSERT_TRUE(equal(down, expected_down)) << seq;
            const auto one = snapshot_->message(log.conversation(), seq);
            ASSERT_TRUE(one && same(*one, messages[static_cast<std::size_t>(seq - 1)])) << seq;
        }
    }
}

TEST_F(LogTest, TheFirstSeqAtATimeIsTheFirstNotBeforeIt) {
    fill(51, 200);
    for (const auto& [log, entries] : model_.logs) {
        if (log.is_self()) continue;
        const std::int64_t head = entries.back().seq;
        for (WallTime time = entries.front().time; time <= entries.back().time + 1; ++time) {
            const auto first = std::find_if(entries.begin(), entries.end(), [time](const Entry& e) {
                return e.kind == EntryKind::message && e.time >= time;
            });
            const std::int64_t expected = first == entries.end() ? head + 1 : first->seq;
            ASSERT_EQ(snapshot_->first_seq_at(log.conversation(), 1, head, time), expected);
        }
        EXPECT_EQ(snapshot_->first_seq_at(log.conversation(), 1, head, 0), 1);
        EXPECT_EQ(snapshot_->first_seq_at(log.conversation(), 1, head, INT64_MAX), head + 1);
        EXPECT_EQ(snapshot_->first_seq_at(log.conversation(), 5, head, 0), 5);
    }
}

TEST_F(LogTest, APageEndsAtItsBytesButHoldsOneEntryAtLeast) {
    ChatWriter chat(*database_);
    chat.begin();
    const UserId user = chat.add_user("a");
    const ConversationId room = chat.create({user});
    for (int i = 0; i < 10; ++i)
        chat.send(room, user, std::string(1'000, 'x'));
    chat.expect_committed();
    const auto reader = database_->open_reader();
    const auto snapshot = reader->begin_snapshot();
    EXPECT_EQ(snapshot->messages_from(room, 1, 10, 100, 3'500).size(), 4u);
    EXPECT_EQ(snapshot->messages_from(room, 1, 10, 100, 1).size(), 1u);
    EXPECT_EQ(snapshot->messages_down_from(room, 10, 1, 100, 3'500).size(), 4u);
    EXPECT_EQ(snapshot->entries(room, 2, INT64_MAX, 100, 3'500).size(), 4u);
    EXPECT_EQ(snapshot->entries(room, 1, INT64_MAX, 100, 0).size(), 1u);
}

// 16 KiB of text do not fit into a page of the file.
TEST_F(LogTest, LongMessagesComeBackWhole) {
    ChatWriter chat(*database_);
    chat.begin();
    const UserId user = chat.add_user("a");
    const ConversationId room = chat.create({user});
    for (std::size_t bytes : {1u, 900u, 1'100u, 4'100u, 16'384u, 65'000u}) {
        chat.send(room, user, std::string(bytes, 'y'));
    }
    chat.expect_committed();
    const auto reader = database_->open_reader();
    EXPECT_EQ(difference(*reader->begin_snapshot(), chat.model()), "");
}

// Both halves of the key at their ends, and one step beyond.
TEST_F(LogTest, TheLargestNumbersHaveAPlaceAndLargerOnesAreRefused) {
    const std::int64_t last_log = (std::int64_t{1} << 31) - 1;
    const std::int64_t last_number = (std::int64_t{1} << 32) - 2;
    Store& store = database_->store();
    const auto outcome_of = [&](LogId log, EntryKind kind, std::int64_t number) {
        Entry entry;
        entry.pos = store.last_pos() + 1;
        entry.log = log;
        entry.kind = kind;
        entry.rev = entry.seq = number;
        entry.data = "{}";
        store.begin();
        store.append(entry);
        return store.commit();
    };
    const ConversationId room(last_log);
    const UserId user(last_log);
    EXPECT_EQ(outcome_of(room, EntryKind::message, last_number), CommitOutcome::committed);
    EXPECT_EQ(outcome_of(user, EntryKind::self_read, last_number), CommitOutcome::committed);
    EXPECT_EQ(store.message(room, last_number)->log, LogId(room));
    EXPECT_EQ(store.message(room, last_number)->seq, last_number);
    EXPECT_EQ(store.entry(user, last_number)->log, LogId(user));
    EXPECT_EQ(store.entry(user, last_number)->rev, last_number);
    EXPECT_FALSE(store.message(room, last_number + 1));
    EXPECT_FALSE(store.entry(user, INT64_MAX));
    EXPECT_FALSE(store.entry(user, -1));

    EXPECT_EQ(outcome_of(room, EntryKind::message, last_number + 1), CommitOutcome::nothing);
    EXPECT_EQ(outcome_of(room, EntryKind::message, 0), CommitOutcome::nothing);
    EXPECT_EQ(outcome_of(ConversationId(last_log + 1), EntryKind::message, 1),
              CommitOutcome::nothing);
    EXPECT_EQ(outcome_of(UserId(last_log + 1), EntryKind::self_read, 1), CommitOutcome::nothing);
}

TEST_F(LogTest, AnErasedEntryKeepsItsCommitment) {
    Entry entry;
    entry.pos = 1;
    entry.log = ConversationId(1);
    entry.rev = 1;
    entry.kind = EntryKind::conversation_created;
    entry.by = UserId(1);
    entry.commitment = sha256("commitment");
    entry.chain = sha256("chain");
    database_->store().begin();
    database_->store().append(entry);
    ASSERT_EQ(database_->store().commit(), CommitOutcome::committed);
    const auto found = database_->store().entry(entry.log, 1);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->commitment, entry.commitment);
    EXPECT_EQ(found->salt, Salt{});
    EXPECT_EQ(found->data, "");
}

}  // namespace
}  // namespace parley::test
