#include "origin.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

struct Case {
    OriginRules rules;
    std::optional<std::string_view> origin;
    std::string_view host;
    OriginVerdict verdict;
};

TEST(OriginTest, OnlyTheOwnAndTheConfiguredMayAsk) {
    const OriginRules by_host;
    const OriginRules by_url{"https://chat.example", {"https://app.example"}};
    const Case cases[] = {
        {by_host, std::nullopt, "a.example", OriginVerdict::absent},
        {by_host, "http://127.0.0.1:7400", "127.0.0.1:7400", OriginVerdict::own},
        {by_host, "https://a.example", "a.example", OriginVerdict::own},
        {by_host, "https://a.example", "a.example:443", OriginVerdict::own},
        {by_host, "http://a.example:80", "a.example", OriginVerdict::own},
        {by_host, "HTTP://A.Example", "a.example", OriginVerdict::own},
        {by_host, "https://[::1]:7400", "[::1]:7400", OriginVerdict::own},
        {by_host, "http://a.example:7401", "a.example:7400", OriginVerdict::refused},
        {by_host, "http://a.example.evil", "a.example", OriginVerdict::refused},
        {by_host, "http://evil.example", "a.example", OriginVerdict::refused},
        {by_host, "null", "a.example", OriginVerdict::refused},
        {by_host, "", "a.example", OriginVerdict::refused},
        {by_host, "http://", "", OriginVerdict::refused},
        {by_host, "file://a.example", "a.example", OriginVerdict::refused},
        {by_host, "http://a.example,http://a.example", "a.example", OriginVerdict::refused},
        {by_url, "https://chat.example", "10.0.0.1", OriginVerdict::own},
        {by_url, "https://app.example", "10.0.0.1", OriginVerdict::configured},
        {by_url, "http://10.0.0.1", "10.0.0.1", OriginVerdict::refused},
        {by_url, "http://chat.example", "chat.example", OriginVerdict::refused},
    };
    for (const Case& c : cases) {
        EXPECT_EQ(judge_origin(c.rules, c.origin, c.host), c.verdict)
            << c.origin.value_or("(none)") << " at " << c.host;
    }
}

}  // namespace
}  // namespace parley
