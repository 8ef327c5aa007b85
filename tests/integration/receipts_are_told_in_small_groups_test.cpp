// Read and delivered: pushed to those who are connected, shown in items and lists, and kept quiet
// where someone wants no receipts or the group is large.

#include <gtest/gtest.h>

#include "people.hpp"
#include "writes.hpp"

namespace parley::test {
namespace {

void read_up_to(TestClient& client, const std::string& conversation, std::int64_t seq) {
    client.request("conversation.read", {{"conversation", conversation}, {"seq", seq}});
}
void ack(TestClient& client) { client.send("ack", {{"cursor", client.model().cursor()}}); }
// Receipts pass no other frame of their connection: what was under way has come with this.
void pass_a_message(TestClient& from, TestClient& to, const std::string& conversation) {
    from.say(conversation, "behind it");
    to.await_message("behind it");
}

TEST(ReadReceiptTest, TheOthersAreTold) {
    TestServer server;
    Group group(server);
    group.ada.say(group.conversation, "hi");
    read_up_to(group.ben, group.conversation, 1);
    const Json wanted{{"type", "receipt"},
                      {"conversation", group.conversation},
                      {"user", group.ben_account.user},
                      {"read_seq", 1}};
    EXPECT_EQ(group.ada.await_receipt(), wanted);
    EXPECT_EQ(group.cleo.await_receipt(), wanted);
    pass_a_message(group.ada, group.ben, group.conversation);
    EXPECT_EQ(group.ben.receipts_waiting(), 0U);
    group.dan.request("ping");
    EXPECT_EQ(group.dan.receipts_waiting(), 0U);
}

TEST(ReadReceiptTest, ADirectItemShowsHowFarThePeerIs) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "one");
    two.mei.say(two.conversation, "two");
    EXPECT_EQ(two.mei.item(two.conversation).at("peer_read_seq"), 0);
    read_up_to(two.tom, two.conversation, 1);
    EXPECT_EQ(two.mei.item(two.conversation).at("peer_read_seq"), 1);
    EXPECT_EQ(two.tom.item(two.conversation).at("peer_read_seq"), 2);
}

TEST(ReadReceiptTest, WhoTellsNothingIsToldNothing) {
    TestServer server;
    Group group(server);
    group.ada.say(group.conversation, "hi");
    group.ben.set("self", {{"read_receipts", false}});
    EXPECT_EQ(group.ben.reconnect(group.ben_account.token).at("settings"),
              (Json{{"read_receipts", false}}));
    read_up_to(group.ben, group.conversation, 1);
    read_up_to(group.cleo, group.conversation, 1);
    EXPECT_EQ(group.ada.await_receipt().at("user"), group.cleo_account.user);
    pass_a_message(group.ada, group.ben, group.conversation);
    EXPECT_EQ(group.ben.receipts_waiting(), 0U);

    const std::string direct = group.ada.open(group.ben_account.user);
    group.ada.say(direct, "hi");
    read_up_to(group.ben, direct, 1);
    EXPECT_FALSE(group.ada.item(direct).contains("peer_read_seq"));
    EXPECT_FALSE(group.ben.item(direct).contains("peer_read_seq"));
}

// The flag holds at once, on every connection of the account.
TEST(ReadReceiptTest, SwitchingThemOnHoldsForWhatIsReadFromThenOn) {
    TestServer server;
    Two two(server);
    two.tom.set("self", {{"read_receipts", false}});
    two.tom.set("self", {{"read_receipts", true}});
    two.mei.say(two.conversation, "hi");
    read_up_to(two.tom, two.conversation, 1);
    EXPECT_EQ(two.mei.await_receipt().at("read_seq"), 1);
    two.tom.say(two.conversation, "ho");
    read_up_to(two.mei, two.conversation, 2);
    EXPECT_EQ(two.tom.await_receipt().at("read_seq"), 2);
}

TEST(DeliveryReceiptTest, AnAckTellsTheOthers) {
    TestServer server;
    Group group(server);
    group.ada.say(group.conversation, "hi");
    group.ben.expect_message(group.conversation, "hi");
    ack(group.ben);
    const Json wanted{{"type", "receipt"},
                      {"conversation", group.conversation},
                      {"user", group.ben_account.user},
                      {"delivered_seq", 1}};
    EXPECT_EQ(group.ada.await_receipt(), wanted);
    EXPECT_EQ(group.cleo.await_receipt(), wanted);
}

TEST(DeliveryReceiptTest, SeveralAcksAreToldAsOne) {
    TestServer server;
    Two two(server);
    for (int i = 1; i <= 20; ++i) {
        two.mei.say(two.conversation, std::to_string(i));
        two.tom.expect_message(two.conversation, std::to_string(i));
        ack(two.tom);
    }
    std::size_t receipts = 0;
    std::int64_t seq = 0;
    while (seq < 20) {
        seq = two.mei.await_receipt().at("delivered_seq").get<std::int64_t>();
        ++receipts;
    }
    EXPECT_LE(receipts, 12U);  // one a second at most; slow machines need a few
}

