#include "parley/core/token_text.hpp"

#include <gtest/gtest.h>

#include "support/manual_random.hpp"

namespace parley {
namespace {

TEST(TokenTextTest, IsKnownByPrefixLengthAndChecksum) {
    ManualRandom random;
    const std::string token = make_token_text("plg_", random);
    EXPECT_EQ(token.size(), 53u);
    EXPECT_TRUE(token.starts_with("plg_"));
    EXPECT_TRUE(is_token_text("plg_", token));
    EXPECT_FALSE(is_token_text("plt_", token));
    EXPECT_FALSE(is_token_text("plg_", ""));
    EXPECT_FALSE(is_token_text("plg_", token + "A"));
    EXPECT_FALSE(is_token_text("plg_", token.substr(1)));
}

TEST(TokenTextTest, TypingErrorsAreNoticed) {
    ManualRandom random;
    const std::string token = make_token_text("plg_", random);
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string wrong = token;
        wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(is_token_text("plg_", wrong)) << i;
    }
}

TEST(TokenTextTest, NoTwoAreTheSame) {
    ManualRandom random;
    EXPECT_NE(make_token_text("plg_", random), make_token_text("plg_", random));
}

}  // namespace
}  // namespace parley
