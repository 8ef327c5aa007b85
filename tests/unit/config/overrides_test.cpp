#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config_support.hpp"

namespace parley {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

TEST(OverridesTest, AnOverrideHoldsOverTheFileAndTheLastOneOverAll) {
    EXPECT_EQ(config_of("gateway.loops = 2", {"gateway.loops=3", "gateway.loops=4"}).gateway.loops,
              4U);
}

TEST(OverridesTest, TextNeedsNoQuotes) {
    const Config config =
        config_of("", {"log.level=debug", "gateway.listen=[::1]:0", "heartbeat.timeout=2m",
                       "gateway.public_url=https://chat.example.org", "limits.page=7",
                       "limits.frame_bytes=128KiB", "store.cache_bytes=2097152",
                       "limits.enabled=false", "data_dir=/srv/parley data"});
    EXPECT_EQ(config.log.level, LogConfig::Level::debug);
    EXPECT_EQ(config.gateway.listen, (GatewayConfig::Endpoint{"::1", 0}));
    EXPECT_EQ(config.heartbeat.timeout, 2min);
    EXPECT_EQ(config.gateway.public_url, "https://chat.example.org");
    EXPECT_EQ(config.limits.page, 7U);
    EXPECT_EQ(config.limits.frame_bytes, 128U * 1024U);
    EXPECT_EQ(config.store.cache_bytes, 2U * 1024U * 1024U);
    EXPECT_FALSE(config.limits.enabled);
    EXPECT_EQ(config.data_dir, "/srv/parley data");
}

TEST(OverridesTest, TomlValuesAreTaken) {
    const Config config = config_of("", {"log.level = \"debug\"", "data_dir='a b'",
                                         "gateway.allowed_origins=[\"https://a.example\"]"});
    EXPECT_EQ(config.log.level, LogConfig::Level::debug);
    EXPECT_EQ(config.data_dir, "a b");
    EXPECT_THAT(config.gateway.allowed_origins, ElementsAre("https://a.example"));
}

// They would be a number, a boolean, a date, two lines, a comment, if they were TOML.
TEST(OverridesTest, ATextIsTakenAsItIsWhateverItLooksLike) {
    for (const std::string text : {"7", "true", "2020-01-01", "a\nb = 1", "1\nb = 1", "1 # one"}) {
        EXPECT_EQ(config_of("", {"data_dir=" + text}).data_dir, text);
    }
}

TEST(OverridesTest, AnEmptyValueIsAnEmptyText) {
    EXPECT_EQ(config_of("gateway.public_url = \"https://a.example\"", {"gateway.public_url="})
                  .gateway.public_url,
              "");
    EXPECT_THAT(
        problems_of("", {"limits.page="}),
        ElementsAre("--set limits.page=: \"\" is not a whole number; allowed is 1 to 1000"));
}

TEST(OverridesTest, BadOnesAreToldByWhatWasGiven) {
    EXPECT_THAT(
        problems_of("", {"gateway.hello_timeout=0s", "gateway.lisen=x", "gateway=1", "--verbose",
                         "=1", "gateway.loops=2\nx=1"}),
        ElementsAre(
            "--set gateway.hello_timeout=0s: 0s is below 1s; allowed is 1s to 10m",
            "--set gateway.lisen=x: unknown key gateway.lisen; did you mean gateway.listen?",
            "--set gateway=1: gateway is a table; one key of it is set at a time, like "
            "gateway.listen=…",
            "--set --verbose: is not key=value; write it like --set log.level=debug",
            HasSubstr("--set =1: unknown key ; there are data_dir"),
            HasSubstr("--set gateway.loops=2\\u000Ax=1: \"2\\u000Ax=1\" is not a whole")));
}

TEST(OverridesTest, WhatBeginsLikeTomlMustBeToml) {
    EXPECT_THAT(
        problems_of("", {"gateway.allowed_origins=[https://a.example]", "data_dir=\"a"}),
        ElementsAre(HasSubstr("--set gateway.allowed_origins=[https://a.example]: not valid "
                              "TOML, in value"),
                    HasSubstr("--set data_dir=\"a: not valid TOML, in string")));
}

TEST(OverridesTest, TheFileIsCheckedEvenWhereItIsOverridden) {
    EXPECT_THAT(problems_of("gateway.loops = 0", {"gateway.loops=2"}),
                ElementsAre(HasSubstr("p.toml:1:17: gateway.loops: 0 is below 1")));
}

TEST(OverridesTest, AnOverrideThatContradictsTheFileIsToBlame) {
    EXPECT_THAT(problems_of("heartbeat.timeout = \"30s\"", {"heartbeat.interval=40s"}),
                ElementsAre("--set heartbeat.interval=40s: heartbeat.timeout (30s) must be above "
                            "heartbeat.interval (40s)"));
    EXPECT_THAT(problems_of("heartbeat.interval = \"40s\"", {"heartbeat.timeout=30s"}),
                ElementsAre(HasSubstr("--set heartbeat.timeout=30s: ")));
}

TEST(OverridesTest, AnOverrideMendsAContradiction) {
    EXPECT_THAT(problems_of("heartbeat.interval = \"90s\"", {"heartbeat.timeout=2m"}), IsEmpty());
}

// The line with the error may be the one that agrees with the override.
TEST(OverridesTest, ABrokenFileIsNotHeldAgainstAnOverride) {
    EXPECT_THAT(problems_of("heartbeat.timeout = 120s", {"heartbeat.interval=90s"}),
                ElementsAre(HasSubstr("p.toml:1:24: not valid TOML")));
}

}  // namespace
}  // namespace parley
