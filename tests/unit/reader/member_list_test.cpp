#include "on_both_stores.hpp"

namespace parley {
namespace {

using nlohmann::json;

class MemberListTest : public OnBothStores {
  protected:
    json list(const std::optional<std::string>& after = std::nullopt, std::int64_t limit = 100) {
        return world.ask(mei, MemberList{place, after, limit});
    }
    json member(UserId user, const std::string& role, std::int64_t read_seq) {
        return {{"user", world.ids().encode(user)}, {"role", role}, {"read_seq", read_seq}};
    }

    UserId mei = world.add_user("mei");
    UserId bo = world.add_user("bo");
    UserId eva = world.add_user("eva");
    ConversationId place = world.group({bo, mei, eva});
};
PARLEY_ON_BOTH_STORES(MemberListTest);

TEST_P(MemberListTest, MembersComeWithRoleAndReadCursor) {
    world.send(place, bo);
    world.send(place, bo);
    world.read(eva, place, 1);
    const json answer = list();
    EXPECT_EQ(
        answer,
        (json{{"type", "ok"},
              {"id", 7},
              {"members",
               {member(mei, "member", 0), member(bo, "owner", 2), member(eva, "member", 1)}}}));
}

TEST_P(MemberListTest, AMuteIsToldUntilItEnds) {
    const WallTime until = world.now + 1'000;
    world.change(place, eva, [=](MemberRow& row) { row.muted_until = until; });
    EXPECT_EQ(list().at("members").at(2).at("muted_until"), until);
    EXPECT_FALSE(list().at("members").at(0).contains("muted_until"));
    world.now = until;
    EXPECT_FALSE(list().at("members").at(2).contains("muted_until"));
}

TEST_P(MemberListTest, WhoHidesReceiptsShowsNoneAndSeesNoneButTheOwn) {
    const auto shown = [&] {
        std::vector<bool> found;
        const json answer = list();
        for (const json& member : answer.at("members"))
            found.push_back(member.contains("read_seq"));
        return found;
    };
    world.change(bo, [](UserRow& row) { row.read_receipts = false; });
    EXPECT_EQ(shown(), (std::vector{true, false, true}));
    world.change(mei, [](UserRow& row) { row.read_receipts = false; });
    EXPECT_EQ(shown(), (std::vector{true, false, false}));
}

TEST_P(MemberListTest, PagesFollowEachOther) {
    const json first = list(std::nullopt, 2);
    EXPECT_EQ(first.at("members"), (json{member(mei, "member", 0), member(bo, "owner", 0)}));
    world.leave(place, bo);  // on whom the token stands
    const json second = list(first.at("next").get<std::string>(), 2);
    EXPECT_EQ(second.at("members"), (json::array({member(eva, "member", 0)})));
    EXPECT_FALSE(second.contains("next"));
}

TEST_P(MemberListTest, AStrangeTokenIsABadField) {
    for (const std::string& token : {std::string("x"), world.ids().encode(place)}) {
        const json answer = list(token);
        EXPECT_EQ(answer.at("code"), "bad_field");
        EXPECT_EQ(answer.at("field"), "after");
    }
}

TEST_P(MemberListTest, NotFoundForOthers) {
    world.leave(place, mei);
    EXPECT_EQ(list().at("code"), "not_found");
    EXPECT_EQ(list("x").at("code"), "not_found");
}

}  // namespace
}  // namespace parley
