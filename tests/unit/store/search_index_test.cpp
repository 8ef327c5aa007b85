// The full-text index: it finds the present text of every message that is there, whatever happened
// between sending and indexing.

#include "search_index.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "parley/text/search_query.hpp"
#include "unit/store/store_fixture.hpp"

namespace parley::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Found = std::set<std::pair<ConversationId, std::int64_t>>;

class SearchIndexTest : public ::testing::Test {
  protected:
    SearchIndexTest() {
        chat_->begin();
        mei_ = chat_->add_user("mei");
        jan_ = chat_->add_user("jan");
        room_ = chat_->create({mei_, jan_});
        other_ = chat_->create({mei_, jan_});
        chat_->expect_committed();
        index_all(store());
    }

    Store& store() { return database_->store(); }
    std::int64_t send(ConversationId room, UserId by, const std::string& text) {
        chat_->begin();
        const std::int64_t seq = chat_->send(room, by, text).seq;
        chat_->expect_committed();
        return seq;
    }
    Found found(const std::string& query) {
        const auto reader = database_->open_reader();
        return found_by(*reader->begin_snapshot(), query);
    }
    Found in_room(std::initializer_list<std::int64_t> seqs) {
        Found out;
        for (const std::int64_t seq : seqs)
            out.insert({room_, seq});
        return out;
    }
    // As after a crash.
    void reopen() {
        const ChatModel model = chat_->model();
        chat_.reset();
        database_.reset();
        database_ = open_database(dir_.data_dir());
        chat_ = std::make_unique<ChatWriter>(*database_, model);
    }
    std::int64_t stored(const std::string& column) {
        SqliteConnection connection(dir_.file("parley.db"), SqliteConnection::Use::read, {});
        return connection.integer("SELECT " + column + " FROM search_progress");
    }

    TemporaryDir dir_;
    std::unique_ptr<Database> database_ = open_database(dir_.data_dir());
    std::unique_ptr<ChatWriter> chat_ = std::make_unique<ChatWriter>(*database_);
    UserId mei_, jan_;
    ConversationId room_, other_;
};

TEST_F(SearchIndexTest, HitsComeNewestFirstAndArePagedByPos) {
    for (int i = 0; i < 6; ++i)
        send(i % 2 == 0 ? room_ : other_, mei_, "hello");
    send(room_, mei_, "good bye");
    index_all(store());
    const auto query = parse_search_query("Hello");
    const auto reader = database_->open_reader();
    const auto snapshot = reader->begin_snapshot();
    const auto first = snapshot->search(query->expression, INT64_MAX, 4);
    ASSERT_EQ(first.size(), 4u);
    EXPECT_EQ(first[0].conversation, other_);
    EXPECT_EQ(first[0].seq, 3);
    EXPECT_EQ(first[1].conversation, room_);
    EXPECT_EQ(first[1].pos, snapshot->message(room_, 3)->pos);
    const auto rest = snapshot->search(query->expression, first.back().pos, 4);
    ASSERT_EQ(rest.size(), 2u);
    EXPECT_EQ(rest[1].conversation, room_);
    EXPECT_EQ(rest[1].seq, 1);
}

TEST_F(SearchIndexTest, WordsPhrasesPrefixesAndCharactersAreFound) {
    send(room_, mei_, "Das Café liegt am Müggelsee, weiß ich");
    send(room_, mei_, "weiß das Café liegt");
    send(room_, mei_, "我在东京塔等你");
    index_all(store());
    EXPECT_EQ(found("cafe liegt"), in_room({1, 2}));
    EXPECT_EQ(found("\"weiss ich\""), in_room({1}));
    EXPECT_EQ(found("MÜGG*"), in_room({1}));
    EXPECT_EQ(found("东京"), in_room({3}));
    EXPECT_EQ(found("京东"), Found());
    EXPECT_EQ(found("塔"), in_room({3}));
}

