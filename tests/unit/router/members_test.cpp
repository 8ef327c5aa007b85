// member.add, member.remove, member.leave, member.role.

#include "parley/protocol/entry_data.hpp"
#include "world.hpp"

namespace parley {
namespace {

class MembersTest : public RouterTest {
  protected:
    std::optional<MemberRow> member(const Actor& actor) { return store.member(group, actor.user); }
    std::int64_t count() { return store.conversation(group)->members_count; }

    const Actor zoe = world.sign_up("zoe");  // user 4
    const ConversationId group = world.create(mei, {ben});
};

TEST_F(MembersTest, AddingPassesOverMembers) {
    EXPECT_EQ(describe(world.ok(ben, world.addition(group, {mei, eve, ben, zoe}))), "ok rev=2");
    const auto& entries = world.last_batch->entries;
    EXPECT_EQ(describe(entries), "member.added joined:3 joined:4");
    EXPECT_EQ(entries[0].users, (std::vector{eve.user, zoe.user}));
    EXPECT_EQ(entries[0].entry.data, members_data(entries[0].users, world.ids));
    EXPECT_EQ(entries[1].entry.data, conversation_data(group, world.ids));
    EXPECT_EQ(entries[1].entry.by, ben.user);
    EXPECT_EQ(member(eve)->role, Role::member);
    EXPECT_EQ(member(mei)->role, Role::owner);
    EXPECT_EQ(count(), 4);
}

TEST_F(MembersTest, AddingNobodyNewChangesNothing) {
    EXPECT_EQ(describe(world.ok(ben, world.addition(group, {mei, ben}))), "ok unchanged");
    EXPECT_EQ(store.conversation(group)->head.rev, 1);
}

TEST_F(MembersTest, AddingAnUnknownUserSpoilsTheWhole) {
    MemberAdd request = world.addition(group, {eve});
    request.users.push_back(UserId(99));
    EXPECT_EQ(code_of(world.ask(mei, request)), "not_found");
    EXPECT_FALSE(member(eve));
}

TEST_F(MembersTest, AddingTooManyIsTooLarge) {
    World small(store, {.members_max = 3});
    EXPECT_EQ(describe(small.ask(mei, world.addition(group, {eve, zoe}))),
              "too_large field=users limit=3");
    EXPECT_EQ(code_of(small.ask(mei, world.addition(group, {eve, ben}))), "ok");
    EXPECT_EQ(describe(small.ask(mei, world.addition(group, {zoe}))),
              "too_large field=users limit=3");
}

TEST_F(MembersTest, InviteAdminsKeepsMembersFromAdding) {
    ConversationCreate settings;
    settings.invite = Audience::admins;
    const ConversationId closed = world.create(mei, {ben}, settings);
    EXPECT_EQ(describe(world.ask(ben, world.addition(closed, {eve}))), "forbidden need=admin");
    EXPECT_EQ(code_of(world.ask(mei, world.addition(closed, {eve}))), "ok");
}

TEST_F(MembersTest, WhoeverIsAddedHasReadWhatWasThere) {
    world.send(mei, group);
    world.send(mei, group);
    world.add(mei, group, eve);
    EXPECT_EQ(member(eve)->read_seq, 2);
    EXPECT_EQ(member(eve)->joined_rev, 4);
    EXPECT_EQ(member(eve)->joined_pos, world.last_batch->entries[0].entry.pos);
}

TEST_F(MembersTest, WithSharedHistoryOneMayReadItAll) {
    world.send(mei, group);
    world.add(mei, group, eve);
    EXPECT_EQ(member(eve)->floor_rev, 1);
    EXPECT_EQ(member(eve)->floor_seq, 1);
}

TEST_F(MembersTest, WithJoinedHistoryOneReadsFromTheOwnAdditionOn) {
    ConversationCreate settings;
    settings.history = History::joined;
    const ConversationId closed = world.create(mei, {ben}, settings);
    world.send(mei, closed);
    world.send(mei, closed);
    world.add(mei, closed, eve);
    const MemberRow row = *store.member(closed, eve.user);
    EXPECT_EQ(row.floor_rev, row.joined_rev);
    EXPECT_EQ(row.floor_rev, 4);
    EXPECT_EQ(row.floor_seq, 3);
    // Those who were there from the start read from the start.
    EXPECT_EQ(store.member(closed, ben.user)->floor_rev, 1);
}

TEST_F(MembersTest, ComingBackIsANewMembership) {
    world.send(ben, group);
    world.give_role(mei, group, ben, Role::admin);
    world.ok(ben, world.leaving(group));
    world.send(mei, group);
    world.add(mei, group, ben);
    EXPECT_EQ(member(ben)->role, Role::member);
    EXPECT_EQ(member(ben)->read_seq, 2);
    EXPECT_EQ(member(ben)->joined_rev, store.conversation(group)->head.rev);
}

TEST_F(MembersTest, RemovingPassesOverStrangers) {
    world.add(mei, group, eve);
    EXPECT_EQ(describe(world.ok(mei, world.removal(group, {ben, zoe, eve}))), "ok rev=3");
    const auto& entries = world.last_batch->entries;
    EXPECT_EQ(describe(entries), "member.removed left:2 left:3");
    EXPECT_EQ(entries[0].users, (std::vector{ben.user, eve.user}));
    EXPECT_EQ(entries[0].entry.data, members_data(entries[0].users, world.ids));
    EXPECT_EQ(entries[1].entry.by, mei.user);
    EXPECT_EQ(entries[1].entry.data, conversation_data(group, world.ids));
    EXPECT_FALSE(member(ben));
    EXPECT_EQ(count(), 1);
}

TEST_F(MembersTest, RemovingNobodyChangesNothing) {
    EXPECT_EQ(describe(world.ok(mei, world.removal(group, {eve}))), "ok unchanged");
    MemberRemove request = world.removal(group, {});
    request.users.push_back(UserId(99));
    EXPECT_EQ(code_of(world.ask(mei, request)), "not_found");
}

TEST_F(MembersTest, AdminsRemoveAnyoneButTheOwner) {
    world.add(mei, group, eve);
    world.add(mei, group, zoe);
    EXPECT_EQ(describe(world.ask(ben, world.removal(group, {eve}))), "forbidden need=admin");
    EXPECT_EQ(describe(world.ask(ben, world.removal(group, {ben}))), "forbidden need=admin");
    world.give_role(mei, group, ben, Role::admin);
    world.give_role(mei, group, eve, Role::admin);
    EXPECT_EQ(describe(world.ask(ben, world.removal(group, {zoe, mei}))), "forbidden need=owner");
    EXPECT_EQ(describe(world.ask(mei, world.removal(group, {mei}))), "forbidden need=owner");
    EXPECT_TRUE(member(zoe));
    EXPECT_EQ(code_of(world.ask(ben, world.removal(group, {eve}))), "ok");
    EXPECT_EQ(code_of(world.ask(ben, world.removal(group, {ben}))), "ok");
    EXPECT_FALSE(member(ben));
}

TEST_F(MembersTest, WhoeverIsRemovedIsRefusedFromThenOn) {
    const BatchPtr batch = world.process({World::command(ben, world.message(group)),
                                          World::command(mei, world.removal(group, {ben})),
                                          World::command(ben, world.message(group))});
    EXPECT_EQ(code_of(batch->answers[0][0].outcome), "ok");
    EXPECT_EQ(code_of(batch->answers[0][1].outcome), "ok");
    EXPECT_EQ(code_of(batch->answers[0][2].outcome), "not_found");
    EXPECT_EQ(describe(batch->entries), "message member.removed left:2");
    EXPECT_FALSE(member(ben));
}

TEST_F(MembersTest, LeavingIsTheOwnRemoval) {
    EXPECT_EQ(describe(world.ok(ben, world.leaving(group))), "ok rev=2");
    const auto& entries = world.last_batch->entries;
    EXPECT_EQ(describe(entries), "member.removed left:2");
    EXPECT_EQ(entries[0].entry.data, members_data(std::vector{ben.user}, world.ids));
    EXPECT_EQ(entries[0].users, std::vector{ben.user});
    EXPECT_EQ(entries[1].entry.by, ben.user);
    EXPECT_EQ(count(), 1);
    EXPECT_EQ(code_of(world.ask(ben, world.leaving(group))), "not_found");
}

TEST_F(MembersTest, TheLongestServingAdminSucceedsTheOwner) {
    world.add(mei, group, eve);
    world.add(mei, group, zoe);
    world.give_role(mei, group, zoe, Role::admin);
    world.give_role(mei, group, eve, Role::admin);
    EXPECT_EQ(describe(world.ok(mei, world.leaving(group))), "ok rev=6");
    const auto& entries = world.last_batch->entries;
    EXPECT_EQ(describe(entries), "member.removed left:1 member.role");
    EXPECT_EQ(entries[2].entry.rev, 7);
    EXPECT_EQ(entries[2].entry.by, mei.user);
    EXPECT_EQ(entries[2].entry.data, role_data(eve.user, Role::owner, world.ids));
    EXPECT_EQ(member(eve)->role, Role::owner);
    EXPECT_EQ(member(zoe)->role, Role::admin);
}

TEST_F(MembersTest, WithoutAdminsTheLongestServingMemberSucceeds) {
    world.add(mei, group, eve);
    world.ok(mei, world.leaving(group));
    EXPECT_EQ(member(ben)->role, Role::owner);
    EXPECT_EQ(member(eve)->role, Role::member);
}

TEST_F(MembersTest, TheSuccessorKeepsWhatItReadInTheSameBatch) {
    world.process(
        {World::command(ben, world.message(group)), World::command(mei, world.leaving(group))});
    EXPECT_EQ(member(ben)->role, Role::owner);
    EXPECT_EQ(member(ben)->read_seq, 1);
}

TEST_F(MembersTest, TheLastOneLeavesNobodyBehind) {
    world.ok(ben, world.leaving(group));
    EXPECT_EQ(describe(world.ok(mei, world.leaving(group))), "ok rev=3");
    EXPECT_EQ(describe(world.last_batch->entries), "member.removed left:1");
    EXPECT_EQ(count(), 0);
}

TEST_F(MembersTest, RolesAreTheOwnersToGive) {
    EXPECT_EQ(describe(world.ask(ben, world.role(group, ben, Role::admin))),
              "forbidden need=owner");
    EXPECT_EQ(describe(world.ok(mei, world.role(group, ben, Role::admin))), "ok rev=2");
    EXPECT_EQ(world.last_batch->entries[0].entry.data, role_data(ben.user, Role::admin, world.ids));
    EXPECT_EQ(member(ben)->role, Role::admin);
    EXPECT_EQ(describe(world.ask(ben, world.role(group, mei, Role::member))),
              "forbidden need=owner");
    EXPECT_EQ(describe(world.ok(mei, world.role(group, ben, Role::admin))), "ok unchanged");
    EXPECT_EQ(describe(world.ok(mei, world.role(group, ben, Role::member))), "ok rev=3");
    EXPECT_EQ(member(ben)->role, Role::member);
}

TEST_F(MembersTest, HandingOverMakesTheFormerOwnerAnAdmin) {
    EXPECT_EQ(describe(world.ok(mei, world.role(group, ben, Role::owner))), "ok rev=2");
    const auto& entries = world.last_batch->entries;
    EXPECT_EQ(describe(entries), "member.role member.role");
    EXPECT_EQ(entries[0].entry.data, role_data(ben.user, Role::owner, world.ids));
    EXPECT_EQ(entries[1].entry.data, role_data(mei.user, Role::admin, world.ids));
    EXPECT_EQ(member(ben)->role, Role::owner);
    EXPECT_EQ(member(mei)->role, Role::admin);
}

TEST_F(MembersTest, TheOwnerCannotStepDownWithoutAnHeir) {
    EXPECT_EQ(describe(world.ask(mei, world.role(group, mei, Role::admin))),
              "bad_field field=role");
    EXPECT_EQ(describe(world.ask(mei, world.role(group, mei, Role::owner))), "ok unchanged");
}

TEST_F(MembersTest, OnlyMembersHaveRoles) {
    EXPECT_EQ(code_of(world.ask(mei, world.role(group, eve, Role::admin))), "not_found");
    EXPECT_EQ(code_of(world.ask(eve, world.role(group, ben, Role::admin))), "not_found");
}

}  // namespace
}  // namespace parley
