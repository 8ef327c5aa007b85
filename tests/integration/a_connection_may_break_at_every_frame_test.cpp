// The promise that matters most, tried at each place where a connection can break: the receiving
// side behind every frame, the sending side before and behind every request and answer.

#include <gtest/gtest.h>

#include "people.hpp"

namespace parley::test {
namespace {

// Says what the others do while Ben listens: messages in two conversations, members that come and
// go (Ben too), and what Ben does on another device.
void play_script(Group& group, TestClient& tablet, const std::string& direct) {
    const auto users = [&](const Account& account) {
        return Json{{"conversation", group.conversation}, {"users", {account.user}}};
    };
    group.ada.say(group.conversation, "one");
    group.ada.say(direct, "a");
    group.ada.request("member.add", users(group.dan_account));
    group.cleo.say(group.conversation, "two");
    tablet.say(direct, "b");
    group.ada.request("member.role", {{"conversation", group.conversation},
                                      {"user", group.cleo_account.user},
                                      {"role", "admin"}});
    tablet.request("conversation.read", {{"conversation", group.conversation}, {"seq", 2}});
    group.ada.request("member.remove", users(group.ben_account));
    group.ada.say(group.conversation, "not for Ben");
    group.ada.say(direct, "c");
    group.cleo.request("member.add", users(group.ben_account));
    group.dan.say(group.conversation, "three");
    tablet.create("Late", {group.ada_account.user});
    group.ada.say(direct, "d");
    group.dan.request("member.leave", {{"conversation", group.conversation}});
    group.cleo.say(group.conversation, "four");
}

TEST(CutTest, BehindEveryReceivedFrameTheSameStateIsReached) {
    TestServer server;
    Group group(server);
    const std::string direct = group.ada.open(group.ben_account.user);
    TestClient tablet = server.online(server.sign_in(group.ben_account));
    group.settle();
    const ClientModel start = group.ben.model();
    play_script(group, tablet, direct);
    group.ben.await("the last message", [](const Json& frame) {
        return frame.at("type") == "event" && frame.at("data").value("text", "") == "four";
    });
    const ClientModel& undisturbed = group.ben.model();

    // All of it as a catch-up, cut behind frame k, and again behind every k frames from there on.
    for (std::size_t k = 0;; ++k) {
        TestClient client = server.client("cut behind " + std::to_string(k));
        client.model() = start;
        client.connect();
        client.hello(group.ben_account.token, {{"cursor", client.model().cursor()}});
        bool whole = false;
        for (std::size_t frames = 0; frames < k && !whole; ++frames) {
            client.read_one();
            whole = client.model().synced();
        }
        client.cut();
        client.come_online(group.ben_account.token);
        EXPECT_EQ(client.model().logs(), undisturbed.logs()) << client.transcript();
        EXPECT_EQ(position_of(client.model().cursor()), position_of(undisturbed.cursor()));
        if (whole) break;
    }
}

TEST(CutTest, LiveEveryFrameMayBeTheLast) {
    TestServer server;
    Group group(server);
    const std::string direct = group.ada.open(group.ben_account.user);
    TestClient tablet = server.online(server.sign_in(group.ben_account));
    group.settle();
    // One client for each k that is online while the script is played, and reads k frames of it.
    constexpr std::size_t kCuts = 16;
    std::vector<TestClient> clients;
    for (std::size_t k = 0; k < kCuts; ++k) {
        clients.push_back(server.client("live cut behind " + std::to_string(k)));
        clients.back().model() = group.ben.model();
        clients.back().come_online(group.ben_account.token);
    }
    play_script(group, tablet, direct);
    group.ben.await_message("four");
    for (std::size_t k = 0; k < kCuts; ++k) {
        TestClient& client = clients[k];
        for (std::size_t frames = 0; frames < k; ++frames)
            client.read_one();
        client.reconnect(group.ben_account.token);
        EXPECT_EQ(client.model().logs(), group.ben.model().logs()) << client.transcript();
    }
}

// Ben sends ten messages and creates a group over a connection that breaks behind `bytes` of what
// he wrote or behind `frames` of what he was answered, and then sends again whatever has no answer.
class SendingCutTest : public ::testing::Test {
  protected:
    SendingCutTest() : two_(server_) {
        for (int i = 0; i < 10; ++i) {
            writes_.emplace_back("message.send", Json{{"conversation", two_.conversation},
                                                      {"text", "message " + std::to_string(i)}});
        }
        writes_.emplace_back("conversation.create",
                             Json{{"title", "Mine"}, {"members", {two_.tom_account.user}}});
    }

