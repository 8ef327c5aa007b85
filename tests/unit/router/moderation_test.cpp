// member.ban, member.mute and slow mode.

#include "parley/protocol/entry_data.hpp"
#include "world.hpp"

namespace parley {
namespace {

class ModerationTest : public RouterTest {
  protected:
    std::string ban(const Actor& actor, const Actor& user, bool on = true) {
        return describe(world.ask(actor, world.ban(group, user, on)));
    }
    std::string mute(const Actor& actor, const Actor& user, WallTime until) {
        return describe(world.ask(actor, world.mute(group, user, until)));
    }
    std::string send(const Actor& actor) { return code_of(world.ask(actor, world.message(group))); }
    void slow_down(std::int64_t slow_ms) {
        auto request = world.keyed<ConversationUpdate>(group);
        request.slow_ms = slow_ms;
        world.ok(mei, request);
    }

    const Actor zoe = world.sign_up("zoe");  // user 4
    const ConversationId group = [this] {
        ConversationCreate settings;
        settings.join = JoinRule::open;
        return world.create(mei, {ben, eve}, settings);
    }();
};

TEST_F(ModerationTest, ABanEndsTheMembershipInTheSameBreath) {
    MemberBan request = world.ban(group, ben);
    request.reason = "spam";
    EXPECT_EQ(describe(world.ok(mei, request)), "ok rev=2");
    const auto& entries = world.last_batch->entries;
    EXPECT_EQ(describe(entries), "member.banned member.removed left:2");
    EXPECT_EQ(entries[0].entry.data, banned_data(request, world.ids));
    EXPECT_TRUE(entries[0].users.empty());
    EXPECT_EQ(entries[1].users, std::vector{ben.user});
    EXPECT_EQ(entries[1].entry.data, members_data(std::vector{ben.user}, world.ids));
    EXPECT_FALSE(store.member(group, ben.user));
    EXPECT_EQ(store.conversation(group)->members_count, 2);
    EXPECT_EQ(store.ban(group, ben.user)->reason, "spam");
    EXPECT_EQ(store.ban(group, ben.user)->by, mei.user);
    EXPECT_EQ(describe(world.ask(mei, request)), "ok rev=2 duplicate");
    EXPECT_EQ(ban(mei, ben), "ok unchanged");
}

TEST_F(ModerationTest, TheBannedStayOutUntilTheBanIsLifted) {
    const WriteOk link = world.ok(mei, world.keyed<InviteCreate>(group));
    ban(mei, ben);
    EXPECT_EQ(describe(world.ask(ben, world.keyed<ConversationJoin>(group))), "forbidden");
    EXPECT_EQ(describe(world.ask(ben, world.join_by(link.token))), "forbidden");
    EXPECT_EQ(describe(world.ask(mei, world.addition(group, {zoe, ben}))), "bad_state");
    EXPECT_FALSE(store.member(group, zoe.user));
    EXPECT_EQ(ban(mei, ben, false), "ok rev=5");
    EXPECT_EQ(describe(world.last_batch->entries), "member.banned");
    EXPECT_EQ(ban(mei, ben, false), "ok unchanged");
    EXPECT_EQ(code_of(world.ask(ben, world.keyed<ConversationJoin>(group))), "ok");
}

TEST_F(ModerationTest, StrangersAreBannedInAdvance) {
    auto request = world.keyed<ConversationUpdate>(group);
    request.join = JoinRule::request;
    world.ok(mei, request);
    world.ok(zoe, world.keyed<ConversationJoin>(group));
    EXPECT_EQ(ban(mei, zoe), "ok rev=4");
    EXPECT_EQ(describe(world.last_batch->entries), "member.banned");
    EXPECT_FALSE(store.join_request(group, zoe.user));
    EXPECT_EQ(describe(world.ask(zoe, world.keyed<ConversationJoin>(group))), "forbidden");
    EXPECT_EQ(ban(mei, {UserId(99), {}}), "not_found");
}

TEST_F(ModerationTest, BansAndMutesGoDownwards) {
    EXPECT_EQ(ban(ben, eve), "forbidden need=admin");
    EXPECT_EQ(mute(ben, eve, kForEver), "forbidden need=admin");
    world.give_role(mei, group, ben, Role::admin);
    EXPECT_EQ(ban(ben, mei), "forbidden need=owner");
    EXPECT_EQ(mute(ben, mei, kForEver), "forbidden need=owner");
    EXPECT_EQ(ban(ben, ben), "forbidden need=owner");
    EXPECT_EQ(ban(mei, mei), "forbidden need=owner");
    EXPECT_EQ(mute(ben, eve, kForEver), "ok rev=3");
    EXPECT_EQ(ban(ben, eve), "ok rev=4");
    EXPECT_EQ(mute(mei, ben, kForEver), "ok rev=6");
    EXPECT_EQ(mute(ben, ben, 0), "forbidden need=owner");
    EXPECT_EQ(ban(mei, ben), "ok rev=7");
    EXPECT_EQ(ban(zoe, ben), "not_found");
}

TEST_F(ModerationTest, TheMutedDoNotWriteUntilThen) {
    EXPECT_EQ(send(ben), "ok");
    EXPECT_EQ(mute(mei, ben, world.now + 1000), "ok rev=3");
    EXPECT_EQ(describe(world.last_batch->entries), "member.muted");
    EXPECT_EQ(world.last_batch->entries[0].entry.data,
              muted_data(ben.user, world.now + 1000, world.ids));
    EXPECT_EQ(describe(world.ask(ben, world.message(group))), "forbidden need=admin");
    EXPECT_EQ(describe(world.ask(ben, world.edit(group, 1, "x"))), "forbidden need=admin");
    EXPECT_EQ(describe(world.ask(ben, world.reaction(group, 1, "x"))), "forbidden need=admin");
    // What is there may be read and taken back.
    EXPECT_EQ(describe(world.ask(ben, world.deletion(group, {1}))), "ok rev=4");
    world.now += 1000;
    EXPECT_EQ(send(ben), "ok");
}

TEST_F(ModerationTest, AMuteIsLiftedOrReplaced) {
    const MemberMute request = world.mute(group, ben, kForEver);
    EXPECT_EQ(describe(world.ok(mei, request)), "ok rev=2");
    EXPECT_EQ(mute(mei, ben, kForEver), "ok unchanged");
    EXPECT_EQ(describe(world.ask(mei, request)), "ok rev=2 duplicate");
    EXPECT_EQ(mute(mei, ben, world.now + 5), "ok rev=3");
    EXPECT_EQ(mute(mei, ben, 0), "ok rev=4");
    EXPECT_EQ(send(ben), "ok");
    // A time that is over is none.
    EXPECT_EQ(mute(mei, ben, world.now), "ok unchanged");
    EXPECT_EQ(mute(mei, zoe, kForEver), "not_found");
}

TEST_F(ModerationTest, LeavingDoesNotEndAMute) {
    mute(mei, ben, world.now + 1000);
    world.ok(ben, world.leaving(group));
    EXPECT_EQ(describe(world.ask(ben, world.keyed<ConversationJoin>(group))),
              "ok rev=4 conversation=1");
    EXPECT_EQ(describe(world.last_batch->entries), "member.added joined:2 member.muted");
    EXPECT_EQ(world.last_batch->entries[2].entry.data,
              muted_data(ben.user, world.now + 1000, world.ids));
    EXPECT_EQ(send(ben), "forbidden");
    // The same, whoever ends the membership and whoever begins it.
    world.ok(mei, world.removal(group, {ben}));
    world.add(mei, group, ben);
    EXPECT_EQ(send(ben), "forbidden");
    // Only what still holds is kept.
    world.now += 999;
    world.ok(ben, world.leaving(group));
    world.now += 1;
    world.add(mei, group, ben);
    EXPECT_EQ(describe(world.last_batch->entries), "member.added joined:2");
    EXPECT_EQ(send(ben), "ok");
    EXPECT_FALSE(store.restraint(group, ben.user));
}

TEST_F(ModerationTest, LeavingDoesNotEndTheWaitOfSlowMode) {
    slow_down(1000);
    EXPECT_EQ(send(ben), "ok");
    world.now += 400;
    world.ok(ben, world.leaving(group));
    world.ok(ben, world.keyed<ConversationJoin>(group));
    EXPECT_EQ(describe(world.last_batch->entries), "member.added joined:2");
    EXPECT_EQ(describe(world.ask(ben, world.message(group))),
              "rate_limited scope=slow_mode retry_after_ms=600");
    world.now += 600;
    EXPECT_EQ(send(ben), "ok");
}

TEST_F(ModerationTest, BecomingTheOwnerEndsAMute) {
    mute(mei, ben, kForEver);
    world.give_role(mei, group, ben, Role::owner);
    EXPECT_EQ(store.member(group, ben.user)->muted_until, 0);
    EXPECT_EQ(send(ben), "ok");
}

TEST_F(ModerationTest, InADirectConversationNobodyModerates) {
    const ConversationId direct = world.open(mei, ben);
    EXPECT_EQ(code_of(world.ask(mei, world.ban(direct, ben))), "bad_state");
    EXPECT_EQ(code_of(world.ask(mei, world.mute(direct, ben, kForEver))), "bad_state");
}

TEST_F(ModerationTest, SlowModeKeepsTheMessagesOfAMemberApart) {
    slow_down(1000);
    EXPECT_EQ(send(ben), "ok");
    world.now += 400;
    EXPECT_EQ(describe(world.ask(ben, world.message(group))),
              "rate_limited scope=slow_mode retry_after_ms=600");
    EXPECT_EQ(send(eve), "ok");
    world.now += 600;
    EXPECT_EQ(send(ben), "ok");
    EXPECT_EQ(describe(world.ask(ben, world.reply(group, 1))),
              "rate_limited scope=slow_mode retry_after_ms=1000");
    // It is messages that are slow.
    EXPECT_EQ(code_of(world.ask(ben, world.reaction(group, 1, "x"))), "ok");
    EXPECT_EQ(code_of(world.ask(ben, world.edit(group, 1, "x"))), "ok");
}

TEST_F(ModerationTest, SlowModeIsKeptAcrossBatchesAndRestarts) {
    slow_down(1000);
    const BatchPtr batch = world.process(
        {World::command(ben, world.message(group)), World::command(ben, world.message(group))});
    EXPECT_EQ(code_of(batch->answers[0][1].outcome), "rate_limited");
    EXPECT_EQ(store.member(group, ben.user)->last_message, world.now);
    world.restart();
    world.now += 999;
    EXPECT_EQ(send(ben), "rate_limited");
}

TEST_F(ModerationTest, SlowModeHoldsUpNoAdminAndNoRepeat) {
    slow_down(1000);
    world.give_role(mei, group, eve, Role::admin);
    for (const Actor& actor : {mei, eve}) {
        EXPECT_EQ(send(actor), "ok");
        EXPECT_EQ(send(actor), "ok");
    }
    const MessageSend request = world.message(group);
    const WriteOk first = world.ok(ben, request);
    EXPECT_EQ(describe(world.ok(ben, request)),
              "ok rev=" + std::to_string(*first.rev) + " duplicate seq=5");
}

TEST_F(ModerationTest, AClockThatIsSetBackHoldsNobodyUp) {
    slow_down(1000);
    send(ben);
    world.now -= 3'600'000;
    EXPECT_EQ(send(ben), "ok");
}

}  // namespace
}  // namespace parley
