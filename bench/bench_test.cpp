// The two parts of parley-bench that its figures hang on.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "frame_scan.hpp"
#include "histogram.hpp"

namespace parley::bench {
namespace {

TEST(HistogramTest, QuantilesAreThoseOfTheSortedValues) {
    std::mt19937_64 random(1);
    Histogram histogram;
    std::vector<std::uint64_t> values;
    for (int i = 0; i < 20'000; ++i) {
        // Spread over eleven orders of magnitude.
        const auto value = static_cast<std::uint64_t>(
            std::exp(static_cast<double>(random() % 10'000) / 10'000 * 25));
        values.push_back(value);
        histogram.record(static_cast<std::int64_t>(value));
    }
    std::ranges::sort(values);
    for (const double share : {0.0001, 0.01, 0.5, 0.9, 0.99, 0.999, 1.0}) {
        const auto rank =
            static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
        const auto exact = static_cast<double>(values[rank - 1]);
        const auto found = static_cast<double>(histogram.quantile(share));
        EXPECT_GE(found, exact) << share;
        EXPECT_LE(found, exact * 1.016 + 1) << share;
    }
    EXPECT_EQ(histogram.max(), values.back());
    EXPECT_EQ(histogram.count(), values.size());
}

TEST(HistogramTest, TakesEveryValue) {
    Histogram histogram;
    EXPECT_EQ(histogram.quantile(0.5), 0U);
    histogram.record(-5);
    EXPECT_EQ(histogram.quantile(0.5), 0U);
    histogram.record(INT64_MAX);
    EXPECT_EQ(histogram.quantile(1), static_cast<std::uint64_t>(INT64_MAX));
}

TEST(FrameScanTest, FindsMembersInAnyOrder) {
    const ScannedFrame frame = scan_frame(
        R"( {"data":{"text":"a \"quoted\" } \\","idempotency_key":"k1",)"
        R"("mentions":["u_1",{"x":1}]},)"
        R"( "rev" : 412, "id":7,"new":[{"type":"no"},1.5e3,null,true], "type" : "event",)"
        R"("conversation":"c_2","kind":"message","seq":390})");
    EXPECT_EQ(frame.type, "event");
    EXPECT_EQ(frame.kind, "message");
    EXPECT_EQ(frame.conversation, "c_2");
    EXPECT_EQ(frame.rev, 412);
    EXPECT_EQ(frame.id, 7);
    EXPECT_EQ(frame.idempotency_key, "k1");
}

TEST(FrameScanTest, TakesNoMemberFromWithinOthers) {
    const ScannedFrame frame = scan_frame(R"({"user":{"id":5,"type":"x"},"type":"ok",)"
                                          R"("data":{"rev":1,"data":{"idempotency_key":"no"}}})");
    EXPECT_EQ(frame.type, "ok");
    EXPECT_EQ(frame.id, -1);
    EXPECT_EQ(frame.rev, -1);
    EXPECT_EQ(frame.idempotency_key, "");
}

TEST(FrameScanTest, NeverReadsBeyondACutText) {
    const std::string whole =
        R"({"type":"event","data":{"text":"a\\\"b","idempotency_key":"k"},"rev":12,"id":3})";
    for (std::size_t length = 0; length < whole.size(); ++length) {
        // A buffer of exactly this size, so that the address sanitizer sees the first byte behind
        // it.
        const std::vector<char> bytes(whole.begin(),
                                      whole.begin() + static_cast<std::ptrdiff_t>(length));
        scan_frame({bytes.data(), bytes.size()});
    }
    EXPECT_EQ(scan_frame(whole).rev, 12);
}

}  // namespace
}  // namespace parley::bench
