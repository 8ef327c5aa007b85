// message.react and message.pin.

#include "parley/protocol/entry_data.hpp"
#include "world.hpp"

namespace parley {
namespace {

class MessageMarksTest : public RouterTest {
  protected:
    std::string react(const Actor& actor, const std::string& emoji, bool on = true) {
        return describe(world.ask(actor, world.reaction(group, 1, emoji, on)));
    }
    std::string pin(const Actor& actor, std::int64_t seq, bool on = true) {
        return describe(world.ask(actor, world.pin(group, seq, on)));
    }
    void set_pin(Audience audience) {
        auto request = world.keyed<ConversationUpdate>(group);
        request.pin = audience;
        world.ok(mei, request);
    }

    const ConversationId group = world.create(mei, {ben});
    const WriteOk message = world.send(mei, group);  // rev 2
};

TEST_F(MessageMarksTest, AReactionIsPutOnAndTakenOff) {
    const MessageReact request = world.reaction(group, 1, "+1");
    EXPECT_EQ(describe(world.ok(ben, request)), "ok rev=3");
    EXPECT_EQ(world.last_batch->entries[0].entry.data, reacted_data(request));
    EXPECT_EQ(world.last_batch->entries[0].entry.target, 1);
    EXPECT_TRUE(store.has_reaction(group, 1, "+1", ben.user));
    EXPECT_EQ(store.message_state(group, 1)->rev, 3);
    EXPECT_EQ(store.message_state(group, 1)->version, 1);
    EXPECT_EQ(react(mei, "+1"), "ok rev=4");
    EXPECT_EQ(store.reaction_count(group, 1, "+1"), 2);
    EXPECT_EQ(react(ben, "+1", false), "ok rev=5");
    EXPECT_FALSE(store.has_reaction(group, 1, "+1", ben.user));
    EXPECT_TRUE(store.has_reaction(group, 1, "+1", mei.user));
    EXPECT_EQ(describe(world.ask(ben, request)), "ok rev=3 duplicate");
}

TEST_F(MessageMarksTest, AReactionThatIsThereAlreadyChangesNothing) {
    react(ben, "+1");
    EXPECT_EQ(react(ben, "+1"), "ok unchanged");
    EXPECT_EQ(react(ben, "-1", false), "ok unchanged");
}

TEST_F(MessageMarksTest, OneMessageHasSoManyEmoji) {
    for (int i = 0; i < 50; ++i)
        react(i % 2 ? mei : ben, "e" + std::to_string(i));
    EXPECT_EQ(react(mei, "one more"), "quota");
    // One that is there may be joined, and makes room when it goes.
    EXPECT_EQ(react(mei, "e0"), "ok rev=53");
    react(ben, "e2", false);
    EXPECT_EQ(react(mei, "one more"), "ok rev=55");
}

TEST_F(MessageMarksTest, MarksAreForMembersAndOnMessages) {
    EXPECT_EQ(react(eve, "+1"), "not_found");
    EXPECT_EQ(pin(eve, 1), "not_found");
    EXPECT_EQ(describe(world.ask(ben, world.reaction(group, 2, "+1"))), "bad_field field=seq");
    EXPECT_EQ(pin(ben, 2), "bad_field field=seq");
    EXPECT_EQ(pin(ben, 0), "bad_field field=seq");
}

TEST_F(MessageMarksTest, APinIsPutOnAndTakenOff) {
    const MessagePin request = world.pin(group, 1);
    EXPECT_EQ(describe(world.ok(ben, request)), "ok rev=3");
    EXPECT_EQ(describe(world.last_batch->entries), "message.pinned");
    EXPECT_EQ(world.last_batch->entries[0].entry.data, pinned_data(request));
    ASSERT_EQ(store.pins(group).size(), 1u);
    EXPECT_EQ(store.pins(group)[0].by, ben.user);
    EXPECT_TRUE(store.message_state(group, 1)->pinned);
    EXPECT_EQ(store.message_state(group, 1)->rev, 3);
    EXPECT_EQ(pin(mei, 1), "ok unchanged");
    EXPECT_EQ(pin(mei, 1, false), "ok rev=4");
    EXPECT_TRUE(store.pins(group).empty());
    EXPECT_EQ(pin(mei, 1, false), "ok unchanged");
    EXPECT_EQ(describe(world.ask(ben, request)), "ok rev=3 duplicate");
}

TEST_F(MessageMarksTest, TheGroupSaysWhoPins) {
    set_pin(Audience::admins);
    EXPECT_EQ(pin(ben, 1), "forbidden need=admin");
    EXPECT_EQ(pin(mei, 1), "ok rev=4");
    const ConversationId direct = world.open(mei, ben);
    world.send(mei, direct);
    EXPECT_EQ(describe(world.ask(ben, world.pin(direct, 1))), "ok rev=3");
}

TEST_F(MessageMarksTest, OneConversationHasSoManyPins) {
    for (std::int64_t seq = 1; seq <= 100; ++seq) {
        if (seq > 1) world.send(mei, group);
        EXPECT_EQ(code_of(world.ask(mei, world.pin(group, seq))), "ok");
    }
    world.send(mei, group);
    EXPECT_EQ(pin(mei, 101), "quota");
    world.ok(mei, world.deletion(group, {50}));
    EXPECT_EQ(code_of(world.ask(mei, world.pin(group, 101))), "ok");
}

}  // namespace
}  // namespace parley
