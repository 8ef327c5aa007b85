// What is wrong is told with its place, its key and what would be right; and all of it at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config_support.hpp"

namespace parley {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

struct BadText {
    std::string text;
    std::string problem;  // the one line that is shown
};

void expect_problems(const std::vector<BadText>& bad_texts) {
    for (const BadText& bad : bad_texts) {
        EXPECT_THAT(problems_of(bad.text), ElementsAre(bad.problem)) << bad.text;
        EXPECT_FALSE(parse_config(bad.text, "p.toml", {}).config) << bad.text;
    }
}

TEST(BadConfigTest, AnUnknownNameIsToldWithTheNearestOne) {
    expect_problems(
        {{"[gateway]\nlisen = \"127.0.0.1:7400\"",
          "p.toml:2:1: unknown key gateway.lisen; did you mean gateway.listen?"},
         {"[limits]\n  Frame-Bytes = 1",
          "p.toml:2:3: unknown key limits.Frame-Bytes; did you mean limits.frame_bytes?"},
         {"listen = \"127.0.0.1:7400\"",
          "p.toml:1:1: unknown key listen; did you mean gateway.listen?"},
         {"[gateway]\nlevel = \"info\"",
          "p.toml:2:1: unknown key gateway.level; did you mean log.level?"},
         {"\"gateway.loops\" = 1",
          "p.toml:1:1: unknown key \"gateway.loops\"; did you mean gateway.loops?"},
         {"[store]\nengine = \"postgresql\"",
          "p.toml:2:1: unknown key store.engine; in store there are sync, read_threads, "
          "cache_bytes"},
         {"colour = 1",
          "p.toml:1:1: unknown key colour; there are data_dir, gateway, accounts, store, "
          "limits, heartbeat, presence, log"},
         {"[gatewai]\nlisten = 1\nloops = 0",
          "p.toml:1:2: unknown table gatewai; did you mean gateway?"},
         {"[gateway.tls]\nkey = 1",
          "p.toml:1:10: unknown table gateway.tls; in gateway there are listen, loops, "
          "public_url, allowed_origins, trusted_proxies, hello_timeout, drain_timeout"}});
}

TEST(BadConfigTest, AWrongTypeIsToldWithTheRightOne) {
    expect_problems(
        {{"[gateway]\nloops = \"2\"",
          "p.toml:2:9: gateway.loops: \"2\" is not a whole number; allowed is 1 to 256"},
         {"[gateway]\nloops = 2.0",
          "p.toml:2:9: gateway.loops: 2.0 is not a whole number; allowed is 1 to 256"},
         {"[gateway]\nlisten = 7400",
          "p.toml:2:10: gateway.listen: 7400 is not a string in quotes; allowed is IP "
          "address and port, in brackets if IPv6; port 0 is any free one"},
         {"[limits]\nenabled = \"true\"",
          "p.toml:2:11: limits.enabled: \"true\" is neither true nor false (without quotes)"},
         {"[log]\nlevel = true",
          "p.toml:2:9: log.level: true is not one of \"trace\", \"debug\", \"info\", "
          "\"warn\", \"error\", \"off\""},
         {"[log.level]\nx = 1",
          "p.toml:1:1: log.level: a table is not one of \"trace\", \"debug\", \"info\", "
          "\"warn\", \"error\", \"off\""},
         {"[gateway]\nhello_timeout = 10",
          "p.toml:2:17: gateway.hello_timeout: 10 is not a duration; write a whole number "
          "and ms, s, m or h, like \"10s\""},
         {"[gateway]\nallowed_origins = \"https://a.example\"",
          "p.toml:2:19: gateway.allowed_origins: \"https://a.example\" is not a list; write "
          "one in brackets, like [\"https://chat.example.org\"], or [] for none"},
         {"data_dir = 2020-01-01",
          "p.toml:1:12: data_dir: a date or time is not a string in quotes; allowed is a "
          "path"},
         {"gateway = 3",
          "p.toml:1:1: gateway is a table; write [gateway] once, and its keys below"},
         {"[[gateway]]\nloops = 1",
          "p.toml:1:3: gateway is a table; write [gateway] once, and its keys below"}});
}

TEST(BadConfigTest, AValueOutOfRangeIsToldWithTheRange) {
    expect_problems(
        {{"[gateway]\nhello_timeout = \"0s\"",
          "p.toml:2:17: gateway.hello_timeout: 0s is below 1s; allowed is 1s to 10m"},
         {"[gateway]\nhello_timeout = \"10\"",
          "p.toml:2:17: gateway.hello_timeout: \"10\" is not a duration; write a whole "
          "number and ms, s, m or h, like \"10s\""},
         {"[gateway]\nhello_timeout = \"2h\"",
          "p.toml:2:17: gateway.hello_timeout: 2h is above 10m; allowed is 1s to 10m"},
         {"[gateway]\nloops = 0", "p.toml:2:9: gateway.loops: 0 is below 1; allowed is 1 to 256"},
         {"[gateway]\nloops = -9223372036854775808",
          "p.toml:2:9: gateway.loops: -9223372036854775808 is below 1; allowed is 1 to 256"},
         {"[gateway]\nlisten = \"127.0.0.1:70000\"",
          "p.toml:2:10: gateway.listen: \"70000\" is not a port from 0 (any free one) to "
          "65535; write an IP address and a port, like \"127.0.0.1:7400\" or \"[::1]:7400\""},
         {"[gateway]\npublic_url = \"https://chat.example.org/parley\"",
          "p.toml:2:14: gateway.public_url: \"https://chat.example.org/parley\" has a path "
          "or slash behind the host; write scheme and host, and the port if it is not the "
          "usual one, like \"https://chat.example.org\""},
         {"[limits]\nframe_bytes = 4095",
          "p.toml:2:15: limits.frame_bytes: 4095 is below 4KiB; allowed is 4KiB to 16MiB"},
         {"[limits]\nframe_bytes = -1",
          "p.toml:2:15: limits.frame_bytes: -1 is below 4KiB; allowed is 4KiB to 16MiB"},
         {"[limits]\nframe_bytes = \"64KB\"",
          "p.toml:2:15: limits.frame_bytes: \"64KB\" is not a size; write bytes or KiB, MiB, "
          "GiB, like 65536 or \"64KiB\""},
         {"[limits]\npage = 0", "p.toml:2:8: limits.page: 0 is below 1; allowed is 1 to 1000"},
         {"[store]\nsync = \"off\"",
          "p.toml:2:8: store.sync: \"off\" is not one of \"full\", \"normal\""},
         {"data_dir = \"\"",
          "p.toml:1:12: data_dir: \"\" is no directory; write its path, like "
          "\"parley-data\""},
         {"data_dir = \"~/parley\"",
          "p.toml:1:12: data_dir: \"~/parley\" begins with ~, which only a shell replaces; "
          "write the whole path"},
         {"data_dir = \"a\\u0000b\"", "p.toml:1:12: data_dir: a path cannot hold a zero byte"}});
}

TEST(BadConfigTest, SettingsThatContradictEachOtherAreBothNamed) {
    expect_problems(
        {{"[heartbeat]\ninterval = \"60s\"",
          "p.toml:2:12: heartbeat.timeout (60s) must be above heartbeat.interval (60s)"},
         {"[heartbeat]\ninterval = \"30s\"\ntimeout = \"20s\"",
          "p.toml:3:11: heartbeat.timeout (20s) must be above heartbeat.interval (30s)"},
         {"[limits]\ntext_bytes = \"64KiB\"",
          "p.toml:2:14: limits.text_bytes (64KiB) must be below limits.frame_bytes (64KiB)"},
         {"[limits]\nframe_bytes = \"512KiB\"",
          "p.toml:2:15: limits.outbox_bytes (256KiB) must be at least limits.frame_bytes "
          "(512KiB)"}});
}

TEST(BadConfigTest, ASyntaxErrorIsToldWithItsPlace) {
    expect_problems(
        {{"[log]\n\nlevel = debug",
          "p.toml:3:9: not valid TOML, in value: could not determine value type; text, "
          "durations and sizes with a unit stand in quotes"},
         {"[gateway]\nloops = 1\nloops = 2",
          "p.toml:3:9: not valid TOML, in key-value pair: cannot redefine existing integer "
          "'loops'; each key and each table stands once"},
         {"[gateway]\n[log]\n[gateway]",
          "p.toml:3:1: not valid TOML, in table header: cannot redefine existing table "
          "'gateway'; each key and each table stands once"},
         {"data_dir = \"x", "p.toml:1:14: not valid TOML, in string: encountered end-of-file"},
         {"\n\nlog.level = \"\xFF\"",
          "p.toml:3:13: not valid TOML: Encountered invalid "
          "utf-8 sequence"}});
}

TEST(BadConfigTest, AllProblemsAreToldInTheirOrder) {
    EXPECT_THAT(
        problems_of("[store]\nsync = 1\n[gateway]\nloops = 0\nlisen = 1\n[aaa]\n",
                    {"log.level=loud", "x"}),
        ElementsAre(HasSubstr("p.toml:2:8: store.sync: "), HasSubstr("p.toml:4:9: gateway.loops: "),
                    HasSubstr("p.toml:5:1: unknown key gateway.lisen"),
                    HasSubstr("p.toml:6:2: unknown table aaa"), HasSubstr("--set log.level=loud: "),
                    HasSubstr("--set x: ")));
}

TEST(BadConfigTest, EachBadOriginIsToldAtItsPlace) {
    EXPECT_THAT(
        problems_of("[gateway]\nallowed_origins = [\n  \"https://a.example\",\n  \"*\",\n"
                    "  5,\n]\n"),
        ElementsAre(HasSubstr("p.toml:4:3: gateway.allowed_origins: \"*\" is not an origin"),
                    HasSubstr("p.toml:5:3: gateway.allowed_origins: 5 is not an origin")));
}

TEST(BadConfigTest, TooManyOriginsAreRefused) {
    std::string text = "gateway.allowed_origins = [";
    for (int i = 0; i < 101; ++i)
        text += "\"https://a.example\",";
    EXPECT_THAT(problems_of(text + "]"), ElementsAre(HasSubstr("101 origins are above 100")));
}

// A bad value says nothing about what it should have been to another.
TEST(BadConfigTest, ABadValueIsNotHeldAgainstTheOthersToo) {
    EXPECT_THAT(problems_of("[heartbeat]\ninterval = \"90s\"\ntimeout = 120"), SizeIs(1));
}

TEST(BadConfigTest, WhatIsShownIsOneShortLine) {
    const std::string escape = "\\u001B[2J\\n" + std::string(5000, 'x');
    const auto problems = problems_of("[log]\nlevel = \"" + escape + "\"\n\"" + escape + "\" = 1");
    ASSERT_THAT(problems, SizeIs(2));
    for (const std::string& problem : problems) {
        EXPECT_LT(problem.size(), 400U);
        EXPECT_EQ(problem.find_first_of("\x1B\n"), std::string::npos) << problem;
    }
}

// Each once stopped the process inside the TOML library.
TEST(BadConfigTest, WhatTheTomlLibraryDoesNotSurviveIsRefused) {
    expect_problems(
        {{"[ = x]",
          "p.toml:1:3: not valid TOML, in key: expected bare key starting character or "
          "string delimiter, saw '='"},
         {"a = 1979-05-27T[:0",
          "p.toml:1:16: not valid TOML, in time: expected 2-digit hour, saw '['; text, "
          "durations and sizes with a unit stand in quotes"},
         {"# \u00e9\n[log]\nl\u00e4v\u020bl = 1",
          "p.toml:3:2: not valid TOML: a character beyond ASCII outside of quotes"},
         {"\xEF\xBB\xBF'\u00e9' = \u201cinfo\u201d",
          "p.toml:1:7: not valid TOML: a character beyond ASCII outside of quotes"},
         {"data_dir = \"\"\"\\\n\u020b\"\"\"",
          "p.toml:1:12: not valid TOML: strings over several lines are not taken here"}});
}

TEST(BadConfigTest, InStringsAndCommentsAllOfUnicodeIsTaken) {
    EXPECT_EQ(
        config_of("# d\u00e9p\u00f4t\ndata_dir = \"\\\"\u6570\u636e#'\" # \u2028 it's \u00a0\n")
            .data_dir,
        "\"\u6570\u636e#'");
    EXPECT_EQ(config_of("data_dir = '\u6570\u636e\\' # \u00e9").data_dir, "\u6570\u636e\\");
    EXPECT_EQ(config_of("data_dir = '\u6570\"' # \u00e9").data_dir, "\u6570\"");
}

// They would be tables within tables, which costs stack to destroy.
TEST(BadConfigTest, DeepNestingIsRefused) {
    std::string dotted = "a";
    for (int i = 0; i < 100'000; ++i)
        dotted += ".a";
    EXPECT_THAT(problems_of("\n" + dotted + " = 1"),
                ElementsAre(HasSubstr("p.toml:2:2003: not valid TOML: more than 1000 dots")));
    EXPECT_THAT(problems_of("a = " + std::string(100'000, '[')),
                ElementsAre(HasSubstr("exceeded maximum nested value depth")));
}

}  // namespace
}  // namespace parley
