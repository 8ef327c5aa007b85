// message.send and conversation.read: numbers, validity, read cursors.

#include "parley/protocol/entry_data.hpp"
#include "parley/store/hash_chain.hpp"
#include "world.hpp"

namespace parley {
namespace {

class MessagesTest : public RouterTest {
  protected:
    MemberRow member(const Actor& actor) { return *store.member(direct, actor.user); }
    Outcome read(const Actor& actor, std::int64_t seq) {
        return world.ask(actor, ConversationRead{.conversation = direct, .seq = seq});
    }

    const ConversationId direct = world.open(mei, ben);
};

TEST_F(MessagesTest, AreNumberedWithoutHoles) {
    EXPECT_EQ(describe(world.send(mei, direct)), "ok rev=2 seq=1");
    EXPECT_EQ(describe(world.send(ben, direct)), "ok rev=3 seq=2");
    const ConversationRow row = *store.conversation(direct);
    EXPECT_EQ(row.head.rev, 3);
    EXPECT_EQ(row.head.seq, 2);
    EXPECT_EQ(row.head.pos, store.last_pos());
}

TEST_F(MessagesTest, OfOneBatchAreDecidedInTheirOrder) {
    const BatchPtr batch = world.process({World::command(mei, world.message(direct, "one")),
                                          World::command(ben, world.message(direct, "two")),
                                          World::command(mei, world.message(direct, "three"))});
    ASSERT_EQ(batch->entries.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) {
        const Entry& entry = batch->entries[i].entry;
        EXPECT_EQ(entry.seq, static_cast<std::int64_t>(i) + 1);
        EXPECT_EQ(entry.rev, static_cast<std::int64_t>(i) + 2);
        EXPECT_EQ(entry.pos, batch->last_pos - 2 + static_cast<std::int64_t>(i));
    }
    EXPECT_EQ(store.conversation(direct)->head.rev, 4);
}

TEST_F(MessagesTest, AnswersGoBackToTheirLoopAndTicket) {
    World two_loops(store, {.loops = 2});
    Command on_first = World::command(mei, world.message(direct));
    on_first.reply_to = {.loop = 0, .ticket = 7, .request_id = 70};
    Command on_second = World::command(ben, world.message(direct));
    on_second.reply_to = {.loop = 1, .ticket = 8, .request_id = 80};

    const BatchPtr batch = two_loops.process({on_second, on_first});
    ASSERT_EQ(batch->answers.size(), 2u);
    ASSERT_EQ(batch->answers[0].size(), 1u);
    EXPECT_EQ(batch->answers[0][0].reply_to.ticket, 7u);
    EXPECT_EQ(batch->answers[0][0].reply_to.request_id, 70);
    EXPECT_EQ(describe(batch->answers[0][0].outcome), "ok rev=3 seq=2");
    ASSERT_EQ(batch->answers[1].size(), 1u);
    EXPECT_EQ(describe(batch->answers[1][0].outcome), "ok rev=2 seq=1");
}

TEST_F(MessagesTest, AreStoredAsTheyAreSent) {
    MessageSend request = world.message(direct, "see you");
    request.mentions = Mentions{.all = false, .users = {ben.user}};
    world.ok(mei, request);
    const Entry& sent = world.last_batch->entries.at(0).entry;
    EXPECT_EQ(sent.kind, EntryKind::message);
    EXPECT_EQ(sent.by, mei.user);
    EXPECT_EQ(sent.log, LogId(direct));
    EXPECT_EQ(sent.data, message_data(request, 0, world.ids));
    EXPECT_EQ(store.message(direct, 1)->data, sent.data);
    EXPECT_EQ(store.message(direct, 1)->time, world.now);
}

TEST_F(MessagesTest, OneIsNeverOlderThanTheOneBefore) {
    const WriteOk first = world.send(mei, direct);
    world.now -= 3'600'000;
    EXPECT_EQ(world.send(ben, direct).time, first.time);
    EXPECT_EQ(store.conversation(direct)->head.message_time, first.time);
}

TEST_F(MessagesTest, EveryEntryOfAConversationIsChained) {
    world.send(mei, direct);
    world.send(ben, direct);
    HashChain chain(world.ids);
    Sha256 head = chain.start(direct);
    for (const Entry& entry : store.entries_of(direct)) {
        EXPECT_NE(entry.salt, Salt{});
        EXPECT_EQ(entry.commitment, chain.commitment(entry.salt, entry.data));
        head = chain.next(head, entry);
        EXPECT_EQ(entry.chain, head);
    }
    EXPECT_EQ(store.conversation(direct)->head.chain, head);
}

TEST_F(MessagesTest, RepliesMustFollowAMessageOneMayRead) {
    world.send(mei, direct);
    const auto reply_to = [&](std::int64_t seq) {
        MessageSend request = world.message(direct);
        request.reply_to = seq;
        return describe(world.ask(ben, request));
    };
    EXPECT_EQ(reply_to(0), "bad_field field=reply_to");
    EXPECT_EQ(reply_to(2), "bad_field field=reply_to");
    EXPECT_EQ(reply_to(1), "ok rev=3 seq=2");
}

TEST_F(MessagesTest, RepliesToWhatLiesBelowTheFloorAreRefused) {
    ConversationCreate settings;
    settings.history = History::joined;
    const ConversationId group = world.create(mei, {}, settings);
    world.send(mei, group);
    world.add(mei, group, ben);
    world.send(mei, group);
    MessageSend request = world.message(group);
    request.reply_to = 1;
    EXPECT_EQ(describe(world.ask(ben, request)), "bad_field field=reply_to");
    request.reply_to = 2;
    EXPECT_EQ(code_of(world.ask(ben, request)), "ok");
}

TEST_F(MessagesTest, IfRevMustBeTheHead) {
    MessageSend request = world.message(direct);
    request.if_rev = 2;
    EXPECT_EQ(describe(world.ask(mei, request)), "conflict current=1");
    request.if_rev = 1;
    EXPECT_EQ(describe(world.ask(mei, request)), "ok rev=2 seq=1");
}

TEST_F(MessagesTest, MentionsMustBeOfUsers) {
    MessageSend request = world.message(direct);
    request.mentions = Mentions{.all = false, .users = {ben.user, UserId(999)}};
    EXPECT_EQ(code_of(world.ask(mei, request)), "not_found");
    // Of someone who is not a member it is kept.
    request.mentions = Mentions{.all = false, .users = {ben.user, eve.user}};
    EXPECT_EQ(code_of(world.ask(mei, request)), "ok");
    ASSERT_TRUE(store.mention(direct, 1));
    EXPECT_EQ(store.mention(direct, 1)->users, (std::vector{ben.user, eve.user}));
    EXPECT_FALSE(store.mention(direct, 1)->all);
}

TEST_F(MessagesTest, AMentionOfAllIsKeptAsSuch) {
    MessageSend request = world.message(direct);
    request.mentions = Mentions{.all = true, .users = {}};
    world.ok(mei, request);
    ASSERT_TRUE(store.mention(direct, 1));
    EXPECT_TRUE(store.mention(direct, 1)->all);
    // None at all is none.
    request = world.message(direct);
    request.mentions = Mentions{};
    world.ok(mei, request);
    EXPECT_FALSE(store.mention(direct, 2));
}

TEST_F(MessagesTest, SendingReadsWithoutAnEntryInSelf) {
    world.send(mei, direct);
    world.send(ben, direct);
    EXPECT_EQ(describe(world.last_batch->entries), "message");
    EXPECT_EQ(member(ben).read_seq, 2);
    EXPECT_EQ(member(mei).read_seq, 1);
}

TEST_F(MessagesTest, StrangersAndTheInventedAreAnsweredAlike) {
    const Outcome stranger = world.ask(eve, world.message(direct));
    const Outcome invented = world.ask(eve, world.message(ConversationId(999)));
    const Outcome undecodable = world.ask(eve, world.message(ConversationId()));
    EXPECT_EQ(code_of(stranger), "not_found");
    EXPECT_EQ(std::get<ProtocolError>(stranger).message, std::get<ProtocolError>(invented).message);
    EXPECT_EQ(describe(stranger), describe(invented));
    EXPECT_EQ(describe(stranger), describe(undecodable));
}

TEST_F(MessagesTest, RefusalsLeaveNothingBehind) {
    const std::int64_t last_pos = store.last_pos();
    const std::size_t keys = store.key_count();
    MessageSend request = world.message(direct);
    request.if_rev = 99;
    world.ask(mei, request);
    world.ask(eve, world.message(direct));
    EXPECT_EQ(store.last_pos(), last_pos);
    EXPECT_EQ(store.key_count(), keys);
    EXPECT_EQ(world.last_batch->last_pos, last_pos);
    EXPECT_TRUE(world.last_batch->entries.empty());
}

TEST_F(MessagesTest, PostAdminsKeepsMembersFromSending) {
    ConversationCreate settings;
    settings.post = Audience::admins;
    const ConversationId group = world.create(mei, {ben}, settings);
    EXPECT_EQ(describe(world.ask(ben, world.message(group))), "forbidden need=admin");
    world.give_role(mei, group, ben, Role::admin);
    EXPECT_EQ(code_of(world.ask(ben, world.message(group))), "ok");
}

TEST_F(MessagesTest, TheNextOneOfAConversationCostsNoLookUp) {
    world.send(mei, direct);
    const std::size_t before = store.lookup_count();
    world.send(mei, direct);
    world.send(mei, direct);
    EXPECT_EQ(store.lookup_count(), before);
}

TEST_F(MessagesTest, NeitherPaceNorSilenceNorReceiptsCostALookUp) {
    ConversationCreate settings;
    settings.slow_ms = 1;
    const ConversationId group = world.create(mei, {ben}, settings);
    world.send(ben, group);
    world.ok(mei, ConversationRead{.conversation = group, .seq = 1});
    const std::size_t before = store.lookup_count();
    world.now += 1;
    world.send(ben, group);
    world.ok(mei, ConversationRead{.conversation = group, .seq = 2});
    EXPECT_EQ(store.lookup_count(), before);
}

TEST_F(MessagesTest, ReadingRaisesTheCursorAndTellsTheOwnDevices) {
    world.send(mei, direct);
    world.send(mei, direct);
    world.send(mei, direct);
    EXPECT_EQ(describe(read(ben, 2)), "ok rev=3 read_seq=2 unread=1");
    const LoggedEntry& entry = world.last_batch->entries.at(0);
    EXPECT_EQ(entry.entry.log, LogId(ben.user));
    EXPECT_EQ(entry.entry.kind, EntryKind::self_read);
    EXPECT_EQ(entry.entry.data, read_data(direct, 2, world.ids));
    EXPECT_EQ(member(ben).read_seq, 2);
    EXPECT_EQ(store.user(ben.user)->self.rev, 3);
    EXPECT_EQ(store.user(ben.user)->self.pos, store.last_pos());
}

TEST_F(MessagesTest, TheReadCursorNeverFalls) {
    world.send(mei, direct);
    world.send(mei, direct);
    read(ben, 2);
    EXPECT_EQ(describe(read(ben, 1)), "ok unchanged read_seq=2 unread=0");
    EXPECT_EQ(describe(read(ben, 2)), "ok unchanged read_seq=2 unread=0");
    EXPECT_EQ(describe(read(ben, 0)), "ok unchanged read_seq=2 unread=0");
    EXPECT_TRUE(world.last_batch->entries.empty());
    EXPECT_EQ(member(ben).read_seq, 2);
}

TEST_F(MessagesTest, NobodyReadsWhatIsNotThere) {
    world.send(mei, direct);
    EXPECT_EQ(describe(read(ben, 2)), "bad_field field=seq");
    EXPECT_EQ(code_of(read(eve, 1)), "not_found");
}

TEST_F(MessagesTest, SeveralCursorsOfOneBatchEndAtTheHighest) {
    for (int i = 0; i < 3; ++i)
        world.send(mei, direct);
    const auto reading = [&](std::int64_t seq) {
        return World::command(ben, ConversationRead{.conversation = direct, .seq = seq});
    };
    const BatchPtr batch = world.process({reading(1), reading(3), reading(2)});
    EXPECT_EQ(describe(batch->answers[0][2].outcome), "ok unchanged read_seq=3 unread=0");
    EXPECT_EQ(member(ben).read_seq, 3);
}

}  // namespace
}  // namespace parley
