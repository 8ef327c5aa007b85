// Back-pressure: a client that does not read, or that asks for more than is allowed at once, is
// neither cut off nor robbed of anything, and disturbs nobody.

#include <gtest/gtest.h>

#include "people.hpp"

namespace parley::test {
namespace {

ConnectOptions small_buffer() {
    ConnectOptions options;
    options.receive_buffer_bytes = 16 * 1024;
    return options;
}

TEST(BackPressureTest, TenThousandPipelinedRequestsAreAllAnswered) {
    TestServer server;
    const Account mei = server.make_user("mei");
    TestClient client = server.client("mei");
    client.connect(small_buffer());
    client.hello(mei.token);
    client.await_synced();
    constexpr int kRequests = 10'000;
    std::vector<std::string> requests;
    for (int id = 1; id <= kRequests; ++id) {
        requests.push_back(request_text("user.get", 1000 + id, {{"users", {mei.user}}}));
    }
    client.send_in_background(std::move(requests));
    for (int id = 1; id <= kRequests; ++id) {
        ASSERT_EQ(client.reply(1000 + id).at("users").size(), 1U) << id;
    }
    EXPECT_TRUE(client.background_done());
}

TEST(BackPressureTest, TheServerStopsReadingWhoDoesNotRead) {
    TestServer server([](Config& config) { config.limits.outbox_bytes = 64 * 1024; });
    Two two(server);
    for (int i = 0; i < 12; ++i)
        two.mei.say(two.conversation, std::string(16000, 'x'));
    TestClient greedy = server.client("greedy");
    greedy.connect(small_buffer());
    greedy.hello(two.tom_account.token);
    greedy.await_synced();
    // Each answer is close to 200 KiB: without a bound the server would hold two gigabytes.
    constexpr int kRequests = 10'000;
    std::vector<std::string> requests;
    for (int id = 1; id <= kRequests; ++id) {
        requests.push_back(
            request_text("history.get", 1000 + id,
                         {{"conversation", two.conversation}, {"x", std::string(900, 'x')}}));
    }
    greedy.send_in_background(std::move(requests));
    // Frames are read only as long as it takes to see that not all of the requests are taken.
    for (int id = 1; id <= 20; ++id) {
        ASSERT_EQ(greedy.reply(1000 + id).at("messages").size(), 12U) << id;
    }
    EXPECT_FALSE(greedy.background_done());
    two.mei.say(two.conversation, "others are served");
    two.tom.await_message("others are served");
    greedy.cut();
    two.tom.request("ping");
}

TEST(BackPressureTest, WritesBeyondInFlightWaitAndKeepTheirOrder) {
    TestServer server([](Config& config) { config.limits.in_flight = 4; });
    Two two(server);
    constexpr int kMessages = 1'000;
    std::vector<std::string> requests;
    for (int i = 0; i < kMessages; ++i) {
        requests.push_back(request_text("message.send", 1000 + i,
                                        {{"conversation", two.conversation},
                                         {"text", std::to_string(i)},
                                         {"idempotency_key", "k" + std::to_string(i)}}));
    }
    two.mei.send_in_background(std::move(requests));
    for (int i = 0; i < kMessages; ++i) {
        EXPECT_EQ(two.mei.reply(1000 + i).at("seq"), i + 1);
    }
    two.tom.await_rev(two.conversation, kMessages + 1);
    const std::vector<std::string> texts = two.tom.model().texts(two.conversation);
    ASSERT_EQ(texts.size(), static_cast<std::size_t>(kMessages));
    for (int i = 0; i < kMessages; ++i) {
        EXPECT_EQ(texts[static_cast<std::size_t>(i)], std::to_string(i));
    }
}

TEST(SlowReaderTest, GetsEverythingInOrderInTheEnd) {
    TestServer server([](Config& config) { config.limits.outbox_bytes = 64 * 1024; });
    Two two(server);
    TestClient slow = server.client("slow");
    slow.model() = two.tom.model();
    slow.connect(small_buffer());
    slow.hello(two.tom_account.token, {{"cursor", slow.model().cursor()}});
    slow.await_synced();

    // Some 11 MB, more than any buffers between the two hold (Linux keeps up to 4 MiB for a
    // sender): much of it is read from the log later.
    constexpr int kMessages = 700;
    const std::string filler(16'000, 'x');
    std::vector<std::int64_t> ids;
    const auto take_replies = [&](std::size_t left) {
        while (ids.size() > left) {
            ASSERT_EQ(two.mei.reply(ids.front()).at("type"), "ok");
            ids.erase(ids.begin());
        }
    };
    for (int i = 0; i < kMessages; ++i) {
        ids.push_back(two.mei.send("message.send", {{"conversation", two.conversation},
                                                    {"text", std::to_string(i) + ' ' + filler}}));
        take_replies(16);
        // A reader that keeps up is not held up by one that does not.
        if (i % 100 == 99) two.tom.await_message(std::to_string(i) + ' ' + filler);
    }
    take_replies(0);
    slow.await_rev(two.conversation, kMessages + 1);
    EXPECT_EQ(slow.model().logs(), two.tom.model().logs());
    two.mei.say(two.conversation, "live again");
    slow.await_message("live again");
}

TEST(SlowReaderTest, MayBecomeSlowAgainAndAgain) {
    TestServer server([](Config& config) { config.limits.outbox_bytes = 32 * 1024; });
    Two two(server);
    TestClient slow = server.client("slow");
    slow.model() = two.tom.model();
    slow.connect(small_buffer());
    slow.hello(two.tom_account.token, {{"cursor", slow.model().cursor()}});
    slow.await_synced();
    const std::string filler(8'000, 'x');
    std::int64_t rev = 1;
    for (int round = 0; round < 4; ++round) {
        for (int i = 0; i < 300; ++i) {
            rev = two.mei.say(two.conversation, filler).at("rev").get<std::int64_t>();
            if (i % 20 == 0) two.mei.drain();
        }
        slow.await_rev(two.conversation, rev - (round % 3) * 50);
    }
    slow.await_rev(two.conversation, rev);
    EXPECT_EQ(slow.model().texts(two.conversation).size(), 1200U);
}

}  // namespace
}  // namespace parley::test
