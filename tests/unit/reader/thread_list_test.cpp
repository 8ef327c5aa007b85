#include "on_both_stores.hpp"

namespace parley {
namespace {

using nlohmann::json;
using Seqs = std::vector<std::int64_t>;

class ThreadListTest : public OnBothStores {
  protected:
    json list(const ThreadList& request) { return world.ask(mei, request); }
    static ThreadList all(std::int64_t limit = 100) {
        return {std::nullopt, false, std::nullopt, limit};
    }
    static ThreadList unread(std::int64_t limit = 100) {
        return {std::nullopt, true, std::nullopt, limit};
    }
    Seqs roots(const json& page) {
        Seqs found;
        for (const json& thread : page.at("threads"))
            found.push_back(thread.at("thread"));
        return found;
    }

    UserId mei = world.add_user("mei");
    UserId bo = world.add_user("bo");
    ConversationId place = world.group({bo, mei});
};
PARLEY_ON_BOTH_STORES(ThreadListTest);

TEST_P(ThreadListTest, AFollowedThreadHasItsHeadAndWhatIsUnread) {
    world.send(place, bo);
    for (int i = 0; i < 3; ++i)
        world.reply(place, bo, 1);
    const WallTime last = world.state.logs.at(place).back().time;
    world.follow(mei, place, 1, 1);
    EXPECT_EQ(list(all()), (json{{"type", "ok"},
                                 {"id", 7},
                                 {"threads",
                                  {{{"conversation", world.ids().encode(place)},
                                    {"thread", 1},
                                    {"head", 3},
                                    {"read", 1},
                                    {"unread", 2},
                                    {"last_seq", 4},
                                    {"last_time", last}}}}}));
}

TEST_P(ThreadListTest, NewestFollowComesFirstInPages) {
    for (std::int64_t seq = 1; seq <= 5; ++seq) {
        world.send(place, bo);
        world.follow(mei, place, seq, 0);
    }
    ThreadList request = all(2);
    const json first = list(request);
    EXPECT_EQ(roots(first), (Seqs{5, 4}));
    request.after = first.at("next").get<std::string>();
    const json second = list(request);
    EXPECT_EQ(roots(second), (Seqs{3, 2}));
    request.after = second.at("next").get<std::string>();
    const json third = list(request);
    EXPECT_EQ(roots(third), (Seqs{1}));
    EXPECT_FALSE(third.contains("next"));
    EXPECT_FALSE(list(all(5)).contains("next"));
}

TEST_P(ThreadListTest, OnlyUnreadOnesOrThoseOfOneConversation) {
    const ConversationId other = world.group({bo, mei});
    world.send(place, bo);
    world.send(other, bo);
    world.reply(place, bo, 1);
    world.reply(other, bo, 1);
    world.follow(mei, place, 1, 0);
    world.follow(mei, other, 1, 1);
    EXPECT_EQ(list(all()).at("threads").size(), 2u);
    EXPECT_EQ(list(unread()).at("threads").size(), 1u);
    EXPECT_EQ(list(unread()).at("threads").at(0).at("conversation"), world.ids().encode(place));
    const json one = list({other, false, std::nullopt, 100});
    ASSERT_EQ(one.at("threads").size(), 1u);
    EXPECT_EQ(one.at("threads").at(0).at("conversation"), world.ids().encode(other));
}

TEST_P(ThreadListTest, WhereNothingIsUnreadItLooksAtSoManyAndSaysWhereToGoOn) {
    for (std::int64_t seq = 1; seq <= 1'050; ++seq) {
        world.send(place, bo);
        world.follow(mei, place, seq, 0);
    }
    world.reply(place, bo, 7);
    ThreadList request = unread(10);
    const json first = list(request);
    EXPECT_TRUE(roots(first).empty());
    request.after = first.at("next").get<std::string>();
    const json second = list(request);
    EXPECT_EQ(roots(second), (Seqs{7}));
    EXPECT_FALSE(second.contains("next"));
}

TEST_P(ThreadListTest, AStrangeTokenOrConversationIsRefused) {
    for (const std::string& token :
         {std::string("x"), std::string(""), std::string("-1"), std::string("0"), std::string("1x"),
          std::string("99999999999999999999")}) {
        const json answer = list({std::nullopt, false, token, 10});
        EXPECT_EQ(answer.value("code", ""), "bad_field") << token;
        EXPECT_EQ(answer.value("field", ""), "after");
    }
    EXPECT_EQ(list({world.group({bo}), false, std::nullopt, 10}).at("code"), "not_found");
}

}  // namespace
}  // namespace parley
