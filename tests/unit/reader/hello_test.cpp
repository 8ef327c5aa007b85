#include "on_both_stores.hpp"

namespace parley {
namespace {

class HelloTest : public OnBothStores {
  protected:
    std::variant<HelloResult, TokenRefused, ProtocolError> hello(
        const Sha256& hash, const std::optional<std::string>& cursor = std::nullopt) {
        return world.reader().hello({hash, cursor});
    }

    UserId mei = world.add_user("mei");
    UserId bo = world.add_user("bo");
    Sha256 token = world.sign_in(mei);
};
PARLEY_ON_BOTH_STORES(HelloTest);

TEST_P(HelloTest, ATokenOpensItsAccountWithAllConversationsAscending) {
    const ConversationId one = world.group({bo});
    const ConversationId other = world.direct(mei, bo);
    const std::int64_t opened = world.state.conversations.at(other).head.pos;
    world.group({bo});
    world.add(one, mei);
    const std::int64_t added = world.state.conversations.at(one).head.pos;
    world.send(one, bo);

    const auto answer = hello(token);
    const auto& result = std::get<HelloResult>(answer);
    EXPECT_EQ(result.pos, world.state.head_pos);
    EXPECT_EQ(result.start_pos, result.pos);
    EXPECT_FALSE(result.resumed);
    EXPECT_EQ(result.reason, "fresh");
    EXPECT_EQ(result.user.id, mei);
    EXPECT_EQ(result.user.login, "mei");
    EXPECT_EQ(result.user.self.rev, 2);
    EXPECT_EQ(result.session.user, mei);
    ASSERT_EQ(result.conversations.size(), 2u);
    EXPECT_EQ(result.conversations[0].conversation, one);
    EXPECT_EQ(result.conversations[0].joined_pos, added);
    EXPECT_EQ(result.conversations[0].members_count, 2);
    EXPECT_EQ(result.conversations[1].conversation, other);
    EXPECT_EQ(result.conversations[1].joined_pos, opened);
}

TEST_P(HelloTest, ACursorOfOursResumesWhereItStands) {
    const ConversationId one = world.direct(mei, bo);
    world.send(one, bo);
    const auto answer = hello(token, world.cursors().text(1));
    const auto& result = std::get<HelloResult>(answer);
    EXPECT_TRUE(result.resumed);
    EXPECT_EQ(result.start_pos, 1);
    EXPECT_EQ(result.pos, world.state.head_pos);
}

TEST_P(HelloTest, ARefusedCursorStartsAtThePresent) {
    const auto answer = hello(token, world.cursors().text(world.state.head_pos + 1));
    const auto& result = std::get<HelloResult>(answer);
    EXPECT_FALSE(result.resumed);
    EXPECT_EQ(result.reason, "ahead");
    EXPECT_EQ(result.start_pos, world.state.head_pos);
}

TEST_P(HelloTest, AnUnknownTokenIsRefused) {
    const auto answer = hello(Sha256{});
    EXPECT_FALSE(std::get<TokenRefused>(answer).disabled);
}

TEST_P(HelloTest, ADisabledAccountIsRefusedAsSuch) {
    world.disable(mei);
    const auto answer = hello(token);
    EXPECT_TRUE(std::get<TokenRefused>(answer).disabled);
}

TEST(HelloFailureTest, AnUnreadableDatabaseIsNoBadToken) {
    World world(Backend::fake);
    world.state.broken = true;
    const auto answer = world.reader().hello({Sha256{}, std::nullopt});
    EXPECT_EQ(std::get<ProtocolError>(answer).code, ErrorCode::internal);
}

}  // namespace
}  // namespace parley
