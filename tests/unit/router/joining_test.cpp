// How one comes into a group without being added: conversation.join, join.decide, invite.create and
// invite.revoke.

#include "parley/core/token_text.hpp"
#include "parley/protocol/entry_data.hpp"
#include "parley/router/group_invite.hpp"
#include "world.hpp"

namespace parley {
namespace {

class JoiningTest : public RouterTest {
  protected:
    ConversationId make_group(JoinRule rule, Audience invite = Audience::members) {
        ConversationCreate settings;
        settings.join = rule;
        settings.invite = invite;
        return world.create(mei, {ben}, settings);
    }
    Outcome join(const Actor& actor, ConversationId conversation) {
        return world.ask(actor, world.keyed<ConversationJoin>(conversation));
    }
    InviteCreate invitation(ConversationId conversation) {
        return world.keyed<InviteCreate>(conversation);
    }
    Outcome revoke(const Actor& actor, ConversationId conversation, std::int64_t invite) {
        auto request = world.keyed<InviteRevoke>(conversation);
        request.invite = invite;
        return world.ask(actor, request);
    }
    std::string join_by(const Actor& actor, const std::string& token) {
        return describe(world.ask(actor, world.join_by(token)));
    }
    bool is_member(const Actor& actor, ConversationId conversation) {
        return store.member(conversation, actor.user).has_value();
    }

