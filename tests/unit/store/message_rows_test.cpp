// What became of messages: states, reactions, pins, threads, follows.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "unit/store/store_fixture.hpp"

namespace parley::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MessageRowsTest : public RowsTest {
  protected:
    // One more reaction, by a user of that number.
    void react(std::int64_t seq, const std::string& emoji, int user) {
        store().add_reaction(room_, seq, emoji, UserId(user), ++rev_);
    }

    const ConversationId room_{3};
    const ConversationId next_room_{4};
    std::int64_t rev_ = 0;
};

TEST_F(MessageRowsTest, AStateIsReadBackAsItWasPutLast) {
    store().begin();
    store().put_message_state(room_, {.seq = 7, .rev = 8, .version = 2});
    store().put_message_state(room_, {7, 20, 3, 19, 1'000, true, true});
    EXPECT_EQ(store().message_state(room_, 7)->rev, 20);
    commit();
    const auto found = snapshot().message_state(room_, 7);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->seq, 7);
    EXPECT_EQ(found->version, 3);
    EXPECT_EQ(found->text_rev, 19);
    EXPECT_EQ(found->edited_at, 1'000);
    EXPECT_TRUE(found->deleted && found->pinned);
    EXPECT_FALSE(snapshot_->message_state(next_room_, 7));
}

TEST_F(MessageRowsTest, StatesOfARangeComeInOrderAndOfNoOtherConversation) {
    store().begin();
    for (const std::int64_t seq : {9, 2, 5, 11})
        store().put_message_state(room_, {.seq = seq, .rev = 100 + seq});
    store().put_message_state(ConversationId(2), {.seq = 5, .rev = 1});
    store().put_message_state(next_room_, {.seq = 5, .rev = 1});
    commit();
    std::vector<std::int64_t> revs;
    for (const MessageStateRow& row : snapshot().message_states(room_, 2, 9))
        revs.push_back(row.rev);
    EXPECT_THAT(revs, ElementsAre(102, 105, 109));
}

TEST_F(MessageRowsTest, ReactionsComeByMessageAndInTheOrderInWhichTheEmojiCame) {
    store().begin();
    react(2, "👍", 5);
    react(1, "😀", 7);
    react(2, "🎉", 6);
    react(2, "👍", 4);
    react(2, "👍", 9);
    commit();
    EXPECT_EQ(store().reaction_count(room_, 2, "👍"), 3);
    EXPECT_EQ(store().emoji_count(room_, 2), 2);
    EXPECT_TRUE(store().has_reaction(room_, 2, "🎉", UserId(6)));
    EXPECT_FALSE(store().has_reaction(room_, 2, "🎉", UserId(5)));

    const auto rows = snapshot().reactions(room_, 1, 2, UserId(9), 10);
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[0].emoji, "😀");
    EXPECT_EQ(rows[0].seq, 1);
    EXPECT_EQ(rows[1].emoji, "👍");
    EXPECT_EQ(rows[1].count, 3);
    EXPECT_THAT(rows[1].users, ElementsAre(UserId(5), UserId(4), UserId(9)));
    EXPECT_EQ(rows[2].emoji, "🎉");
    EXPECT_THAT(snapshot_->reactions(room_, 3, 9, UserId(9), 10), IsEmpty());
}

TEST_F(MessageRowsTest, TheAskerIsAmongTheUsersThatAreNamed) {
    store().begin();
    for (int user = 1; user <= 6; ++user)
        react(1, "👍", user);
    commit();
    auto users = [&](int asker) {
        return snapshot().reactions(room_, 1, 1, UserId(asker), 3).at(0).users;
    };
    EXPECT_THAT(users(2), ElementsAre(UserId(1), UserId(2), UserId(3)));
    EXPECT_THAT(users(6), ElementsAre(UserId(1), UserId(2), UserId(6)));
    EXPECT_THAT(users(8), ElementsAre(UserId(1), UserId(2), UserId(3)));
}

TEST_F(MessageRowsTest, AnEmojiKeepsItsPlaceUntilItsLastReactionIsGone) {
    store().begin();
    react(1, "👍", 1);
    react(1, "🎉", 1);
    react(1, "👍", 2);
    store().remove_reaction(room_, 1, "👍", UserId(1));
    commit();
    EXPECT_EQ(snapshot().reactions(room_, 1, 1, UserId(1), 9).at(0).emoji, "👍");
    store().begin();
    store().remove_reaction(room_, 1, "👍", UserId(2));
    EXPECT_EQ(store().emoji_count(room_, 1), 1);
    react(1, "👍", 2);
    commit();
    const auto rows = snapshot().reactions(room_, 1, 1, UserId(1), 9);
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[1].emoji, "👍");
    EXPECT_EQ(rows[1].count, 1);

    store().begin();
    react(2, "👍", 1);
    store().remove_reactions(room_, 1);
    commit();
    EXPECT_EQ(snapshot().reactions(room_, 1, 9, UserId(1), 9).size(), 1u);
    EXPECT_FALSE(store().has_reaction(room_, 1, "🎉", UserId(1)));
}

