// Several devices of several users write at once, some of them coming and going: in the end all
// that belong to one user hold the same, and the stream, the log and the history agree.

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <random>

#include "people.hpp"

namespace parley::test {
namespace {

// Waits until the client has everything that was committed.
void catch_up_with(TestClient& client, const std::map<std::string, std::int64_t>& heads) {
    for (const auto& [conversation, rev] : heads)
        client.await_rev(conversation, rev);
}

TEST(DevicesTest, AllHoldTheSameInTheEnd) {
    TestServer server;
    Group group(server);
    const std::string direct = group.ada.open(group.ben_account.user);
    group.settle();
    const std::vector<Account> ben_devices{server.sign_in(group.ben_account),
                                           server.sign_in(group.ben_account),
                                           server.sign_in(group.ben_account)};
    constexpr int kMessages = 120;

    // The writers: Ada in both conversations, Cleo in the group, one thread each.
    auto ada = std::async(std::launch::async, [&] {
        for (int i = 0; i < kMessages; ++i) {
            group.ada.say(i % 2 == 0 ? group.conversation : direct, "ada " + std::to_string(i));
        }
    });
    auto cleo = std::async(std::launch::async, [&] {
        for (int i = 0; i < kMessages; ++i) {
            group.cleo.say(group.conversation, "cleo " + std::to_string(i));
        }
    });
    // Ben's devices: write, read, and cut their connection now and then.
    std::vector<std::future<ClientModel>> devices;
    for (std::size_t device = 0; device < ben_devices.size(); ++device) {
        devices.push_back(std::async(std::launch::async, [&, device] {
            std::mt19937 random(static_cast<unsigned>(device) + 1);
            TestClient client = server.client("ben-" + std::to_string(device));
            client.model() = group.ben.model();
            client.come_online(ben_devices[device].token);
            for (int i = 0; i < 40; ++i) {
                client.say(direct, "ben " + std::to_string(device) + ' ' + std::to_string(i));
                if (random() % 8 == 0) client.reconnect(ben_devices[device].token);
            }
            return client.model();
        }));
    }
    ada.get();
    cleo.get();
    std::vector<ClientModel> models;
    for (auto& device : devices)
        models.push_back(device.get());

    std::map<std::string, std::int64_t> heads;
    for (const std::string& conversation : {group.conversation, direct}) {
        heads[conversation] = group.ben.item(conversation).at("head_rev").get<std::int64_t>();
    }
    catch_up_with(group.ben, heads);
    EXPECT_EQ(group.ben.model().texts(group.conversation).size(), 180U);
    EXPECT_EQ(group.ben.model().texts(direct).size(), 180U);
    for (std::size_t device = 0; device < models.size(); ++device) {
        TestClient client = server.client("ben-" + std::to_string(device));
        client.model() = models[device];
        client.come_online(ben_devices[device].token);
        EXPECT_EQ(client.model().logs(), group.ben.model().logs()) << client.name();
    }
    // What was streamed is what is read.
    for (const auto& [conversation, head] : heads) {
        const auto& streamed = group.ben.model().log(conversation).events;
        for (Json event : group.ben.whole_log(conversation, 50)) {
            event.erase("cursor");
            EXPECT_EQ(event, streamed.at(event.at("rev").get<std::int64_t>()));
        }
    }
}

TEST(DevicesTest, ASenderSeesHisOwnMessagesOnEveryDevice) {
    TestServer server;
    Two two(server);
    TestClient phone = server.online(server.sign_in(two.mei_account));
    two.settle();
    for (int i = 0; i < 10; ++i) {
        TestClient& sender = i % 2 == 0 ? two.mei : phone;
        const Json ok = sender.say(two.conversation, std::to_string(i));
        EXPECT_EQ(ok.at("seq"), i + 1);
    }
    for (TestClient* device : {&two.mei, &phone, &two.tom}) {
        for (int i = 0; i < 10; ++i)
            device->expect_message(two.conversation, std::to_string(i));
    }
}

TEST(DevicesTest, WithSeveralLoopsNothingChanges) {
    TestServer server([](Config& config) { config.gateway.loops = 3; });
    Two two(server);
    std::vector<TestClient> devices;
    for (int i = 0; i < 8; ++i) {
        devices.push_back(server.client("device-" + std::to_string(i)));
        devices.back().model() = two.tom.model();
        devices.back().come_online(two.tom_account.token);
    }
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 60; ++i) {
        ids.push_back(two.mei.send(
            "message.send", {{"conversation", two.conversation}, {"text", std::to_string(i)}}));
    }
    for (const std::int64_t id : ids)
        two.mei.reply(id);
    two.tom.await_rev(two.conversation, 61);
    for (TestClient& device : devices) {
        device.await_rev(two.conversation, 61);
        EXPECT_EQ(device.model().logs(), two.tom.model().logs());
    }
}

}  // namespace
}  // namespace parley::test