TEST_F(SearchIndexTest, ASearchIsNarrowedToConversationsAndAnAuthor) {
    send(room_, mei_, "hello");
    send(room_, jan_, "hello");
    send(other_, mei_, "hello c1 u1");
    index_all(store());
    const auto query = parse_search_query("hello");
    const auto reader = database_->open_reader();
    const auto snapshot = reader->begin_snapshot();
    auto seqs = [&](std::vector<ConversationId> rooms, std::optional<UserId> by) {
        std::vector<std::pair<ConversationId, std::int64_t>> out;
        for (const SearchHit& hit : snapshot->search(narrow_search(*query, rooms, by), 1'000, 9))
            out.emplace_back(hit.conversation, hit.seq);
        return out;
    };
    EXPECT_THAT(seqs({room_}, {}), ElementsAre(std::pair(room_, 2), std::pair(room_, 1)));
    EXPECT_THAT(seqs({other_, ConversationId(99)}, {}), ElementsAre(std::pair(other_, 1)));
    EXPECT_THAT(seqs({room_, other_}, jan_), ElementsAre(std::pair(room_, 2)));
    // Tags are no words of the text, nor the other way round.
    EXPECT_THAT(found("c2"), IsEmpty());
    EXPECT_EQ(found("c1"), (Found{{other_, 1}}));
}

TEST_F(SearchIndexTest, ASliceOfLongTextsEndsBeforeItsLimit) {
    // 16 KB each: 2,000 of them would keep the writer for seconds.
    for (int i = 0; i < 100; ++i)
        send(room_, mei_, "long" + std::string(16'000, 'x'));
    const auto first = store().index_messages(2'000);
    EXPECT_TRUE(first.ok);
    EXPECT_FALSE(first.idle);
    EXPECT_LT(found("long*").size(), 100u);
    reopen();
    const auto after_start = store().index_messages(2'000);
    EXPECT_FALSE(after_start.idle);
    EXPECT_LT(found("long*").size(), 100u);
    index_all(store());
    EXPECT_EQ(found("long*").size(), 100u);
}

TEST_F(SearchIndexTest, AMalformedExpressionFindsNothingAndHarmsNothing) {
    send(room_, mei_, "hello");
    index_all(store());
    const auto reader = database_->open_reader();
    const auto snapshot = reader->begin_snapshot();
    for (const char* expression :
         {"", "\"", "AND", "nowhere : x", "{text} : (", "a b NEAR/", "*"}) {
        EXPECT_THAT(snapshot->search(expression, INT64_MAX, 9), IsEmpty()) << expression;
        EXPECT_FALSE(snapshot->failed()) << expression;
    }
    EXPECT_EQ(snapshot->search("hello", INT64_MAX, 9).size(), 1u);
}

TEST_F(SearchIndexTest, OnlyThePresentTextIsFound) {
    send(room_, mei_, "before");
    send(room_, mei_, "before too");
    index_all(store());
    chat_->begin();
    chat_->edit(room_, mei_, 1, "after");
    chat_->expect_committed();
    EXPECT_EQ(found("before"), in_room({2}));
    index_all(store());
    EXPECT_EQ(found("after"), in_room({1}));
    chat_->begin();
    chat_->edit(room_, mei_, 1, "at last", false);
    chat_->remove(room_, mei_, 2);
    chat_->expect_committed();
    index_all(store());
    EXPECT_EQ(found("after"), Found());
    EXPECT_EQ(found("before"), Found());
    EXPECT_EQ(found("last"), in_room({1}));
}

TEST_F(SearchIndexTest, WhatHappensBeforeItsTurnIsAllowedFor) {
    chat_->begin();
    chat_->send(room_, mei_, "deleted soon");
    chat_->send(room_, mei_, "edited soon");
    chat_->send(room_, mei_, "🎉");
    chat_->expect_committed();
    chat_->begin();
    chat_->remove(room_, mei_, 1);
    chat_->edit(room_, mei_, 2, "other text", false);
    chat_->edit(room_, mei_, 2, "third text", false);
    chat_->expect_committed();
    index_all(store());
    EXPECT_EQ(found("soon"), Found());
    EXPECT_EQ(found("text"), in_room({2}));
    EXPECT_EQ(found("third"), in_room({2}));
}

TEST_F(SearchIndexTest, ABatchThatWasNotCommittedLeavesNothing) {
    send(room_, mei_, "stays");
    index_all(store());
    chat_->begin();
    chat_->send(room_, mei_, "never");
    chat_->remove(room_, mei_, 1);
    store().put_head(ConversationId(99), LogHead{});
    ASSERT_EQ(chat_->commit(), CommitOutcome::nothing);
    EXPECT_TRUE(store().index_messages(9).idle);
    EXPECT_EQ(found("stays"), in_room({1}));
    send(room_, mei_, "instead");
    index_all(store());
    EXPECT_EQ(found("never"), Found());
    EXPECT_EQ(found("instead"), in_room({2}));
}

TEST_F(SearchIndexTest, ASliceTakesNoMoreThanItsLimit) {
    chat_->begin();
    for (int i = 0; i < 10; ++i)
        chat_->send(room_, mei_, "hello");
    chat_->expect_committed();
    EXPECT_FALSE(store().index_messages(4).idle);
    EXPECT_EQ(found("hello").size(), 4u);
    EXPECT_FALSE(store().index_messages(4).idle);
    EXPECT_TRUE(store().index_messages(4).idle);
    EXPECT_EQ(found("hello").size(), 10u);
}

TEST_F(SearchIndexTest, ACrashLosesNothingAndTheSearchForItGoesOnWhereItStopped) {
    for (int i = 0; i < 9; ++i)
        send(i % 2 == 0 ? room_ : other_, mei_, fmt::format("early {}", i));
    index_all(store());
    for (int i = 0; i < 9; ++i)
        send(i % 2 == 0 ? room_ : other_, mei_, "late");
    reopen();
    EXPECT_FALSE(store().index_messages(2).idle);
    EXPECT_EQ(found("late").size(), 2u);
    EXPECT_EQ(stored("scan_conversation"), room_.value);
    const std::int64_t rev = stored("scan_rev");
    // Meanwhile there is more, and the process ends again.
    send(room_, mei_, "later");
    reopen();
    EXPECT_FALSE(store().index_messages(1).idle);
    EXPECT_EQ(stored("scan_rev"), rev + 1);
    index_all(store());
    EXPECT_EQ(found("late").size(), 9u);
    EXPECT_EQ(found("later"), in_room({11}));
    EXPECT_EQ(found("early").size(), 9u);
    EXPECT_EQ(stored("scan_to"), 0);
}

// Not one message more is looked at than the crash has lost.
TEST_F(SearchIndexTest, AStartLooksOnlyBehindWhatIsIndexed) {
    for (int i = 0; i < 50; ++i)
        send(room_, mei_, "early");
    index_all(store());
    send(room_, mei_, "late");
    reopen();
    EXPECT_TRUE(store().index_messages(1).idle);
    EXPECT_EQ(found("late"), in_room({51}));
}

TEST_F(SearchIndexTest, AfterACleanStopThereIsNothingToLookFor) {
    send(room_, mei_, "hello");
    index_all(store());
    chat_->begin();
    chat_->rename(room_, mei_, "No message");
    chat_->expect_committed();
    const std::int64_t last_pos = store().last_pos();
    ASSERT_TRUE(database_->close_cleanly());
    reopen();
    EXPECT_EQ(stored("pos"), last_pos);
    EXPECT_TRUE(store().index_messages(1).idle);
    EXPECT_EQ(stored("pos"), last_pos);
}

TEST_F(SearchIndexTest, WhatIsTooMuchToRememberIsFoundAgain) {
    std::vector<Entry> entries;
    chat_->begin();
    for (int i = 0; i < 20; ++i)
        entries.push_back(chat_->send(i % 3 == 0 ? other_ : room_, mei_, "hello"));
    chat_->expect_committed();
    const std::int64_t before = entries.front().pos - 1;
    ASSERT_TRUE(database_->close_cleanly());

    SqliteConnection connection(dir_.file("parley.db"), SqliteConnection::Use::write, {});
    {
        SqliteLog log(connection);
        SearchIndex index(connection, log, before, 4);
        for (const Entry& entry : entries) {
            index.note(entry);
            index.batch_committed(entry.pos);
        }
        EXPECT_FALSE(index.is_complete());
        for (int slices = 0; !index.is_complete(); ++slices) {
            ASSERT_LT(slices, 20);
            connection.execute("BEGIN");
            index.fill(3);
            connection.execute("COMMIT");
            index.batch_committed(entries.back().pos);
        }
    }
    EXPECT_EQ(connection.integer("SELECT count(*) FROM search WHERE search MATCH 'hello'"), 20);
    EXPECT_EQ(connection.integer("SELECT count(*) FROM search_docs"), 20);
}

TEST_F(SearchIndexTest, TimesLeadToPositions) {
    std::vector<std::int64_t> times;
    for (int i = 0; i < 20; ++i) {
        send(room_, mei_, i % 4 == 0 ? "🎉" : "hello");
        times.push_back(store().message(room_, i + 1)->time);
    }
    index_all(store());
    const auto reader = database_->open_reader();
    const auto snapshot = reader->begin_snapshot();
    EXPECT_EQ(snapshot->search_pos_before(times[1]), 0);
    EXPECT_EQ(snapshot->search_pos_before(times[7]), snapshot->message(room_, 7)->pos);
    EXPECT_EQ(snapshot->search_pos_before(times[9]), snapshot->message(room_, 8)->pos);
    EXPECT_EQ(snapshot->search_pos_before(INT64_MAX), snapshot->message(room_, 20)->pos);
}

}  // namespace
}  // namespace parley::test
