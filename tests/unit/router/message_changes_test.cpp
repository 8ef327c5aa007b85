// message.edit and message.delete.

#include "parley/protocol/entry_data.hpp"
#include "parley/store/hash_chain.hpp"
#include "world.hpp"

namespace parley {
namespace {

class MessageChangesTest : public RouterTest {
  protected:
    MessageStateRow state(std::int64_t seq) {
        return store.message_state(group, seq).value_or(MessageStateRow{});
    }
    std::string erased() {
        std::string text;
        for (const ErasedEntry& entry : world.last_batch->erased) {
            EXPECT_EQ(entry.log, LogId(group));
            text += std::to_string(entry.rev) + " ";
        }
        return text;
    }
    void set_versions(bool on) {
        auto request = world.keyed<ConversationUpdate>(group);
        request.versions = on;
        world.ok(mei, request);
    }
    std::string edit(const Actor& actor, std::int64_t seq, const std::string& text) {
        return describe(world.ask(actor, world.edit(group, seq, text)));
    }
    std::string remove(const Actor& actor, std::vector<std::int64_t> seqs) {
        return describe(world.ask(actor, world.deletion(group, std::move(seqs))));
    }
    void send_mentioning(const Actor& actor, Mentions mentions) {
        MessageSend request = world.message(group, "you");
        request.mentions = std::move(mentions);
        world.ok(actor, request);
    }

