#include "cursor_judge.hpp"

#include <gtest/gtest.h>

#include "parley/protocol/cursor.hpp"

namespace parley {
namespace {

constexpr std::uint64_t kEpoch = 11;
constexpr std::uint64_t kRun = 22;
constexpr std::int64_t kHead = 500;

Resumption judge(const std::optional<std::string>& cursor) {
    const CursorJudge by{kEpoch, kRun, {{99, 300}, {33, 100}, {44, 200}}};
    return by.judge(cursor, kHead);
}
std::string cursor(std::uint64_t epoch, std::uint64_t run, std::int64_t pos) {
    return CursorWriter(epoch, run).text(pos);
}
void expect_refused(const std::optional<std::string>& text, std::string_view reason) {
    const Resumption result = judge(text);
    EXPECT_FALSE(result.resumed);
    EXPECT_EQ(result.reason, reason);
    EXPECT_EQ(result.start_pos, kHead);
}
void expect_resumed(const std::string& text, std::int64_t pos) {
    const Resumption result = judge(text);
    EXPECT_TRUE(result.resumed) << result.reason;
    EXPECT_TRUE(result.reason.empty());
    EXPECT_EQ(result.start_pos, pos);
}

TEST(CursorJudgeTest, WithoutACursorTheStreamStartsAtThePresent) {
    expect_refused(std::nullopt, "fresh");
}

TEST(CursorJudgeTest, ACursorOfThePresentRunResumesUpToTheHead) {
    expect_resumed(cursor(kEpoch, kRun, 0), 0);
    expect_resumed(cursor(kEpoch, kRun, kHead), kHead);
}

TEST(CursorJudgeTest, APresentCursorBehindTheHeadIsAhead) {
    expect_refused(cursor(kEpoch, kRun, kHead + 1), "ahead");
}

TEST(CursorJudgeTest, AFormerRunResumesUpToItsEnd) {
    expect_resumed(cursor(kEpoch, 33, 100), 100);
    expect_resumed(cursor(kEpoch, 44, 200), 200);
    expect_resumed(cursor(kEpoch, 99, 300), 300);
}

TEST(CursorJudgeTest, PastTheEndOfAFormerRunCountsAsAnotherEpoch) {
    expect_refused(cursor(kEpoch, 33, 101), "epoch_changed");
    expect_refused(cursor(kEpoch, 99, 301), "epoch_changed");
}

TEST(CursorJudgeTest, AnUnknownRunCountsAsAnotherEpoch) {
    expect_refused(cursor(kEpoch, 1, 10), "epoch_changed");
    expect_refused(cursor(kEpoch, 40, 10), "epoch_changed");
    expect_refused(cursor(kEpoch, 100, 10), "epoch_changed");
}

TEST(CursorJudgeTest, AnotherEpochOrNoCursorOfOursIsEpochChanged) {
    expect_refused(cursor(12, kRun, 10), "epoch_changed");
    expect_refused("k3f9.88120", "epoch_changed");
    expect_refused("x", "epoch_changed");
}

}  // namespace
}  // namespace parley