TEST_F(MessageRowsTest, TakingAwayAReactionThatIsNotThereVoidsTheBatch) {
    store().begin();
    react(1, "👍", 1);
    store().remove_reaction(room_, 1, "👍", UserId(2));
    EXPECT_EQ(store().commit(), CommitOutcome::nothing);
    store().begin();
    EXPECT_EQ(store().reaction_count(room_, 1, "👍"), 0);
    commit();
}

TEST_F(MessageRowsTest, MentionsGoOneByOne) {
    const std::vector<UserId> both = {UserId(1), UserId(2)};
    store().begin();
    store().add_mentions(room_, 4, true, both);
    store().remove_mentions(room_, 4, false, std::vector{UserId(1)});
    commit();
    EXPECT_THAT(snapshot().mention_seqs(room_, UserId(1), 0, 9), ElementsAre(4));
    store().begin();
    store().remove_mentions(room_, 4, true, {});
    commit();
    EXPECT_THAT(snapshot().mention_seqs(room_, UserId(1), 0, 9), IsEmpty());
    EXPECT_THAT(snapshot_->mention_seqs(room_, UserId(2), 0, 9), ElementsAre(4));
}

TEST_F(MessageRowsTest, PinsComeBySeqAndGo) {
    store().begin();
    store().put_pin(room_, {9, UserId(1), 100});
    store().put_pin(room_, {4, UserId(2), 200});
    store().put_pin(next_room_, {5, UserId(2), 200});
    commit();
    auto pins = snapshot().pins(room_);
    ASSERT_EQ(pins.size(), 2u);
    EXPECT_EQ(pins[0].seq, 4);
    EXPECT_EQ(pins[0].by, UserId(2));
    EXPECT_EQ(pins[0].time, 200);
    EXPECT_EQ(pins[1].seq, 9);
    store().begin();
    store().remove_pin(room_, 4);
    EXPECT_EQ(store().pins(room_).size(), 1u);
    commit();
}