    const ConversationId group = world.create(mei, {ben});
};

TEST_F(MessageChangesTest, AnEditIsAVersion) {
    world.send(ben, group, "one");
    EXPECT_EQ(edit(ben, 1, "two"), "ok rev=3 version=2");
    const MessageEdit second = world.edit(group, 1, "three");
    EXPECT_EQ(describe(world.ok(ben, second)), "ok rev=4 version=3");
    const Entry& entry = world.last_batch->entries.at(0).entry;
    EXPECT_EQ(entry.kind, EntryKind::message_edited);
    EXPECT_EQ(entry.target, 1);
    EXPECT_EQ(entry.version, 3);
    EXPECT_EQ(entry.data, edited_data(second, 3, {}, world.ids));
    EXPECT_EQ(state(1).rev, 4);
    EXPECT_EQ(state(1).text_rev, 4);
    EXPECT_EQ(state(1).version, 3);
    EXPECT_EQ(state(1).edited_at, world.now);
    // Versions are kept, and the index is to forget the text before.
    EXPECT_FALSE(store.entry(group, 2)->data.empty());
    EXPECT_EQ(erased(), "");
    EXPECT_EQ(store.taken_out().size(), 2u);
}

TEST_F(MessageChangesTest, ReadCursorsStayWhereTheyAre) {
    world.send(ben, group, "one");
    edit(ben, 1, "two");
    remove(ben, {1});
    EXPECT_EQ(store.member(group, mei.user)->read_seq, 0);
    EXPECT_EQ(store.conversation(group)->head.seq, 1);
}

TEST_F(MessageChangesTest, TheSameTextIsNoEdit) {
    world.send(ben, group, "one");
    EXPECT_EQ(edit(ben, 1, "one"), "ok unchanged version=1");
    MessageEdit request = world.edit(group, 1, "one");
    request.format = "plain";
    request.mentions = Mentions{};
    EXPECT_EQ(describe(world.ask(ben, request)), "ok unchanged version=1");
    request.format = "markdown";
    EXPECT_EQ(describe(world.ask(ben, request)), "ok rev=3 version=2");
    // It is compared with the present text, not with the first one.
    request.idempotency_key = world.new_key();
    EXPECT_EQ(describe(world.ask(ben, request)), "ok unchanged version=2");
    EXPECT_EQ(edit(ben, 1, "one"), "ok rev=4 version=3");
}

TEST_F(MessageChangesTest, OnlyItsAuthorEditsAMessage) {
    world.send(ben, group, "one");
    EXPECT_EQ(edit(mei, 1, "two"), "forbidden need=author");
    EXPECT_EQ(edit(eve, 1, "two"), "not_found");
    EXPECT_EQ(edit(ben, 2, "two"), "bad_field field=seq");
    remove(ben, {1});
    EXPECT_EQ(edit(ben, 1, "two"), "gone");
}

TEST_F(MessageChangesTest, WhatLiesBelowTheFloorIsGone) {
    ConversationCreate settings;
    settings.history = History::joined;
    const ConversationId closed = world.create(mei, {ben}, settings);
    world.send(ben, closed);
    world.ok(ben, world.leaving(closed));
    world.add(mei, closed, ben);
    EXPECT_EQ(describe(world.ask(ben, world.edit(closed, 1, "x"))), "gone");
    EXPECT_EQ(describe(world.ask(ben, world.deletion(closed, {1}))), "gone");
    EXPECT_EQ(describe(world.ask(ben, world.reaction(closed, 1, "+1"))), "gone");
    EXPECT_EQ(describe(world.ask(ben, world.pin(closed, 1))), "gone");
}

TEST_F(MessageChangesTest, IfVersionMustBeThePresentOne) {
    world.send(ben, group, "one");
    MessageEdit request = world.edit(group, 1, "two");
    request.if_version = 2;
    EXPECT_EQ(describe(world.ask(ben, request)), "conflict current=1");
    request.if_version = 1;
    EXPECT_EQ(describe(world.ask(ben, request)), "ok rev=3 version=2");
    EXPECT_EQ(describe(world.ask(ben, request)), "ok rev=3 duplicate version=2");
}

TEST_F(MessageChangesTest, MentionsThatAreNotNamedStay) {
    send_mentioning(ben, {.all = false, .users = {mei.user}});
    const MessageEdit request = world.edit(group, 1, "all the same");
    world.ok(ben, request);
    EXPECT_EQ(world.last_batch->entries[0].entry.data,
              edited_data(request, 2, Mentions{.all = false, .users = {mei.user}}, world.ids));
    EXPECT_EQ(store.mention(group, 1)->users, std::vector{mei.user});
}

TEST_F(MessageChangesTest, MentionsAreReplacedByThoseOfTheEdit) {
    send_mentioning(ben, {.all = false, .users = {mei.user, ben.user}});
    MessageEdit request = world.edit(group, 1, "you");
    request.mentions = Mentions{.all = false, .users = {eve.user, ben.user}};
    EXPECT_EQ(describe(world.ok(ben, request)), "ok rev=3 version=2");
    EXPECT_EQ(store.mention(group, 1)->users, (std::vector{ben.user, eve.user}));

    request = world.edit(group, 1, "you");
    request.mentions = Mentions{.all = true, .users = {eve.user}};
    world.ok(ben, request);
    EXPECT_TRUE(store.mention(group, 1)->all);
    EXPECT_TRUE(store.mention(group, 1)->users.empty());

    request = world.edit(group, 1, "you");
    request.mentions = Mentions{};
    world.ok(ben, request);
    EXPECT_FALSE(store.mention(group, 1));
    EXPECT_EQ(world.last_batch->entries[0].entry.data,
              edited_data(request, 4, Mentions{}, world.ids));
    EXPECT_EQ(describe(world.ok(ben, world.edit(group, 1, "you"))), "ok unchanged version=4");

    request = world.edit(group, 1, "you");
    request.mentions = Mentions{.all = false, .users = {UserId(99)}};
    EXPECT_EQ(code_of(world.ask(ben, request)), "not_found");
}

TEST_F(MessageChangesTest, WithoutVersionsAnEditErasesTheTextBefore) {
    set_versions(false);
    world.send(ben, group, "one");
    edit(ben, 1, "two");
    EXPECT_EQ(erased(), "3 ");
    edit(ben, 1, "three");
    EXPECT_EQ(erased(), "4 ");
    EXPECT_TRUE(store.message(group, 1)->data.empty());
    EXPECT_TRUE(store.entry(group, 4)->data.empty());
    EXPECT_FALSE(store.entry(group, 5)->data.empty());
    // What the newest edit says is still what is compared and kept.
    EXPECT_EQ(edit(ben, 1, "three"), "ok unchanged version=3");
}

TEST_F(MessageChangesTest, TheAuthorDeletes) {
    world.send(ben, group);
    world.send(ben, group);
    MessageDelete request = world.deletion(group, {1, 2});
    request.reason = "typo";
    EXPECT_EQ(describe(world.ok(ben, request)), "ok rev=4");
    EXPECT_EQ(describe(world.last_batch->entries), "message.deleted");
    EXPECT_EQ(world.last_batch->entries[0].entry.data, deleted_data(request.seqs, "typo"));
    EXPECT_EQ(erased(), "2 3 ");
    EXPECT_TRUE(store.message(group, 1)->data.empty());
    EXPECT_TRUE(state(2).deleted);
    EXPECT_EQ(state(2).rev, 4);
    EXPECT_EQ(describe(world.ask(ben, request)), "ok rev=4 duplicate");
}

TEST_F(MessageChangesTest, AdminsDeleteWhatOthersWrote) {
    world.send(mei, group);
    world.send(ben, group);
    EXPECT_EQ(remove(ben, {1}), "forbidden need=admin");
    EXPECT_EQ(remove(ben, {1, 2}), "forbidden need=admin");
    EXPECT_FALSE(state(2).deleted);
    EXPECT_EQ(remove(mei, {2}), "ok rev=4");
    world.give_role(mei, group, ben, Role::admin);
    EXPECT_EQ(remove(ben, {1}), "ok rev=6");
}

TEST_F(MessageChangesTest, InADirectConversationEachDeletesTheOwn) {
    const ConversationId direct = world.open(mei, ben);
    world.send(mei, direct);
    EXPECT_EQ(describe(world.ask(ben, world.deletion(direct, {1}))), "forbidden need=author");
    EXPECT_EQ(describe(world.ask(mei, world.deletion(direct, {1}))), "ok rev=3");
}

TEST_F(MessageChangesTest, DeletingPassesOverTheDeleted) {
    world.send(ben, group);
    world.send(ben, group);
    remove(ben, {1});
    EXPECT_EQ(remove(ben, {1}), "ok unchanged");
    EXPECT_EQ(remove(ben, {1, 2}), "ok rev=5");
    EXPECT_EQ(world.last_batch->entries[0].entry.data,
              deleted_data(std::vector<std::int64_t>{2}, {}));
    EXPECT_EQ(remove(ben, {2, 3}), "bad_field field=seqs");
}

TEST_F(MessageChangesTest, EverythingAboutADeletedMessageGoesWithIt) {
    send_mentioning(ben, {.all = false, .users = {mei.user}});  // rev 2
    world.ok(mei, world.reaction(group, 1, "+1"));              // rev 3
    edit(ben, 1, "me");                                         // rev 4
    world.ok(mei, world.pin(group, 1));                         // rev 5
    EXPECT_EQ(remove(ben, {1}), "ok rev=6");
    EXPECT_EQ(erased(), "2 3 4 ");
    for (const std::int64_t rev : {2, 3, 4})
        EXPECT_TRUE(store.entry(group, rev)->data.empty()) << rev;
    EXPECT_FALSE(store.mention(group, 1));
    EXPECT_FALSE(store.has_reaction(group, 1, "+1", mei.user));
    EXPECT_TRUE(store.pins(group).empty());
    EXPECT_FALSE(state(1).pinned);
    EXPECT_EQ(store.taken_out().back(), std::pair(group, std::int64_t{1}));
    EXPECT_EQ(describe(world.ask(mei, world.reaction(group, 1, "+1"))), "gone");
    EXPECT_EQ(describe(world.ask(mei, world.pin(group, 1))), "gone");
}

TEST_F(MessageChangesTest, TheHashChainOutlivesErasing) {
    world.send(ben, group, "one");
    edit(ben, 1, "two");
    remove(ben, {1});
    HashChain chain(world.ids);
    Sha256 head = chain.start(group);
    for (const Entry& entry : store.entries_of(group)) {
        head = chain.next(head, entry);
        EXPECT_EQ(entry.chain, head);
    }
    EXPECT_EQ(store.conversation(group)->head.chain, head);
}

TEST_F(MessageChangesTest, NobodySeesWhatOneBatchBothMadeAndErased) {
    const BatchPtr batch = world.process({World::command(ben, world.message(group, "a secret")),
                                          World::command(ben, world.edit(group, 1, "a slip")),
                                          World::command(mei, world.reaction(group, 1, "oh")),
                                          World::command(ben, world.deletion(group, {1}))});
    EXPECT_EQ(describe(batch->entries), "message message.edited message.reacted message.deleted");
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(batch->entries[i].entry.data, "");
        EXPECT_EQ(batch->entries[i].entry.salt, Salt{});
        EXPECT_EQ(store.entry(group, static_cast<std::int64_t>(i) + 2)->data, "");
    }
    EXPECT_FALSE(batch->entries[3].entry.data.empty());
    // Nobody holds them, so nobody need be told.
    EXPECT_TRUE(batch->erased.empty());
    EXPECT_EQ(describe(batch->answers[0][3].outcome), "ok rev=5");
}

TEST_F(MessageChangesTest, OneBatchMayEraseWhatIsOldAndWhatIsNew) {
    set_versions(false);
    world.send(ben, group, "old");
    const BatchPtr batch = world.process({World::command(ben, world.edit(group, 1, "newer")),
                                          World::command(ben, world.edit(group, 1, "newest"))});
    EXPECT_EQ(erased(), "3 ");
    EXPECT_EQ(batch->entries[0].entry.data, "");
    EXPECT_FALSE(batch->entries[1].entry.data.empty());
}

TEST_F(MessageChangesTest, RepliesToADeletedMessageAreGone) {
    world.send(ben, group);
    remove(ben, {1});
    MessageSend request = world.message(group);
    request.reply_to = 1;
    EXPECT_EQ(describe(world.ask(mei, request)), "gone");
    EXPECT_EQ(describe(world.ask(mei, world.reply(group, 1))), "gone");
}

}  // namespace
}  // namespace parley
