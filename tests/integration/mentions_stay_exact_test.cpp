// `mentions` and `mention_seqs` follow every change: edits that add or take away, deletions,
// reading.

#include <gtest/gtest.h>

#include "people.hpp"

namespace parley::test {
namespace {

class MentionsTest : public testing::Test {
  protected:
    Json seqs_of(TestClient& client) {
        const Json item = client.item(group_.conversation);
        EXPECT_EQ(item.at("mentions"), item.at("mention_seqs").size());
        const Json counts = client.request("account.counts");
        EXPECT_EQ(counts.at("mentions"), item.at("mentions"));
        return item.at("mention_seqs");
    }
    void mention(const std::string& text, const Json& mentions) {
        group_.ada.request(
            "message.send",
            {{"conversation", group_.conversation}, {"text", text}, {"mentions", mentions}});
    }
    void edit(std::int64_t seq, const std::string& text, Json more = Json::object()) {
        group_.ada.edit(group_.conversation, seq, text, std::move(more));
    }

    TestServer server_;
    Group group_{server_};
    const Json ben_ = Json::array({group_.ben_account.user});
    const Json cleo_ = Json::array({group_.cleo_account.user});
};

TEST_F(MentionsTest, AnEditAddsAndTakesAway) {
    mention("hi ben", ben_);
    group_.ada.say(group_.conversation, "hi");
    edit(2, "hi cleo", {{"mentions", cleo_}});
    EXPECT_EQ(seqs_of(group_.ben), Json({1}));
    EXPECT_EQ(seqs_of(group_.cleo), Json({2}));
    edit(1, "hi cleo, not ben", {{"mentions", cleo_}});
    EXPECT_EQ(seqs_of(group_.ben), Json::array());
    EXPECT_EQ(seqs_of(group_.cleo), Json({1, 2}));
    edit(2, "hi nobody", {{"mentions", Json::array()}});
    EXPECT_EQ(seqs_of(group_.cleo), Json({1}));
    edit(1, "hi all", {{"mentions", "all"}});
    EXPECT_EQ(seqs_of(group_.ben), Json({1}));
    EXPECT_EQ(seqs_of(group_.cleo), Json({1}));
    EXPECT_EQ(seqs_of(group_.ada), Json::array());
}

TEST_F(MentionsTest, LeftOutOfAnEditTheyStay) {
    mention("hi ben", ben_);
    group_.settle();
    edit(1, "hello ben");
    EXPECT_EQ(seqs_of(group_.ben), Json({1}));
    const Json event = group_.cleo.expect_event("message.edited");
    EXPECT_EQ(event.at("data").at("mentions"), ben_);
    EXPECT_EQ(group_.cleo.message(group_.conversation, 1).at("mentions"), ben_);
}

TEST_F(MentionsTest, ADeletionTakesThemAlong) {
    mention("hi ben", ben_);
    mention("hi all", "all");
    group_.ada.erase(group_.conversation, {1});
    EXPECT_EQ(seqs_of(group_.ben), Json({2}));
    group_.ada.erase(group_.conversation, {2});
    EXPECT_EQ(seqs_of(group_.ben), Json::array());
    EXPECT_EQ(seqs_of(group_.cleo), Json::array());
}

TEST_F(MentionsTest, AnEditOfWhatWasReadMentionsNobodyAnew) {
    group_.ada.say(group_.conversation, "hi");
    group_.ben.request("conversation.read", {{"conversation", group_.conversation}, {"seq", 1}});
    edit(1, "hi ben", {{"mentions", ben_}});
    EXPECT_EQ(seqs_of(group_.ben), Json::array());
}

TEST_F(MentionsTest, ThoseOfThreadsCountAlike) {
    group_.ada.say(group_.conversation, "root");
    group_.ada.request("message.send", {{"conversation", group_.conversation},
                                        {"text", "ben?"},
                                        {"thread", 1},
                                        {"mentions", ben_}});
    EXPECT_EQ(seqs_of(group_.ben), Json({2}));
}

TEST_F(MentionsTest, ANewHundredthPushesOutTheOldest) {
    for (int i = 0; i < 101; ++i)
        mention("hi ben", ben_);
    EXPECT_EQ(seqs_of(group_.ben).size(), 100U);
    EXPECT_EQ(seqs_of(group_.ben).front(), 2);
    // With one less the oldest is among them again.
    group_.ada.erase(group_.conversation, {50});
    EXPECT_EQ(seqs_of(group_.ben).front(), 1);
    EXPECT_EQ(seqs_of(group_.ben).size(), 100U);
}

}  // namespace
}  // namespace parley::test
