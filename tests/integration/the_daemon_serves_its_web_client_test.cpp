// The web client comes from the daemon itself: cached as its names allow, compressed as the browser
// takes it, under a policy that lets nothing else in. A build without the client serves one page by
// the same rules.

#include <gtest/gtest.h>

#include "people.hpp"

namespace parley::test {
namespace {

HttpAnswer get(const TestServer& server, const std::string& path, const HttpHeaders& headers = {}) {
    return server.http("GET", path, std::nullopt, headers);
}

TEST(WebClientTest, ThePageIsServedUnderAStrictPolicy) {
    TestServer server;
    const HttpAnswer page = get(server, "/");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.header("content-type"), "text/html; charset=utf-8");
    const std::string policy = page.header("content-security-policy");
    for (const char* part : {"default-src 'none'", "script-src 'self';", "frame-ancestors 'none'",
                             "require-trusted-types-for 'script'"}) {
        EXPECT_NE(policy.find(part), std::string::npos) << part;
    }
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
    EXPECT_EQ(page.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(page.header("set-cookie"), "");
}

TEST(WebClientTest, ThePageIsAskedForAgainAndNotSentAgain) {
    TestServer server;
    const HttpAnswer page = get(server, "/");
    EXPECT_EQ(page.header("cache-control"), "no-cache");
    const std::string tag = page.header("etag");
    ASSERT_FALSE(tag.empty());
    const HttpAnswer same = get(server, "/", {{"If-None-Match", "\"other\", W/" + tag}});
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.body, "");
    EXPECT_EQ(get(server, "/", {{"If-None-Match", "\"other\""}}).status, 200);
}

TEST(WebClientTest, EveryPathOfThePageIsThePage) {
    TestServer server;
    const HttpHeaders browser = {{"Accept", "text/html,application/xhtml+xml"}};
    const std::string page = get(server, "/").body;
    EXPECT_EQ(get(server, "/c/some-conversation", browser).body, page);
    EXPECT_EQ(get(server, "/index.html").body, page);
    // What is no page and no file is not there, and nothing under /v1/ is a page.
    EXPECT_EQ(get(server, "/assets/gone-12345.js").status, 404);
    EXPECT_EQ(get(server, "/v1/nothing", browser).error(), "not_found");
}

TEST(WebClientTest, ACompressedFormHasItsOwnTag) {
    TestServer server;
    const HttpAnswer plain = get(server, "/");
    const HttpAnswer packed = get(server, "/", {{"Accept-Encoding", "br;q=0, gzip;q=0.5"}});
    EXPECT_NE(packed.header("content-encoding"), "br");
    if (packed.header("content-encoding") == "gzip") {
        EXPECT_NE(packed.header("etag"), plain.header("etag"));
        EXPECT_LT(packed.body.size(), plain.body.size());
    } else {
        EXPECT_EQ(packed.body, plain.body);
    }
    EXPECT_NE(packed.header("vary").find("Accept-Encoding"), std::string::npos);
}

}  // namespace
}  // namespace parley::test
