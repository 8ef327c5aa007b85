// What holds when a commit fails: nothing that the batch made is kept in memory, and the router
// goes on from what the store holds.

#include "world.hpp"

namespace parley {
namespace {

constexpr auto kStorageFailed = "storage_failed retry_after_ms=1000";
constexpr auto kOutcomeUnknown = "outcome_unknown retry_after_ms=1000";

class CommitFailureTest : public RouterTest {
  protected:
    // Decides a batch that changes much, in a commit that fails, and holds the failure to its word.
    void fail(CommitOutcome outcome, const std::string& answer) {
        store.fail_next_commit(outcome);
        const std::int64_t last_pos = store.last_pos();
        const BatchPtr batch =
            world.process({World::command(mei, world.message(group)),
                           World::command(mei, world.removal(group, {ben})),
                           World::command(mei, world.addition(group, {eve})),
                           World::command(eve, EndSession{eve.session}),
                           World::command(mei, world.message(ConversationId()))});
        EXPECT_EQ(batch->outcome, outcome);
        EXPECT_EQ(batch->last_pos, last_pos);
        EXPECT_TRUE(batch->entries.empty());
        EXPECT_TRUE(batch->ended_sessions.empty());
        EXPECT_TRUE(batch->changed_users.empty());
        ASSERT_EQ(batch->answers[0].size(), 5u);
        // Refusals too: they were judged against what is void now.
        for (const Answer& each : batch->answers[0])
            EXPECT_EQ(describe(each.outcome), answer);
    }

