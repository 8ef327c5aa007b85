// Idempotency: every write may be sent again until it is answered.

#include "world.hpp"

namespace parley {
namespace {

class RepeatsTest : public RouterTest {
  protected:
    // Asks twice, and says how the second time was answered.
    std::string again(const Actor& actor, const WriteRequest& request) {
        world.ok(actor, request);
        const std::int64_t last_pos = store.last_pos();
        const std::string answer = describe(world.ask(actor, request));
        EXPECT_EQ(store.last_pos(), last_pos);
        EXPECT_TRUE(world.last_batch->entries.empty());
        return answer;
    }

    const ConversationId group = world.create(mei, {ben});
};

TEST_F(RepeatsTest, AreAnsweredFromTheEntryForEveryKindOfWrite) {
    EXPECT_EQ(again(mei, world.message(group)), "ok rev=2 duplicate seq=1");
    EXPECT_EQ(again(mei, world.addition(group, {eve})), "ok rev=3 duplicate");
    EXPECT_EQ(again(mei, world.role(group, eve, Role::admin)), "ok rev=4 duplicate");
    EXPECT_EQ(again(mei, world.removal(group, {eve})), "ok rev=5 duplicate");
    EXPECT_EQ(again(ben, world.leaving(group)), "ok rev=6 duplicate");
    EXPECT_EQ(again(mei, world.opening(ben)), "ok rev=1 duplicate conversation=2");
    // The number that the repeat would have given a conversation of its own is no matter.
    const std::string created = again(mei, world.group({ben}));
    EXPECT_EQ(created, "ok rev=1 duplicate conversation=3");
}

TEST_F(RepeatsTest, AreAnsweredAsTheFirstTimeWhateverWasNamed) {
    EXPECT_EQ(again(mei, world.message(group)), "ok rev=2 duplicate seq=1");
    EXPECT_EQ(again(ben, world.reply(group, 1)), "ok rev=3 duplicate seq=2 thread_seq=1");
    EXPECT_EQ(again(mei, world.edit(group, 1, "x")), "ok rev=4 duplicate version=2");
    EXPECT_EQ(again(mei, world.reaction(group, 1, "x")), "ok rev=5 duplicate");
    EXPECT_EQ(again(mei, world.pin(group, 1)), "ok rev=6 duplicate");
    EXPECT_EQ(again(mei, world.deletion(group, {1})), "ok rev=7 duplicate");
    EXPECT_EQ(again(mei, world.ban(group, eve)), "ok rev=8 duplicate");
    EXPECT_EQ(again(mei, world.mute(group, ben, kForEver)), "ok rev=9 duplicate");
    EXPECT_EQ(again(mei, world.keyed<InviteCreate>(group)), "ok rev=10 duplicate invite=10 token");
    EXPECT_EQ(again(mei, world.block(eve)), "ok rev=4 duplicate");
}

TEST_F(RepeatsTest, OfWhatWasErasedSinceHaveTheirNumbersStill) {
    world.send(ben, group);
    const MessageSend reply = world.reply(group, 1);
    world.ok(mei, reply);
    const MessageEdit edit = world.edit(group, 2, "other");
    world.ok(mei, edit);
    world.ok(mei, world.deletion(group, {2}));
    EXPECT_EQ(describe(world.ask(mei, reply)), "ok rev=3 duplicate seq=2 thread_seq=1");
    EXPECT_EQ(describe(world.ask(mei, edit)), "ok rev=4 duplicate version=2");
}

TEST_F(RepeatsTest, HaveTheTimeOfTheEntry) {
    const MessageSend request = world.message(group);
    const WriteOk first = world.ok(mei, request);
    world.now += 60'000;
    EXPECT_EQ(world.ok(mei, request).time, first.time);
}

TEST_F(RepeatsTest, OfOneBatchHaveOneEffect) {
    const MessageSend request = world.message(group);
    const BatchPtr batch =
        world.process({World::command(mei, request), World::command(mei, request)});
    EXPECT_EQ(describe(batch->answers[0][0].outcome), "ok rev=2 seq=1");
    EXPECT_EQ(describe(batch->answers[0][1].outcome), "ok rev=2 duplicate seq=1");
    EXPECT_EQ(batch->entries.size(), 1u);
}

TEST_F(RepeatsTest, AreAnsweredAfterARestart) {
    const MessageSend request = world.message(group);
    world.ok(mei, request);
    world.restart();
    EXPECT_EQ(describe(world.ask(mei, request)), "ok rev=2 duplicate seq=1");
}

TEST_F(RepeatsTest, AreAnsweredAfterTheRightWasLost) {
    const MessageSend request = world.message(group);
    world.ok(ben, request);
    world.ok(mei, world.removal(group, {ben}));
    EXPECT_EQ(describe(world.ask(ben, request)), "ok rev=2 duplicate seq=1");
    EXPECT_EQ(code_of(world.ask(ben, world.message(group))), "not_found");
}

TEST_F(RepeatsTest, AreAnsweredWhereTheRequestWouldNotHoldAnyMore) {
    MessageSend request = world.message(group);
    request.if_rev = 1;
    world.ok(mei, request);
    EXPECT_EQ(describe(world.ask(mei, request)), "ok rev=2 duplicate seq=1");

    // All are members by now, which is no `unchanged` to whoever added them.
    const MemberAdd addition = world.addition(group, {eve});
    world.ok(mei, addition);
    EXPECT_EQ(describe(world.ask(mei, addition)), "ok rev=3 duplicate");
    EXPECT_EQ(describe(world.ask(mei, world.addition(group, {eve}))), "ok unchanged");
}

TEST_F(RepeatsTest, NeedASessionLikeAllElse) {
    const MessageSend request = world.message(group);
    world.ok(mei, request);
    world.ask(mei, EndSession{mei.session});
    EXPECT_EQ(code_of(world.ask(mei, request)), "unauthenticated");
    const Actor elsewhere{mei.user, world.sign_in(mei.user).session.id};
    EXPECT_EQ(describe(world.ask(elsewhere, request)), "ok rev=2 duplicate seq=1");
}

TEST_F(RepeatsTest, WithAnotherBodyAreAConflict) {
    MessageSend request = world.message(group, "one");
    world.ok(mei, request);
    request.text = "other";
    EXPECT_EQ(code_of(world.ask(mei, request)), "idempotency_conflict");
    // Of another type as well.
    const MemberLeave leaving{.idempotency_key = request.idempotency_key, .conversation = group};
    EXPECT_EQ(code_of(world.ask(mei, leaving)), "idempotency_conflict");
    EXPECT_TRUE(store.member(group, mei.user));
    // Also where the other body would be refused.
    request.conversation = ConversationId(99);
    EXPECT_EQ(code_of(world.ask(mei, request)), "idempotency_conflict");
}

TEST_F(RepeatsTest, KeysAreEachUsersOwn) {
    MessageSend request = world.message(group);
    world.ok(mei, request);
    EXPECT_EQ(describe(world.ask(ben, request)), "ok rev=3 seq=2");
}

TEST_F(RepeatsTest, RefusedAndUnchangedWritesLeaveTheirKeyFree) {
    MessageSend request = world.message(group);
    request.if_rev = 99;
    EXPECT_EQ(code_of(world.ask(mei, request)), "conflict");
    request.if_rev.reset();
    EXPECT_EQ(describe(world.ask(mei, request)), "ok rev=2 seq=1");

    MemberAdd addition = world.addition(group, {ben});
    EXPECT_EQ(describe(world.ask(mei, addition)), "ok unchanged");
    addition.users = {eve.user};
    EXPECT_EQ(describe(world.ask(mei, addition)), "ok rev=3");
}

TEST_F(RepeatsTest, OfAnErasedMessageAreKnownByTheirKeyAlone) {
    MessageSend request = world.message(group, "a secret");
    world.ok(mei, request);
    store.erase_message(group, 1);
    request.text = "something else";
    EXPECT_EQ(describe(world.ask(mei, request)), "ok rev=2 duplicate seq=1");
}

TEST_F(RepeatsTest, ShowTheFirstEntryWhereARequestMadeSeveral) {
    world.add(mei, group, eve);
    const MemberRole handing_over = world.role(group, ben, Role::owner);
    EXPECT_EQ(describe(world.ok(mei, handing_over)), "ok rev=3");
    EXPECT_EQ(describe(world.ask(mei, handing_over)), "ok rev=3 duplicate");
}

}  // namespace
}  // namespace parley
