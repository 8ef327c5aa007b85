// message.search: words, phrases, beginnings and CJK text, over what the account may read and
// nothing else.

#include <gtest/gtest.h>

#include "people.hpp"
#include "writes.hpp"

namespace parley::test {
namespace {

Json search(TestClient& client, const std::string& query, Json more = Json::object()) {
    more["query"] = query;
    return client.request("message.search", std::move(more));
}

std::vector<std::int64_t> seqs(const Json& answer) {
    std::vector<std::int64_t> found;
    for (const Json& hit : answer.at("hits"))
        found.push_back(hit.at("seq").get<std::int64_t>());
    return found;
}

// The index is filled behind the commit, within two seconds: waits for the newest message.
void await_indexed(TestClient& client, const std::string& word) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (search(client, word).at("hits").empty()) {
        if (std::chrono::steady_clock::now() > deadline) throw TestFailure("not indexed: " + word);
    }
}

// What a hit shows as found.
std::vector<std::string> marked(const Json& hit) {
    const auto snippet = hit.at("snippet").get<std::string>();
    std::vector<std::string> found;
    // Marks count UTF-16 units; these snippets have no characters beyond the basic plane.
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < snippet.size(); ++i) {
        if ((static_cast<unsigned char>(snippet[i]) & 0xC0) != 0x80) starts.push_back(i);
    }
    starts.push_back(snippet.size());
    for (const Json& mark : hit.at("marks")) {
        const std::size_t begin = starts.at(mark.at(0).get<std::size_t>());
        found.push_back(snippet.substr(begin, starts.at(mark.at(1).get<std::size_t>()) - begin));
    }
    return found;
}

class SearchTest : public testing::Test {
  protected:
    void say(std::initializer_list<const char*> texts) {
        for (const char* text : texts)
            two_.mei.say(two_.conversation, text);
        two_.mei.say(two_.conversation, "endmark");
        await_indexed(two_.tom, "endmark");
    }

    TestServer server_;
    Two two_{server_};
};

TEST_F(SearchTest, FindsWordsRegardlessOfCaseAndDiacritics) {
    say({"The Quick brown Fox", "Ein Café in Zürich", "naïve CAFÉ owners"});
    EXPECT_EQ(seqs(search(two_.tom, "quick fox")), (std::vector<std::int64_t>{1}));
    EXPECT_EQ(seqs(search(two_.tom, "fox QUICK")), (std::vector<std::int64_t>{1}));
    EXPECT_TRUE(seqs(search(two_.tom, "quick wolf")).empty());
    EXPECT_EQ(seqs(search(two_.tom, "cafe")), (std::vector<std::int64_t>{3, 2}));
    EXPECT_EQ(seqs(search(two_.tom, "zurich")), (std::vector<std::int64_t>{2}));
    EXPECT_TRUE(seqs(search(two_.tom, "uick")).empty());
}

TEST_F(SearchTest, FindsPhrasesAndBeginnings) {
    say({"red wine and white bread", "white wine and red meat"});
    EXPECT_EQ(seqs(search(two_.tom, "\"white wine\"")), (std::vector<std::int64_t>{2}));
    EXPECT_EQ(seqs(search(two_.tom, "white wine")), (std::vector<std::int64_t>{2, 1}));
    EXPECT_EQ(seqs(search(two_.tom, "bre*")), (std::vector<std::int64_t>{1}));
    EXPECT_TRUE(seqs(search(two_.tom, "bre")).empty());
}

TEST_F(SearchTest, FindsPartsOfChineseJapaneseAndKoreanText) {
    say({"今天晚上我们去看电影吧", "東京タワーに行きました", "오늘 저녁에 영화를 봅시다"});
    EXPECT_EQ(seqs(search(two_.tom, "电影")), (std::vector<std::int64_t>{1}));
    EXPECT_EQ(seqs(search(two_.tom, "晚上 电影")), (std::vector<std::int64_t>{1}));
    EXPECT_EQ(seqs(search(two_.tom, "タワー")), (std::vector<std::int64_t>{2}));
    EXPECT_EQ(seqs(search(two_.tom, "영화")), (std::vector<std::int64_t>{3}));
    EXPECT_TRUE(seqs(search(two_.tom, "影电")).empty());
}

TEST_F(SearchTest, SnippetsMarkWhatWasFound) {
    say({"Das Café in Zürich hat geöffnet"});
    const Json hit = search(two_.tom, "cafe geoffnet").at("hits").at(0);
    EXPECT_EQ(marked(hit), (std::vector<std::string>{"Café", "geöffnet"}));
    EXPECT_EQ(hit.at("conversation"), two_.conversation);
    EXPECT_EQ(hit.at("by"), two_.mei_account.user);
    const std::string filler(3000, 'x');
    two_.mei.say(two_.conversation, filler + " needle " + filler);
    await_indexed(two_.tom, "needle");
    const Json far = search(two_.tom, "needle").at("hits").at(0);
    EXPECT_LT(far.at("snippet").get<std::string>().size(), 1000U);
    EXPECT_EQ(marked(far), (std::vector<std::string>{"needle"}));
}

TEST_F(SearchTest, FollowsEdits) {
    say({"the old word"});
    two_.mei.edit(two_.conversation, 1, "the new word");
    await_indexed(two_.tom, "new");
    EXPECT_EQ(seqs(search(two_.tom, "new")), (std::vector<std::int64_t>{1}));
    EXPECT_TRUE(seqs(search(two_.tom, "old")).empty());
}

