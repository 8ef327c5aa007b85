// What the tests rely on: the scripted client's model fails as soon as a stream breaks a promise.

#include <gtest/gtest.h>

#include "support/client_model.hpp"

namespace parley::test {
namespace {

Json hello(bool resumed, const std::string& cursor) {
    return {{"type", "ok"}, {"user", {{"id", "u_1"}}}, {"resumed", resumed}, {"cursor", cursor}};
}

Json event(int position, const std::string& conversation, int rev, const std::string& kind,
           Json data) {
    return {{"type", "event"},
            {"cursor", "e.r." + std::to_string(position)},
            {"conversation", conversation},
            {"rev", rev},
            {"kind", kind},
            {"by", "u_2"},
            {"time", 1},
            {"data", std::move(data)}};
}

Json message(int position, const std::string& conversation, int rev, int seq) {
    Json frame = event(position, conversation, rev, "message", {{"text", std::to_string(seq)}});
    frame["seq"] = seq;
    return frame;
}

Json gap(const std::string& conversation, int from, int to) {
    return {{"type", "gap"}, {"conversation", conversation}, {"from_rev", from}, {"to_rev", to}};
}

Json synced(int position) {
    return {{"type", "synced"}, {"cursor", "e.r." + std::to_string(position)}};
}

class ModelTest : public ::testing::Test {
  protected:
    ModelTest() {
        model_.begin(hello(false, "e.r.10"));
        model_.apply(message(11, "c_1", 5, 3));
    }
    void breaks(const Json& frame) { EXPECT_THROW(model_.apply(frame), std::runtime_error); }

    ClientModel model_;
};

TEST_F(ModelTest, AHoleInTheRevs) { breaks(message(12, "c_1", 7, 4)); }
TEST_F(ModelTest, ARepeatedEvent) { breaks(message(12, "c_1", 5, 3)); }
TEST_F(ModelTest, AHoleInTheSeqs) { breaks(message(12, "c_1", 6, 5)); }
TEST_F(ModelTest, ACursorThatStands) { breaks(message(11, "c_1", 6, 4)); }
TEST_F(ModelTest, ACursorThatFalls) { breaks(message(3, "c_1", 6, 4)); }
TEST_F(ModelTest, ACursorThatIsNone) {
    Json frame = message(12, "c_1", 6, 4);
    frame["cursor"] = "nonsense";
    breaks(frame);
}
TEST_F(ModelTest, AMessageWithoutSeq) { breaks(event(12, "c_1", 6, "message", Json::object())); }
TEST_F(ModelTest, AHoleBehindASnapshot) {
    model_.take_snapshot({{"conversation", "c_2"}, {"head_rev", 7}});
    breaks(message(12, "c_2", 9, 1));
}
TEST_F(ModelTest, ASecondSynced) {
    model_.apply(synced(11));
    breaks(synced(12));
}
TEST_F(ModelTest, AHoleAcrossConnections) {
    model_.begin(hello(true, "e.r.20"));
    breaks(message(12, "c_1", 7, 5));
}
TEST_F(ModelTest, AGapThatDoesNotBeginAtTheEnd) { breaks(gap("c_1", 7, 9)); }
TEST_F(ModelTest, AGapThatIsNotFollowedByItsConversation) {
    model_.apply(gap("c_1", 6, 9));
    breaks(message(12, "c_2", 1, 1));
}
TEST_F(ModelTest, AGapBehindSynced) {
    model_.apply(synced(11));
    breaks(gap("c_1", 6, 9));
}

TEST_F(ModelTest, GoodStreamsPass) {
    model_.apply(message(12, "c_1", 6, 4));
    model_.apply(gap("c_1", 7, 8));
    model_.apply(message(15, "c_1", 9, 6));
    model_.apply(synced(15));
    model_.apply(event(16, "self", 1, "left", {{"conversation", "c_1"}}));
    EXPECT_FALSE(model_.holds("c_1"));
    model_.apply(event(17, "c_1", 20, "member.added", {{"users", {"u_1"}}}));
    EXPECT_EQ(model_.cursor(), "e.r.17");
}

TEST_F(ModelTest, HolesAreFilledByTheLog) {
    model_.apply(gap("c_1", 6, 7));
    model_.apply(message(14, "c_1", 8, 6));
    model_.fill("c_1", Json::array({message(12, "c_1", 6, 4)}));
    EXPECT_EQ(model_.log("c_1").holes.size(), 1U);
    model_.fill("c_1", Json::array({message(13, "c_1", 7, 5)}));
    EXPECT_TRUE(model_.log("c_1").holes.empty());
    EXPECT_EQ(model_.texts("c_1"), (std::vector<std::string>{"3", "4", "5", "6"}));
}

TEST(StrictJsonTest, RefusesWhatClientsWouldReadDifferently) {
    EXPECT_THROW(parse_strictly(R"({"a":1,"a":2})"), std::runtime_error);
    EXPECT_THROW(parse_strictly(R"({"x":{"a":1,"b":[{"c":1}],"a":2}})"), std::runtime_error);
    EXPECT_THROW(parse_strictly("{} x"), std::runtime_error);
    EXPECT_NO_THROW(parse_strictly(R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]})"));
}

}  // namespace
}  // namespace parley::test