    const Actor zoe = world.sign_up("zoe");  // user 4
};

TEST_F(JoiningTest, AnOpenGroupIsJoinedFreely) {
    const ConversationId group = make_group(JoinRule::open);
    world.send(mei, group);
    const auto request = world.keyed<ConversationJoin>(group);
    EXPECT_EQ(describe(world.ok(eve, request)), "ok rev=3 conversation=1");
    EXPECT_EQ(describe(world.last_batch->entries), "member.added joined:3");
    const LoggedEntry& added = world.last_batch->entries[0];
    EXPECT_EQ(added.entry.by, eve.user);
    EXPECT_EQ(added.users, std::vector{eve.user});
    EXPECT_EQ(added.members_count, 3);
    EXPECT_EQ(added.entry.data, members_data(std::vector{eve.user}, world.ids));
    EXPECT_EQ(store.member(group, eve.user)->read_seq, 1);
    EXPECT_EQ(describe(join(eve, group)), "ok unchanged conversation=1");
    EXPECT_EQ(describe(world.ask(eve, request)), "ok rev=3 duplicate conversation=1");
}

TEST_F(JoiningTest, WhatIsNotPublicIsNotThere) {
    EXPECT_EQ(code_of(join(eve, make_group(JoinRule::invite))), "not_found");
    EXPECT_EQ(code_of(join(eve, world.open(mei, ben))), "not_found");
    EXPECT_EQ(code_of(join(eve, ConversationId(99))), "not_found");
}

TEST_F(JoiningTest, AFullGroupIsTooLarge) {
    const ConversationId group = make_group(JoinRule::open);
    World small(store, {.members_max = 2});
    EXPECT_EQ(describe(small.ask(eve, small.keyed<ConversationJoin>(group))),
              "too_large field=conversation limit=2");
}

TEST_F(JoiningTest, WhoComesIntoAnEmptyGroupOwnsIt) {
    const ConversationId group = make_group(JoinRule::open);
    world.ok(ben, world.leaving(group));
    world.ok(mei, world.leaving(group));
    join(eve, group);
    EXPECT_EQ(describe(world.last_batch->entries), "member.added joined:3 member.role");
    EXPECT_EQ(store.member(group, eve.user)->role, Role::owner);
    join(zoe, group);
    EXPECT_EQ(store.member(group, zoe.user)->role, Role::member);
}

TEST_F(JoiningTest, OneMayHaveToAsk) {
    const ConversationId group = make_group(JoinRule::request);
    const auto request = world.keyed<ConversationJoin>(group);
    EXPECT_EQ(describe(world.ok(eve, request)), "ok rev=2 conversation=1 requested");
    EXPECT_EQ(describe(world.last_batch->entries), "join.requested");
    EXPECT_EQ(world.last_batch->entries[0].entry.data, user_data(eve.user, world.ids));
    EXPECT_FALSE(is_member(eve, group));
    EXPECT_EQ(store.join_request(group, eve.user)->time, world.now);
    EXPECT_EQ(describe(join(eve, group)), "ok unchanged conversation=1 requested");
    EXPECT_EQ(describe(world.ask(eve, request)), "ok rev=2 duplicate conversation=1 requested");
    EXPECT_EQ(code_of(world.ask(eve, world.message(group))), "not_found");
}

TEST_F(JoiningTest, ARequestIsAccepted) {
    const ConversationId group = make_group(JoinRule::request);
    join(eve, group);
    const JoinDecide decision = world.decision(group, eve, true);
    EXPECT_EQ(describe(world.ok(ben, decision)), "ok rev=3");
    EXPECT_EQ(describe(world.last_batch->entries), "member.added joined:3");
    EXPECT_EQ(world.last_batch->entries[0].entry.by, ben.user);
    EXPECT_TRUE(is_member(eve, group));
    EXPECT_FALSE(store.join_request(group, eve.user));
    EXPECT_EQ(describe(world.ask(ben, decision)), "ok rev=3 duplicate");
    EXPECT_EQ(code_of(world.ask(ben, world.decision(group, eve, true))), "not_found");
}

TEST_F(JoiningTest, ARequestIsDeclined) {
    const ConversationId group = make_group(JoinRule::request);
    join(eve, group);
    EXPECT_EQ(describe(world.ok(mei, world.decision(group, eve, false))), "ok rev=3");
    EXPECT_EQ(describe(world.last_batch->entries), "join.declined declined:3");
    EXPECT_EQ(world.last_batch->entries[0].entry.data, user_data(eve.user, world.ids));
    EXPECT_EQ(world.last_batch->entries[1].entry.data, conversation_data(group, world.ids));
    EXPECT_EQ(world.last_batch->entries[1].entry.by, mei.user);
    EXPECT_FALSE(store.join_request(group, eve.user));
    EXPECT_EQ(describe(join(eve, group)), "ok rev=4 conversation=1 requested");
}

TEST_F(JoiningTest, WhoMayAddDecides) {
    const ConversationId group = make_group(JoinRule::request, Audience::admins);
    join(eve, group);
    EXPECT_EQ(describe(world.ask(ben, world.decision(group, eve, true))), "forbidden need=admin");
    EXPECT_EQ(describe(world.ask(zoe, world.decision(group, eve, true))), "not_found");
    EXPECT_EQ(describe(world.ask(ben, invitation(group))), "forbidden need=admin");
}

TEST_F(JoiningTest, BeingAddedAnswersTheRequest) {
    const ConversationId group = make_group(JoinRule::request);
    join(eve, group);
    world.add(mei, group, eve);
    EXPECT_FALSE(store.join_request(group, eve.user));
    EXPECT_EQ(code_of(world.ask(mei, world.decision(group, eve, false))), "not_found");
}

TEST_F(JoiningTest, ALinkLeadsIntoItsGroup) {
    const ConversationId group = make_group(JoinRule::invite);
    InviteCreate request = invitation(group);
    request.uses = 2;
    request.expires_in = 1000;
    const WriteOk made = world.ok(ben, request);
    EXPECT_EQ(describe(made), "ok rev=2 invite=2 token");
    EXPECT_TRUE(is_token_text(kGroupInvitePrefix, made.token));
    EXPECT_EQ(describe(world.last_batch->entries), "invite.created");
    EXPECT_EQ(world.last_batch->entries[0].entry.data, invite_created_data(2, world.now + 1000));
    const GroupInviteRow row = *store.group_invite(group, 2);
    EXPECT_EQ(row.by, ben.user);
    EXPECT_EQ(row.created, world.now);
    EXPECT_EQ(row.expires, world.now + 1000);

    const ConversationJoin join = world.join_by(made.token);
    EXPECT_EQ(describe(world.ok(eve, join)), "ok rev=3 conversation=1");
    EXPECT_EQ(world.last_batch->entries[0].entry.data,
              members_data(std::vector{eve.user}, world.ids, 2));
    EXPECT_EQ(store.group_invite(group, 2)->uses_left, 1);
    EXPECT_EQ(describe(world.ask(eve, join)), "ok rev=3 duplicate conversation=1");
    EXPECT_EQ(join_by(eve, made.token), "ok unchanged conversation=1");
    EXPECT_EQ(store.group_invite(group, 2)->uses_left, 1);
    EXPECT_EQ(join_by(zoe, made.token), "ok rev=4 conversation=1");
    EXPECT_EQ(store.group_invite(group, 2)->uses_left, 0);
}

TEST_F(JoiningTest, ALinkThatDoesNotHoldIsNotThere) {
    const ConversationId group = make_group(JoinRule::open);
    InviteCreate once = invitation(group);
    once.uses = 1;
    const WriteOk used = world.ok(mei, once);
    EXPECT_EQ(code_of(world.ask(eve, world.join_by(used.token))), "ok");
    EXPECT_EQ(join_by(zoe, used.token), "not_found");
    // To those who came by it, it is as good as ever.
    EXPECT_EQ(join_by(eve, used.token), "ok unchanged conversation=1");

    InviteCreate short_lived = invitation(group);
    short_lived.expires_in = 1000;
    const WriteOk expiring = world.ok(mei, short_lived);
    world.now += 1000;
    EXPECT_EQ(join_by(zoe, expiring.token), "not_found");

    const WriteOk endless = world.ok(mei, invitation(group));
    world.now += 1'000'000'000'000;
    EXPECT_EQ(code_of(revoke(mei, group, *endless.invite)), "ok");
    EXPECT_EQ(join_by(zoe, endless.token), "not_found");
    EXPECT_EQ(join_by(zoe, "plg_nonsense"), "not_found");
    EXPECT_EQ(join_by(zoe, make_token_text(kGroupInvitePrefix, world.random)), "not_found");
    EXPECT_FALSE(is_member(zoe, group));
}

TEST_F(JoiningTest, AnExpiryBeyondAllTimeIsCut) {
    const ConversationId group = make_group(JoinRule::invite);
    InviteCreate request = invitation(group);
    request.expires_in = kForEver;
    world.ok(mei, request);
    EXPECT_EQ(store.group_invite(group, 2)->expires, kForEver);
}

TEST_F(JoiningTest, LinksAreRevokedByWhoMadeThemOrAdmins) {
    const ConversationId group = make_group(JoinRule::invite);
    world.add(mei, group, zoe);                             // rev 2
    const WriteOk bens = world.ok(ben, invitation(group));  // rev 3
    const WriteOk zoes = world.ok(zoe, invitation(group));  // rev 4
    EXPECT_EQ(describe(revoke(ben, group, 4)), "forbidden need=admin");
    EXPECT_EQ(describe(revoke(eve, group, 4)), "not_found");
    EXPECT_EQ(describe(revoke(ben, group, 3)), "ok rev=5");
    EXPECT_EQ(describe(world.last_batch->entries), "invite.revoked");
    EXPECT_EQ(world.last_batch->entries[0].entry.data, invite_revoked_data(3));
    EXPECT_EQ(describe(revoke(ben, group, 3)), "not_found");
    EXPECT_EQ(describe(revoke(mei, group, 4)), "ok rev=6");
    EXPECT_EQ(join_by(eve, zoes.token), "not_found");
}

TEST_F(JoiningTest, ARepeatGivesTheTokenAgainUntilItIsRevoked) {
    const ConversationId group = make_group(JoinRule::invite);
    const InviteCreate request = invitation(group);
    const WriteOk first = world.ok(mei, request);
    const WriteOk again = world.ok(mei, request);
    EXPECT_EQ(describe(again), "ok rev=2 duplicate invite=2 token");
    EXPECT_EQ(again.token, first.token);
    revoke(mei, group, 2);
    EXPECT_EQ(describe(world.ok(mei, request)), "ok rev=2 duplicate invite=2");
}

TEST_F(JoiningTest, OneGroupHasSoManyLinksThatCanBeUsed) {
    const ConversationId group = make_group(JoinRule::invite);
    InviteCreate short_lived = invitation(group);
    short_lived.expires_in = 1000;
    world.ok(mei, short_lived);
    for (int i = 1; i < 100; ++i)
        world.ok(mei, invitation(group));
    EXPECT_EQ(describe(world.ask(mei, invitation(group))), "quota");
    world.now += 1000;
    EXPECT_EQ(code_of(world.ask(mei, invitation(group))), "ok");
    EXPECT_EQ(store.group_invites(group).size(), 100u);
    EXPECT_EQ(describe(world.ask(mei, invitation(group))), "quota");
}

TEST_F(JoiningTest, DirectConversationsAreNotJoined) {
    const ConversationId direct = world.open(mei, ben);
    EXPECT_EQ(code_of(world.ask(mei, invitation(direct))), "bad_state");
    EXPECT_EQ(code_of(world.ask(mei, world.decision(direct, eve, true))), "bad_state");
}

}  // namespace
}  // namespace parley
