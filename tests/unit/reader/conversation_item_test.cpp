// What an item says beside its messages: settings, the account's own state, pins.

#include "on_both_stores.hpp"

namespace parley {
namespace {

using nlohmann::json;

class ConversationItemTest : public OnBothStores {
  protected:
    json get(ConversationId conversation) { return world.ask(mei, ConversationGet{conversation}); }
    PersonalRow personal(ConversationId conversation) {
        PersonalRow row;
        row.conversation = conversation;
        return row;
    }

    UserId mei = world.add_user("mei");
    UserId bo = world.add_user("bo");
    ConversationId place = world.group({bo, mei});
};
PARLEY_ON_BOTH_STORES(ConversationItemTest);

TEST_P(ConversationItemTest, AGroupHasAllItsSettings) {
    world.change(place, [](ConversationRow& row) {
        row.topic = "Lunch";
        row.post = Audience::admins;
        row.pin = Audience::admins;
        row.settings = Audience::members;
        row.join = JoinRule::request;
        row.slow_ms = 5'000;
        row.versions = false;
    });
    const json item = get(place);
    EXPECT_EQ(item.at("topic"), "Lunch");
    EXPECT_EQ(item.at("post"), "admins");
    EXPECT_EQ(item.at("pin"), "admins");
    EXPECT_EQ(item.at("settings"), "members");
    EXPECT_EQ(item.at("join"), "request");
    EXPECT_EQ(item.at("slow_ms"), 5'000);
    EXPECT_EQ(item.at("versions"), false);
}

TEST_P(ConversationItemTest, TheAccountsOwnStateIsInIt) {
    PersonalRow row = personal(place);
    row.muted_until = kForEver;
    row.pinned = row.archived = row.marked_unread = true;
    row.notify = Notify::mentions;
    row.draft = "not yet";
    world.set_personal(mei, row);
    const json item = get(place);
    for (const char* name : {"muted", "pinned", "archived", "marked_unread"})
        EXPECT_EQ(item.at(name), true) << name;
    EXPECT_EQ(item.at("notify"), "mentions");
    EXPECT_EQ(item.at("draft"), "not yet");
    EXPECT_EQ(world.ask(bo, ConversationGet{place}).at("muted"), false);
}

TEST_P(ConversationItemTest, AMuteEndsByItself) {
    PersonalRow row = personal(place);
    row.muted_until = world.now + 1'000;
    world.set_personal(mei, row);
    EXPECT_EQ(get(place).at("muted"), row.muted_until);
    world.now = row.muted_until;
    EXPECT_EQ(get(place).at("muted"), false);
}

TEST_P(ConversationItemTest, AMuteByAnAdminIsToldUntilItEnds) {
    const WallTime until = world.now + 1'000;
    world.change(place, mei, [=](MemberRow& row) { row.muted_until = until; });
    EXPECT_EQ(get(place).at("muted_until"), until);
    world.now = until;
    EXPECT_FALSE(get(place).contains("muted_until"));
}

TEST_P(ConversationItemTest, WhomOneBlocksIsMarkedAndOnlyForTheBlocker) {
    const ConversationId direct = world.direct(mei, bo);
    world.change(direct, [](ConversationRow& row) { row.blocked_by_low = true; });
    EXPECT_EQ(get(direct).at("blocked"), true);
    EXPECT_FALSE(world.ask(bo, ConversationGet{direct}).contains("blocked"));
}

TEST_P(ConversationItemTest, PinsAreAscendingAndNotBelowTheFloor) {
    for (int i = 0; i < 4; ++i)
        world.send(place, bo);
    for (const std::int64_t seq : {3, 1, 4})
        world.pin(place, seq, bo);
    EXPECT_EQ(get(place).at("pins"), (json{1, 3, 4}));
    world.raise_floor(place, 3, 2);
    EXPECT_EQ(get(place).at("pins"), (json{3, 4}));
    EXPECT_FALSE(world.ask(mei, ConversationList{std::nullopt, 9})
                     .at("conversations")
                     .at(0)
                     .contains("pins"));
}

}  // namespace
}  // namespace parley
