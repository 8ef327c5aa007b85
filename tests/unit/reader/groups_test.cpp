// Requests to join, invitation links, bans.

#include "on_both_stores.hpp"
#include "parley/core/random.hpp"
#include "parley/core/token_text.hpp"

namespace parley {
namespace {

using nlohmann::json;

class GroupsTest : public OnBothStores {
  protected:
    std::string id(UserId user) { return world.ids().encode(user); }
    json joins(UserId asker, std::int64_t limit = 100,
               const std::optional<std::string>& after = std::nullopt) {
        return world.ask(asker, JoinList{place, after, limit});
    }
    json bans(UserId asker, std::int64_t limit = 100,
              const std::optional<std::string>& after = std::nullopt) {
        return world.ask(asker, BanList{place, after, limit});
    }
    // A link, `rev` being its name.
    GroupInviteRow link(std::int64_t rev, std::int64_t uses_left = -1, WallTime expires = 0) {
        GroupInviteRow row;
        row.conversation = place;
        row.rev = rev;
        row.token = make_token_text(kGroupInvitePrefix, random);
        row.by = bo;
        row.uses_left = uses_left;
        row.expires = expires;
        row.created = 1'000 + rev;
        world.invite(row);
        return row;
    }

    SystemRandom random;
    UserId mei = world.add_user("mei");
    UserId bo = world.add_user("bo");
    UserId eva = world.add_user("eva");
    UserId tom = world.add_user("tom");
    ConversationId place = world.group({bo, mei});
};
PARLEY_ON_BOTH_STORES(GroupsTest);

TEST_P(GroupsTest, RequestsToJoinComeInPages) {
    world.ask_to_join(place, tom);
    const WallTime asked = world.now;
    world.ask_to_join(place, eva);
    const json first = joins(mei, 1);
    EXPECT_EQ(first.at("requests"), (json::array({{{"user", id(eva)}, {"time", asked}}})));
    const json second = joins(mei, 1, first.at("next").get<std::string>());
    EXPECT_EQ(second.at("requests").at(0).at("user"), id(tom));
    EXPECT_FALSE(second.contains("next"));
    EXPECT_EQ(joins(mei, 1, "x").at("field"), "after");
}

TEST_P(GroupsTest, RequestsAndLinksAreForThoseWhoMayAddMembers) {
    world.change(place, [](ConversationRow& row) { row.invite = Audience::admins; });
    for (const json& answer : {joins(mei), world.ask(mei, InviteList{place})}) {
        EXPECT_EQ(answer.at("code"), "forbidden");
        EXPECT_EQ(answer.at("need"), "admin");
    }
    EXPECT_EQ(joins(bo).at("type"), "ok");
    EXPECT_EQ(world.ask(bo, InviteList{place}).at("type"), "ok");
    EXPECT_EQ(joins(eva).at("code"), "not_found");
    EXPECT_EQ(world.ask(eva, InviteList{place}).at("code"), "not_found");
}

TEST_P(GroupsTest, ADirectConversationHasNoneOfThese) {
    place = world.direct(mei, bo);
    EXPECT_EQ(joins(mei).at("code"), "bad_state");
    EXPECT_EQ(bans(mei).at("code"), "bad_state");
    EXPECT_EQ(world.ask(mei, InviteList{place}).at("code"), "bad_state");
}

TEST_P(GroupsTest, BansAreForAdminsAndComeInPages) {
    world.ban(place, {eva, bo, 5, "spam"});
    world.ban(place, {tom, bo, 6, ""});
    EXPECT_EQ(bans(mei).at("code"), "forbidden");
    EXPECT_EQ(bans(mei).at("need"), "admin");
    const json first = bans(bo, 1);
    EXPECT_EQ(
        first.at("bans"),
        (json::array({{{"user", id(eva)}, {"by", id(bo)}, {"time", 5}, {"reason", "spam"}}})));
    const json second = bans(bo, 1, first.at("next").get<std::string>());
    EXPECT_EQ(second.at("bans"), (json::array({{{"user", id(tom)}, {"by", id(bo)}, {"time", 6}}})));
    EXPECT_FALSE(second.contains("next"));
}

TEST_P(GroupsTest, LinksThatCanBeUsedAreListed) {
    const GroupInviteRow endless = link(2);
    const GroupInviteRow counted = link(3, 2, world.now + 1'000);
    link(4, 0);
    link(5, -1, world.now);
    EXPECT_EQ(world.ask(mei, InviteList{place}).at("invites"),
              (json{{{"invite", 2}, {"token", endless.token}, {"by", id(bo)}, {"created", 1'002}},
                    {{"invite", 3},
                     {"token", counted.token},
                     {"by", id(bo)},
                     {"uses_left", 2},
                     {"expires", counted.expires},
                     {"created", 1'003}}}));
}

TEST_P(GroupsTest, WhoeverHoldsALinkSeesWhereItLeads) {
    const GroupInviteRow row = link(2);
    json expected = {{"type", "ok"},
                     {"id", 7},
                     {"conversation", world.ids().encode(place)},
                     {"title", "Group 1"},
                     {"members_count", 2},
                     {"member", false}};
    EXPECT_EQ(world.ask(eva, InviteGet{row.token}), expected);
    expected["member"] = true;
    EXPECT_EQ(world.ask(mei, InviteGet{row.token}), expected);
}

TEST_P(GroupsTest, BadLinksAreAllAlike) {
    const std::vector<std::string> tokens = {"x", make_token_text(kGroupInvitePrefix, random),
                                             link(2, 0).token, link(3, 1, world.now).token};
    const json unknown = world.ask(eva, InviteGet{""});
    EXPECT_EQ(unknown.at("code"), "not_found");
    for (const std::string& token : tokens)
        EXPECT_EQ(world.ask(eva, InviteGet{token}), unknown);
}

}  // namespace
}  // namespace parley
