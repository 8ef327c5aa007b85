#include "sqlite_reader.hpp"

#include <algorithm>

#include "parley/core/assert.hpp"
#include "row_columns.hpp"
#include "sqlite_lookups.hpp"

namespace parley {
namespace {

// What only readers ask for.
struct ReaderStatements {
    explicit ReaderStatements(SqliteConnection& c)
        : begin(c, "BEGIN"),
          end(c, "ROLLBACK"),
          head_pos(c, "SELECT pos FROM log_head WHERE one=1"),
          // The index alone names the conversations, and their heads drop most of them, before a
          // row of `members` is touched.
          membership_heads(c,
                           "SELECT c.id, c.head_rev, c.head_seq, c.head_pos, c.message_time, "
                           "c.members_count, max(c.floor_seq, m.floor_seq), m.joined_rev, "
                           "m.joined_pos, m.joined_time, m.read_seq, "
                           "c.blocked_by_low OR c.blocked_by_high "
                           "FROM members i INDEXED BY members_by_user "
                           "CROSS JOIN conversations c ON c.id=i.conversation "
                           "CROSS JOIN members m ON m.conversation=i.conversation "
                           "AND m.user=i.user "
                           "WHERE i.user=? AND c.head_pos>? ORDER BY i.conversation"),
          conversations_of(c,
                           "SELECT conversation FROM members INDEXED BY members_by_user "
                           "WHERE user=? ORDER BY conversation LIMIT ?"),
          mention_seqs(c,
                       "SELECT seq FROM (SELECT seq FROM mentions WHERE conversation=?1 AND "
                       "user=?2 AND seq>?3 ORDER BY seq DESC LIMIT ?4) UNION "
                       "SELECT seq FROM (SELECT seq FROM mentions WHERE conversation=?1 AND "
                       "user=0 AND seq>?3 ORDER BY seq DESC LIMIT ?4) "
                       "ORDER BY seq DESC LIMIT ?4"),
          share_conversation(c,
                             "SELECT 1 FROM members a INDEXED BY members_by_user "
                             "CROSS JOIN members b ON b.conversation=a.conversation AND b.user=?2 "
                             "WHERE a.user=?1 LIMIT 1"),
          conversations(c, std::string("SELECT ") + kConversationColumns +
                               " FROM conversations c WHERE id>? ORDER BY id LIMIT ?"),
          keys(c,
               "SELECT key, user, log, rev FROM keys WHERE (key, user)>(?, ?) "
               "ORDER BY key, user LIMIT ?"),
          user_count(c, "SELECT count(*) FROM users"),
          conversation_count(c, "SELECT count(*) FROM conversations"),
          search(c,
                 "SELECT s.rowid, d.place >> 32, d.place & 4294967295 FROM search s "
                 "CROSS JOIN search_docs d ON d.pos=s.rowid "
                 "WHERE search MATCH ? AND s.rowid<? ORDER BY s.rowid DESC LIMIT ?"),
          indexed_up_to(c,
                        "SELECT pos, time FROM search_docs WHERE pos<=? "
                        "ORDER BY pos DESC LIMIT 1") {}

    Statement begin, end, head_pos, membership_heads, conversations_of, mention_seqs;
    Statement share_conversation;
    Statement conversations, keys, user_count, conversation_count;
    Statement search, indexed_up_to;
};

class SqliteSnapshot final : public LookupsOf<Snapshot> {
  public:
    SqliteSnapshot(SqliteConnection& connection, SqliteLookups& lookups,
                   ReaderStatements& statements, bool& open)
        : LookupsOf<Snapshot>(lookups),
          connection_(connection),
          statements_(statements),
          open_(open) {
        PARLEY_ASSERT(!open_);
        open_ = true;
        connection_.clear_failure();
        Execution(statements_.begin).run();
        // The first read is what fixes the state.
        Execution row(statements_.head_pos);
        if (row.next()) head_pos_ = row.integer(0);
    }

    ~SqliteSnapshot() override {
        connection_.clear_failure();
        // Some failures have ended the transaction already.
        if (sqlite3_get_autocommit(connection_.handle()) == 0) Execution(statements_.end).run();
        open_ = false;
    }

    std::int64_t head_pos() override { return head_pos_; }
    bool failed() const override { return connection_.failed(); }

    std::vector<MembershipHead> membership_heads(UserId user, std::int64_t pos) override {
        std::vector<MembershipHead> rows;
        Execution row(statements_.membership_heads, user.value, pos);
        while (row.next()) {
            MembershipHead& one = rows.emplace_back();
            one.conversation = ConversationId(row.integer(0));
            one.head.rev = row.integer(1);
            one.head.seq = row.integer(2);
            one.head.pos = row.integer(3);
            one.head.message_time = row.integer(4);
            one.members_count = row.integer(5);
            one.floor_seq = row.integer(6);
            one.joined_rev = row.integer(7);
            one.joined_pos = row.integer(8);
            one.joined_time = row.integer(9);
            one.read_seq = row.integer(10);
            one.blocked = row.integer(11) != 0;
        }
        if (failed()) rows.clear();
        return rows;
    }

