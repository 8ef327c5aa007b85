#include "on_both_stores.hpp"

namespace parley {
namespace {

using nlohmann::json;

class UsersTest : public OnBothStores {
  protected:
    std::vector<WatchedUser> watch(const std::vector<UserId>& users) {
        const ReadAnswer answer =
            world.reader().answer({mei, {}, world.now, 7}, PresenceWatch{users});
        return std::get<std::vector<WatchedUser>>(answer.content);
    }

    UserId mei = world.add_user("mei");
    UserId bo = world.add_user("bo");
    UserId eva = world.add_user("eva");
};
PARLEY_ON_BOTH_STORES(UsersTest);

TEST_P(UsersTest, UsersAreShownInTheOrderAskedForWithoutUnknownOnes) {
    const json answer = world.ask(mei, UserGet{{bo, UserId(), UserId(999), mei}});
    EXPECT_EQ(answer, (json{{"type", "ok"},
                            {"id", 7},
                            {"users",
                             {{{"id", world.ids().encode(bo)},
                               {"login", "bo"},
                               {"display_name", "User bo"},
                               {"rev", 1}},
                              {{"id", world.ids().encode(mei)},
                               {"login", "mei"},
                               {"display_name", "User mei"},
                               {"rev", 1}}}}}));
}

TEST_P(UsersTest, AProfileIsShownAsFarAsItIsTold) {
    world.change(bo, [](UserRow& row) {
        row.status_text = "At lunch";
        row.status_emoji = "x";
        row.status_until = 5;
        row.language = "de";
        row.time_zone = "Europe/Berlin";
    });
    EXPECT_EQ(world.ask(mei, UserGet{{bo}}).at("users").at(0),
              (json{{"id", world.ids().encode(bo)},
                    {"login", "bo"},
                    {"display_name", "User bo"},
                    {"status", {{"text", "At lunch"}, {"emoji", "x"}, {"until", 5}}},
                    {"language", "de"},
                    {"time_zone", "Europe/Berlin"},
                    {"rev", 1}}));
}

TEST_P(UsersTest, WhereOneBlocksTheOtherNeitherIsVisible) {
    world.block(mei, bo);
    world.block(eva, mei);
    const auto watched = watch({bo, eva, mei});
    EXPECT_FALSE(watched[0].visible);
    EXPECT_FALSE(watched[1].visible);
    EXPECT_TRUE(watched[2].visible);
}

TEST_P(UsersTest, WithAnOpenDirectoryAnyoneIsVisible) {
    const auto watched = watch({bo, eva});
    ASSERT_EQ(watched.size(), 2u);
    EXPECT_EQ(watched[0].user, bo);
    EXPECT_EQ(watched[0].user_rev, 1);
    EXPECT_TRUE(watched[0].visible);
    EXPECT_TRUE(watched[1].visible);
}

TEST_P(UsersTest, WithASharedDirectoryThoseOfTheOwnConversationsAndOneselfAreVisible) {
    world.options.directory_shared = true;
    EXPECT_TRUE(watch({mei})[0].visible);
    const ConversationId place = world.group({bo, mei});
    world.group({bo, eva});
    auto watched = watch({mei, bo, eva});
    EXPECT_TRUE(watched[0].visible);
    EXPECT_TRUE(watched[1].visible);
    EXPECT_FALSE(watched[2].visible);
    world.leave(place, bo);
    EXPECT_FALSE(watch({bo})[0].visible);
}

TEST_P(UsersTest, WatchingAnUnknownUserIsNotFoundForTheWhole) {
    for (const UserId unknown : {UserId(), UserId(999)}) {
        const json answer = world.ask(mei, PresenceWatch{{bo, unknown}});
        EXPECT_EQ(answer.at("code"), "not_found");
        EXPECT_EQ(answer.at("id"), 7);
    }
}

TEST_P(UsersTest, WatchingNobodyIsFine) { EXPECT_TRUE(watch({}).empty()); }

}  // namespace
}  // namespace parley
