// history.get and log.get: every page, from every side, down to one item at a time.

#include <gtest/gtest.h>

#include "people.hpp"

namespace parley::test {
namespace {

std::vector<std::int64_t> seqs(const Json& page) {
    std::vector<std::int64_t> result;
    for (const Json& message : page.at("messages")) {
        result.push_back(message.at("seq").get<std::int64_t>());
    }
    return result;
}

std::vector<std::int64_t> revs(const Json& page) {
    std::vector<std::int64_t> result;
    for (const Json& event : page.at("events")) {
        result.push_back(event.at("rev").get<std::int64_t>());
    }
    return result;
}

using Numbers = std::vector<std::int64_t>;

// Ten messages, seq 1…10, rev 2…11.
struct TenMessages : Two {
    explicit TenMessages(const TestServer& server) : Two(server) {
        for (int i = 1; i <= 10; ++i)
            mei.say(conversation, std::to_string(i));
        settle();
    }
    Json page(Json members) { return tom.history(conversation, std::move(members)); }
    Json events(Json members) { return tom.log(conversation, std::move(members)); }
};

TEST(HistoryTest, WithoutAnAnchorItIsTheNewestPage) {
    TestServer server;
    TenMessages ten(server);
    const Json page = ten.page({{"limit", 3}});
    EXPECT_EQ(seqs(page), (Numbers{8, 9, 10}));
    EXPECT_EQ(page.at("more_before"), true);
    EXPECT_EQ(page.at("more_after"), false);
    EXPECT_EQ(page.at("head_seq"), 10);
    EXPECT_EQ(page.at("head_rev"), 11);
    EXPECT_LE(page.at("floor_seq").get<int>(), 1);
    const Json all = ten.page(Json::object());
    EXPECT_EQ(seqs(all).size(), 10U);
    EXPECT_EQ(all.at("more_before"), false);
}

TEST(HistoryTest, BeforeAndAfterGoOneByOneThroughAll) {
    TestServer server;
    TenMessages ten(server);
    for (std::int64_t seq = 11; seq > 1; --seq) {
        const Json page = ten.page({{"before_seq", seq}, {"limit", 1}});
        EXPECT_EQ(seqs(page), (Numbers{seq - 1}));
        EXPECT_EQ(page.at("more_before"), seq - 1 > 1);
        EXPECT_EQ(page.at("more_after"), seq - 1 < 10);
    }
    for (std::int64_t seq = 0; seq < 10; ++seq) {
        const Json page = ten.page({{"after_seq", seq}, {"limit", 1}});
        EXPECT_EQ(seqs(page), (Numbers{seq + 1}));
        EXPECT_EQ(page.at("more_before"), seq + 1 > 1);
        EXPECT_EQ(page.at("more_after"), seq + 1 < 10);
    }
    EXPECT_EQ(seqs(ten.page({{"before_seq", 5}, {"limit", 3}})), (Numbers{2, 3, 4}));
    EXPECT_EQ(seqs(ten.page({{"after_seq", 5}, {"limit", 3}})), (Numbers{6, 7, 8}));
}

TEST(HistoryTest, BeyondTheEndsThereIsAnEmptyPage) {
    TestServer server;
    TenMessages ten(server);
    const Json before = ten.page({{"before_seq", 1}});
    EXPECT_EQ(seqs(before), Numbers{});
    EXPECT_EQ(before.at("more_before"), false);
    EXPECT_EQ(before.at("more_after"), true);
    const Json after = ten.page({{"after_seq", 10}});
    EXPECT_EQ(seqs(after), Numbers{});
    EXPECT_EQ(after.at("more_before"), true);
    EXPECT_EQ(after.at("more_after"), false);
    EXPECT_EQ(seqs(ten.page({{"before_seq", 1'000'000}, {"limit", 2}})), (Numbers{9, 10}));
    EXPECT_EQ(seqs(ten.page({{"after_seq", 1'000'000}})), Numbers{});
}

TEST(HistoryTest, AroundASeqThereIsSomethingOnBothSides) {
    TestServer server;
    TenMessages ten(server);
    for (std::int64_t limit = 1; limit <= 10; ++limit) {
        const Numbers found = seqs(ten.page({{"around_seq", 5}, {"limit", limit}}));
        EXPECT_LE(static_cast<std::int64_t>(found.size()), limit);
        EXPECT_TRUE(std::ranges::count(found, 5) == 1) << limit;
        for (std::size_t i = 1; i < found.size(); ++i)
            EXPECT_EQ(found[i], found[i - 1] + 1);
        if (limit >= 3) {
            EXPECT_LT(found.front(), 5) << limit;
            EXPECT_GT(found.back(), 5) << limit;
        }
    }
    EXPECT_EQ(seqs(ten.page({{"around_seq", 1}, {"limit", 1}})), (Numbers{1}));
    EXPECT_EQ(seqs(ten.page({{"around_seq", 10}, {"limit", 1}})), (Numbers{10}));
}

TEST(HistoryTest, AtATimeThereIsTheFirstMessageThen) {
    TestServer server;
    Two two(server);
    std::vector<std::int64_t> times;
    for (int i = 1; i <= 5; ++i) {
        const auto time = two.mei.say(two.conversation, std::to_string(i)).at("time");
        times.push_back(time.get<std::int64_t>());
    }
    const auto found = [&](std::int64_t time) {
        return seqs(two.tom.history(two.conversation, {{"at_time", time}, {"limit", 1}}));
    };
    EXPECT_EQ(found(0), (Numbers{1}));
    for (const std::int64_t time : times) {
        const auto first = std::ranges::find_if(times, [&](auto other) { return other >= time; });
        EXPECT_EQ(found(time), (Numbers{first - times.begin() + 1}));
    }
    EXPECT_EQ(found(times.back() + 1'000'000), (Numbers{5}));  // the newest page
}

TEST(HistoryTest, OneAnchorAtMostAndNumbersInRange) {
    TestServer server;
    TenMessages ten(server);
    const Json conversation{{"conversation", ten.conversation}};
    const auto refused = [&](Json members) {
        members.update(conversation);
        ten.tom.refused("history.get", std::move(members), "bad_field");
    };
    refused({{"before_seq", 5}, {"after_seq", 2}});
    refused({{"around_seq", 5}, {"at_time", 2}});
    for (const Json& limit : {Json(0), Json(-1), Json(1.0), Json(1.5), Json("10"), Json(nullptr)}) {
        refused({{"limit", limit}});
    }
    for (const char* anchor : {"before_seq", "after_seq", "around_seq", "at_time"}) {
        refused({{anchor, "5"}});
        refused({{anchor, -1}});
        refused({{anchor, 0.5}});
    }
    EXPECT_EQ(ten.tom.refused("history.get", Json::object(), "bad_field").at("field"),
              "conversation");
}

TEST(HistoryTest, NoPageIsLargerThanTheLimitOfPages) {
    TestServer server([](Config& config) { config.limits.page = 5; });
    TenMessages ten(server);
    EXPECT_EQ(seqs(ten.page({{"limit", 1'000'000'000}})), (Numbers{6, 7, 8, 9, 10}));
    EXPECT_EQ(seqs(ten.page(Json::object())), (Numbers{6, 7, 8, 9, 10}));
    const Json page = ten.events({{"from_rev", 1}, {"limit", 1'000'000'000}});
    EXPECT_EQ(revs(page), (Numbers{1, 2, 3, 4, 5}));
    EXPECT_EQ(page.at("more"), true);
}

TEST(HistoryTest, LargePagesEndEarlierAndSaySo) {
    TestServer server;
    Two two(server);
    for (int i = 0; i < 40; ++i)
        two.mei.say(two.conversation, std::string(16384, 'x'));
    std::int64_t next = 41;
    int pages = 0;
    for (bool more = true; more; ++pages) {
        const Json page = two.tom.history(two.conversation, {{"before_seq", next}});
        const Numbers found = seqs(page);
        ASSERT_FALSE(found.empty());
        EXPECT_EQ(found.back(), next - 1);
        next = found.front();
        more = page.at("more_before").get<bool>();
        EXPECT_LT(page.dump().size(), 400'000U);
    }
    EXPECT_EQ(next, 1);
    EXPECT_GE(pages, 2);
    EXPECT_EQ(two.tom.whole_log(two.conversation).size(), 41U);
}

TEST(HistoryTest, TheLogIsWhatWasStreamed) {
    TestServer server;
    Two two(server);
    for (int i = 1; i <= 5; ++i)
        two.mei.say(two.conversation, std::to_string(i));
    two.tom.await_rev(two.conversation, 6);
    const Json events = two.tom.whole_log(two.conversation, 1);
    ASSERT_EQ(events.size(), 6U);
    const auto& streamed = two.tom.model().log(two.conversation).events;
    for (const Json& event : events) {
        Json kept = event;
        kept.erase("cursor");
        EXPECT_EQ(kept, streamed.at(event.at("rev").get<std::int64_t>()));
    }
}

TEST(HistoryTest, TheLogIsReadInRanges) {
    TestServer server;
    TenMessages ten(server);
    const Json range = ten.events({{"from_rev", 4}, {"to_rev", 6}});
    EXPECT_EQ(revs(range), (Numbers{4, 5, 6}));
    EXPECT_EQ(range.at("more"), false);
    EXPECT_EQ(range.at("head_rev"), 11);
    EXPECT_EQ(range.at("floor_rev"), 1);
    for (std::int64_t rev = 1; rev <= 11; ++rev) {
        const Json page = ten.events({{"from_rev", rev}, {"limit", 1}});
        EXPECT_EQ(revs(page), (Numbers{rev}));
        EXPECT_EQ(page.at("more"), rev < 11);
    }
    EXPECT_EQ(ten.events({{"from_rev", 4}, {"to_rev", 6}, {"limit", 2}}).at("more"), true);
    const Json beyond = ten.events({{"from_rev", 12}});
    EXPECT_EQ(revs(beyond), Numbers{});
    EXPECT_EQ(beyond.at("more"), false);
    EXPECT_EQ(revs(ten.events({{"from_rev", 9}, {"to_rev", 1'000'000}})), (Numbers{9, 10, 11}));
    for (const Json& from : {Json(-1), Json("1"), Json(nullptr)}) {
        const Json request{{"conversation", ten.conversation}, {"from_rev", from}};
        EXPECT_EQ(ten.tom.refused("log.get", request, "bad_field").at("field"), "from_rev") << from;
    }
}

TEST(HistoryTest, TheOwnLogIsReadTheSameWay) {
    TestServer server;
    TenMessages ten(server);
    ten.tom.request("conversation.read", {{"conversation", ten.conversation}, {"seq", 4}});
    const Json own = ten.tom.whole_log("self", 1);
    ASSERT_FALSE(own.empty());
    const Json& last = own.back();
    EXPECT_EQ(last.at("kind"), "read");
    EXPECT_EQ(last.at("conversation"), "self");
    EXPECT_EQ(last.at("data"), (Json{{"conversation", ten.conversation}, {"seq", 4}}));
    EXPECT_EQ(ten.tom.log("self", {{"from_rev", 1}}).at("head_rev"), last.at("rev"));
    ten.tom.refused("history.get", {{"conversation", "self"}}, "not_found");
}

}  // namespace
}  // namespace parley::test
