// Draining, what a data directory looks like, and that only one server uses it.

#include <gtest/gtest.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

#include <algorithm>
#include <filesystem>

#include "parley/app/server.hpp"
#include "people.hpp"

namespace parley::test {
namespace {

namespace fs = std::filesystem;

TEST(StopTest, ClientsAreToldWhenToReturn) {
    TestServer server;
    Two two(server);
    server.request_stop();
    for (TestClient* client : {&two.mei, &two.tom}) {
        const std::string reason = client->expect_close(4400);
        ASSERT_FALSE(reason.empty());
        EXPECT_TRUE(std::ranges::all_of(reason, [](char c) { return c >= '0' && c <= '9'; }))
            << reason;
    }
    EXPECT_EQ(server.stop(), 0);
}

TEST(StopTest, ConnectionsWithoutHelloAreToldToo) {
    TestServer server;
    TestClient waiting = server.client("waiting");
    waiting.connect();
    server.request_stop();
    waiting.expect_close(4400);
    EXPECT_EQ(server.stop(), 0);
}

TEST(StopTest, WhatWasAcceptedIsFinished) {
    TestServer server;
    Two two(server);
    constexpr int kMessages = 400;
    std::vector<std::string> requests;
    for (int i = 0; i < kMessages; ++i) {
        requests.push_back(request_text("message.send", 1000 + i,
                                        {{"conversation", two.conversation},
                                         {"text", std::to_string(i)},
                                         {"idempotency_key", "k" + std::to_string(i)}}));
    }
    two.mei.send_in_background(requests);
    two.mei.reply(1000 + 50);
    server.request_stop();
    two.mei.expect_close(4400);
    EXPECT_EQ(server.stop(), 0);
    std::set<int> acknowledged{50};
    for (int i = 0; i < kMessages; ++i) {
        if (two.mei.has_reply(1000 + i)) acknowledged.insert(i);
    }

    server.start();
    two.mei.set_port(server.port());
    two.mei.come_online(two.mei_account.token);
    std::set<int> kept;
    for (const Json& event : two.mei.whole_log(two.conversation)) {
        if (event.at("kind") != "message") continue;
        EXPECT_TRUE(kept.insert(std::stoi(event.at("data").at("text").get<std::string>())).second);
    }
    EXPECT_TRUE(std::ranges::includes(kept, acknowledged));
    // Whatever has no answer is sent again, and then all is there once.
    for (int i = 0; i < kMessages; ++i) {
        two.mei.send_text(requests[static_cast<std::size_t>(i)]);
        const Json answer = two.mei.reply(1000 + i);
        ASSERT_EQ(answer.at("type"), "ok") << answer;
        EXPECT_EQ(answer.contains("duplicate"), kept.contains(i));
    }
    EXPECT_EQ(two.mei.item(two.conversation).at("head_seq"), kMessages);
}

TEST(StopTest, ASlowClientDoesNotHoldItUp) {
    TestServer server(
        [](Config& config) { config.gateway.drain_timeout = std::chrono::milliseconds{1000}; });
    Two two(server);
    TestClient slow = server.client("slow");
    ConnectOptions options;
    options.receive_buffer_bytes = 16 * 1024;
    slow.connect(options);
    slow.hello(two.tom_account.token);
    for (int i = 0; i < 800; ++i) {
        two.mei.say(two.conversation, std::string(16000, 'x'));
        two.mei.drain();
        two.tom.drain();
    }
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(server.stop(), 0);
    EXPECT_LT(std::chrono::steady_clock::now() - start, kPatience);
}

TEST(DataDirectoryTest, BelongsToOneServer) {
    TestServer server;
    const auto log =
        std::make_shared<spdlog::logger>("second", std::make_shared<spdlog::sinks::null_sink_mt>());
    auto second = Server::start(server.config(), log);
    const auto* refusal = std::get_if<StartRefusal>(&second);
    ASSERT_NE(refusal, nullptr);
    EXPECT_EQ(refusal->exit_code, 2);
    EXPECT_NE(refusal->reason.find(server.data_dir().string()), std::string::npos)
        << refusal->reason;
    EXPECT_EQ(server.http("GET", "/readyz").status, 200);
}

TEST(DataDirectoryTest, IsClosedToOthers) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "hi");
    const auto mode = [](const fs::path& path) { return fs::status(path).permissions(); };
    EXPECT_EQ(mode(server.data_dir()), fs::perms::owner_all);
    int files = 0;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(server.data_dir())) {
        ++files;
        const fs::perms expected = entry.is_directory()
                                       ? fs::perms::owner_all
                                       : fs::perms::owner_read | fs::perms::owner_write;
        EXPECT_EQ(entry.status().permissions(), expected) << entry.path();
    }
    EXPECT_GE(files, 2);
}

}  // namespace
}  // namespace parley::test
