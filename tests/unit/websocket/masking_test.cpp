#include "masking.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace parley::websocket {
namespace {

constexpr MaskingKey kKey{'\x01', '\x02', '\x40', '\x80'};

std::string masked_plainly(std::string bytes, std::size_t offset) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<char>(bytes[i] ^ kKey[(offset + i) % 4]);
    }
    return bytes;
}

TEST(MaskingTest, IsTheExclusiveOrForEveryLengthOffsetAndAlignment) {
    std::mt19937 random(7);
    std::string source(200, '\0');
    for (char& c : source)
        c = static_cast<char>(random());
    for (std::size_t size = 0; size < 100; ++size) {
        for (std::size_t offset = 0; offset < 8; ++offset) {
            for (std::size_t begin = 0; begin < 8; ++begin) {
                std::string bytes = source;
                apply_mask(std::span(bytes).subspan(begin, size), kKey, offset);
                const auto expected = source.substr(0, begin) +
                                      masked_plainly(source.substr(begin, size), offset) +
                                      source.substr(begin + size);
                ASSERT_EQ(bytes, expected);
            }
        }
    }
}

TEST(MaskingTest, TellsWhetherTheResultIsAscii) {
    for (std::size_t size = 1; size < 80; ++size) {
        std::string bytes = masked_plainly(std::string(size, '\x7F'), 0);
        EXPECT_TRUE(apply_mask(bytes, kKey, 0));
        for (std::size_t at = 0; at < size; ++at) {
            std::string other(size, 'a');
            other[at] = '\x80';
            other = masked_plainly(other, 3);
            EXPECT_FALSE(apply_mask(other, kKey, 3)) << at << " of " << size;
        }
    }
}

}  // namespace
}  // namespace parley::websocket
