#include "parley/protocol/entry_data.hpp"

#include <utility>
#include <vector>

#include "support.hpp"

namespace parley {
namespace {

using Members = std::vector<std::pair<UserId, Role>>;

MessageSend message(std::string text) {
    MessageSend request;
    request.idempotency_key = "k1";
    request.conversation = ConversationId(1);
    request.text = std::move(text);
    return request;
}

ConversationCreate group() {
    ConversationCreate request;
    request.idempotency_key = "k1";
    request.title = "T";
    return request;
}

const Members kMembers = {{UserId(2), Role::owner}, {UserId(1), Role::member}};

// Everything that this module writes as data, at its fullest.
std::vector<std::string> all_data() {
    MessageSend full = message("a\"\n\xC3\xA9");
    full.format = "markdown";
    full.reply_to = 3;
    full.if_rev = 9;
    full.mentions = Mentions{false, {UserId(1)}};
    ConversationCreate with_topic = group();
    with_topic.topic = "about";
    const std::vector<UserId> users = {UserId(1), UserId(2)};
    return {message_data(full, test_ids()),
            direct_created_data(kMembers, test_ids()),
            group_created_data(with_topic, kMembers, test_ids()),
            members_data(users, test_ids()),
            role_data(UserId(1), Role::admin, test_ids()),
            read_data(ConversationId(1), 5, test_ids()),
            conversation_data(ConversationId(1), test_ids()),
            device_added_data(DeviceId(1), "phone", "android", test_ids()),
            device_data(DeviceId(1), test_ids())};
}

TEST(EntryDataTest, AMessageSaysWhatItsRequestSaid) {
    EXPECT_EQ(message_data(message("hi"), test_ids()), R"({"idempotency_key":"k1","text":"hi"})");
    MessageSend full = message("hi");
    full.format = "markdown";
    full.reply_to = 3;
    full.if_rev = 9;  // a condition, no part of the message
    full.mentions = Mentions{false, {UserId(3), UserId(1)}};
    EXPECT_EQ(message_data(full, test_ids()),
              with_ids(R"({"format":"markdown","idempotency_key":"k1","mentions":["u3","u1"],)"
                       R"("reply_to":3,"text":"hi"})"));
}

TEST(EntryDataTest, WhoMentionsAllMentionsJustThat) {
    MessageSend request = message("hi");
    request.mentions = Mentions{true, {UserId(1)}};
    EXPECT_EQ(message_data(request, test_ids()),
              R"({"idempotency_key":"k1","mentions":"all","text":"hi"})");
}

TEST(EntryDataTest, AConversationBeginsWithItsSettings) {
    EXPECT_EQ(direct_created_data(kMembers, test_ids()),
              with_ids(R"({"kind":"direct","members":[{"role":"owner","user":"u2"},)"
                       R"({"role":"member","user":"u1"}]})"));
    EXPECT_EQ(group_created_data(group(), kMembers, test_ids()),
              with_ids(R"({"history":"shared","invite":"members","kind":"group","members":[)"
                       R"({"role":"owner","user":"u2"},{"role":"member","user":"u1"}],)"
                       R"("post":"members","title":"T"})"));
    ConversationCreate full = group();
    full.topic = "";
    full.history = History::joined;
    full.post = Audience::admins;
    full.invite = Audience::admins;
    EXPECT_EQ(group_created_data(full, Members(), test_ids()),
              R"({"history":"joined","invite":"admins","kind":"group","members":[],)"
              R"("post":"admins","title":"T","topic":""})");
}

TEST(EntryDataTest, TheOtherKindsSayWhatTheyNeed) {
    const std::vector<UserId> users = {UserId(1), UserId(2)};
    EXPECT_EQ(members_data(users, test_ids()), with_ids(R"({"users":["u1","u2"]})"));
    EXPECT_EQ(role_data(UserId(1), Role::admin, test_ids()),
              with_ids(R"({"role":"admin","user":"u1"})"));
    EXPECT_EQ(read_data(ConversationId(1), 389, test_ids()),
              with_ids(R"({"conversation":"c1","seq":389})"));
    EXPECT_EQ(conversation_data(ConversationId(1), test_ids()),
              with_ids(R"({"conversation":"c1"})"));
    const std::string device = test_ids().encode(DeviceId(4));
    EXPECT_EQ(device_added_data(DeviceId(4), "my \"phone\"", "", test_ids()),
              R"({"device":")" + device + R"(","name":"my \"phone\"","platform":""})");
    EXPECT_EQ(device_data(DeviceId(4), test_ids()), R"({"device":")" + device + R"("})");
}

// nlohmann sorts members by name and writes no spaces: for ASCII names that is RFC 8785.
TEST(EntryDataTest, DataIsInCanonicalForm) {
    for (const std::string& data : all_data())
        EXPECT_EQ(strictly_read(data).dump(), data);
}

TEST(EntryDataTest, MentionsAreReadBack) {
    const auto read_back = [](std::optional<Mentions> mentions) {
        MessageSend request = message(R"(she said "mentions":["x"])");
        request.mentions = std::move(mentions);
        return mentions_of(message_data(request, test_ids()), test_ids());
    };
    EXPECT_EQ(read_back(std::nullopt), std::nullopt);
    EXPECT_EQ(read_back(Mentions()), Mentions());
    const Mentions two{false, {UserId(3), UserId(1)}};
    EXPECT_EQ(read_back(two), two);
    EXPECT_EQ(read_back(Mentions{true, {}}), (Mentions{true, {}}));
}

TEST(EntryDataTest, DataWithoutMentionsHasNone) {
    EXPECT_EQ(mentions_of("", test_ids()), std::nullopt);
    EXPECT_EQ(mentions_of("{}", test_ids()), std::nullopt);
    EXPECT_EQ(mentions_of(R"({"a":{"mentions":["x"]}})", test_ids()), std::nullopt);
    EXPECT_EQ(mentions_of(R"({"mentions":[)", test_ids()), std::nullopt);
    EXPECT_EQ(mentions_of(R"({"mentions":5})", test_ids()), std::nullopt);
}

}  // namespace
}  // namespace parley