TEST_F(SearchTest, IsPagedWithoutRepeatingOrSkipping) {
    for (int i = 0; i < 60; ++i)
        two_.mei.say(two_.conversation, "needle " + std::to_string(i));
    two_.mei.say(two_.conversation, "endmark");
    await_indexed(two_.tom, "endmark");
    std::vector<std::int64_t> found;
    Json more{{"limit", 7}};
    for (int pages = 0; pages < 30; ++pages) {
        const Json page = search(two_.tom, "needle", more);
        for (const std::int64_t seq : seqs(page))
            found.push_back(seq);
        // What comes meanwhile does not shift the pages.
        two_.mei.say(two_.conversation, "another needle");
        if (!page.at("more").get<bool>()) break;
        more["before"] = page.at("next");
    }
    ASSERT_EQ(found.size(), 60U);
    for (std::size_t i = 0; i < 60; ++i)
        EXPECT_EQ(found[i], 60 - static_cast<std::int64_t>(i));
}

TEST(SearchRightsTest, ShowsNothingThatOneMayNotRead) {
    TestServer server;
    Group group(server, {{"history", "joined"}});
    group.ada.say(group.conversation, "a secret needle");
    group.ada.request("member.add",
                      {{"conversation", group.conversation}, {"users", {group.dan_account.user}}});
    group.ada.say(group.conversation, "an open needle");
    const std::string direct = group.ada.open(group.ben_account.user);
    group.ada.say(direct, "a private needle");
    await_indexed(group.ben, "private");
    EXPECT_EQ(search(group.ada, "needle").at("hits").size(), 3U);
    EXPECT_EQ(search(group.ben, "needle").at("hits").size(), 3U);
    EXPECT_EQ(search(group.cleo, "needle").at("hits").size(), 2U);
    EXPECT_EQ(seqs(search(group.dan, "needle")), (std::vector<std::int64_t>{2}));
    const Json only{{"conversation", group.conversation}};
    EXPECT_EQ(search(group.ben, "needle", only).at("hits").size(), 2U);
    group.ada.request("member.remove",
                      {{"conversation", group.conversation}, {"users", {group.ben_account.user}}});
    EXPECT_EQ(search(group.ben, "needle").at("hits").size(), 1U);
    Json foreign = only;
    foreign["query"] = "needle";
    group.ben.refused("message.search", foreign, "not_found");
}

TEST(SearchFilterTest, ByAuthorAndTime) {
    TestServer server;
    Two two(server);
    two.mei.say(two.conversation, "needle one");
    const Json second = two.tom.say(two.conversation, "needle two");
    two.mei.say(two.conversation, "needle three");
    await_indexed(two.tom, "three");
    EXPECT_EQ(seqs(search(two.tom, "needle", {{"by", two.tom_account.user}})),
              (std::vector<std::int64_t>{2}));
    const std::int64_t time = second.at("time").get<std::int64_t>();
    for (const std::int64_t seq : seqs(search(two.tom, "needle", {{"before", time}})))
        EXPECT_EQ(seq, 1);
    const auto later = seqs(search(two.tom, "needle", {{"after", time}}));
    EXPECT_NE(std::find(later.begin(), later.end(), 2), later.end());
    EXPECT_NE(std::find(later.begin(), later.end(), 3), later.end());
}

TEST_F(SearchTest, HostileQueriesDoNoHarm) {
    say({"needle"});
    for (const char* query :
         {"needle\" OR \"x", "NEAR(needle x)", "needle AND", "text:needle", "^needle", "{needle}",
          "needle -x", "(((((", "\"", "'; DROP TABLE messages; --", "*", "needle**", "\"needle"}) {
        const Json answer = two_.tom.reply(two_.tom.send("message.search", {{"query", query}}));
        EXPECT_TRUE(answer.at("type") == "ok" || answer.at("code") == "bad_field")
            << query << ' ' << answer;
    }
    std::string many;
    for (int i = 0; i < 60; ++i)
        many += "a* ";
    two_.tom.reply(two_.tom.send("message.search", {{"query", many}}));
    EXPECT_EQ(seqs(search(two_.tom, "needle")), (std::vector<std::int64_t>{1}));
}

TEST_F(SearchTest, SaysWhatIsWrong) {
    const Json good{{"query", "needle"}};
    expect_bad(two_.tom, "message.search", Json::object(), "query",
               {Json(""), Json("!?"), Json(1), Json(std::string(257, 'x')), Json()});
    std::string many;
    for (int i = 0; i < 65; ++i)
        many += "w" + std::to_string(i) + ' ';
    EXPECT_EQ(two_.tom.refused("message.search", {{"query", many}}, "too_large").at("limit"), 64);
    expect_bad(two_.tom, "message.search", good, "by", {Json(1)});
    expect_bad(two_.tom, "message.search", good, "after", {Json("now"), Json(-1)});
    expect_bad(two_.tom, "message.search", good, "before", {Json(-1), Json("nonsense")});
}

// What was not in the index when the server stopped is found after the start.
TEST_F(SearchTest, ARestartLosesNothing) {
    two_.mei.say(two_.conversation, "needle");
    server_.restart();
    two_.tom.set_port(server_.port());
    two_.tom.reconnect(two_.tom_account.token);
    await_indexed(two_.tom, "needle");
    EXPECT_EQ(seqs(search(two_.tom, "needle")), (std::vector<std::int64_t>{1}));
}

}  // namespace
}  // namespace parley::test
