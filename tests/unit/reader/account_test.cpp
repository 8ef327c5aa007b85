// account.counts, account.get and device.list.

#include "on_both_stores.hpp"

namespace parley {
namespace {

using nlohmann::json;

class AccountTest : public OnBothStores {
  protected:
    json counts() { return world.ask(mei, AccountCounts{}); }
    void expect_counts(const std::map<std::string, std::int64_t>& expected) {
        const json answer = counts();
        for (const auto& [name, number] : expected)
            EXPECT_EQ(answer.at(name), number) << name;
    }
    PersonalRow personal(ConversationId conversation) {
        PersonalRow row;
        row.conversation = conversation;
        return row;
    }

    UserId mei = world.add_user("mei");
    UserId bo = world.add_user("bo");
};
PARLEY_ON_BOTH_STORES(AccountTest);

TEST_P(AccountTest, WithoutConversationsNothingIsUnread) {
    EXPECT_EQ(counts(), (json{{"type", "ok"},
                              {"id", 7},
                              {"unread", 0},
                              {"mentions", 0},
                              {"conversations", 0},
                              {"muted_unread", 0},
                              {"threads", 0},
                              {"thread_unread", 0}}));
}

TEST_P(AccountTest, CountsAreTheSumsOfTheItems) {
    const ConversationId one = world.group({bo, mei});
    const ConversationId other = world.direct(bo, mei);
    world.group({bo, mei});
    for (int i = 0; i < 3; ++i)
        world.send(one, bo, "x", Mentions{false, {mei}});
    world.send(other, bo, "x", Mentions{true, {}});
    world.send(other, bo);
    world.read(mei, one, 1);
    expect_counts({{"unread", 4}, {"mentions", 3}, {"conversations", 2}, {"muted_unread", 0}});
    json list = world.ask(mei, ConversationList{std::nullopt, 100}).at("conversations");
    std::int64_t unread = 0;
    for (const json& item : list)
        unread += item.at("unread").get<std::int64_t>();
    EXPECT_EQ(unread, 4);
}

TEST_P(AccountTest, NoMoreThanAHundredMentionsCountForOneConversation) {
    const ConversationId one = world.group({bo, mei});
    for (int i = 0; i < 103; ++i)
        world.send(one, bo, "x", Mentions{true, {}});
    expect_counts({{"unread", 103}, {"mentions", 100}});
}

TEST_P(AccountTest, WhatIsMarkedCountsAsAConversationOnce) {
    const ConversationId one = world.group({bo, mei});
    const ConversationId other = world.group({bo, mei});
    world.send(one, bo);
    for (const ConversationId conversation : {one, other}) {
        PersonalRow row = personal(conversation);
        row.marked_unread = true;
        world.set_personal(mei, row);
    }
    expect_counts({{"unread", 1}, {"conversations", 2}});
}

TEST_P(AccountTest, MutedUnreadIsThatOfConversationsMutedNow) {
    const WallTime until = world.now + 1'000;
    for (const WallTime muted_until : {kForEver, until, WallTime{0}}) {
        const ConversationId one = world.group({bo, mei});
        world.send(one, bo);
        PersonalRow row = personal(one);
        row.muted_until = muted_until;
        world.set_personal(mei, row);
    }
    expect_counts({{"unread", 3}, {"muted_unread", 2}});
    world.now = until;
    expect_counts({{"unread", 3}, {"muted_unread", 1}});
}

TEST_P(AccountTest, UnreadRepliesOfFollowedThreadsAreCounted) {
    const ConversationId one = world.group({bo, mei});
    for (int i = 0; i < 3; ++i)
        world.send(one, bo);
    for (const std::int64_t root : {1, 1, 1, 2, 2, 3})
        world.reply(one, bo, root);
    world.follow(mei, one, 1, 1);
    world.follow(mei, one, 2, 2);
    world.follow(bo, one, 3, 0);
    expect_counts({{"threads", 1}, {"thread_unread", 2}});
}

TEST_P(AccountTest, TheAccountIsShownWithItsSettingsAndWhomItBlocks) {
    world.block(mei, bo);
    world.change(mei, [](UserRow& row) {
        row.administrator = true;
        row.read_receipts = false;
    });
    world.group({mei});
    EXPECT_EQ(world.ask(mei, AccountGet{}), (json{{"type", "ok"},
                                                  {"id", 7},
                                                  {"user",
                                                   {{"id", world.ids().encode(mei)},
                                                    {"login", "mei"},
                                                    {"display_name", "User mei"},
                                                    {"rev", 1},
                                                    {"administrator", true}}},
                                                  {"settings", {{"read_receipts", false}}},
                                                  {"blocked", {world.ids().encode(bo)}},
                                                  {"self_rev", 1}}));
}

TEST_P(AccountTest, DevicesAreThoseThatAreSignedIn) {
    world.sign_in(mei);
    world.sign_in(bo);
    world.sign_in(mei);
    world.sign_out(SessionId(1));
    world.sign_in(mei);
    world.asking_session = SessionId(4);
    const auto device = [&](std::int64_t number, bool current) {
        const DeviceRow& row = world.state.devices.at(DeviceId(number));
        return json{{"device", world.ids().encode(row.id)},
                    {"name", "Phone"},
                    {"platform", "test"},
                    {"created", row.created},
                    {"last_seen", row.last_seen},
                    {"current", current}};
    };
    EXPECT_EQ(world.ask(mei, DeviceList{}).at("devices"),
              (json{device(3, false), device(4, true)}));
}

TEST(AccountCostTest, OfWhatIsReadNoMentionsAreLookedUp) {
    World world(Backend::fake);
    const UserId mei = world.add_user("mei");
    const UserId bo = world.add_user("bo");
    for (int i = 0; i < 100; ++i)
        world.send(world.group({bo, mei}), i < 3 ? bo : mei);
    EXPECT_EQ(world.ask(mei, AccountCounts{}).at("unread"), 3);
    EXPECT_EQ(world.state.mention_look_ups, 3);
    EXPECT_EQ(world.state.entries_read, 0);
}

}  // namespace
}  // namespace parley
