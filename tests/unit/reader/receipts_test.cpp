// receipt.list, and how far the peer of a direct conversation has come.

#include "on_both_stores.hpp"

namespace parley {
namespace {

using nlohmann::json;

class ReceiptsTest : public OnBothStores {
  protected:
    json list(UserId asker, std::int64_t seq) { return world.ask(asker, ReceiptList{place, seq}); }
    json ids(const std::vector<UserId>& users) {
        json found = json::array();
        for (const UserId user : users)
            found.push_back(world.ids().encode(user));
        return found;
    }
    void hide(UserId user) {
        world.change(user, [](UserRow& row) { row.read_receipts = false; });
    }
    DeviceId sign_in(UserId user) {
        world.sign_in(user);
        return DeviceId(static_cast<std::int64_t>(world.state.devices.size()));
    }
    std::int64_t pos_of(ConversationId conversation, std::size_t rev) {
        return world.state.logs.at(conversation).at(rev - 1).pos;
    }

    UserId mei = world.add_user("mei");
    UserId bo = world.add_user("bo");
    UserId eva = world.add_user("eva");
    UserId tom = world.add_user("tom");
    ConversationId place = world.group({mei, bo, eva, tom});
};
PARLEY_ON_BOTH_STORES(ReceiptsTest);

TEST_P(ReceiptsTest, WhoeverHasReadHasReceivedAndTheAuthorIsNotNamed) {
    world.send(place, mei);
    world.send(place, mei);
    world.read(bo, place, 2);
    world.read(eva, place, 1);
    world.deliver(sign_in(tom), pos_of(place, 2));
    EXPECT_EQ(list(mei, 1), (json{{"type", "ok"},
                                  {"id", 7},
                                  {"read", ids({bo, eva})},
                                  {"delivered", ids({bo, eva, tom})}}));
    EXPECT_EQ(list(mei, 2).at("read"), ids({bo}));
    EXPECT_EQ(list(mei, 2).at("delivered"), ids({bo}));
}

TEST_P(ReceiptsTest, OneDeviceThatHasItIsEnough) {
    world.send(place, mei);
    const DeviceId old = sign_in(bo);
    const DeviceId fresh = sign_in(bo);
    world.deliver(old, pos_of(place, 1));
    EXPECT_EQ(list(mei, 1).at("delivered"), ids({}));
    world.deliver(fresh, pos_of(place, 2));
    EXPECT_EQ(list(mei, 1).at("delivered"), ids({bo}));
}

TEST_P(ReceiptsTest, WhoHidesReceiptsShowsNoneAndSeesNone) {
    world.send(place, mei);
    world.read(bo, place, 1);
    world.read(eva, place, 1);
    hide(bo);
    EXPECT_EQ(list(mei, 1).at("read"), ids({eva}));
    EXPECT_EQ(list(mei, 1).at("delivered"), ids({bo, eva}));
    EXPECT_EQ(list(bo, 1).at("read"), ids({}));
}

TEST_P(ReceiptsTest, WhoCameLaterAndMayNotSeeItHasNotReadIt) {
    const ConversationId closed = world.group({mei, bo}, History::joined);
    world.send(closed, mei);
    world.add(closed, eva);
    place = closed;
    EXPECT_EQ(list(mei, 1).at("read"), ids({}));
    EXPECT_EQ(list(mei, 1).at("delivered"), ids({}));
}

TEST_P(ReceiptsTest, OfALargeGroupNoneAreListed) {
    world.send(place, mei);
    world.options.small_group = 4;
    EXPECT_EQ(list(mei, 1).at("type"), "ok");
    world.options.small_group = 3;
    EXPECT_EQ(list(mei, 1).at("code"), "unsupported");
}

TEST_P(ReceiptsTest, AMessageThatCannotBeSeenIsRefused) {
    world.send(place, mei);
    world.send(place, mei);
    EXPECT_EQ(list(mei, 3).at("code"), "bad_field");
    world.raise_floor(place, 3, 2);
    EXPECT_EQ(list(mei, 1).at("code"), "gone");
    world.leave(place, tom);
    EXPECT_EQ(list(tom, 2).at("code"), "not_found");
}

// ---- In the items of direct conversations ----

TEST_P(ReceiptsTest, AnItemTellsHowFarThePeerHasReadAndReceived) {
    const ConversationId direct = world.direct(mei, bo);
    const DeviceId device = sign_in(bo);
    for (int i = 0; i < 5; ++i)
        world.send(direct, mei);
    world.deliver(device, pos_of(direct, 5));  // seq 4
    world.read(bo, direct, 2);
    json item = world.ask(mei, ConversationGet{direct});
    EXPECT_EQ(item.at("peer_read_seq"), 2);
    EXPECT_EQ(item.at("peer_delivered_seq"), 4);
    world.read(bo, direct, 5);
    item = world.ask(mei, ConversationGet{direct});
    EXPECT_EQ(item.at("peer_read_seq"), 5);
    EXPECT_EQ(item.at("peer_delivered_seq"), 5);
}

TEST_P(ReceiptsTest, AnEntryThatIsNoMessageDeliversTheMessageBeforeIt) {
    const ConversationId direct = world.direct(mei, bo);
    const DeviceId device = sign_in(bo);
    world.send(direct, mei);
    world.react(direct, 1, mei, "+1");
    world.deliver(device, pos_of(direct, 3));
    EXPECT_EQ(world.ask(mei, ConversationGet{direct}).at("peer_delivered_seq"), 1);
    world.send(direct, mei);
    EXPECT_EQ(world.ask(mei, ConversationGet{direct}).at("peer_delivered_seq"), 1);
}

TEST_P(ReceiptsTest, HiddenReceiptsLeaveDeliveryByAcknowledgement) {
    for (const UserId hidden : {bo, mei}) {
        const ConversationId direct = world.direct(mei, hidden == bo ? bo : eva);
        const UserId peer = hidden == bo ? bo : eva;
        world.send(direct, mei);
        world.send(direct, mei);
        world.read(peer, direct, 2);
        world.deliver(sign_in(peer), pos_of(direct, 2));
        hide(hidden);
        const json item = world.ask(mei, ConversationGet{direct});
        EXPECT_FALSE(item.contains("peer_read_seq"));
        EXPECT_EQ(item.at("peer_delivered_seq"), 1);
    }
}

TEST_P(ReceiptsTest, WithOneselfThereIsNoPeer) {
    const ConversationId alone = world.direct(mei, mei);
    const json item = world.ask(mei, ConversationGet{alone});
    EXPECT_FALSE(item.contains("peer_read_seq"));
    EXPECT_FALSE(item.contains("peer_delivered_seq"));
}

}  // namespace
}  // namespace parley
