#include "on_both_stores.hpp"
#include "parley/text/search_key.hpp"

namespace parley {
namespace {

using nlohmann::json;

class DiscoveryTest : public OnBothStores {
  protected:
    ConversationId found(const std::string& title, JoinRule join) {
        const ConversationId group = world.group({bo});
        world.change(group, [&](ConversationRow& row) {
            row.title = title;
            row.title_key = search_key(title);
            row.join = join;
        });
        return group;
    }
    json discover(const std::string& query, std::int64_t limit = 100,
                  const std::optional<std::string>& after = std::nullopt) {
        return world.ask(mei, ConversationDiscover{query, after, limit});
    }
    std::vector<std::string> titles(const json& page) {
        std::vector<std::string> found;
        for (const json& one : page.at("conversations"))
            found.push_back(one.at("title"));
        return found;
    }
    using Titles = std::vector<std::string>;

    UserId mei = world.add_user("mei");
    UserId bo = world.add_user("bo");
};
PARLEY_ON_BOTH_STORES(DiscoveryTest);

TEST_P(DiscoveryTest, PublicGroupsAreFoundWithWhatOneMayKnowBeforeJoining) {
    const ConversationId group = found("Chess", JoinRule::request);
    world.change(group, [](ConversationRow& row) { row.topic = "Openings"; });
    json expected = {{"conversation", world.ids().encode(group)},
                     {"title", "Chess"},
                     {"topic", "Openings"},
                     {"join", "request"},
                     {"members_count", 1},
                     {"member", false},
                     {"requested", false}};
    EXPECT_EQ(discover("").at("conversations"), json::array({expected}));
    world.ask_to_join(group, mei);
    expected["requested"] = true;
    EXPECT_EQ(discover("").at("conversations"), json::array({expected}));
    world.add(group, mei);
    EXPECT_EQ(discover("").at("conversations").at(0).at("member"), true);
    EXPECT_EQ(discover("").at("conversations").at(0).at("requested"), false);
}

TEST_P(DiscoveryTest, ByTheBeginningOfTheTitleWithoutCaseAndDiacritics) {
    found("Café Zürich", JoinRule::open);
    found("CAFETERIA", JoinRule::open);
    found("Tea", JoinRule::open);
    EXPECT_EQ(titles(discover("cafe")), (Titles{"Café Zürich", "CAFETERIA"}));
    EXPECT_EQ(titles(discover("Café z")), (Titles{"Café Zürich"}));
    EXPECT_EQ(titles(discover("zürich")), (Titles{}));
}

TEST_P(DiscoveryTest, WhatIsNotPublicIsNotFound) {
    found("Secret", JoinRule::invite);
    world.direct(mei, bo);
    EXPECT_EQ(titles(discover("")), (Titles{}));
}

TEST_P(DiscoveryTest, PagesFollowEachOtherAlsoAmongEqualTitles) {
    for (int i = 0; i < 5; ++i)
        found("Same", JoinRule::open);
    std::set<std::string> seen;
    std::optional<std::string> after;
    int pages = 0;
    do {
        const json page = discover("s", 2, after);
        for (const json& one : page.at("conversations"))
            EXPECT_TRUE(seen.insert(one.at("conversation")).second);
        after.reset();
        if (page.contains("next")) after = page.at("next").get<std::string>();
        ++pages;
    } while (after);
    EXPECT_EQ(seen.size(), 5u);
    EXPECT_EQ(pages, 3);
}

TEST_P(DiscoveryTest, AStrangeTokenTellsNothingOfPrivateGroups) {
    const ConversationId secret = found("Secret", JoinRule::invite);
    for (const std::string& token :
         {std::string("x"), std::string(), world.ids().encode(mei), world.ids().encode(secret),
          world.ids().encode(ConversationId(999))}) {
        const json answer = discover("", 10, token);
        EXPECT_EQ(answer.value("code", ""), "bad_field") << token;
        EXPECT_EQ(answer.value("field", ""), "after");
    }
}

}  // namespace
}  // namespace parley
