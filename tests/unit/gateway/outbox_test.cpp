#include "outbox.hpp"

#include <gtest/gtest.h>

#include <string>

namespace parley {
namespace {

std::string send_all(Outbox& outbox, std::size_t bytes_per_send) {
    std::string sent;
    std::string buffer(bytes_per_send, '\0');
    while (!outbox.empty()) {
        const std::size_t size = outbox.copy_front(buffer.data(), buffer.size());
        sent.append(buffer, 0, size);
        outbox.pop(size);
    }
    return sent;
}

// Whatever part of the bytes each send takes, the peer gets all of them in push order.
TEST(OutboxTest, BytesLeaveInPushOrderHoweverSendsAreCut) {
    for (std::size_t bytes_per_send = 1; bytes_per_send < 40; ++bytes_per_send) {
        Outbox outbox;
        std::string pushed;
        for (int i = 0; i < 100; ++i) {
            const std::string frame = "frame " + std::to_string(i) + ";";
            pushed += frame;
            outbox.push(make_frame(frame));
        }
        EXPECT_EQ(send_all(outbox, bytes_per_send), pushed);
        EXPECT_EQ(outbox.bytes(), 0u);
    }
}

TEST(OutboxTest, CountsWhatIsNotYetSent) {
    Outbox outbox;
    outbox.push(make_frame("12345"));
    outbox.push(make_frame("678"));
    outbox.pop(6);
    EXPECT_EQ(outbox.bytes(), 2u);
    EXPECT_TRUE(outbox.has_room(3));
    EXPECT_FALSE(outbox.has_room(2));
}

TEST(OutboxTest, OneFrameServesManyOutboxes) {
    const FramePtr frame = make_frame("shared");
    Outbox one;
    Outbox other;
    one.push(frame);
    other.push(frame);
    EXPECT_EQ(send_all(one, 64), "shared");
    EXPECT_EQ(send_all(other, 2), "shared");
}

}  // namespace
}  // namespace parley
