#include "on_both_stores.hpp"

namespace parley {
namespace {

using nlohmann::json;

class VersionsTest : public OnBothStores {
  protected:
    json get(std::int64_t seq, std::int64_t after_version = 0, std::int64_t limit = 100) {
        return world.ask(mei, MessageVersions{place, seq, after_version, limit});
    }
    std::vector<std::int64_t> numbers(const json& page) {
        std::vector<std::int64_t> found;
        for (const json& version : page.at("versions"))
            found.push_back(version.at("version"));
        return found;
    }
    const Entry& entry(std::size_t rev) { return world.state.logs.at(place).at(rev - 1); }

    UserId mei = world.add_user("mei");
    UserId bo = world.add_user("bo");
    ConversationId place = world.group({bo, mei});
};
PARLEY_ON_BOTH_STORES(VersionsTest);

TEST_P(VersionsTest, EachVersionHasItsTextAndTheTimeOfItsEntry) {
    world.send(place, bo, "first", Mentions{true, {}});
    world.edit(place, 1, "second");
    const std::string by = world.ids().encode(bo);
    EXPECT_EQ(get(1), (json{{"type", "ok"},
                            {"id", 7},
                            {"versions",
                             {{{"version", 1},
                               {"rev", 2},
                               {"by", by},
                               {"time", entry(2).time},
                               {"text", "first"},
                               {"mentions", "all"}},
                              {{"version", 2},
                               {"rev", 3},
                               {"by", by},
                               {"time", entry(3).time},
                               {"text", "second"}}}},
                            {"more", false}}));
}

TEST_P(VersionsTest, AnUneditedMessageHasOne) {
    world.send(place, bo);
    EXPECT_EQ(numbers(get(1)), (std::vector<std::int64_t>{1}));
    EXPECT_EQ(get(1, 1).at("versions"), json::array());
    EXPECT_EQ(get(1, 1).at("more"), false);
}

TEST_P(VersionsTest, PagesFollowEachOther) {
    world.send(place, bo);
    world.send(place, bo);
    for (int i = 0; i < 5; ++i) {
        world.edit(place, 1, "text " + std::to_string(i));
        world.edit(place, 2, "other " + std::to_string(i));
    }
    const json first = get(1, 0, 3);
    EXPECT_EQ(numbers(first), (std::vector<std::int64_t>{1, 2, 3}));
    EXPECT_EQ(first.at("more"), true);
    const json second = get(1, 3, 3);
    EXPECT_EQ(numbers(second), (std::vector<std::int64_t>{4, 5, 6}));
    EXPECT_EQ(second.at("more"), false);
    EXPECT_EQ(numbers(get(1, 0, 1)), (std::vector<std::int64_t>{1}));
    EXPECT_EQ(get(1, 0, 1).at("more"), true);
}

TEST_P(VersionsTest, APageEndsAtAboutItsBytes) {
    world.send(place, bo);
    for (int i = 0; i < 30; ++i)
        world.edit(place, 1, std::string(16'000, static_cast<char>('a' + i % 26)));
    const json page = get(1);
    EXPECT_NEAR(static_cast<double>(page.dump().size()), 256.0 * 1024, 20'000);
    EXPECT_EQ(page.at("more"), true);
}

TEST_P(VersionsTest, OfAnErasedTextTheVersionIsLeft) {
    world.send(place, bo, "first");
    world.edit(place, 1, "second");
    world.edit(place, 1, "third");
    world.erase(place, 2);
    world.erase(place, 3);
    const json versions = get(1).at("versions");
    EXPECT_EQ(versions.at(0), (json{{"version", 1},
                                    {"rev", 2},
                                    {"by", world.ids().encode(bo)},
                                    {"time", entry(2).time},
                                    {"deleted", true}}));
    EXPECT_EQ(versions.at(1).at("deleted"), true);
    EXPECT_EQ(versions.at(2).at("text"), "third");
}

TEST_P(VersionsTest, OfWhatIsDeletedOrBelowTheFloorNothingIsTold) {
    world.send(place, bo);
    world.send(place, bo);
    world.edit(place, 1, "second");
    world.remove(place, 1);
    EXPECT_EQ(get(1).at("code"), "gone");
    EXPECT_EQ(get(2).at("type"), "ok");
    world.raise_floor(place, 5, 3);
    EXPECT_EQ(get(2).at("code"), "gone");
    EXPECT_EQ(get(3).at("code"), "bad_field");
    world.leave(place, mei);
    EXPECT_EQ(get(2).at("code"), "not_found");
}

}  // namespace
}  // namespace parley