TEST_F(MessageRowsTest, AParticipantCountsOnceAndStandsByItsFirstReply) {
    store().begin();
    EXPECT_TRUE(store().add_thread_participant(room_, 1, UserId(8), 2));
    EXPECT_TRUE(store().add_thread_participant(room_, 1, UserId(3), 4));
    EXPECT_FALSE(store().add_thread_participant(room_, 1, UserId(8), 5));
    EXPECT_TRUE(store().add_thread_participant(room_, 2, UserId(8), 6));
    store().put_thread(room_, {1, 3, 5, 1'000, 2});
    store().put_thread(room_, {2, 1, 6, 2'000, 1});
    commit();
    EXPECT_THAT(snapshot().thread_participants(room_, 1, 9), ElementsAre(UserId(8), UserId(3)));
    EXPECT_THAT(snapshot_->thread_participants(room_, 1, 1), ElementsAre(UserId(8)));
    const auto threads = snapshot_->threads(room_, 1, 1);
    ASSERT_EQ(threads.size(), 1u);
    EXPECT_EQ(threads[0].root, 1);
    EXPECT_EQ(threads[0].head, 3);
    EXPECT_EQ(threads[0].last_seq, 5);
    EXPECT_EQ(threads[0].last_time, 1'000);
    EXPECT_EQ(threads[0].participants_count, 2);
    EXPECT_EQ(snapshot_->thread(room_, 2)->last_seq, 6);
    EXPECT_FALSE(snapshot_->thread(room_, 3));
}

// Replies of two threads, plain messages and edits, mixed.
TEST_F(MessageRowsTest, AThreadIsPagedBothWaysByItsRepliesAlone) {
    ChatWriter chat(*database_);
    chat.begin();
    const UserId mei = chat.add_user("mei");
    const ConversationId room = chat.create({mei});
    chat.send(room, mei, "root");
    chat.send(room, mei, "other root");
    std::vector<std::int64_t> replies;
    for (int i = 0; i < 10; ++i) {
        replies.push_back(chat.reply(room, mei, 1, fmt::format("reply {}", i)).seq);
        chat.send(room, mei, "plain");
        chat.reply(room, mei, 2, "elsewhere");
    }
    chat.edit(room, mei, replies[3], "changed");
    chat.expect_committed();

    auto seqs = [](const std::vector<Entry>& entries) {
        std::vector<std::int64_t> out;
        for (const Entry& entry : entries)
            out.push_back(entry.seq);
        return out;
    };
    auto& state = snapshot();
    EXPECT_EQ(seqs(state.thread_messages_from(room, 1, 1, 99, SIZE_MAX)), replies);
    EXPECT_THAT(seqs(state.thread_messages_from(room, 1, replies[4] + 1, 2, SIZE_MAX)),
                ElementsAre(replies[5], replies[6]));
    EXPECT_THAT(seqs(state.thread_messages_down_from(room, 1, replies[4], 2, SIZE_MAX)),
                ElementsAre(replies[4], replies[3]));
    EXPECT_EQ(state.thread_messages_from(room, 1, 1, 99, 1).size(), 1u);
    EXPECT_THAT(state.thread_messages_from(room, 3, 1, 99, SIZE_MAX), IsEmpty());
    const Entry last = state.thread_messages_down_from(room, 1, INT64_MAX, 1, SIZE_MAX).at(0);
    EXPECT_EQ(last.thread, 1);
    EXPECT_EQ(last.thread_seq, 10);
    EXPECT_EQ(last.reply_to, 1);
}

TEST_F(MessageRowsTest, EditsComeByVersionAndWhatIsAboutAMessageByRev) {
    ChatWriter chat(*database_);
    chat.begin();
    const UserId mei = chat.add_user("mei");
    const ConversationId room = chat.create({mei});
    chat.send(room, mei, "one");
    chat.send(room, mei, "two");
    std::vector<std::int64_t> about;
    about.push_back(chat.edit(room, mei, 1, "first").rev);
    chat.edit(room, mei, 2, "other");
    about.push_back(chat.react(room, mei, 1, "👍").rev);
    about.push_back(chat.edit(room, mei, 1, "second").rev);
    about.push_back(chat.edit(room, mei, 1, "third").rev);
    chat.expect_committed();

    const auto edits = snapshot().edits(room, 1, 2, 99, SIZE_MAX);
    ASSERT_EQ(edits.size(), 2u);
    EXPECT_EQ(edits[0].rev, about[2]);
    EXPECT_EQ(edits[0].version, 3);
    EXPECT_EQ(edits[0].target, 1);
    EXPECT_EQ(edits[1].version, 4);
    EXPECT_EQ(snapshot_->edits(room, 1, 0, 1, SIZE_MAX).at(0).version, 2);
    store().begin();
    EXPECT_EQ(store().revs_about(room, 1), about);
    EXPECT_THAT(store().revs_about(room, 3), IsEmpty());
    commit();
}

TEST_F(MessageRowsTest, FollowedThreadsComeNewestFirst) {
    const UserId mei(1);
    store().begin();
    store().put_follow(mei, {room_, 1, true, 0, 10});
    store().put_follow(mei, {next_room_, 1, true, 0, 20});
    store().put_follow(mei, {room_, 5, true, 0, 30});
    store().put_follow(mei, {room_, 6, true, 0, 40});
    store().put_follow(UserId(2), {room_, 1, true, 0, 50});
    store().put_follow(mei, {room_, 6, false, 3, 40});      // no longer
    store().put_follow(mei, {room_, 1, true, 2, 10});       // has read on
    store().put_follow(mei, {next_room_, 1, true, 0, 35});  // anew
    commit();
    auto positions = [&](ConversationId conversation, std::int64_t before, std::int64_t limit) {
        std::vector<std::int64_t> out;
        for (const FollowRow& row : snapshot().follows(mei, conversation, before, limit))
            out.push_back(row.pos);
        return out;
    };
    EXPECT_THAT(positions({}, INT64_MAX, 9), ElementsAre(35, 30, 10));
    EXPECT_THAT(positions({}, 35, 1), ElementsAre(30));
    EXPECT_THAT(positions(room_, INT64_MAX, 9), ElementsAre(30, 10));
    EXPECT_EQ(store().follow(mei, room_, 1)->read, 2);
    EXPECT_FALSE(store().follow(mei, room_, 6)->following);
    EXPECT_FALSE(store().follow(mei, room_, 7));
}

TEST_F(MessageRowsTest, ThreadCountsAreOverFollowedThreadsWithUnreadReplies) {
    const UserId mei(1);
    store().begin();
    store().put_thread(room_, {1, 10, 20, 0, 1});
    store().put_thread(room_, {2, 5, 21, 0, 1});
    store().put_thread(next_room_, {1, 7, 9, 0, 1});
    store().put_follow(mei, {room_, 1, true, 4, 1});
    store().put_follow(mei, {room_, 2, true, 5, 2});
    store().put_follow(mei, {next_room_, 1, true, 6, 3});
    store().put_follow(UserId(2), {room_, 1, false, 0, 4});
    commit();
    EXPECT_EQ(snapshot().thread_counts(mei).unread_threads, 2);
    EXPECT_EQ(snapshot_->thread_counts(mei).unread_replies, 7);
    EXPECT_EQ(snapshot_->thread_counts(UserId(2)).unread_threads, 0);
    EXPECT_EQ(snapshot_->thread_counts(UserId(3)).unread_replies, 0);
}

}  // namespace
}  // namespace parley::test
