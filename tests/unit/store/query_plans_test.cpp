// How SQLite goes about each statement: through an index, whatever the size of the tables. The
// statements are those that the connections have prepared after everything was called once.

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <atomic>

#include "parley/text/search_query.hpp"
#include "schema.hpp"
#include "sqlite_reader.hpp"
#include "sqlite_store.hpp"
#include "unit/store/store_fixture.hpp"

namespace parley::test {
namespace {

using ::testing::IsEmpty;

// What the connection has prepared, without FTS5's own statements on the tables that it keeps.
std::vector<std::string> statements_of(sqlite3* handle) {
    std::vector<std::string> statements;
    for (sqlite3_stmt* next = sqlite3_next_stmt(handle, nullptr); next != nullptr;
         next = sqlite3_next_stmt(handle, next)) {
        const std::string sql = sqlite3_sql(next);
        if (sql.find("'main'.'search_") == std::string::npos) statements.push_back(sql);
    }
    EXPECT_GT(statements.size(), 50u);
    return statements;
}

// `statement: step` for each step that goes through a whole table or index.
std::vector<std::string> scans_of(sqlite3* handle) {
    std::vector<std::string> scans;
    for (const std::string& sql : statements_of(handle)) {
        sqlite3_stmt* plan = nullptr;
        EXPECT_EQ(
            sqlite3_prepare_v2(handle, ("EXPLAIN QUERY PLAN " + sql).c_str(), -1, &plan, nullptr),
            SQLITE_OK)
            << sql;
        while (sqlite3_step(plan) == SQLITE_ROW) {
            const std::string step = reinterpret_cast<const char*>(sqlite3_column_text(plan, 3));
            // FTS5 answers for itself; a subquery is as short as its own LIMIT.
            if (step.starts_with("SCAN ") && !step.starts_with("SCAN s VIRTUAL") &&
                !step.starts_with("SCAN (subquery")) {
                scans.push_back(sql + ": " + step);
            }
        }
        sqlite3_finalize(plan);
    }
    return scans;
}

void look_everything_up(Lookup& lookup) {
    const ConversationId room(1);
    const UserId user(1);
    lookup.conversation(room);
    lookup.member(room, user);
    lookup.members(room, user, 9);
    lookup.direct_conversation(user, user);
    lookup.user(user);
    lookup.user_by_login("mei");
    lookup.users(user, 9);
    lookup.session(SessionId(1));
    lookup.session_by_token({});
    lookup.sessions(user);
    lookup.device(DeviceId(1));
    lookup.devices(user);
    lookup.invite({});
    lookup.key(user, "key");
    lookup.entry(room, 1);
    lookup.message(room, 1);
    lookup.message_state(room, 1);
    lookup.has_reaction(room, 1, "+", user);
    lookup.reaction_count(room, 1, "+");
    lookup.emoji_count(room, 1);
    lookup.pins(room);
    lookup.thread(room, 1);
    lookup.follow(user, room, 1);
    lookup.personal(user, room);
    lookup.blocks(user, user);
    lookup.blocked_by(user);
    lookup.ban(room, user);
    lookup.join_request(room, user);
    lookup.group_invite(room, 1);
    lookup.group_invite_by_token("plg_");
    lookup.group_invites(room);
}

void read_everything(Snapshot& snapshot) {
    const ConversationId room(1);
    const UserId user(1);
    look_everything_up(snapshot);
    snapshot.membership_heads(user, -1);
    snapshot.conversations_of(user, 9);
    snapshot.entries(room, 1, 9, 9, SIZE_MAX);
    snapshot.first_behind(room, {9, 9, 9, 9, {}}, 5);
    snapshot.messages_from(room, 1, 9, 9, SIZE_MAX);
    snapshot.messages_down_from(room, 9, 1, 9, SIZE_MAX);
    snapshot.first_seq_at(room, 1, 9, 1);
    snapshot.mention_seqs(room, user, 0, 9);
    snapshot.share_conversation(user, user);
    snapshot.message_states(room, 1, 9);
    snapshot.reactions(room, 1, 9, user, 1);
    snapshot.threads(room, 1, 9);
    snapshot.thread_participants(room, 1, 9);
    snapshot.thread_messages_from(room, 1, 1, 9, SIZE_MAX);
    snapshot.thread_messages_down_from(room, 1, 9, 9, SIZE_MAX);
    snapshot.edits(room, 1, 0, 9, SIZE_MAX);
    snapshot.follows(user, {}, 99, 9);
    snapshot.follows(user, room, 99, 9);
    snapshot.thread_counts(user);
    snapshot.personals(user);
    snapshot.bans(room, {}, 9);
    snapshot.join_requests(room, {}, 9);
    snapshot.public_groups("a", "", {}, 9);
    snapshot.users_by_prefix("a", 9);
    snapshot.sessions_before(SessionId(9), 9);
    snapshot.search_pos_before(INT64_MAX);
    snapshot.search(parse_search_query("text")->expression, 99, 9);
    snapshot.conversations({}, 9);
    snapshot.keys({}, 9);
}

class QueryPlansTest : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto database = open_database(dir_.data_dir());
        ChatWriter chat(*database);
        chat.begin();
        const UserId mei = chat.add_user("mei");
        const ConversationId room = chat.create({mei});
        chat.send(room, mei, "text");
        chat.reply(room, mei, 1, "text");
        chat.react(room, mei, 1, "+");
        chat.edit(room, mei, 1, "text");
        chat.expect_committed();
        index_all(database->store());
        ASSERT_TRUE(database->close_cleanly());
    }

