// What is one's own: conversation.settings, read receipts, user.block, user.update.

#include <algorithm>

#include "parley/protocol/entry_data.hpp"
#include "parley/router/user_fields.hpp"
#include "parley/text/search_key.hpp"
#include "world.hpp"

namespace parley {
namespace {

class PersonalTest : public RouterTest {
  protected:
    PersonalRow personal(const Actor& actor) {
        return store.personal(actor.user, direct).value_or(PersonalRow{});
    }
    Outcome read(const Actor& actor, ConversationId conversation, std::int64_t seq) {
        return world.ask(actor, ConversationRead{.conversation = conversation, .seq = seq});
    }
    ConversationSettings receipts(bool on) {
        ConversationSettings request;
        request.idempotency_key = world.new_key();
        request.log.self = true;
        request.read_receipts = on;
        return request;
    }
    UserUpdate profile() {
        UserUpdate request;
        request.idempotency_key = world.new_key();
        return request;
    }
    std::string json_of(const Actor& actor) {
        std::string out;
        append_user(out, fields_of(*store.user(actor.user), false), world.ids);
        return out;
    }

    const ConversationId direct = world.open(mei, ben);
};

TEST_F(PersonalTest, SettingsAreOnesOwnAndToldAsFarAsTheyChange) {
    ConversationSettings request = world.settings(direct);
    request.muted_until = kForEver;
    request.pinned = true;
    request.archived = false;  // as it is
    request.draft = "dear";
    request.notify = Notify::mentions;
    request.marked_unread = true;
    EXPECT_EQ(describe(world.ok(mei, request)), "ok rev=3");
    ConversationSettings changes = request;
    changes.archived.reset();
    EXPECT_EQ(describe(world.last_batch->entries), "settings:1");
    EXPECT_EQ(world.last_batch->entries[0].entry.data, settings_data(changes, world.ids));
    const PersonalRow row = personal(mei);
    EXPECT_EQ(row.muted_until, kForEver);
    EXPECT_TRUE(row.pinned);
    EXPECT_FALSE(row.archived);
    EXPECT_TRUE(row.marked_unread);
    EXPECT_EQ(row.notify, Notify::mentions);
    EXPECT_EQ(row.draft, "dear");
    EXPECT_FALSE(store.personal(ben.user, direct));

    EXPECT_EQ(describe(world.ask(mei, request)), "ok rev=3 duplicate");
    request.idempotency_key = world.new_key();
    EXPECT_EQ(describe(world.ask(mei, request)), "ok unchanged");
    EXPECT_EQ(code_of(world.ask(eve, request)), "not_found");
}

TEST_F(PersonalTest, ADraftIsTakenAway) {
    ConversationSettings request = world.settings(direct);
    request.draft = "dear";
    world.ok(mei, request);
    request = world.settings(direct);
    request.draft = "";
    EXPECT_EQ(describe(world.ok(mei, request)), "ok rev=4");
    EXPECT_EQ(personal(mei).draft, "");
}

TEST_F(PersonalTest, OnlyTheRequestTouchesTheMarkOfTheUnread) {
    ConversationSettings request = world.settings(direct);
    request.marked_unread = true;
    world.ok(mei, request);
    world.send(mei, direct);
    world.send(ben, direct);
    read(mei, direct, 2);
    EXPECT_TRUE(personal(mei).marked_unread);
}

TEST_F(PersonalTest, SettingsGoWithTheMembership) {
    const ConversationId group = world.create(mei, {ben});
    ConversationSettings request = world.settings(group);
    request.pinned = true;
    world.ok(ben, request);
    world.ok(mei, world.removal(group, {ben}));
    EXPECT_FALSE(store.personal(ben.user, group));
    EXPECT_EQ(code_of(world.ask(ben, world.settings(group))), "not_found");
}

TEST_F(PersonalTest, AReadCursorThatRoseIsShownOnceABatch) {
    for (int i = 0; i < 3; ++i)
        world.send(mei, direct);
    const auto reading = [&](std::int64_t seq) {
        return World::command(ben, ConversationRead{.conversation = direct, .seq = seq});
    };
    const BatchPtr batch = world.process({reading(1), reading(3), reading(2)});
    ASSERT_EQ(batch->receipts.size(), 1u);
    EXPECT_EQ(batch->receipts[0].conversation, direct);
    EXPECT_EQ(batch->receipts[0].user, ben.user);
    EXPECT_EQ(batch->receipts[0].read_seq, 3);
    read(ben, direct, 3);
    EXPECT_TRUE(world.last_batch->receipts.empty());
    world.send(mei, direct);
    read(ben, direct, 4);
    EXPECT_EQ(world.last_batch->receipts.at(0).read_seq, 4);
}

TEST_F(PersonalTest, ReadReceiptsCanBeSwitchedOff) {
    world.send(mei, direct);
    EXPECT_EQ(describe(world.ok(ben, receipts(true))), "ok unchanged");
    EXPECT_EQ(describe(world.ok(ben, receipts(false))), "ok rev=3");
    EXPECT_EQ(describe(world.last_batch->entries), "settings:2");
    ASSERT_EQ(world.last_batch->changed_users.size(), 1u);
    EXPECT_FALSE(world.last_batch->changed_users[0].read_receipts);
    EXPECT_EQ(world.last_batch->changed_users[0].rev, 1);
    EXPECT_FALSE(store.user(ben.user)->read_receipts);
    read(ben, direct, 1);
    EXPECT_TRUE(world.last_batch->receipts.empty());
    world.restart();
    world.send(mei, direct);
    read(ben, direct, 2);
    EXPECT_TRUE(world.last_batch->receipts.empty());
}

TEST_F(PersonalTest, LargeGroupsAndConversationsWithOneselfShowNoReceipts) {
    World small(store, {.small_group = 2});
    const ConversationId group = small.create(eve, {ben, mei});
    small.send(eve, group);
    small.ok(ben, ConversationRead{.conversation = group, .seq = 1});
    EXPECT_TRUE(small.last_batch->receipts.empty());
    small.ok(eve, small.removal(group, {mei}));
    small.send(eve, group);
    small.ok(ben, ConversationRead{.conversation = group, .seq = 2});
    EXPECT_EQ(small.last_batch->receipts.size(), 1u);

    small.send(ben, group);
    small.ok(ben, small.leaving(group));
    small.ok(eve, ConversationRead{.conversation = group, .seq = 3});
    EXPECT_TRUE(small.last_batch->receipts.empty());
}

TEST_F(PersonalTest, BlockingEndsWhatTheTwoWriteToEachOther) {
    world.send(ben, direct);
    const UserBlock request = world.block(ben);
    EXPECT_EQ(describe(world.ok(mei, request)), "ok rev=3");
    EXPECT_EQ(describe(world.last_batch->entries), "blocked:1");
    EXPECT_EQ(world.last_batch->entries[0].entry.data, blocked_data(ben.user, true, world.ids));
    ASSERT_EQ(world.last_batch->blocks.size(), 1u);
    const BlockChange change = world.last_batch->blocks[0];
    EXPECT_EQ(change.blocker, mei.user);
    EXPECT_EQ(change.blocked, ben.user);
    EXPECT_TRUE(change.on);
    EXPECT_EQ(change.direct, direct);
    EXPECT_TRUE(change.direct_blocked);
    EXPECT_TRUE(store.blocks(mei.user, ben.user));
    EXPECT_TRUE(store.conversation(direct)->blocked_by_low);
    EXPECT_FALSE(store.conversation(direct)->blocked_by_high);

    for (const Actor& actor : {mei, ben}) {
        EXPECT_EQ(describe(world.ask(actor, world.message(direct))), "forbidden");
        EXPECT_EQ(describe(world.ask(actor, world.reaction(direct, 1, "x"))), "forbidden");
        EXPECT_EQ(code_of(read(actor, direct, 1)), "ok");
    }
    EXPECT_EQ(describe(world.ask(ben, world.edit(direct, 1, "x"))), "forbidden");
    EXPECT_EQ(describe(world.ask(ben, world.deletion(direct, {1}))), "ok rev=3");
    EXPECT_EQ(describe(world.ask(mei, request)), "ok rev=3 duplicate");
    EXPECT_EQ(describe(world.ask(mei, world.block(ben))), "ok unchanged");
}

TEST_F(PersonalTest, ABlockIsLiftedByWhoMadeIt) {
    world.ok(mei, world.block(ben));
    world.ok(ben, world.block(mei));
    world.ok(mei, world.block(ben, false));
    EXPECT_FALSE(world.last_batch->blocks.at(0).on);
    EXPECT_TRUE(world.last_batch->blocks.at(0).direct_blocked);
    EXPECT_EQ(code_of(world.ask(mei, world.message(direct))), "forbidden");
    world.ok(ben, world.block(mei, false));
    EXPECT_FALSE(world.last_batch->blocks.at(0).direct_blocked);
    EXPECT_EQ(code_of(world.ask(mei, world.message(direct))), "ok");
    EXPECT_EQ(describe(world.ask(ben, world.block(mei, false))), "ok unchanged");
}

TEST_F(PersonalTest, NoNewDirectConversationWithABlocker) {
    world.ok(mei, world.block(eve));
    EXPECT_FALSE(world.last_batch->blocks.at(0).direct);
    EXPECT_EQ(describe(world.ask(mei, world.opening(eve))), "forbidden");
    EXPECT_EQ(describe(world.ask(eve, world.opening(mei))), "forbidden");
    // One that is there stays, and so do groups.
    world.ok(mei, world.block(ben));
    EXPECT_EQ(describe(world.ask(ben, world.opening(mei))), "ok unchanged conversation=1");
    const ConversationId group = world.create(mei, {eve});
    EXPECT_EQ(code_of(world.ask(eve, world.message(group))), "ok");
    world.ok(mei, world.block(eve, false));
    EXPECT_EQ(code_of(world.ask(eve, world.opening(mei))), "ok");
}

TEST_F(PersonalTest, BlocksAreOfOtherUsersAndNotTooMany) {
    EXPECT_EQ(describe(world.ask(mei, world.block(mei))), "bad_field field=user");
    EXPECT_EQ(describe(world.ask(mei, world.block({UserId(99), {}}))), "not_found");
    store.begin();
    for (std::int64_t user = 1001; user <= 2000; ++user)
        store.put_block(mei.user, UserId(user));
    ASSERT_EQ(store.commit(), CommitOutcome::committed);
    EXPECT_EQ(describe(world.ask(mei, world.block(ben))), "quota");
}

TEST_F(PersonalTest, AProfileTellsWhatIsNewAndIsAnsweredWhole) {
    UserUpdate request = profile();
    request.display_name = "Méi";
    request.status = UserStatus{.text = "away", .emoji = "x", .until = world.now + 1000};
    request.language = "de-CH";
    request.time_zone = "";  // as it is
    const WriteOk ok = world.ok(mei, request);
    EXPECT_EQ(describe(ok), "ok rev=3 user");
    EXPECT_EQ(ok.user, json_of(mei));
    UserUpdate changes = request;
    changes.time_zone.reset();
    EXPECT_EQ(describe(world.last_batch->entries), "profile:1");
    EXPECT_EQ(world.last_batch->entries[0].entry.data, profile_data(changes));
    const UserRow row = *store.user(mei.user);
    EXPECT_EQ(row.display_name, "Méi");
    EXPECT_EQ(row.name_key, search_key("Méi"));
    EXPECT_EQ(row.status_text, "away");
    EXPECT_EQ(row.status_emoji, "x");
    EXPECT_EQ(row.status_until, world.now + 1000);
    EXPECT_EQ(row.language, "de-CH");
    EXPECT_EQ(row.rev, 2);
    ASSERT_EQ(world.last_batch->changed_users.size(), 1u);
    EXPECT_EQ(world.last_batch->changed_users[0].rev, 2);
}

TEST_F(PersonalTest, AnUnchangedProfileIsAnsweredTooAndARepeatWithThatOfNow) {
    UserUpdate request = profile();
    request.display_name = "mei";
    EXPECT_EQ(describe(world.ok(mei, request)), "ok unchanged user");
    request.display_name = "Mei";
    world.ok(mei, request);
    UserUpdate later = profile();
    later.status = UserStatus{.text = "away", .emoji = "", .until = 0};
    world.ok(mei, later);
    const WriteOk again = world.ok(mei, request);
    EXPECT_EQ(describe(again), "ok rev=3 duplicate user");
    EXPECT_EQ(again.user, json_of(mei));
    EXPECT_NE(again.user.find("away"), std::string::npos);

    later = profile();
    later.status = UserStatus{};
    EXPECT_EQ(describe(world.ok(mei, later)), "ok rev=5 user");
    EXPECT_EQ(store.user(mei.user)->status_text, "");
}

TEST_F(PersonalTest, OnesOwnKeysAreComparedWithTheirBodies) {
    ConversationSettings request = world.settings(direct);
    request.pinned = true;
    world.ok(mei, request);
    request.pinned = false;
    EXPECT_EQ(code_of(world.ask(mei, request)), "idempotency_conflict");
    MessageSend message = world.message(direct);
    message.idempotency_key = request.idempotency_key;
    EXPECT_EQ(code_of(world.ask(mei, message)), "idempotency_conflict");
}

}  // namespace
}  // namespace parley
