// conversation.open, conversation.create and conversation.update.

#include "parley/protocol/entry_data.hpp"
#include "parley/text/search_key.hpp"
#include "world.hpp"

namespace parley {
namespace {

using ConversationsTest = RouterTest;

TEST_F(ConversationsTest, OpeningMakesTheOneDirectConversationOfTheTwo) {
    const WriteOk ok = world.ok(ben, world.opening(mei));
    EXPECT_EQ(describe(ok), "ok rev=1 conversation=1");
    const ConversationRow row = *store.conversation(ok.conversation);
    EXPECT_EQ(row.kind, ConversationKind::direct);
    EXPECT_EQ(row.direct_low, mei.user);
    EXPECT_EQ(row.direct_high, ben.user);
    EXPECT_EQ(row.members_count, 2);
    EXPECT_EQ(row.head.rev, 1);
    for (const Actor& actor : {mei, ben}) {
        const MemberRow member = *store.member(ok.conversation, actor.user);
        EXPECT_EQ(member.role, Role::member);
        EXPECT_EQ(member.joined_rev, 1);
        EXPECT_EQ(member.joined_time, world.now);
        EXPECT_EQ(member.floor_rev, 1);
        EXPECT_EQ(member.floor_seq, 1);
    }
}

TEST_F(ConversationsTest, JoinedFollowsTheFirstEntryInEachOnesSelf) {
    const WriteOk ok = world.ok(ben, world.opening(mei));
    const auto& entries = world.last_batch->entries;
    EXPECT_EQ(describe(entries), "conversation.created joined:2 joined:1");
    EXPECT_EQ(entries[0].users, (std::vector{ben.user, mei.user}));
    const std::vector<std::pair<UserId, Role>> members = {{ben.user, Role::member},
                                                          {mei.user, Role::member}};
    EXPECT_EQ(entries[0].entry.data, direct_created_data(members, world.ids));
    EXPECT_EQ(entries[0].entry.by, ben.user);
    for (const LoggedEntry& joined : {entries[1], entries[2]}) {
        EXPECT_EQ(joined.entry.by, ben.user);
        EXPECT_EQ(joined.entry.data, conversation_data(ok.conversation, world.ids));
        EXPECT_TRUE(joined.users.empty());
    }
    EXPECT_EQ(entries[2].entry.pos, entries[0].entry.pos + 2);
}

TEST_F(ConversationsTest, OpeningAgainChangesNothingFromEitherSide) {
    const ConversationId direct = world.open(mei, ben);
    EXPECT_EQ(describe(world.ok(mei, world.opening(ben))), "ok unchanged conversation=1");
    EXPECT_EQ(describe(world.ok(ben, world.opening(mei))), "ok unchanged conversation=1");
    EXPECT_EQ(store.conversation(direct)->head.rev, 1);
}

TEST_F(ConversationsTest, OneCanTalkToOneself) {
    const WriteOk ok = world.ok(mei, world.opening(mei));
    EXPECT_EQ(describe(world.last_batch->entries), "conversation.created joined:1");
    EXPECT_EQ(store.conversation(ok.conversation)->members_count, 1);
    EXPECT_EQ(describe(world.ok(mei, world.opening(mei))), "ok unchanged conversation=1");
    EXPECT_EQ(describe(world.send(mei, ok.conversation)), "ok rev=2 seq=1");
}

TEST_F(ConversationsTest, OpeningWithNobodyIsNotFound) {
    EXPECT_EQ(code_of(world.ask(mei, ConversationOpen{world.new_key(), UserId(99)})), "not_found");
    EXPECT_EQ(code_of(world.ask(mei, ConversationOpen{world.new_key(), UserId()})), "not_found");
}

TEST_F(ConversationsTest, DirectConversationsKeepTheirMembers) {
    const ConversationId direct = world.open(mei, ben);
    EXPECT_EQ(code_of(world.ask(mei, world.addition(direct, {eve}))), "bad_state");
    EXPECT_EQ(code_of(world.ask(mei, world.removal(direct, {ben}))), "bad_state");
    EXPECT_EQ(code_of(world.ask(mei, world.leaving(direct))), "bad_state");
    EXPECT_EQ(code_of(world.ask(mei, world.role(direct, ben, Role::admin))), "bad_state");
    EXPECT_EQ(code_of(world.ask(eve, world.leaving(direct))), "not_found");
}

TEST_F(ConversationsTest, CreatingMakesTheCreatorTheOwner) {
    ConversationCreate request = world.group({ben, eve});
    request.topic = "all sorts";
    request.history = History::joined;
    request.post = Audience::admins;
    request.invite = Audience::admins;
    const WriteOk ok = world.ok(mei, request);
    EXPECT_EQ(describe(ok), "ok rev=1 conversation=1");
    EXPECT_EQ(describe(world.last_batch->entries),
              "conversation.created joined:1 joined:2 joined:3");

    const ConversationRow row = *store.conversation(ok.conversation);
    EXPECT_EQ(row.kind, ConversationKind::group);
    EXPECT_EQ(row.title, "a group");
    EXPECT_EQ(row.topic, "all sorts");
    EXPECT_EQ(row.history, History::joined);
    EXPECT_EQ(row.post, Audience::admins);
    EXPECT_EQ(row.invite, Audience::admins);
    EXPECT_EQ(row.members_count, 3);
    EXPECT_EQ(store.member(ok.conversation, mei.user)->role, Role::owner);
    EXPECT_EQ(store.member(ok.conversation, ben.user)->role, Role::member);
}

TEST_F(ConversationsTest, WhatIsLeftOutStandsInTheFirstEntryWithItsDefault) {
    ConversationCreate request = world.group({});
    world.ok(mei, request);
    request.history = History::shared;
    request.post = Audience::members;
    request.invite = Audience::members;
    request.pin = Audience::members;
    request.settings = Audience::admins;
    request.join = JoinRule::invite;
    request.slow_ms = 0;
    request.versions = true;
    const std::vector<std::pair<UserId, Role>> members = {{mei.user, Role::owner}};
    EXPECT_EQ(world.last_batch->entries[0].entry.data,
              group_created_data(request, members, world.ids));
}

TEST_F(ConversationsTest, TheCreatorMayBeNamedAmongTheMembers) {
    const ConversationId group = world.create(mei, {ben, mei});
    EXPECT_EQ(store.conversation(group)->members_count, 2);
    EXPECT_EQ(store.member(group, mei.user)->role, Role::owner);
}

TEST_F(ConversationsTest, OneUnknownMemberSpoilsTheWhole) {
    ConversationCreate request = world.group({ben});
    request.members.push_back(UserId(99));
    EXPECT_EQ(code_of(world.ask(mei, request)), "not_found");
    EXPECT_FALSE(store.conversation(ConversationId(1)));
}

TEST_F(ConversationsTest, TooManyMembersAreTooLarge) {
    World small(store, {.members_max = 2});
    EXPECT_EQ(describe(small.ask(mei, world.group({ben, eve}))), "too_large field=members limit=2");
    EXPECT_EQ(code_of(small.ask(mei, world.group({ben, mei}))), "ok");
}

TEST_F(ConversationsTest, NewGroupsHaveTheirSettings) {
    ConversationCreate settings;
    settings.pin = Audience::admins;
    settings.settings = Audience::members;
    settings.join = JoinRule::open;
    settings.slow_ms = 5000;
    settings.versions = false;
    const ConversationRow row = *store.conversation(world.create(mei, {}, settings));
    EXPECT_EQ(row.pin, Audience::admins);
    EXPECT_EQ(row.settings, Audience::members);
    EXPECT_EQ(row.join, JoinRule::open);
    EXPECT_EQ(row.slow_ms, 5000);
    EXPECT_FALSE(row.versions);
    EXPECT_EQ(row.title_key, search_key("a group"));
    const ConversationRow plain = *store.conversation(world.create(mei, {}));
    EXPECT_EQ(plain.settings, Audience::admins);
    EXPECT_EQ(plain.join, JoinRule::invite);
    EXPECT_TRUE(plain.versions);
}

TEST_F(ConversationsTest, AnUpdateTellsWhatIsNewAlone) {
    const ConversationId group = world.create(mei, {ben});
    auto request = world.keyed<ConversationUpdate>(group);
    request.title = "Über uns";
    request.topic = "all sorts";
    request.post = Audience::members;  // as it is
    request.slow_ms = 1000;
    EXPECT_EQ(describe(world.ok(mei, request)), "ok rev=2");
    ConversationUpdate changes = request;
    changes.post.reset();
    EXPECT_EQ(describe(world.last_batch->entries), "conversation.updated");
    EXPECT_EQ(world.last_batch->entries[0].entry.data, updated_data(changes));
    const ConversationRow row = *store.conversation(group);
    EXPECT_EQ(row.title, "Über uns");
    EXPECT_EQ(row.title_key, search_key("Über uns"));
    EXPECT_EQ(row.topic, "all sorts");
    EXPECT_EQ(row.slow_ms, 1000);
    EXPECT_EQ(row.head.rev, 2);

    EXPECT_EQ(describe(world.ask(mei, request)), "ok rev=2 duplicate");
    request.idempotency_key = world.new_key();
    EXPECT_EQ(describe(world.ask(mei, request)), "ok unchanged");
}

TEST_F(ConversationsTest, AnEmptyTopicIsNone) {
    const ConversationId group = world.create(mei, {});
    auto request = world.keyed<ConversationUpdate>(group);
    request.topic = "";
    EXPECT_EQ(describe(world.ok(mei, request)), "ok unchanged");
    request.topic = "x";
    world.ok(mei, request);
    request = world.keyed<ConversationUpdate>(group);
    request.topic = "";
    EXPECT_EQ(describe(world.ok(mei, request)), "ok rev=3");
    EXPECT_FALSE(store.conversation(group)->topic);
}

TEST_F(ConversationsTest, UpdatesNeedTheRightAndTheRev) {
    const ConversationId group = world.create(mei, {ben});
    auto request = world.keyed<ConversationUpdate>(group);
    request.settings = Audience::members;
    EXPECT_EQ(describe(world.ask(ben, request)), "forbidden need=admin");
    EXPECT_EQ(code_of(world.ask(eve, request)), "not_found");
    request.if_rev = 7;
    EXPECT_EQ(describe(world.ask(mei, request)), "conflict current=1");
    request.if_rev = 1;
    EXPECT_EQ(describe(world.ask(mei, request)), "ok rev=2");
    auto bens = world.keyed<ConversationUpdate>(group);
    bens.title = "ours";
    EXPECT_EQ(describe(world.ask(ben, bens)), "ok rev=3");
    bens = world.keyed<ConversationUpdate>(world.open(mei, ben));
    bens.title = "ours";
    EXPECT_EQ(code_of(world.ask(ben, bens)), "bad_state");
}

TEST_F(ConversationsTest, WhatHistorySaysConcernsThoseWhoComeLater) {
    const ConversationId group = world.create(mei, {ben});
    world.send(mei, group);
    auto request = world.keyed<ConversationUpdate>(group);
    request.history = History::joined;
    world.ok(mei, request);
    world.add(mei, group, eve);
    EXPECT_EQ(store.member(group, ben.user)->floor_seq, 1);
    EXPECT_EQ(store.member(group, eve.user)->floor_seq, 2);
}

}  // namespace
}  // namespace parley
