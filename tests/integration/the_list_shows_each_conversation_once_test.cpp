// conversation.list and conversation.get: the snapshot that a client starts from.

#include <gtest/gtest.h>

#include "people.hpp"

namespace parley::test {
namespace {

std::vector<std::string> ids(const Json& page) {
    std::vector<std::string> result;
    for (const Json& item : page.at("conversations")) {
        result.push_back(item.at("conversation").get<std::string>());
    }
    return result;
}

TEST(ListTest, IsEmptyAtFirst) {
    TestServer server;
    TestClient mei = server.online(server.make_user("mei"));
    const Json answer = mei.request("conversation.list");
    EXPECT_EQ(answer.at("conversations"), Json::array());
    EXPECT_FALSE(answer.contains("next"));
}

TEST(ListTest, NewestActivityComesFirst) {
    TestServer server;
    TestClient mei = server.online(server.make_user("mei"));
    std::vector<std::string> created;
    for (int i = 0; i < 5; ++i) {
        created.push_back(mei.create("Group " + std::to_string(i), {}));
        mei.say(created.back(), "first");
        // Times are in milliseconds: what follows is later.
        const auto now = mei.item(created.back()).at("active").get<std::int64_t>();
        while (mei.say(created.back(), "more").at("time") == now) {
        }
    }
    std::vector<std::string> expected(created.rbegin(), created.rend());
    EXPECT_EQ(ids(mei.request("conversation.list")), expected);
    const auto newest = mei.item(created.back()).at("active").get<std::int64_t>();
    while (mei.say(created[1], "back again").at("time") <= newest) {
    }
    std::erase(expected, created[1]);
    expected.insert(expected.begin(), created[1]);
    EXPECT_EQ(ids(mei.request("conversation.list")), expected);
}

TEST(ListTest, PagesOfOneShowEachOnce) {
    TestServer server;
    TestClient mei = server.online(server.make_user("mei"));
    std::set<std::string> created;
    for (int i = 0; i < 7; ++i)
        created.insert(mei.create("Group " + std::to_string(i), {}));
    for (const int limit : {1, 2, 3, 7, 100}) {
        std::set<std::string> found;
        Json request{{"limit", limit}};
        int pages = 0;
        for (; pages < 20; ++pages) {
            const Json page = mei.request("conversation.list", request);
            EXPECT_LE(page.at("conversations").size(), static_cast<std::size_t>(limit));
            for (const std::string& id : ids(page))
                EXPECT_TRUE(found.insert(id).second) << id;
            if (!page.contains("next")) break;
            request["after"] = page.at("next");
        }
        EXPECT_EQ(found, created) << limit;
        EXPECT_LT(pages, 9);
    }
}

TEST(ListTest, ItemsAreThoseOfConversationGet) {
    TestServer server;
    Group group(server, {{"topic", "Everything"}});
    group.ada.say(group.conversation, "hello");
    group.ben.open(group.ada_account.user);
    const Json list = group.ben.request("conversation.list").at("conversations");
    ASSERT_EQ(list.size(), 2U);
    for (const Json& item : list) {
        Json single = group.ben.item(item.at("conversation").get<std::string>());
        for (const char* more : {"type", "id", "members", "pins"})
            single.erase(more);
        EXPECT_EQ(single, item);
        for (const char* member :
             {"conversation", "kind", "role", "head_seq", "head_rev", "floor_seq", "floor_rev",
              "read_seq", "unread", "mentions", "mention_seqs", "active", "muted", "pinned",
              "archived", "notify", "marked_unread", "members_count"}) {
            EXPECT_TRUE(item.contains(member)) << member << " in " << item;
        }
    }
}

TEST(ListTest, ASnapshotIsNotOlderThanWhatWasSentBefore) {
    TestServer server;
    Two two(server);
    for (int i = 0; i < 50; ++i) {
        two.mei.send("message.send",
                     {{"conversation", two.conversation}, {"text", std::to_string(i)}});
    }
    for (int i = 0; i < 50; ++i) {
        const Json item = two.tom.item(two.conversation);
        const auto& model = two.tom.model();
        if (model.holds(two.conversation)) {
            EXPECT_GE(item.at("head_rev").get<std::int64_t>(),
                      model.log(two.conversation).streamed);
        }
        // All of an item is one state: no message is in one number and not in the other.
        EXPECT_EQ(item.at("head_rev").get<int>(), item.at("head_seq").get<int>() + 1);
        EXPECT_EQ(item.at("unread"), item.at("head_seq"));
        if (item.contains("last")) {
            EXPECT_EQ(item.at("last").at("seq"), item.at("head_seq"));
        }
    }
}

TEST(ListTest, BadMembersAreNamed) {
    TestServer server;
    TestClient mei = server.online(server.make_user("mei"));
    for (const Json& limit : {Json(0), Json(-5), Json("1"), Json(2.5)}) {
        EXPECT_EQ(mei.refused("conversation.list", {{"limit", limit}}, "bad_field").at("field"),
                  "limit");
    }
    for (const Json& after : {Json("no token"), Json(5), Json("")}) {
        EXPECT_EQ(mei.refused("conversation.list", {{"after", after}}, "bad_field").at("field"),
                  "after");
    }
    EXPECT_EQ(mei.refused("conversation.get", Json::object(), "bad_field").at("field"),
              "conversation");
    for (const char* id : {"", "c_", "c_nothing", "self", "u_1", "c_' OR 1=1"}) {
        mei.refused("conversation.get", {{"conversation", id}}, "not_found");
    }
}

}  // namespace
}  // namespace parley::test
