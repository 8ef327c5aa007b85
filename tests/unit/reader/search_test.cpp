#include "on_both_stores.hpp"

namespace parley {
namespace {

using nlohmann::json;

class SearchTest : public OnBothStores {
  protected:
    MessageSearch about(const std::string& query, std::int64_t limit = 50) {
        MessageSearch request;
        request.query = query;
        request.limit = limit;
        return request;
    }
    json search(const MessageSearch& request) {
        world.index();
        return world.ask(mei, request);
    }
    // `conversation:seq` of each hit.
    std::vector<std::string> places(const json& page) {
        std::vector<std::string> found;
        for (const json& hit : page.at("hits")) {
            const auto conversation =
                world.ids().conversation(hit.at("conversation").get<std::string>());
            found.push_back(std::to_string(conversation.value) + ':' +
                            std::to_string(hit.at("seq").get<std::int64_t>()));
        }
        return found;
    }
    using Places = std::vector<std::string>;

    UserId mei = world.add_user("mei");
    UserId bo = world.add_user("bo");
    ConversationId one = world.group({bo, mei});
    ConversationId other = world.group({bo, mei});
};
PARLEY_ON_BOTH_STORES(SearchTest);

TEST_P(SearchTest, NewestHitsComeFirstWithASnippetThatMarksThem) {
    world.send(one, bo, "An apple a day");
    world.send(other, mei, "green apples and Äpfel");
    world.send(other, bo, "apple, apple!");
    const json page = search(about("apple"));
    EXPECT_EQ(places(page), (Places{"2:2", "1:1"}));
    EXPECT_EQ(page.at("more"), false);
    EXPECT_FALSE(page.contains("next"));
    EXPECT_EQ(page.at("hits").at(1), (json{{"conversation", world.ids().encode(one)},
                                           {"seq", 1},
                                           {"snippet", "An apple a day"},
                                           {"marks", {{3, 8}}},
                                           {"time", world.state.logs.at(one).back().time},
                                           {"by", world.ids().encode(bo)}}));
    EXPECT_EQ(page.at("hits").at(0).at("marks"), (json{{0, 5}, {7, 12}}));
    EXPECT_EQ(places(search(about("APPL*"))), (Places{"2:2", "2:1", "1:1"}));
    EXPECT_EQ(places(search(about("apfel"))), (Places{"2:1"}));
}

TEST_P(SearchTest, WhatOneMayNotSeeIsNotFound) {
    const ConversationId foreign = world.group({bo});
    world.send(foreign, bo, "secret plan");
    const ConversationId late = world.group({bo}, History::joined);
    world.send(late, bo, "secret before");
    world.add(late, mei);
    world.send(late, bo, "secret after");
    world.send(one, bo, "secret early");
    world.raise_floor(one, 3, 2);
    EXPECT_EQ(places(search(about("secret"))), (Places{"4:2"}));
    world.leave(late, mei);
    EXPECT_EQ(places(search(about("secret"))), (Places{}));
    MessageSearch there = about("secret");
    there.conversation = foreign;
    EXPECT_EQ(search(there).at("code"), "not_found");
}

TEST_P(SearchTest, ThePresentTextCounts) {
    world.send(one, bo, "apple");
    world.send(one, bo, "pear");
    world.send(one, bo, "apple again");
    world.index();
    world.edit(one, 1, "plum");
    world.edit(one, 2, "apple at last");
    world.remove(one, 3);
    EXPECT_EQ(places(search(about("apple"))), (Places{"1:2"}));
    EXPECT_EQ(search(about("apple")).at("hits").at(0).at("snippet"), "apple at last");
    EXPECT_EQ(places(search(about("plum"))), (Places{"1:1"}));
}

TEST_P(SearchTest, FiltersNarrowItByConversationAuthorAndTime) {
    std::vector<WallTime> times;
    for (const UserId by : {bo, mei, bo}) {
        for (const ConversationId place : {one, other}) {
            times.push_back(world.now);
            world.send(place, by, "word");
        }
    }
    MessageSearch request = about("word");
    request.conversation = other;
    EXPECT_EQ(places(search(request)), (Places{"2:3", "2:2", "2:1"}));
    request.by = mei;
    EXPECT_EQ(places(search(request)), (Places{"2:2"}));
    request = about("word");
    request.after = times[2];
    EXPECT_EQ(places(search(request)), (Places{"2:3", "1:3", "2:2", "1:2"}));
    request.before = times[4];
    EXPECT_EQ(places(search(request)), (Places{"2:2", "1:2"}));
    request.before = times[0];
    EXPECT_EQ(places(search(request)), (Places{}));
}

TEST_P(SearchTest, PagesNeitherRepeatNorSkip) {
    Places expected;
    for (int i = 1; i <= 12; ++i) {
        const ConversationId place = i % 3 == 0 ? other : one;
        const std::int64_t seq = world.send(place, bo, "word");
        expected.insert(expected.begin(), std::to_string(place.value) + ':' + std::to_string(seq));
    }
    Places found;
    MessageSearch request = about("word", 5);
    for (bool more = true; more;) {
        const json page = search(request);
        for (const std::string& place : places(page))
            found.push_back(place);
        more = page.at("more").get<bool>();
        EXPECT_EQ(page.contains("next"), more);
        if (more) request.before_token = page.at("next").get<std::string>();
        if (found.size() < 10) world.send(one, bo, "word");  // in front of what is paged
    }
    EXPECT_EQ(found, expected);
}

// Somebody else's messages match by the thousand: a request does no more than its share.
TEST_P(SearchTest, WhatMayNotBeSeenIsPassedOverInBoundedSteps) {
    // With so many conversations they do not narrow the search.
    for (int i = 0; i < 70; ++i)
        world.group({mei});
    const ConversationId foreign = world.group({bo});
    world.send(one, bo, "word");
    for (int i = 0; i < 2'050; ++i)
        world.send(foreign, bo, "word");
    const json first = search(about("word"));
    EXPECT_EQ(places(first), (Places{}));
    EXPECT_EQ(first.at("more"), true);
    MessageSearch request = about("word");
    request.before_token = first.at("next").get<std::string>();
    const json second = search(request);
    EXPECT_EQ(places(second), (Places{"1:1"}));
    EXPECT_EQ(second.at("more"), false);
}

TEST_P(SearchTest, AQueryNeedsAWordAndATokenMustBeOurs) {
    for (const char* query : {"", " ", "!?", "\"\"", "*"}) {
        const json answer = search(about(query));
        EXPECT_EQ(answer.value("code", ""), "bad_field") << query;
        EXPECT_EQ(answer.value("field", ""), "query");
    }
    for (const char* token : {"", "x", "-1", "0", "5x", "99999999999999999999"}) {
        MessageSearch request = about("word");
        request.before_token = token;
        const json answer = search(request);
        EXPECT_EQ(answer.value("code", ""), "bad_field") << token;
        EXPECT_EQ(answer.value("field", ""), "before");
    }
}

TEST_P(SearchTest, WhatLooksLikeAnExpressionIsOnlyWords) {
    world.send(one, bo, "near text");
    for (const char* query : {"near AND", "text:x\"", "NEAR(", "{tags} : \"c1\"", "a OR b\"",
                              "near -text", "^near", "near\"\"\"*"}) {
        EXPECT_EQ(search(about(query)).at("type"), "ok") << query;
    }
    EXPECT_EQ(places(search(about("text : near"))), (Places{"1:1"}));
}

TEST_P(SearchTest, AnAccountWithoutConversationsFindsNothing) {
    const UserId eva = world.add_user("eva");
    world.send(one, bo, "word");
    world.index();
    const json page = world.ask(eva, about("word"));
    EXPECT_EQ(page.at("hits"), json::array());
    EXPECT_EQ(page.at("more"), false);
}

}  // namespace
}  // namespace parley
