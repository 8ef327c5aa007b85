#include "parley/core/mailbox.hpp"

#include <gmock/gmock.h>

#include <memory>
#include <thread>
#include <vector>

namespace parley {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<int> taken_from(Mailbox<int>& mailbox) {
    std::vector<int> taken;
    mailbox.try_take(taken);
    return taken;
}

bool push(Mailbox<int>& mailbox, std::vector<int> items) { return mailbox.push(items); }

TEST(MailboxTest, OneTakeGetsAllThatWaitsInOrder) {
    Mailbox<int> mailbox(10);
    ASSERT_TRUE(push(mailbox, {1, 2}));
    ASSERT_TRUE(push(mailbox, {3}));
    EXPECT_EQ(mailbox.size(), 3u);
    std::vector<int> taken = {99};
    mailbox.take(taken);
    EXPECT_THAT(taken, ElementsAre(1, 2, 3));
    EXPECT_EQ(mailbox.size(), 0u);
}

TEST(MailboxTest, APushThatDoesNotFitIsRefusedWhole) {
    Mailbox<int> mailbox(3);
    ASSERT_TRUE(push(mailbox, {1, 2}));
    std::vector<int> items = {3, 4};
    EXPECT_FALSE(mailbox.push(items));
    EXPECT_THAT(items, ElementsAre(3, 4));
    EXPECT_THAT(taken_from(mailbox), ElementsAre(1, 2));
}

TEST(MailboxTest, ItTakesAsManyAsItsBound) {
    Mailbox<int> mailbox(3);
    ASSERT_TRUE(push(mailbox, {1, 2}));
    EXPECT_TRUE(push(mailbox, {3}));
    EXPECT_FALSE(push(mailbox, {4}));
    EXPECT_FALSE(push(mailbox, {4, 5, 6, 7}));
    EXPECT_THAT(taken_from(mailbox), ElementsAre(1, 2, 3));
    EXPECT_TRUE(push(mailbox, {4}));
}

TEST(MailboxTest, WhatWasPushedHasLeftTheSender) {
    Mailbox<std::unique_ptr<int>> mailbox(3);
    std::vector<std::unique_ptr<int>> items;
    items.push_back(std::make_unique<int>(7));
    ASSERT_TRUE(mailbox.push(items));
    EXPECT_TRUE(items.empty());
    items.push_back(std::make_unique<int>(8));
    ASSERT_TRUE(mailbox.push(items));
    EXPECT_TRUE(items.empty());
    mailbox.take(items);
    ASSERT_EQ(items.size(), 2u);
    EXPECT_EQ(*items[1], 8);
}

TEST(MailboxTest, TryingToTakeNothingReturnsAtOnce) {
    Mailbox<int> mailbox(3);
    std::vector<int> taken = {99};
    mailbox.try_take(taken);
    EXPECT_THAT(taken, IsEmpty());
}

TEST(MailboxTest, AClosedMailboxIsDrainedAndThenEmpty) {
    Mailbox<int> mailbox(3);
    ASSERT_TRUE(push(mailbox, {1}));
    mailbox.close();
    EXPECT_FALSE(push(mailbox, {2}));
    std::vector<int> taken;
    mailbox.take(taken);
    EXPECT_THAT(taken, ElementsAre(1));
    mailbox.take(taken);
    EXPECT_THAT(taken, IsEmpty());
}

TEST(MailboxTest, ClosingWakesWhoWaits) {
    Mailbox<int> mailbox(3);
    std::vector<int> taken = {99};
    std::thread taker([&] { mailbox.take(taken); });
    mailbox.close();
    taker.join();
    EXPECT_THAT(taken, IsEmpty());
}

// Threads are the subject here: nothing is lost or doubled, and each sender's items keep their
// order.
TEST(MailboxTest, EachSendersItemsArriveInItsOrder) {
    constexpr int kSenders = 3;
    constexpr int kItems = 5000;
    Mailbox<int> mailbox(64);
    std::vector<std::thread> senders;
    for (int sender = 0; sender < kSenders; ++sender) {
        senders.emplace_back([&mailbox, sender] {
            for (int i = 0; i < kItems; ++i) {
                while (!push(mailbox, {sender * kItems + i}))
                    std::this_thread::yield();
            }
        });
    }
    std::vector<int> next(kSenders, 0);
    std::vector<int> taken;
    for (int count = 0; count < kSenders * kItems; count += static_cast<int>(taken.size())) {
        mailbox.take(taken);
        ASSERT_LE(taken.size(), 64u);
        for (const int item : taken) {
            int& expected = next[static_cast<std::size_t>(item / kItems)];
            ASSERT_EQ(item % kItems, expected);
            ++expected;
        }
    }
    for (std::thread& sender : senders)
        sender.join();
    EXPECT_EQ(mailbox.size(), 0u);
}

}  // namespace
}  // namespace parley
