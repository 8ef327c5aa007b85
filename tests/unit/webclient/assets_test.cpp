#include "parley/webclient/assets.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace parley {
namespace {

TEST(WebAssetsTest, TheClientIsThereAndFoundByItsPath) {
    const WebAsset* page = find_web_asset("/index.html");
    ASSERT_NE(page, nullptr);
    EXPECT_EQ(page->content_type, "text/html; charset=utf-8");
    EXPECT_TRUE(page->bytes.starts_with("<!doctype html>")) << page->bytes.substr(0, 40);
    EXPECT_FALSE(page->immutable);
    EXPECT_EQ(find_web_asset("/no-such-file"), nullptr);
    EXPECT_EQ(find_web_asset(""), nullptr);
}

TEST(WebAssetsTest, EveryFileIsFoundAndHasWhatItsAnswerNeeds) {
    const auto assets = web_assets();
    EXPECT_TRUE(std::is_sorted(
        assets.begin(), assets.end(),
        [](const WebAsset& one, const WebAsset& other) { return one.path < other.path; }));
    for (const WebAsset& asset : assets) {
        SCOPED_TRACE(std::string(asset.path));
        EXPECT_EQ(find_web_asset(asset.path), &asset);
        EXPECT_FALSE(asset.bytes.empty());
        EXPECT_FALSE(asset.etag.empty());
        EXPECT_FALSE(asset.content_type.empty());
        EXPECT_LT(asset.gzip.size(), asset.bytes.size());
        EXPECT_LT(asset.brotli.size(), asset.bytes.size());
    }
}

// The daemon's Content-Security-Policy allows neither.
TEST(WebAssetsTest, ThePageHasNoInlineScriptAndNoForeignAddress) {
    const std::string page(find_web_asset("/index.html")->bytes);
    for (std::size_t at = page.find("<script"); at != std::string::npos;
         at = page.find("<script", at + 1)) {
        const std::string tag = page.substr(at, page.find('>', at) - at);
        EXPECT_NE(tag.find("src="), std::string::npos) << tag;
    }
    EXPECT_EQ(page.find("style=\""), std::string::npos);
    EXPECT_EQ(page.find("src=\"http"), std::string::npos);
    EXPECT_EQ(page.find("href=\"http"), std::string::npos);
}

}  // namespace
}  // namespace parley
