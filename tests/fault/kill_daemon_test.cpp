// kill -9 while people write: whatever was acknowledged is there, once and in order, on every
// device, and nothing that anyone has seen is taken back.
//
// Several senders keep up to eight messages under way. The daemon is killed at moments that a seed
// decides and started again; the senders come back with their cursors and send again what has no
// answer yet, under the same keys. That is the whole client rule, so it has to be enough.

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <random>

#include "kill_process.hpp"
#include "support/test_server.hpp"

namespace parley::test {
namespace {

constexpr int kRounds = 20;
constexpr std::size_t kInFlight = 8;
constexpr unsigned kSeed = 20260727;

// What main thread and senders share.
class Stage {
  public:
    void up(std::uint16_t port) {
        const std::lock_guard lock(mutex_);
        port_ = port;
        ++generation_;
        changed_.notify_all();
    }
    void finish() {
        const std::lock_guard lock(mutex_);
        finishing_ = true;
        changed_.notify_all();
    }
    bool finishing() const {
        const std::lock_guard lock(mutex_);
        return finishing_;
    }
    bool is_last(int generation) const {
        const std::lock_guard lock(mutex_);
        return finishing_ && generation == generation_;
    }
    void fail() {
        const std::lock_guard lock(mutex_);
        failed_ = true;
        changed_.notify_all();
    }
    void acknowledged() {
        const std::lock_guard lock(mutex_);
        ++acknowledged_;
        changed_.notify_all();
    }
    // The port of a daemon that is newer than `seen`, which becomes its generation.
    std::uint16_t wait_for_daemon(int& seen) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return generation_ > seen || failed_; });
        if (failed_) throw std::runtime_error("another sender has failed");
        seen = generation_;
        return port_;
    }
    // Waits for so many more acknowledgements, and a moment longer.
    void wait_for_acknowledged(int more, std::chrono::microseconds moment) {
        std::unique_lock lock(mutex_);
        const int wanted = acknowledged_ + more;
        const bool reached =
            changed_.wait_for(lock, kPatience, [&] { return acknowledged_ >= wanted || failed_; });
        if (!reached) throw std::runtime_error("no acknowledgements came");
        changed_.wait_for(lock, moment, [&] { return failed_; });
    }

  private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::uint16_t port_ = 0;
    int generation_ = 0;
    int acknowledged_ = 0;
    bool finishing_ = false;
    bool failed_ = false;
};

struct Outgoing {
    std::string conversation;
    std::string text;
    std::string key;
    Json ok;  // null until it is acknowledged
};

// One user with one device and the messages that he sends.
class Sender {
  public:
    Sender(std::string name, Account account, std::vector<std::string> conversations)
        : client_(0, name),
          name_(std::move(name)),
          account_(std::move(account)),
          conversations_(std::move(conversations)) {}

    // Sends until the stage is finishing and everything is acknowledged.
    void run(Stage& stage) {
        int generation = 0;
        for (bool done = false; !done;) {
            client_.set_port(stage.wait_for_daemon(generation));
            try {
                come_back();
                done = send_until_finished(stage);
            } catch (const ConnectionEnded&) {
                // The daemon is gone: on to the next. But the last one is not killed.
                if (stage.is_last(generation)) throw;
            }
        }
    }

    TestClient& client() { return client_; }
    const Account& account() const { return account_; }
    const std::string& name() const { return name_; }
    const std::deque<Outgoing>& messages() const { return messages_; }

  private:
    void come_back() {
        const bool returning = !client_.model().cursor().empty();
        const Json answer = client_.come_online(account_.token);
        if (returning && !answer.at("resumed").get<bool>()) {
            throw TestFailure(name_ + ": the cursor is not known any more: " + answer.dump());
        }
    }

    bool send_until_finished(Stage& stage) {
        std::deque<std::pair<std::int64_t, std::size_t>> under_way;
        std::size_t next = first_unanswered_;
        for (;;) {
            const bool finishing = stage.finishing();
            while (under_way.size() < kInFlight && (next < messages_.size() || !finishing)) {
                if (next == messages_.size()) add_message();
                under_way.emplace_back(send(messages_[next]), next);
                ++next;
            }
            if (under_way.empty()) return true;
            const auto [id, index] = under_way.front();
            under_way.pop_front();
            take(client_.reply(id), messages_[index]);
            first_unanswered_ = index + 1;
            stage.acknowledged();
            client_.forget();
        }
    }

    void add_message() {
        const std::size_t number = messages_.size();
        messages_.push_back({conversations_[number % conversations_.size()],
                             name_ + ' ' + std::to_string(number),
                             name_ + '-' + std::to_string(number), nullptr});
    }

    std::int64_t send(const Outgoing& message) {
        return client_.send("message.send", {{"conversation", message.conversation},
                                             {"text", message.text},
                                             {"idempotency_key", message.key}});
    }

    void take(const Json& answer, Outgoing& message) {
        if (answer.at("type") != "ok") throw TestFailure(name_ + ": refused: " + answer.dump());
        message.ok = answer;
    }