    std::vector<ConversationId> conversations_of(UserId user, std::int64_t limit) override {
        std::vector<ConversationId> conversations;
        Execution row(statements_.conversations_of, user.value, limit);
        while (row.next())
            conversations.push_back(ConversationId(row.integer(0)));
        return conversations;
    }

    std::vector<Entry> entries(LogId log, std::int64_t from_rev, std::int64_t to_rev,
                               std::int64_t limit, std::size_t bytes_max) override {
        return lookups_.log().entries(log, from_rev, to_rev, limit, bytes_max);
    }
    LogPlace first_behind(LogId log, const LogHead& head, std::int64_t pos) override {
        return lookups_.log().first_behind(log, head, pos);
    }
    std::vector<Entry> messages_from(ConversationId conversation, std::int64_t seq,
                                     std::int64_t seq_max, std::int64_t limit,
                                     std::size_t bytes_max) override {
        return lookups_.log().messages_from(conversation, seq, seq_max, limit, bytes_max);
    }
    std::vector<Entry> messages_down_from(ConversationId conversation, std::int64_t seq,
                                          std::int64_t seq_min, std::int64_t limit,
                                          std::size_t bytes_max) override {
        return lookups_.log().messages_down_from(conversation, seq, seq_min, limit, bytes_max);
    }
    std::int64_t first_seq_at(ConversationId conversation, std::int64_t seq_min,
                              std::int64_t seq_max, WallTime time) override {
        return lookups_.log().first_seq_at(conversation, seq_min, seq_max, time);
    }

    std::vector<std::int64_t> mention_seqs(ConversationId conversation, UserId user,
                                           std::int64_t after_seq, std::int64_t limit) override {
        std::vector<std::int64_t> seqs;
        Execution row(statements_.mention_seqs, conversation.value, user.value, after_seq, limit);
        while (row.next())
            seqs.push_back(row.integer(0));
        std::reverse(seqs.begin(), seqs.end());
        return seqs;
    }

    bool share_conversation(UserId one, UserId other) override {
        return Execution(statements_.share_conversation, one.value, other.value).next();
    }

    std::vector<MessageStateRow> message_states(ConversationId conversation, std::int64_t seq_min,
                                                std::int64_t seq_max) override {
        return lookups_.messages().message_states(conversation, seq_min, seq_max);
    }
    std::vector<ReactionRow> reactions(ConversationId conversation, std::int64_t seq_min,
                                       std::int64_t seq_max, UserId asker,
                                       std::int64_t users_max) override {
        return lookups_.messages().reactions(conversation, seq_min, seq_max, asker, users_max);
    }
    std::vector<ThreadRow> threads(ConversationId conversation, std::int64_t seq_min,
                                   std::int64_t seq_max) override {
        return lookups_.messages().threads(conversation, seq_min, seq_max);
    }
    std::vector<UserId> thread_participants(ConversationId conversation, std::int64_t root,
                                            std::int64_t limit) override {
        return lookups_.messages().thread_participants(conversation, root, limit);
    }
    std::vector<Entry> thread_messages_from(ConversationId conversation, std::int64_t root,
                                            std::int64_t seq, std::int64_t limit,
                                            std::size_t bytes_max) override {
        return lookups_.log().thread_messages_from(conversation, root, seq, limit, bytes_max);
    }
    std::vector<Entry> thread_messages_down_from(ConversationId conversation, std::int64_t root,
                                                 std::int64_t seq, std::int64_t limit,
                                                 std::size_t bytes_max) override {
        return lookups_.log().thread_messages_down_from(conversation, root, seq, limit, bytes_max);
    }
    std::vector<Entry> edits(ConversationId conversation, std::int64_t seq,
                             std::int64_t after_version, std::int64_t limit,
                             std::size_t bytes_max) override {
        return lookups_.log().edits(conversation, seq, after_version, limit, bytes_max);
    }
    std::vector<FollowRow> follows(UserId user, ConversationId conversation,
                                   std::int64_t before_pos, std::int64_t limit) override {
        return lookups_.messages().follows(user, conversation, before_pos, limit);
    }
    ThreadCounts thread_counts(UserId user) override {
        return lookups_.messages().thread_counts(user);
    }

