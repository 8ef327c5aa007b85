#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "config_support.hpp"

namespace parley {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A directory of its own, gone after the test.
class ConfigFileTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "parley-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        directory_ = name;
    }
    void TearDown() override { std::filesystem::remove_all(directory_); }

    std::filesystem::path write(std::string_view text) const {
        const auto path = directory_ / "parley.toml";
        std::ofstream{path, std::ios::binary} << text;
        return path;
    }

    // The one problem that loading a file has, without the file's name.
    std::string problem_of(const std::filesystem::path& path) const {
        const LoadedConfig loaded = load_config(path, {});
        EXPECT_FALSE(loaded.config);
        if (loaded.problems.size() != 1) return "";
        EXPECT_EQ(loaded.problems[0].line, 0U);
        EXPECT_EQ(loaded.problems[0].source, path.string());
        return loaded.problems[0].message;
    }

    std::filesystem::path directory_;
};

TEST_F(ConfigFileTest, WithoutAFileTheDefaultsStand) {
    EXPECT_EQ(load_config(std::nullopt, {}).config, Config{});
}

TEST_F(ConfigFileTest, AnEmptyFileIsTheDefaults) {
    EXPECT_EQ(load_config(write(""), {}).config, Config{});
}

TEST_F(ConfigFileTest, AFileIsRead) {
    const LoadedConfig loaded = load_config(write("[gateway]\nloops = 3\n"), {});
    ASSERT_TRUE(loaded.config);
    EXPECT_EQ(loaded.config->gateway.loops, 3U);
}

TEST_F(ConfigFileTest, AMissingFileIsNamed) {
    EXPECT_EQ(problem_of(directory_ / "none.toml"), "cannot be read: No such file or directory");
}

TEST_F(ConfigFileTest, ADirectoryIsNoFile) {
    EXPECT_EQ(problem_of(directory_), "cannot be read: Is a directory");
}

TEST_F(ConfigFileTest, AFileThatMayNotBeReadIsNamed) {
    const auto path = write("");
    ASSERT_EQ(chmod(path.c_str(), 0), 0);
    // Root may read everything: be nobody meanwhile.
    const bool is_root = geteuid() == 0;
    if (is_root) {
        ASSERT_EQ(chmod(directory_.c_str(), 0755), 0);
        ASSERT_EQ(seteuid(65534), 0);
    }
    const std::string problem = problem_of(path);
    if (is_root) {
        ASSERT_EQ(seteuid(0), 0);
    }
    EXPECT_EQ(problem, "cannot be read: Permission denied");
}

TEST_F(ConfigFileTest, AHugeFileIsRefusedUnparsed) {
    EXPECT_THAT(problem_of(write(std::string(300 * 1024, '#'))), HasSubstr("larger than 262144"));
}

TEST_F(ConfigFileTest, AnEmptyNameIsShownAsSuch) {
    const LoadedConfig loaded = load_config("", {});
    ASSERT_EQ(loaded.problems.size(), 1U);
    EXPECT_EQ(to_string(loaded.problems[0]), "\"\": cannot be read: No such file or directory");
}

// What stands in a file that cannot be read may be what makes an override right.
TEST_F(ConfigFileTest, WithoutItsFileAnOverrideIsCheckedOnItsOwnOnly) {
    const LoadedConfig loaded =
        load_config(directory_ / "none.toml", {"heartbeat.interval=90s", "log.level=loud"});
    ASSERT_EQ(loaded.problems.size(), 2U);
    EXPECT_THAT(loaded.problems[0].message, HasSubstr("No such file"));
    EXPECT_THAT(loaded.problems[1].message, HasSubstr("\"loud\" is not one of"));
}

