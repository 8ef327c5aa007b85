#include "parley/core/id_codec.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <set>
#include <string>

namespace parley {
namespace {

IdCodec codec_with(unsigned char first_byte) {
    IdCodec::Key key{};
    for (std::size_t i = 0; i < key.size(); ++i)
        key[i] = static_cast<unsigned char>(i);
    key[0] = first_byte;
    return IdCodec(key);
}

const IdCodec kIds = codec_with(1);
constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

TEST(IdCodecTest, EveryNumberComesBack) {
    for (const std::int64_t number : {std::int64_t{1}, std::int64_t{2}, std::int64_t{255},
                                      std::int64_t{1} << 32, kLargest - 1, kLargest}) {
        EXPECT_EQ(kIds.user(kIds.encode(UserId(number))), UserId(number));
        EXPECT_EQ(kIds.device(kIds.encode(DeviceId(number))), DeviceId(number));
        EXPECT_EQ(kIds.session(kIds.encode(SessionId(number))), SessionId(number));
        EXPECT_EQ(kIds.conversation(kIds.encode(ConversationId(number))), ConversationId(number));
    }
}

TEST(IdCodecTest, AnIdIsItsKindAndTwentySixLettersAndDigits) {
    const std::string text = kIds.encode(ConversationId(7));
    ASSERT_EQ(text.size(), IdCodec::kEncodedBytes);
    EXPECT_EQ(text.substr(0, 2), "c_");
    EXPECT_EQ(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567", 2), std::string::npos);
}

TEST(IdCodecTest, AppendingSpellsWhatEncodingSpells) {
    std::string out = "x";
    kIds.append(out, UserId(9));
    kIds.append(out, ConversationId(9));
    EXPECT_EQ(out, "x" + kIds.encode(UserId(9)) + kIds.encode(ConversationId(9)));
}

TEST(IdCodecTest, NeighboursHaveNothingInCommon) {
    std::set<std::string> halves;
    for (std::int64_t number = 1; number <= 1000; ++number) {
        const std::string text = kIds.encode(UserId(number));
        halves.insert(text.substr(2, 12));
        halves.insert(text.substr(16));
    }
    EXPECT_EQ(halves.size(), 2000u);
}

TEST(IdCodecTest, TheSameNumberOfAnotherKindIsAnotherText) {
    EXPECT_NE(kIds.encode(UserId(5)).substr(2), kIds.encode(ConversationId(5)).substr(2));
    EXPECT_FALSE(kIds.user(kIds.encode(ConversationId(5))));
    std::string relabelled = kIds.encode(ConversationId(5));
    relabelled[0] = 'u';
    EXPECT_FALSE(kIds.user(relabelled));
}

TEST(IdCodecTest, AnotherServersIdIsNone) {
    EXPECT_FALSE(codec_with(2).user(kIds.encode(UserId(5))));
}

TEST(IdCodecTest, AnIdWithOneCharacterChangedIsNone) {
    const std::string text = kIds.encode(UserId(123456));
    for (std::size_t at = 0; at < text.size(); ++at) {
        for (const char other : {'a', 'b', 'z', '7', 'A', '1', '_', '\0', '\xC3'}) {
            std::string changed = text;
            if (changed[at] == other) continue;
            changed[at] = other;
            EXPECT_FALSE(kIds.user(changed)) << changed;
        }
    }
}

TEST(IdCodecTest, AnIdHasOneSpelling) {
    // The last character carries three bits; its other two must be zero.
    const std::string text = kIds.encode(UserId(77));
    int spellings = 0;
    for (const char last : std::string("abcdefghijklmnopqrstuvwxyz234567")) {
        std::string changed = text;
        changed.back() = last;
        if (kIds.user(changed)) ++spellings;
    }
    EXPECT_EQ(spellings, 1);
}

TEST(IdCodecTest, WhatIsNoIdAtAllIsNone) {
    const std::string text = kIds.encode(UserId(1));
    for (const std::string& bad :
         {std::string(), std::string("u"), std::string("u_"), std::string("u_7"), text + "a",
          text.substr(0, 27), " " + text.substr(0, 27), std::string(28, 'a'), std::string(28, '\0'),
          std::string(100000, 'u'), std::string("'; DROP TABLE users; --     ")}) {
        EXPECT_FALSE(kIds.user(bad)) << bad.substr(0, 40);
    }
}

TEST(IdCodecTest, TheNumberZeroHasNoIdThatIsRead) {
    EXPECT_FALSE(kIds.user(kIds.encode(UserId(0))));
}

// Ids are stored by clients: a change of this spelling would orphan all of them.
TEST(IdCodecTest, TheSpellingNeverChanges) {
    EXPECT_EQ(kIds.encode(UserId(1)), "u_mg7jzqhjbcqakge3nqyowdruuu");
    EXPECT_EQ(kIds.encode(ConversationId(1)), "c_yurhibdvsnfnu32qxnyhbjapx4");
}

}  // namespace
}  // namespace parley