    std::vector<PersonalRow> personals(UserId user) override { return lookups_.personals(user); }
    std::vector<BanRow> bans(ConversationId conversation, UserId after,
                             std::int64_t limit) override {
        return lookups_.bans(conversation, after, limit);
    }
    std::vector<JoinRequestRow> join_requests(ConversationId conversation, UserId after,
                                              std::int64_t limit) override {
        return lookups_.join_requests(conversation, after, limit);
    }
    std::vector<ConversationRow> public_groups(std::string_view prefix, std::string_view after_key,
                                               ConversationId after, std::int64_t limit) override {
        return lookups_.public_groups(prefix, after_key, after, limit);
    }
    std::vector<UserRow> users_by_prefix(std::string_view prefix, std::int64_t limit) override {
        return lookups_.users_by_prefix(prefix, limit);
    }
    std::vector<InviteRow> invites(std::int64_t limit) override { return lookups_.invites(limit); }
    std::vector<SessionRow> sessions_before(SessionId before, std::int64_t limit) override {
        return lookups_.sessions_before(before, limit);
    }

    std::int64_t search_pos_before(WallTime time) override;
    std::vector<SearchHit> search(std::string_view expression, std::int64_t before_pos,
                                  std::int64_t limit) override;

    std::vector<ConversationRow> conversations(ConversationId after, std::int64_t limit) override {
        std::vector<ConversationRow> rows;
        Execution row(statements_.conversations, after.value, limit);
        while (row.next())
            rows.push_back(read_conversation(row));
        if (failed()) rows.clear();
        return rows;
    }

    std::vector<KeyUse> keys(const KeyUse& after, std::int64_t limit) override {
        std::vector<KeyUse> rows;
        Execution row(statements_.keys, after.key, after.user.value, limit);
        while (row.next()) {
            rows.push_back(KeyUse{std::string(row.text(0)), UserId(row.integer(1)),
                                  KeyRow{LogId::from_stored(row.integer(2)), row.integer(3)}});
        }
        return rows;
    }

    std::int64_t user_count() override { return count(statements_.user_count); }
    std::int64_t conversation_count() override { return count(statements_.conversation_count); }

  private:
    std::int64_t count(Statement& statement) {
        Execution row(statement);
        return row.next() ? row.integer(0) : 0;
    }

    SqliteConnection& connection_;
    ReaderStatements& statements_;
    bool& open_;
    std::int64_t head_pos_ = 0;
};

std::vector<SearchHit> SqliteSnapshot::search(std::string_view expression, std::int64_t before_pos,
                                              std::int64_t limit) {
    std::vector<SearchHit> hits;
    if (failed()) return hits;
    {
        Execution row(statements_.search, expression, before_pos, limit);
        while (row.next()) {
            hits.push_back(
                SearchHit{row.integer(0), ConversationId(row.integer(1)), row.integer(2)});
        }
    }
    // What FTS5 does not understand is the expression's fault and finds nothing.
    if (connection_.failure() == SQLITE_ERROR) {
        connection_.clear_failure();
        hits.clear();
    }
    return hits;
}

std::int64_t SqliteSnapshot::search_pos_before(WallTime time) {
    // By bisection, as times rise with pos, but for a clock that was set.
    std::int64_t low = 0;
    std::int64_t high = head_pos_;
    std::int64_t found = 0;
    while (low < high) {
        const std::int64_t middle = low + (high - low + 1) / 2;
        Execution row(statements_.indexed_up_to, middle);
        const bool is_there = row.next();
        if (is_there && row.integer(1) >= time) {
            high = row.integer(0) - 1;
        } else {
            low = middle;
            if (is_there) found = row.integer(0);
        }
    }
    return failed() ? 0 : found;
}

class SqliteReader final : public ReadStore {
  public:
    SqliteReader(std::unique_ptr<SqliteConnection> connection,
                 std::shared_ptr<std::atomic<int>> open_readers)
        : connection_(std::move(connection)),
          lookups_(*connection_),
          statements_(*connection_),
          open_readers_(std::move(open_readers)) {
        ++*open_readers_;
    }
    ~SqliteReader() override {
        PARLEY_ASSERT(!snapshot_is_open_);
        --*open_readers_;
    }

    std::unique_ptr<Snapshot> begin_snapshot() override {
        return std::make_unique<SqliteSnapshot>(*connection_, lookups_, statements_,
                                                snapshot_is_open_);
    }

  private:
    std::unique_ptr<SqliteConnection> connection_;
    SqliteLookups lookups_;
    ReaderStatements statements_;
    std::shared_ptr<std::atomic<int>> open_readers_;
    bool snapshot_is_open_ = false;
};

}  // namespace

std::unique_ptr<ReadStore> make_sqlite_reader(std::unique_ptr<SqliteConnection> connection,
                                              std::shared_ptr<std::atomic<int>> open_readers) {
    return std::make_unique<SqliteReader>(std::move(connection), std::move(open_readers));
}

}  // namespace parley