TEST(LoadConfigTest, EveryKindOfValueReachesItsField) {
    const Config config = config_of(R"(
data_dir = "/var/lib/parley"
[gateway]
listen = "[::1]:0"
loops = 4
public_url = "https://chat.example.org"
allowed_origins = ["https://app.example.org", "capacitor://localhost"]
hello_timeout = "1500ms"
drain_timeout = "1m"
[accounts]
registration = "open"
directory = "shared"
password_threads = 2
password_queue = 8
[store]
sync = "normal"
read_threads = 5
cache_bytes = "1GiB"
[heartbeat]
interval = "1m"
timeout = "1h"
[presence]
offline_grace = "0s"
[log]
level = "off"
format = "json"
)");
    EXPECT_EQ(config.data_dir, "/var/lib/parley");
    EXPECT_EQ(config.gateway.listen, (GatewayConfig::Endpoint{"::1", 0}));
    EXPECT_EQ(config.gateway.loops, 4U);
    EXPECT_EQ(config.gateway.public_url, "https://chat.example.org");
    EXPECT_THAT(config.gateway.allowed_origins,
                ElementsAre("https://app.example.org", "capacitor://localhost"));
    EXPECT_EQ(config.gateway.hello_timeout, 1500ms);
    EXPECT_EQ(config.gateway.drain_timeout, 60s);
    EXPECT_EQ(config.accounts.registration, AccountsConfig::Registration::open);
    EXPECT_EQ(config.accounts.directory, AccountsConfig::Directory::shared);
    EXPECT_EQ(config.accounts.password_threads, 2U);
    EXPECT_EQ(config.accounts.password_queue, 8U);
    EXPECT_EQ(config.store.sync, StoreConfig::Sync::normal);
    EXPECT_EQ(config.store.read_threads, 5U);
    EXPECT_EQ(config.store.cache_bytes, std::size_t{1} << 30U);
    EXPECT_EQ(config.heartbeat.interval, 1min);
    EXPECT_EQ(config.heartbeat.timeout, 1h);
    EXPECT_EQ(config.presence.offline_grace, 0s);
    EXPECT_EQ(config.log.level, LogConfig::Level::off);
    EXPECT_EQ(config.log.format, LogConfig::Format::json);
}

// Each limit gets a value of its own, so that two swapped fields are seen.
TEST(LoadConfigTest, EveryLimitReachesItsField) {
    const LimitsConfig limits = config_of(R"(
[limits]
enabled = false
frame_bytes = 100_000
text_bytes = "2KiB"
in_flight = 3
members = 4
page = 5
small_group = 6
watch = 7
connections = 0
outbox_bytes = "1MiB"
writer_queue = 100
connections_per_user = 10
unauthenticated = 11
unauthenticated_per_address = 12
sign_ins_per_account_per_minute = 13
sign_ins_per_address_per_minute = 14
sign_ups_per_address_per_hour = 15
)")
                                    .limits;
    LimitsConfig expected;
    expected.enabled = false;
    expected.frame_bytes = 100'000;
    expected.text_bytes = 2048;
    expected.in_flight = 3;
    expected.members = 4;
    expected.page = 5;
    expected.small_group = 6;
    expected.watch = 7;
    expected.connections = 0;
    expected.outbox_bytes = 1 << 20U;
    expected.writer_queue = 100;
    expected.connections_per_user = 10;
    expected.unauthenticated = 11;
    expected.unauthenticated_per_address = 12;
    expected.sign_ins_per_account_per_minute = 13;
    expected.sign_ins_per_address_per_minute = 14;
    expected.sign_ups_per_address_per_hour = 15;
    EXPECT_EQ(limits, expected);
}

TEST(LoadConfigTest, AByteOrderMarkAndWindowsLineEndsAreAccepted) {
    EXPECT_EQ(config_of("\xEF\xBB\xBF[gateway]\r\nloops = 3\r\n").gateway.loops, 3U);
}

TEST(LoadConfigTest, DottedKeysAndInlineTablesAreTheSameKeys) {
    EXPECT_EQ(config_of("gateway.loops = 3").gateway.loops, 3U);
    EXPECT_EQ(config_of("gateway = { loops = 3 }").gateway.loops, 3U);
}

TEST(LoadConfigTest, AnEmptyTableChangesNothing) {
    EXPECT_EQ(config_of("[gateway]\n[limits]\n"), Config{});
}

}  // namespace
}  // namespace parley
