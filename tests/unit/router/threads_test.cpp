// Replies in threads, thread.follow and thread.read.

#include "parley/protocol/entry_data.hpp"
#include "world.hpp"

namespace parley {
namespace {

class ThreadsTest : public RouterTest {
  protected:
    ThreadRow thread(std::int64_t root) { return store.thread(group, root).value_or(ThreadRow{}); }
    // `following read=1`, or `none` without a row.
    std::string follow(const Actor& actor, std::int64_t root) {
        const auto row = store.follow(actor.user, group, root);
        if (!row) return "none";
        return std::string(row->following ? "following" : "not following") +
               " read=" + std::to_string(row->read);
    }
    std::string reply(const Actor& actor, std::int64_t root) {
        return describe(world.ask(actor, world.reply(group, root)));
    }
    std::string set_follow(const Actor& actor, std::int64_t root, bool on) {
        return describe(world.ask(actor, world.follow(group, root, on)));
    }
    std::string read(const Actor& actor, std::int64_t root, std::int64_t thread_seq) {
        return describe(world.ask(
            actor, ThreadRead{.conversation = group, .thread = root, .thread_seq = thread_seq}));
    }

    const ConversationId group = world.create(mei, {ben, eve});
    const WriteOk first = world.send(mei, group);
};

TEST_F(ThreadsTest, RepliesAreNumberedInTheirThread) {
    EXPECT_EQ(reply(ben, 1), "ok rev=3 seq=2 thread_seq=1");
    const MessageSend request = world.reply(group, 1);
    EXPECT_EQ(describe(world.ok(eve, request)), "ok rev=4 seq=3 thread_seq=2");
    const Entry& entry = world.last_batch->entries.at(0).entry;
    EXPECT_EQ(entry.thread, 1);
    EXPECT_EQ(entry.thread_seq, 2);
    EXPECT_EQ(entry.data, message_data(request, 2, world.ids));
    EXPECT_EQ(thread(1).head, 2);
    EXPECT_EQ(thread(1).last_seq, 3);
    EXPECT_EQ(thread(1).last_time, world.now);
    EXPECT_EQ(thread(1).participants_count, 2);
    EXPECT_EQ(reply(ben, 1), "ok rev=5 seq=4 thread_seq=3");
    EXPECT_EQ(thread(1).participants_count, 2);
    // The root itself did not change.
    EXPECT_FALSE(store.message_state(group, 1));
}

TEST_F(ThreadsTest, AMessageKeepsWhatItAnswers) {
    MessageSend request = world.reply(group, 1);
    request.reply_to = 1;
    world.ok(ben, request);
    EXPECT_EQ(store.message(group, 2)->reply_to, 1);
    EXPECT_EQ(store.message(group, 2)->thread, 1);
    world.send(ben, group);
    EXPECT_EQ(store.message(group, 3)->thread, 0);
    EXPECT_EQ(store.message(group, 3)->thread_seq, 0);
}

TEST_F(ThreadsTest, TheRootIsAMessageOutsideThreads) {
    reply(ben, 1);
    EXPECT_EQ(reply(ben, 2), "bad_field field=thread");
    EXPECT_EQ(reply(ben, 3), "bad_field field=thread");
    EXPECT_EQ(reply(ben, 0), "bad_field field=thread");
    EXPECT_EQ(set_follow(ben, 2, true), "bad_field field=thread");
    EXPECT_EQ(set_follow(ben, 9, true), "bad_field field=thread");
    world.ok(mei, world.deletion(group, {1}));
    EXPECT_EQ(reply(ben, 1), "gone");
}

TEST_F(ThreadsTest, RepliesBelowTheFloorAreRefused) {
    ConversationCreate settings;
    settings.history = History::joined;
    const ConversationId closed = world.create(mei, {}, settings);
    world.send(mei, closed);
    world.add(mei, closed, ben);
    EXPECT_EQ(describe(world.ask(ben, world.reply(closed, 1))), "bad_field field=thread");
}

TEST_F(ThreadsTest, WhoeverWritesFollowsAndTheAuthorOfTheRootToo) {
    reply(ben, 1);
    EXPECT_EQ(describe(world.last_batch->entries), "message thread:2 thread:1");
    const auto entries = world.last_batch->entries;
    EXPECT_EQ(entries[1].entry.data, thread_data(group, 1, true, 1, world.ids));
    EXPECT_EQ(entries[2].entry.data, thread_data(group, 1, true, 0, world.ids));
    EXPECT_EQ(entries[2].entry.by, ben.user);
    EXPECT_EQ(follow(ben, 1), "following read=1");
    EXPECT_EQ(follow(mei, 1), "following read=0");
    EXPECT_EQ(store.follow(ben.user, group, 1)->pos, entries[1].entry.pos);

    // Once is enough: from now on the cursor rises without an entry.
    reply(ben, 1);
    EXPECT_EQ(describe(world.last_batch->entries), "message");
    EXPECT_EQ(follow(ben, 1), "following read=2");
    EXPECT_EQ(follow(mei, 1), "following read=0");
    EXPECT_EQ(store.follow(ben.user, group, 1)->pos, entries[1].entry.pos);
}

TEST_F(ThreadsTest, OnesOwnReplyMakesNobodyElseFollow) {
    reply(mei, 1);
    EXPECT_EQ(describe(world.last_batch->entries), "message thread:1");
    EXPECT_EQ(follow(mei, 1), "following read=1");
    reply(ben, 1);
    EXPECT_EQ(describe(world.last_batch->entries), "message thread:2");
}

TEST_F(ThreadsTest, AnAuthorWhoHasLeftDoesNotFollow) {
    world.send(ben, group);
    world.ok(ben, world.leaving(group));
    reply(eve, 2);
    EXPECT_EQ(describe(world.last_batch->entries), "message thread:3");
    EXPECT_EQ(follow(ben, 2), "none");
}

TEST_F(ThreadsTest, AnExplicitEndOfFollowingStaysUntilTheNextOwnReply) {
    reply(ben, 1);
    EXPECT_EQ(set_follow(mei, 1, false), "ok rev=4");
    EXPECT_EQ(describe(world.last_batch->entries), "thread:1");
    EXPECT_EQ(world.last_batch->entries[0].entry.data, thread_data(group, 1, false, 0, world.ids));
    EXPECT_EQ(set_follow(mei, 1, false), "ok unchanged");
    reply(eve, 1);
    EXPECT_EQ(follow(mei, 1), "not following read=0");
    reply(mei, 1);
    EXPECT_EQ(follow(mei, 1), "following read=3");
}

TEST_F(ThreadsTest, FollowingStartsAtTheHead) {
    reply(ben, 1);
    reply(ben, 1);
    const ThreadFollow request = world.follow(group, 1);
    EXPECT_EQ(describe(world.ok(eve, request)), "ok rev=3");
    EXPECT_EQ(follow(eve, 1), "following read=2");
    EXPECT_EQ(set_follow(eve, 1, true), "ok unchanged");
    EXPECT_EQ(describe(world.ask(eve, request)), "ok rev=3 duplicate");
    // A thread may be followed before it begins.
    world.send(ben, group);
    EXPECT_EQ(set_follow(eve, 4, true), "ok rev=4");
    EXPECT_EQ(follow(eve, 4), "following read=0");
    reply(eve, 4);
    EXPECT_EQ(describe(world.last_batch->entries), "message thread:2");
    EXPECT_EQ(follow(eve, 4), "following read=1");
}

TEST_F(ThreadsTest, ReadingAThreadRaisesItsCursor) {
    for (int i = 0; i < 3; ++i)
        reply(ben, 1);
    EXPECT_EQ(read(mei, 1, 2), "ok rev=4 read=2 unread=1");
    EXPECT_EQ(world.last_batch->entries[0].entry.data, thread_data(group, 1, true, 2, world.ids));
    EXPECT_EQ(read(mei, 1, 1), "ok unchanged read=2 unread=1");
    EXPECT_EQ(read(mei, 1, 4), "bad_field field=thread_seq");
    EXPECT_EQ(read(eve, 1, 1), "bad_state");
    EXPECT_EQ(follow(mei, 1), "following read=2");
}

TEST_F(ThreadsTest, TheEndOfAMembershipEndsFollowing) {
    reply(ben, 1);
    world.ok(ben, world.leaving(group));
    EXPECT_EQ(follow(ben, 1), "none");
    world.add(mei, group, ben);
    EXPECT_EQ(read(ben, 1, 1), "bad_state");
    reply(ben, 1);
    EXPECT_EQ(follow(ben, 1), "following read=2");
}

TEST_F(ThreadsTest, OneBatchCountsOn) {
    const BatchPtr batch = world.process({World::command(ben, world.reply(group, 1)),
                                          World::command(eve, world.reply(group, 1)),
                                          World::command(ben, world.reply(group, 1))});
    EXPECT_EQ(describe(batch->answers[0][2].outcome), "ok rev=5 seq=4 thread_seq=3");
    EXPECT_EQ(describe(batch->entries), "message thread:2 thread:1 message thread:3 message");
    EXPECT_EQ(thread(1).participants_count, 2);
}

}  // namespace
}  // namespace parley
