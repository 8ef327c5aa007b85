#include "membership.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

namespace parley {
namespace {

HelloResult hello_of(UserId user, std::int64_t pos,
                     std::vector<JoinedConversation> conversations = {}) {
    HelloResult result;
    result.pos = pos;
    result.user.id = user;
    result.conversations = std::move(conversations);
    return result;
}

LoggedEntry change(std::int64_t pos, ConversationId conversation, EntryKind kind,
                   std::vector<UserId> users, std::int64_t members_count) {
    LoggedEntry logged;
    logged.entry.pos = pos;
    logged.entry.log = conversation;
    logged.entry.kind = kind;
    logged.users = std::move(users);
    logged.members_count = members_count;
    return logged;
}

std::set<UserId> members_here(const MembershipIndex& index, ConversationId conversation) {
    std::set<UserId> users;
    if (const Room* room = index.room(conversation)) {
        for (const Account* account : room->accounts)
            users.insert(account->user);
    }
    return users;
}

constexpr UserId kMei{1};
constexpr UserId kBob{2};
constexpr ConversationId kRoom{7};

TEST(MembershipTest, WhoeverIsAddedIsThereForThatEntry) {
    MembershipIndex index;
    index.enter(hello_of(kMei, 10));
    index.apply_additions(change(11, kRoom, EntryKind::member_added, {kMei, kBob}, 5));
    EXPECT_EQ(members_here(index, kRoom), std::set<UserId>{kMei});
    EXPECT_EQ(index.room(kRoom)->members_count, 5);
    EXPECT_EQ(index.account(kMei)->find(kRoom)->joined_pos, 11);
}

TEST(MembershipTest, WhoeverIsRemovedIsThereUntilBehindThatEntry) {
    MembershipIndex index;
    index.enter(hello_of(kMei, 10, {{kRoom, 3, 2}}));
    const LoggedEntry removal = change(11, kRoom, EntryKind::member_removed, {kMei}, 1);
    index.apply_additions(removal);
    EXPECT_EQ(members_here(index, kRoom), std::set<UserId>{kMei});
    index.apply_removals(removal);
    EXPECT_EQ(index.room(kRoom), nullptr);
    EXPECT_EQ(index.account(kMei)->find(kRoom), nullptr);
}

// The state that an account enters with may be newer than the batches that this loop has seen.
TEST(MembershipTest, EntriesBeforeTheEnteredStateChangeNothing) {
    MembershipIndex index;
    index.enter(hello_of(kMei, 20, {{kRoom, 15, 2}}));
    index.apply_removals(change(14, kRoom, EntryKind::member_removed, {kMei}, 1));
    index.apply_additions(change(15, kRoom, EntryKind::member_added, {kMei}, 2));
    EXPECT_EQ(members_here(index, kRoom), std::set<UserId>{kMei});
    EXPECT_EQ(index.account(kMei)->find(kRoom)->joined_pos, 15);
}

TEST(MembershipTest, AnAccountCatchesUpWithWhatCameWhileItsStateWasRead) {
    MembershipIndex index;
    Account& mei = index.enter(hello_of(kMei, 20, {{kRoom, 15, 2}}));
    CommittedBatch batch;
    batch.entries = {
        change(21, kRoom, EntryKind::member_removed, {kMei}, 1),
        change(22, ConversationId(8), EntryKind::conversation_created, {kBob, kMei}, 2),
        change(23, ConversationId(9), EntryKind::member_added, {kBob}, 2)};
    index.catch_up(mei, batch);
    EXPECT_TRUE(members_here(index, kRoom).empty());
    EXPECT_EQ(members_here(index, ConversationId(8)), std::set<UserId>{kMei});
    EXPECT_TRUE(members_here(index, ConversationId(9)).empty());
}

TEST(MembershipTest, CatchingUpCountsAllMembersWhoCame) {
    MembershipIndex index;
    Account& mei = index.enter(hello_of(kMei, 20, {{kRoom, 15, 2}}));
    CommittedBatch batch;
    batch.entries = {change(21, kRoom, EntryKind::member_added, {kBob}, 3)};
    index.catch_up(mei, batch);
    EXPECT_EQ(index.room(kRoom)->members_count, 3);
}

CommittedBatch block_of(ConversationId direct, bool blocked) {
    CommittedBatch batch;
    batch.blocks.push_back({kMei, kBob, blocked, direct, blocked});
    return batch;
}

TEST(MembershipTest, ADirectConversationIsBlockedFromTheStateReadOrABatch) {
    MembershipIndex index;
    Account& mei = index.enter(hello_of(kMei, 20, {{kRoom, 15, 2, true}}));
    EXPECT_TRUE(index.room(kRoom)->blocked);
    index.apply_blocks(block_of(kRoom, false));
    EXPECT_FALSE(index.room(kRoom)->blocked);
    index.catch_up(mei, block_of(kRoom, true));
    EXPECT_TRUE(index.room(kRoom)->blocked);
    index.apply_blocks(block_of(ConversationId(99), true));
    EXPECT_EQ(index.room(ConversationId(99)), nullptr);
}

TEST(MembershipTest, AnAccountsWordOnReceiptsFollowsItsRow) {
    MembershipIndex index;
    HelloResult hello = hello_of(kMei, 20);
    hello.user.read_receipts = false;
    const Account& mei = index.enter(hello);
    EXPECT_FALSE(mei.read_receipts);
    CommittedBatch batch;
    batch.changed_users.resize(2);
    batch.changed_users[0].id = kMei;
    batch.changed_users[1].id = kBob;
    index.apply_users(batch);
    EXPECT_TRUE(mei.read_receipts);
}

// Random joins, leaves, arrivals and departures against a plain map of sets.
TEST(MembershipTest, AgreesWithAPlainModelUnderRandomChanges) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        std::mt19937 random(seed);
        MembershipIndex index;
        std::map<std::int64_t, std::set<std::int64_t>> rooms_of;  // of connected users
        for (std::int64_t pos = 1; pos <= 500; ++pos) {
            const UserId user(1 + static_cast<std::int64_t>(random() % 8));
            const ConversationId room(1 + static_cast<std::int64_t>(random() % 5));
            const bool here = rooms_of.contains(user.value);
            switch (random() % 4) {
                case 0:
                    if (!here) index.enter(hello_of(user, pos)), rooms_of[user.value];
                    break;
                case 1:
                    if (here) index.leave(*index.account(user)), rooms_of.erase(user.value);
                    break;
                case 2:
                    index.apply_additions(change(pos, room, EntryKind::member_added, {user}, 1));
                    if (here) rooms_of[user.value].insert(room.value);
                    break;
                case 3:
                    index.apply_removals(change(pos, room, EntryKind::member_removed, {user}, 1));
                    if (here) rooms_of[user.value].erase(room.value);
                    break;
            }
            for (std::int64_t r = 1; r <= 5; ++r) {
                std::set<UserId> expected;
                for (const auto& [u, rooms] : rooms_of) {
                    if (rooms.contains(r)) expected.insert(UserId(u));
                }
                ASSERT_EQ(members_here(index, ConversationId(r)), expected) << "seed " << seed;
            }
        }
    }
}

}  // namespace
}  // namespace parley
