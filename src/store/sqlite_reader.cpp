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
          memberships_behind(c, std::string("SELECT ") + kConversationColumns + ", " +
                                    kMemberColumns +
                                    " FROM members i INDEXED BY members_by_user "
                                    "CROSS JOIN conversations c ON c.id=i.conversation "
                                    "CROSS JOIN members m ON m.conversation=i.conversation "
                                    "AND m.user=i.user "
                                    "WHERE i.user=? AND c.head_pos>? ORDER BY i.conversation"),
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
          conversation_count(c, "SELECT count(*) FROM conversations") {}

    Statement begin, end, head_pos, memberships_behind, mention_seqs, share_conversation;
    Statement conversations, keys, user_count, conversation_count;
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

    std::vector<Membership> memberships(UserId user) override {
        return memberships_behind(user, -1);
    }

    std::vector<Membership> memberships_behind(UserId user, std::int64_t pos) override {
        std::vector<Membership> out;
        Execution row(statements_.memberships_behind, user.value, pos);
        while (row.next()) {
            Membership& membership = out.emplace_back();
            membership.conversation = read_conversation(row);
            membership.member = read_member(row, kConversationColumnsCount);
        }
        if (failed()) out.clear();
        return out;
    }

    std::vector<Entry> entries(LogId log, std::int64_t from_rev, std::int64_t to_rev,
                               std::int64_t limit, std::size_t bytes_max) override {
        return lookups_.log().entries(log, from_rev, to_rev, limit, bytes_max);
    }
    std::int64_t first_rev_behind(LogId log, const LogHead& head, std::int64_t pos) override {
        return lookups_.log().first_rev_behind(log, head, pos);
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
