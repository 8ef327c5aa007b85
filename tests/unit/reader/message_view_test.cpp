// A message as history.get shows it: its present state.

#include "on_both_stores.hpp"

namespace parley {
namespace {

using nlohmann::json;

class MessageViewTest : public OnBothStores {
  protected:
    json messages(std::int64_t limit = 100) {
        return world.ask(mei, HistoryGet{place, HistoryGet::Anchor::newest, 0, limit, {}})
            .at("messages");
    }
    json newest() { return messages(1).at(0); }
    std::string id(UserId user) { return world.ids().encode(user); }
    const Entry& entry(std::int64_t rev) {
        return world.state.logs.at(place).at(static_cast<std::size_t>(rev - 1));
    }

    UserId mei = world.add_user("mei");
    UserId bo = world.add_user("bo");
    UserId eva = world.add_user("eva");
    ConversationId place = world.group({bo, mei, eva});
};
PARLEY_ON_BOTH_STORES(MessageViewTest);

TEST_P(MessageViewTest, AnEditedMessageHasThePresentTextAndItsOwnAuthorAndTime) {
    const std::int64_t seq = world.send(place, bo, "first", Mentions{false, {mei}});
    world.edit(place, seq, "second");
    world.edit(place, seq, "third", Mentions{false, {eva}});
    EXPECT_EQ(newest(), (json{{"seq", 1},
                              {"rev", 4},
                              {"by", id(bo)},
                              {"time", entry(2).time},
                              {"text", "third"},
                              {"mentions", {id(eva)}},
                              {"version", 3},
                              {"edited_at", entry(4).time}}));
}

TEST_P(MessageViewTest, MentionsThatWereTakenAwayAreGone) {
    const std::int64_t seq = world.send(place, bo, "first", Mentions{true, {}});
    world.edit(place, seq, "second", Mentions{});
    EXPECT_FALSE(newest().contains("mentions"));
}

TEST_P(MessageViewTest, AnEditKeepsThePlaceInTheThreadThoughTheFormerTextIsErased) {
    world.send(place, bo, "root");
    const std::int64_t seq = world.reply(place, mei, 1, "first");
    world.edit(place, seq, "second");
    world.erase(place, 3);
    const json message = newest();
    EXPECT_EQ(message.at("text"), "second");
    EXPECT_EQ(message.at("thread"), 1);
    EXPECT_EQ(message.at("thread_seq"), 1);
}

TEST_P(MessageViewTest, ADeletedMessageIsATombstoneWhateverItWas) {
    const std::int64_t seq = world.send(place, bo, "text");
    world.send(place, mei);
    world.edit(place, seq, "other");
    world.react(place, seq, mei, "+1");
    world.pin(place, seq, bo);
    world.remove(place, seq);
    EXPECT_EQ(
        messages().at(0),
        (json{{"seq", 1}, {"rev", 7}, {"by", id(bo)}, {"time", entry(2).time}, {"deleted", true}}));
}

TEST_P(MessageViewTest, ATombstoneStandsWhereTheMessageStood) {
    const std::int64_t root = world.send(place, bo);
    const std::int64_t reply = world.reply(place, mei, root);
    world.remove(place, reply);
    EXPECT_EQ(messages().at(1).at("thread"), root);
    EXPECT_EQ(messages().at(1).at("thread_seq"), 1);
    EXPECT_EQ(messages().at(1).at("deleted"), true);
    world.remove(place, root);
    EXPECT_EQ(messages().at(0).at("deleted"), true);
    EXPECT_EQ(messages().at(0).at("thread_info").at("count"), 1);
}

TEST_P(MessageViewTest, ReactionsAndPinsAreThereWithTheRevOfTheLastChange) {
    const std::int64_t seq = world.send(place, bo);
    world.react(place, seq, mei, "b");
    world.react(place, seq, eva, "a\"\\");
    world.react(place, seq, eva, "b");
    EXPECT_EQ(newest().at("rev"), 5);
    EXPECT_EQ(newest().at("reactions"), (json{{"b", {id(mei), id(eva)}}, {"a\"\\", {id(eva)}}}));
    EXPECT_FALSE(newest().contains("reaction_counts"));
    EXPECT_FALSE(newest().contains("pinned"));
    world.pin(place, seq, mei);
    EXPECT_EQ(newest().at("pinned"), true);
    EXPECT_EQ(newest().at("rev"), 6);
}

TEST_P(MessageViewTest, OfManyReactionsTwentyAreNamedAndOneselfIsAmongThem) {
    const std::int64_t seq = world.send(place, bo);
    for (int i = 0; i < 30; ++i)
        world.react(place, seq, world.add_user("u" + std::to_string(i)), "+1");
    world.react(place, seq, mei, "+1");
    world.react(place, seq, eva, "ok");
    const json message = newest();
    const json named = message.at("reactions").at("+1");
    EXPECT_EQ(named.size(), 20u);
    EXPECT_NE(std::find(named.begin(), named.end(), id(mei)), named.end());
    EXPECT_EQ(message.at("reaction_counts"), (json{{"+1", 31}}));
}

TEST_P(MessageViewTest, ARootTellsOfItsRepliesWithoutChangingItself) {
    const std::int64_t root = world.send(place, bo);
    world.reply(place, mei, root);
    world.reply(place, eva, root);
    const std::int64_t last = world.reply(place, mei, root);
    const json message = messages().at(0);
    EXPECT_EQ(message.at("rev"), 2);
    EXPECT_EQ(message.at("thread_info"), (json{{"count", 3},
                                               {"last_seq", last},
                                               {"last_time", entry(5).time},
                                               {"participants", {id(mei), id(eva)}},
                                               {"participants_count", 2}}));
    EXPECT_FALSE(newest().contains("thread_info"));
}

TEST_P(MessageViewTest, EachMessageOfALongPageHasItsOwnState) {
    for (std::int64_t seq = 1; seq <= 90; ++seq) {
        world.send(place, bo, "m" + std::to_string(seq));
        if (seq % 3 == 0) world.edit(place, seq, "e" + std::to_string(seq));
        if (seq % 4 == 0) world.react(place, seq, eva, std::to_string(seq));
        if (seq % 5 == 0) world.remove(place, seq);
    }
    const json page = messages();
    ASSERT_EQ(page.size(), 90u);
    for (std::int64_t seq = 1; seq <= 90; ++seq) {
        const json& message = page.at(static_cast<std::size_t>(seq - 1));
        EXPECT_EQ(message.at("seq"), seq);
        EXPECT_EQ(message.contains("deleted"), seq % 5 == 0);
        if (seq % 5 == 0) continue;
        EXPECT_EQ(message.at("text"), (seq % 3 == 0 ? "e" : "m") + std::to_string(seq));
        EXPECT_EQ(message.contains("reactions"), seq % 4 == 0);
        if (seq % 4 == 0) {
            EXPECT_TRUE(message.at("reactions").contains(std::to_string(seq)));
        }
    }
}

TEST_P(MessageViewTest, ReactionsCountForThePagesBytesAndItEndsFarFromItsAnchor) {
    constexpr int kMessages = 40;
    for (int i = 0; i < kMessages; ++i)
        world.send(place, bo);
    for (int u = 0; u < 20; ++u) {
        const UserId user = world.add_user("u" + std::to_string(u));
        for (std::int64_t seq = 1; seq <= kMessages; ++seq) {
            for (const char* emoji : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j",
                                      "k", "l", "m", "n", "o", "p", "q", "r", "s", "t"}) {
                world.react(place, seq, user, emoji);
            }
        }
    }
    json page = world.ask(mei, HistoryGet{place, HistoryGet::Anchor::newest, 0, 100, {}});
    EXPECT_NEAR(static_cast<double>(page.dump().size()), 256.0 * 1024, 20'000);
    EXPECT_EQ(page.at("messages").back().at("seq"), kMessages);
    EXPECT_EQ(page.at("more_before"), true);
    EXPECT_EQ(page.at("more_after"), false);
    page = world.ask(mei, HistoryGet{place, HistoryGet::Anchor::around_seq, 20, 100, {}});
    EXPECT_NEAR(static_cast<double>(page.dump().size()), 256.0 * 1024, 40'000);
    EXPECT_LT(page.at("messages").front().at("seq"), 20);
    EXPECT_GT(page.at("messages").back().at("seq"), 20);
    EXPECT_EQ(page.at("more_before"), true);
    EXPECT_EQ(page.at("more_after"), true);
}

TEST_P(MessageViewTest, TheListShowsTheNewestMessageTheSameWay) {
    const std::int64_t seq = world.send(place, bo);
    world.edit(place, seq, "second");
    world.react(place, seq, mei, "+1");
    EXPECT_EQ(world.ask(mei, ConversationGet{place}).at("last"), newest());
    world.remove(place, seq);
    EXPECT_EQ(world.ask(mei, ConversationGet{place}).at("last"), newest());
}

TEST_P(MessageViewTest, InTheLogWhatWasErasedSaysThatItIsDeleted) {
    const std::int64_t seq = world.send(place, bo);
    world.edit(place, seq, "second");
    world.react(place, seq, mei, "+1");
    world.remove(place, seq);
    const json events = world.ask(mei, LogGet{{false, place}, 2, std::nullopt, 10}).at("events");
    for (const std::size_t i : {0u, 1u, 2u})
        EXPECT_EQ(events.at(i).at("data"), (json{{"deleted", true}}));
    EXPECT_EQ(events.at(1).at("kind"), "message.edited");
    EXPECT_EQ(events.at(3).at("data"), (json{{"seqs", {1}}}));
}

}  // namespace
}  // namespace parley