    std::vector<std::string> keyed_requests(const std::string& round) const {
        std::vector<std::string> requests;
        for (std::size_t i = 0; i < writes_.size(); ++i) {
            Json members = writes_[i].second;
            members["idempotency_key"] = round + '-' + std::to_string(i);
            requests.push_back(
                request_text(writes_[i].first, static_cast<std::int64_t>(i) + 100, members));
        }
        return requests;
    }

    // Sends everything again on a new connection, one after the other, and checks what there is.
    void resend_and_check(const std::string& round, std::int64_t head_before) {
        TestClient& tom = two_.tom;
        TestClient client = server_.online(two_.mei_account);
        const std::vector<std::string> requests = keyed_requests(round);
        for (std::size_t i = 0; i < requests.size(); ++i) {
            client.send_text(requests[i]);
            const Json answer = client.reply(static_cast<std::int64_t>(i) + 100);
            ASSERT_EQ(answer.at("type"), "ok") << answer;
        }
        const Json page = client.history(two_.conversation, {{"after_seq", head_before}});
        std::map<std::string, int> times_seen;
        for (const Json& message : page.at("messages")) {
            ++times_seen[message.at("text").get<std::string>()];
        }
        EXPECT_EQ(times_seen.size(), 10U) << round;
        for (const auto& [text, times] : times_seen)
            EXPECT_EQ(times, 1) << round << ": " << text;
        tom.request("ping");
        int groups = 0;
        const Json list = client.request("conversation.list", {{"limit", 200}});
        for (const Json& item : list.at("conversations")) {
            if (item.value("title", "") == "Mine") ++groups;
        }
        EXPECT_EQ(groups, ++groups_expected_) << round;
    }

    std::int64_t head_seq() {
        return two_.mei.item(two_.conversation).at("head_seq").get<std::int64_t>();
    }

    TestServer server_;
    Two two_;
    std::vector<std::pair<std::string, Json>> writes_;
    int groups_expected_ = 0;
};

TEST_F(SendingCutTest, BehindEveryPartOfWhatWasWritten) {
    const std::string all = [&] {
        std::string bytes;
        for (const std::string& request : keyed_requests("0")) {
            bytes += TestClient::frame_bytes(request);
        }
        return bytes;
    }();
    // Every 97 bytes: in headers, in masks, in the middle of texts and exactly between frames.
    int round = 0;
    for (std::size_t length = 0; length < all.size() + 97; length += 97) {
        const std::string name = "bytes" + std::to_string(++round);
        std::string bytes;
        for (const std::string& request : keyed_requests(name)) {
            bytes += TestClient::frame_bytes(request);
        }
        const std::int64_t head = head_seq();
        TestClient client = server_.online(two_.mei_account);
        client.send_raw(std::string_view(bytes).substr(0, length));
        client.cut();
        ASSERT_NO_FATAL_FAILURE(resend_and_check(name, head));
    }
}

TEST_F(SendingCutTest, BehindEveryAnswer) {
    for (std::size_t frames = 0; frames <= 22; ++frames) {
        const std::string name = "answers" + std::to_string(frames);
        const std::int64_t head = head_seq();
        TestClient client = server_.online(two_.mei_account);
        for (const std::string& request : keyed_requests(name))
            client.send_text(request);
        for (std::size_t i = 0; i < frames; ++i)
            client.read_one();
        client.cut();
        ASSERT_NO_FATAL_FAILURE(resend_and_check(name, head));
    }
}

}  // namespace
}  // namespace parley::test