    const ConversationId group = world.create(mei, {ben});
};

TEST_F(CommitFailureTest, NothingStoredIsNothingKept) {
    world.send(mei, group);
    fail(CommitOutcome::nothing, kStorageFailed);

    EXPECT_EQ(describe(world.send(ben, group)), "ok rev=3 seq=2");
    EXPECT_EQ(world.last_batch->entries[0].entry.pos, store.last_pos());
    EXPECT_EQ(code_of(world.ask(eve, world.message(group))), "not_found");
    EXPECT_EQ(store.member(group, mei.user)->read_seq, 1);
    EXPECT_EQ(store.conversation(group)->members_count, 2);
}

TEST_F(CommitFailureTest, TheSameKeyIsFreeAfterStorageFailed) {
    const MessageSend request = world.message(group);
    store.fail_next_commit(CommitOutcome::nothing);
    EXPECT_EQ(describe(world.ask(mei, request)), kStorageFailed);
    EXPECT_EQ(describe(world.ask(mei, request)), "ok rev=2 seq=1");
}

TEST_F(CommitFailureTest, AnUnknownOutcomeIsToldAsSuch) {
    fail(CommitOutcome::unknown, kOutcomeUnknown);
    EXPECT_EQ(describe(world.send(ben, group)), "ok rev=2 seq=1");
}

TEST_F(CommitFailureTest, AResendTellsWhatBecameOfAnUnknownOutcome) {
    const MessageSend request = world.message(group);
    store.fail_next_commit(CommitOutcome::unknown, true);
    EXPECT_EQ(describe(world.ask(mei, request)), kOutcomeUnknown);
    EXPECT_EQ(describe(world.ask(mei, request)), "ok rev=2 duplicate seq=1");
    EXPECT_EQ(describe(world.send(ben, group)), "ok rev=3 seq=2");
}

TEST_F(CommitFailureTest, AnswersOfAFailedBatchGoToTheirLoops) {
    World two_loops(store, {.loops = 2});
    store.fail_next_commit(CommitOutcome::nothing);
    Command command = World::command(mei, two_loops.message(group), 1);
    command.reply_to.ticket = 9;
    const BatchPtr batch = two_loops.process({command});
    ASSERT_EQ(batch->answers.size(), 2u);
    EXPECT_TRUE(batch->answers[0].empty());
    EXPECT_EQ(batch->answers[1].at(0).reply_to.ticket, 9u);
}

TEST_F(CommitFailureTest, LookUpsThatFailAreNeverBelieved) {
    const MessageSend sent = world.message(group);
    world.ok(mei, sent);
    world.restart();
    // Everything looks as if it were not there, so the cache holds nothing but errors then.
    store.fail_lookups();
    EXPECT_EQ(describe(world.ask(mei, world.message(group))), kStorageFailed);
    EXPECT_EQ(describe(world.ask(ben, world.message(group))), "ok rev=3 seq=2");

    // A key that is taken but cannot be looked up.
    store.fail_lookups();
    EXPECT_EQ(describe(world.ask(mei, sent)), kStorageFailed);
    EXPECT_EQ(describe(world.ask(mei, sent)), "ok rev=2 duplicate seq=1");
}

TEST_F(CommitFailureTest, NothingOfWhatABatchShowedBesideEntriesIsKept) {
    world.send(mei, group);  // rev 2
    ConversationSettings hidden;
    hidden.idempotency_key = world.new_key();
    hidden.log.self = true;
    hidden.read_receipts = false;
    auto slow = world.keyed<ConversationUpdate>(group);
    slow.slow_ms = 1'000'000;
    store.fail_next_commit(CommitOutcome::nothing);
    const BatchPtr batch = world.process(
        {World::command(ben, ConversationRead{.conversation = group, .seq = 1}),
         World::command(ben, hidden), World::command(mei, slow),
         World::command(mei, world.mute(group, ben, kForEver)),
         World::command(mei, world.block(ben)), World::command(mei, world.deletion(group, {1}))});
    EXPECT_TRUE(batch->receipts.empty());
    EXPECT_TRUE(batch->blocks.empty());
    EXPECT_TRUE(batch->erased.empty());
    EXPECT_TRUE(batch->changed_users.empty());

    world.ok(ben, ConversationRead{.conversation = group, .seq = 1});
    EXPECT_EQ(world.last_batch->receipts.size(), 1u);
    EXPECT_EQ(describe(world.send(ben, group)), "ok rev=3 seq=2");
    EXPECT_EQ(describe(world.send(ben, group)), "ok rev=4 seq=3");
    EXPECT_FALSE(store.message(group, 1)->data.empty());
    EXPECT_TRUE(store.taken_out().empty());
    EXPECT_EQ(code_of(world.ask(mei, world.edit(group, 1, "other"))), "ok");
}

TEST_F(CommitFailureTest, LookUpsThatFailMidwayDoNoHarm) {
    world.add(mei, group, eve);
    world.send(mei, group);
    const WriteOk link = world.ok(mei, world.keyed<InviteCreate>(group));
    auto revocation = world.keyed<InviteRevoke>(group);
    revocation.invite = *link.invite;
    auto update = world.keyed<ConversationUpdate>(group);
    update.title = "another";
    ConversationSettings settings = world.settings(group);
    settings.pinned = true;
    UserUpdate profile;
    profile.idempotency_key = world.new_key();
    profile.display_name = "another";
    DeviceRevoke others;
    others.idempotency_key = world.new_key();
    others.others = true;
    for (const WriteRequest& request :
         std::vector<WriteRequest>{world.leaving(group),
                                   world.removal(group, {ben, eve}),
                                   world.role(group, ben, Role::owner),
                                   world.opening(ben),
                                   ConversationRead{.conversation = group, .seq = 1},
                                   world.reply(group, 1),
                                   world.edit(group, 1, "other"),
                                   world.deletion(group, {1}),
                                   world.reaction(group, 1, "x"),
                                   world.pin(group, 1),
                                   world.follow(group, 1),
                                   ThreadRead{.conversation = group, .thread = 1, .thread_seq = 0},
                                   update,
                                   settings,
                                   profile,
                                   others,
                                   revocation,
                                   world.keyed<InviteCreate>(group),
                                   world.join_by(link.token),
                                   world.decision(group, eve, true),
                                   world.ban(group, ben),
                                   world.mute(group, ben, kForEver),
                                   world.block(ben)}) {
        store.fail_lookups();
        EXPECT_EQ(describe(world.ask(mei, request)), kStorageFailed);
        world.send(mei, group);
    }
    EXPECT_EQ(store.member(group, mei.user)->role, Role::owner);
}

}  // namespace
}  // namespace parley