    TemporaryDir dir_;
};

TEST_F(QueryPlansTest, NoReadGoesThroughAWholeTable) {
    auto connection = std::make_unique<SqliteConnection>(
        dir_.file("parley.db"), SqliteConnection::Use::read, SqliteConnection::Settings{});
    sqlite3* const handle = connection->handle();
    const auto reader =
        make_sqlite_reader(std::move(connection), std::make_shared<std::atomic<int>>(0));
    auto snapshot = reader->begin_snapshot();
    read_everything(*snapshot);
    ASSERT_FALSE(snapshot->failed());
    EXPECT_THAT(scans_of(handle), IsEmpty());
    snapshot.reset();
}

TEST_F(QueryPlansTest, NorDoesAWrite) {
    SqliteConnection connection(dir_.file("parley.db"), SqliteConnection::Use::write, {});
    SqliteStore store(connection, load_last_numbers(connection), {});
    const ConversationId room(1);
    const UserId user(1);
    const std::vector<UserId> users = {UserId(2)};
    store.begin();
    look_everything_up(store);
    store.unindex(room, 1);
    store.put_message_state(room, {.seq = 1, .rev = 9});
    store.add_reaction(room, 1, "x", user, 9);
    store.remove_reaction(room, 1, "x", user);
    store.remove_reactions(room, 1);
    store.add_mentions(room, 1, true, users);
    store.remove_mentions(room, 1, true, users);
    store.put_pin(room, {1, user, 1});
    store.remove_pin(room, 1);
    store.put_thread(room, {1, 2, 3, 4, 5});
    EXPECT_TRUE(store.add_thread_participant(room, 1, UserId(3), 3));
    store.put_follow(user, {room, 1, true, 1, 1});
    store.erase(room, 2);
    store.erase(room, 5);
    store.revs_about(room, 1);
    store.put_personal(user, {.conversation = room, .muted_until = 1, .draft = ""});
    store.remove_personal(user, room);
    store.put_block(user, user);
    store.remove_block(user, user);
    store.put_ban(room, {user, user, 1, ""});
    store.remove_ban(room, user);
    store.put_restraint(room, {user, 1, 1});
    store.remove_restraint(room, user);
    store.put_join_request(room, {user, 1});
    store.remove_join_request(room, user);
    store.insert_group_invite({room, 1, "plg_", user, 1, 1, 1});
    store.put_group_invite_uses(room, 1, 1);
    store.remove_group_invite(room, 1);
    store.put_device_progress(DeviceId(1), 1, 1);
    store.put_progress(room, user, 1, 1);
    store.remove_invite({});
    store.successor(room, user);
    store.put_head(room, {6, 2, 9, 9, {}});
    EXPECT_EQ(store.commit(), CommitOutcome::committed);
    EXPECT_THAT(scans_of(connection.handle()), IsEmpty());
}

}  // namespace
}  // namespace parley::test
