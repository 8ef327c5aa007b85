// A disk that fails under a commit: whether the commit holds is then known to nobody, so the daemon
// says exactly that, writes nothing more, and ends with 74. After a restart the same request under
// the same key comes to one message, whatever the disk had kept.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "kill_process.hpp"
#include "support/test_server.hpp"

namespace parley::test {
namespace {

constexpr int kExitStorageFailed = 74;

class FailingDiskTest : public ::testing::Test {
  protected:
    FailingDiskTest()
        : trigger_(directory_.path() / "the-disk-fails"),
          daemon_(PARLEYD_PROGRAM, directory_.path() / "data",
                  {"accounts.registration=open", "limits.enabled=false", "log.level=off"}) {}

    void start_on_a_disk_that_can_fail() {
        setenv("LD_PRELOAD", FAILING_SYNC_LIBRARY, 1);
        setenv("PARLEY_TEST_FAILING_SYNC", trigger_.c_str(), 1);
        daemon_.start();
        unsetenv("LD_PRELOAD");
        unsetenv("PARLEY_TEST_FAILING_SYNC");
    }
    void fail_the_disk() { std::ofstream(trigger_) << "now"; }

    TemporaryDirectory directory_;
    std::filesystem::path trigger_;
    DaemonProcess daemon_;
};

TEST_F(FailingDiskTest, AnUnknownOutcomeIsToldAndTheDaemonEnds) {
    start_on_a_disk_that_can_fail();
    const Account ada = make_user(daemon_.port(), "ada");
    const Account ben = make_user(daemon_.port(), "ben");
    TestClient sender{daemon_.port(), "ada"};
    TestClient reader{daemon_.port(), "ben"};
    sender.come_online(ada.token);
    const std::string direct = sender.open(ben.user);
    reader.come_online(ben.token);
    sender.say(direct, "kept");
    reader.expect_message(direct, "kept");

    fail_the_disk();
    const Json message = {
        {"conversation", direct}, {"text", "kept or not"}, {"idempotency_key", "the-key"}};
    sender.refused("message.send", message, "outcome_unknown");
    EXPECT_EQ(daemon_.wait(), kExitStorageFailed);
    // Nobody saw what may be taken back.
    reader.await_end();
    EXPECT_EQ(reader.waiting(), 0U);

    daemon_.start();
    sender.set_port(daemon_.port());
    sender.come_online(ada.token);
    sender.request("message.send", message);
    const Json messages = sender.history(direct).at("messages");
    ASSERT_EQ(messages.size(), 2U) << messages;
    EXPECT_EQ(messages[0].at("text"), "kept");
    EXPECT_EQ(messages[1].at("text"), "kept or not");
    EXPECT_EQ(daemon_.terminate(), 0);
    EXPECT_EQ(run_program({PARLEYCTL_PROGRAM, "--data-dir", daemon_.data_dir().string(), "verify"}),
              0);
}

}  // namespace
}  // namespace parley::test