    TestClient client_;
    std::string name_;
    Account account_;
    std::vector<std::string> conversations_;
    std::deque<Outgoing> messages_;
    std::size_t first_unanswered_ = 0;
};

class KillTest : public ::testing::Test {
  protected:
    KillTest()
        : daemon_(PARLEYD_PROGRAM, directory_.path() / "data",
                  {"accounts.registration=open", "limits.enabled=false", "log.level=warn"}) {
        daemon_.start();
        std::vector<Account> accounts;
        for (const char* login : {"ada", "ben", "cleo", "dan"}) {
            accounts.push_back(make_user(daemon_.port(), login));
        }
        TestClient ada{daemon_.port(), "setup"};
        ada.come_online(accounts[0].token);
        const std::string group =
            ada.create("The group", {accounts[1].user, accounts[2].user, accounts[3].user});
        const std::string direct = ada.open(accounts[1].user);
        group_ = group;
        for (std::size_t i = 0; i < accounts.size(); ++i) {
            std::vector<std::string> conversations{group};
            if (i < 2) conversations.push_back(direct);
            senders_.emplace_back(accounts[i].login, accounts[i], conversations);
            // Online once before the first message, so that its stream is complete.
            senders_.back().client().set_port(daemon_.port());
            senders_.back().client().come_online(accounts[i].token);
        }
        conversations_ = {group, direct};
    }

    void kill_round_after_round() {
        Stage stage;
        std::vector<std::future<void>> running;
        for (Sender& sender : senders_) {
            running.push_back(std::async(std::launch::async, [&] {
                try {
                    sender.run(stage);
                } catch (...) {
                    stage.fail();
                    throw;
                }
            }));
        }
        std::mt19937 random(kSeed);
        try {
            for (int round = 0; round < kRounds; ++round) {
                stage.up(daemon_.port());
                stage.wait_for_acknowledged(static_cast<int>(random() % 150),
                                            std::chrono::microseconds{random() % 20'000});
                daemon_.kill();
                daemon_.start();
            }
            stage.up(daemon_.port());
        } catch (...) {
            stage.fail();
            for (auto& sender : running)
                sender.wait();
            throw;
        }
        stage.finish();
        for (auto& sender : running)
            sender.get();
    }

    TemporaryDirectory directory_;
    DaemonProcess daemon_;
    std::deque<Sender> senders_;
    std::string group_;
    std::vector<std::string> conversations_;
};

// The messages of a log by their key; fails at a key that is there twice.
std::map<std::string, Json> messages_by_key(const Json& events) {
    std::map<std::string, Json> messages;
    for (const Json& event : events) {
        if (event.at("kind") != "message") continue;
        const auto key = event.at("data").at("idempotency_key").get<std::string>();
        EXPECT_TRUE(messages.emplace(key, event).second) << key << " is there twice";
    }
    return messages;
}

TEST_F(KillTest, NothingAcknowledgedIsLostAndNothingIsThereTwice) {
    SCOPED_TRACE("seed " + std::to_string(kSeed));
    kill_round_after_round();
    std::size_t sent = 0;
    for (const std::string& conversation : conversations_) {
        const Json events = senders_[0].client().whole_log(conversation);
        const std::map<std::string, Json> messages = messages_by_key(events);
        for (const Sender& sender : senders_) {
            std::int64_t rev_before = 0;
            for (const Outgoing& message : sender.messages()) {
                if (message.conversation != conversation) continue;
                ++sent;
                ASSERT_TRUE(messages.contains(message.key)) << message.key << " is lost";
                const Json& event = messages.at(message.key);
                EXPECT_EQ(event.at("data").at("text"), message.text);
                for (const char* member : {"rev", "seq", "time"}) {
                    EXPECT_EQ(event.at(member), message.ok.at(member)) << message.key;
                }
                // What one sender sent on one connection after the other stays in his order.
                EXPECT_GT(event.at("rev").get<std::int64_t>(), rev_before) << message.key;
                rev_before = event.at("rev").get<std::int64_t>();
            }
        }
        // Every device was streamed exactly this log, over all its connections.
        for (Sender& sender : senders_) {
            if (!sender.client().model().holds(conversation)) continue;
            sender.client().await_rev(conversation, events.back().at("rev").get<std::int64_t>());
            const auto& streamed = sender.client().model().log(conversation).events;
            for (Json event : events) {
                event.erase("cursor");
                const auto rev = event.at("rev").get<std::int64_t>();
                if (!streamed.contains(rev)) {
                    // Only what lies before this device's first connection.
                    EXPECT_LT(rev, streamed.begin()->first) << sender.name();
                    continue;
                }
                EXPECT_EQ(streamed.at(rev), event) << sender.name();
            }
        }
    }
    EXPECT_GT(sent, 500U);
    EXPECT_EQ(daemon_.terminate(), 0);
    EXPECT_EQ(run_program({PARLEYCTL_PROGRAM, "--data-dir", daemon_.data_dir().string(), "verify"}),
              0);
}

}  // namespace
}  // namespace parley::test