TEST(DeliveryReceiptTest, AnAckOfWhatWasNotSentSaysNothing) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "hi");
    two.tom.expect_message(two.conversation, "hi");
    const std::string cursor = two.tom.model().cursor();
    const std::string far = cursor.substr(0, cursor.rfind('.') + 1) + "999999";
    for (const std::string& odd : {std::string("nonsense"), "zzzz." + cursor})
        two.tom.send("ack", {{"cursor", odd}});
    two.tom.request("ping");
    pass_a_message(two.tom, two.mei, two.conversation);
    EXPECT_EQ(two.mei.receipts_waiting(), 0U);
    two.tom.send("ack", {{"cursor", far}});
    EXPECT_EQ(two.mei.await_receipt().at("delivered_seq"), 1);
}

// What a device has received is kept for those who look later.
TEST(DeliveryReceiptTest, IsStoredAtTheEndOfAConnection) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "hi");
    two.tom.expect_message(two.conversation, "hi");
    EXPECT_EQ(two.mei.item(two.conversation).at("peer_delivered_seq"), 0);
    ack(two.tom);
    two.mei.await_receipt();
    two.tom.close();
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    Json delivered = 0;
    while (delivered != 1 && std::chrono::steady_clock::now() < deadline)
        delivered = two.mei.item(two.conversation).at("peer_delivered_seq");
    EXPECT_EQ(delivered, 1);
    const Json list =
        two.mei.request("receipt.list", {{"conversation", two.conversation}, {"seq", 1}});
    EXPECT_EQ(list.at("read"), Json::array());
    EXPECT_EQ(list.at("delivered"), Json({two.tom_account.user}));
}

// Also of what was told to the server while it was about to stop.
TEST(DeliveryReceiptTest, IsStoredByAStop) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "hi");
    two.tom.expect_message(two.conversation, "hi");
    ack(two.tom);
    two.tom.request("ping");
    server.restart();
    two.mei.set_port(server.port());
    two.mei.reconnect(two.mei_account.token);
    EXPECT_EQ(two.mei.item(two.conversation).at("peer_delivered_seq"), 1);
}

TEST(ReceiptListTest, NamesWhoHasReadAMessage) {
    TestServer server;
    Group group(server);
    group.ada.say(group.conversation, "one");
    group.ada.say(group.conversation, "two");
    read_up_to(group.ben, group.conversation, 2);
    read_up_to(group.cleo, group.conversation, 1);
    const auto list = [&](std::int64_t seq) {
        return group.ada.request("receipt.list",
                                 {{"conversation", group.conversation}, {"seq", seq}});
    };
    EXPECT_EQ(list(1).at("read").size(), 2U);
    const Json second = list(2);
    EXPECT_EQ(second.at("read"), Json({group.ben_account.user}));
    // Who has read it has it.
    const Json& delivered = second.at("delivered");
    EXPECT_NE(std::find(delivered.begin(), delivered.end(), group.ben_account.user),
              delivered.end());
    const Json good{{"conversation", group.conversation}, {"seq", 1}};
    group.dan.refused("receipt.list", good, "not_found");
    expect_bad(group.ada, "receipt.list", good, "seq", {Json(0), Json(3), Json("1"), Json()});
}

TEST(ReceiptListTest, LargeGroupsHaveNone) {
    TestServer server([](Config& config) { config.limits.small_group = 2; });
    Group group(server);
    group.ada.say(group.conversation, "hi");
    group.ben.expect_message(group.conversation, "hi");
    read_up_to(group.ben, group.conversation, 1);
    ack(group.ben);
    group.ben.request("ping");
    pass_a_message(group.ben, group.ada, group.conversation);
    EXPECT_EQ(group.ada.receipts_waiting(), 0U);
    group.ada.refused("receipt.list", {{"conversation", group.conversation}, {"seq", 1}},
                      "unsupported");
    // The list of members has it.
    const Json members =
        group.ada.request("member.list", {{"conversation", group.conversation}}).at("members");
    for (const Json& member : members) {
        if (member.at("user") == group.ben_account.user) {
            EXPECT_EQ(member.at("read_seq"), 2);
        }
    }
}

TEST(ReceiptTest, ReachTheConnectionsOfOtherLoops) {
    TestServer server([](Config& config) { config.gateway.loops = 3; });
    Two two(server);
    std::vector<TestClient> devices;
    for (int i = 0; i < 6; ++i)
        devices.push_back(server.online(two.mei_account));
    two.mei.say(two.conversation, "hi");
    two.tom.expect_message(two.conversation, "hi");
    ack(two.tom);
    read_up_to(two.tom, two.conversation, 1);
    for (TestClient& device : devices) {
        device.await_receipt([](const Json& receipt) { return receipt.contains("delivered_seq"); });
    }
    read_up_to(two.tom, two.conversation, 1);
    two.mei.say(two.conversation, "ho");
    read_up_to(two.tom, two.conversation, 2);
    for (TestClient& device : devices) {
        device.await_receipt([](const Json& receipt) { return receipt.value("read_seq", 0) == 2; });
    }
}

}  // namespace
}  // namespace parley::test
