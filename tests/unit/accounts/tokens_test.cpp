#include "parley/accounts/tokens.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "parley/store/hash_chain.hpp"
#include "support/manual_random.hpp"

namespace parley {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

TEST(TokensTest, AreRecognisedByPrefixLengthAndAlphabet) {
    ManualRandom random;
    const std::string session = make_token(TokenKind::session, random);
    EXPECT_EQ(session.size(), 53u);
    EXPECT_TRUE(session.starts_with("plt_"));
    EXPECT_EQ(session.find_first_not_of(kAlphabet), std::string::npos);
    EXPECT_TRUE(make_token(TokenKind::invite, random).starts_with("pli_"));
    EXPECT_NE(make_token(TokenKind::session, random), session);
}

// The format is a promise to scanners: computed elsewhere, with Python's base64 and zlib.crc32.
TEST(TokensTest, AreSpelledAsDocumented) {
    class Zeros final : public Random {
        void fill(void* out, std::size_t bytes) override {
            std::fill_n(static_cast<unsigned char*>(out), bytes, static_cast<unsigned char>(0));
        }
    } zeros;
    EXPECT_EQ(make_token(TokenKind::session, zeros),
              "plt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAHKFuDw");
}

TEST(TokensTest, AreKnownByTheirHash) {
    ManualRandom random;
    const std::string token = make_token(TokenKind::session, random);
    EXPECT_EQ(token_hash(TokenKind::session, token), sha256(token));
}

TEST(TokensTest, OfOneKindAreNoneOfTheOther) {
    ManualRandom random;
    EXPECT_FALSE(token_hash(TokenKind::invite, make_token(TokenKind::session, random)));
    EXPECT_FALSE(token_hash(TokenKind::session, make_token(TokenKind::invite, random)));
}

TEST(TokensTest, AnyTypingErrorIsNoticedWithoutALookUp) {
    ManualRandom random;
    const std::string token = make_token(TokenKind::session, random);
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string wrong = token;
        wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(token_hash(TokenKind::session, wrong)) << i;
        EXPECT_FALSE(token_hash(TokenKind::session, token.substr(0, i))) << i;
        if (i == 0 || token[i] == token[i - 1]) continue;
        wrong = token;
        std::swap(wrong[i], wrong[i - 1]);
        EXPECT_FALSE(token_hash(TokenKind::session, wrong)) << i;
    }
    EXPECT_FALSE(token_hash(TokenKind::session, token + "A"));
    EXPECT_FALSE(token_hash(TokenKind::session, ""));
}

}  // namespace
}  // namespace parley
