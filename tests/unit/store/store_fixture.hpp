#pragma once
// What tests of the store share: a data directory that goes with the test, and a writer that fills
// a database with a chat and keeps beside it what must then be read back.

#include <gtest/gtest.h>

#include <compare>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "parley/store/hash_chain.hpp"
#include "parley/store/sqlite.hpp"

namespace parley::test {

class TemporaryDir {
  public:
    TemporaryDir();
    ~TemporaryDir();
    TemporaryDir(const TemporaryDir&) = delete;
    TemporaryDir& operator=(const TemporaryDir&) = delete;
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path data_dir() const { return path_ / "data"; }
    std::filesystem::path file(const char* name) const { return data_dir() / name; }

  private:
    std::filesystem::path path_;
};

class SeededRandom final : public Random {
  public:
    explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
    void fill(void* out, std::size_t bytes) override;
    // 0 … bound - 1
    std::int64_t below(std::int64_t bound) {
        return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(bound));
    }

  private:
    std::mt19937_64 engine_;
};

// An open database; fails the test and returns nothing if it was refused.
std::unique_ptr<Database> open_database(const Database::Options& options);
std::unique_ptr<Database> open_database(const std::filesystem::path& data_dir);
// Why the data directory is refused; empty if it is not.
std::string refusal_of(const Database::Options& options);
std::string refusal_of(const std::filesystem::path& data_dir);

// Rows are written through the store and read back in a fresh snapshot of what is committed.
class RowsTest : public ::testing::Test {
  protected:
    Store& store() { return database_->store(); }
    void commit() { EXPECT_EQ(store().commit(), CommitOutcome::committed); }
    Snapshot& snapshot() {
        snapshot_.reset();
        snapshot_ = reader_->begin_snapshot();
        return *snapshot_;
    }

    TemporaryDir dir_;
    std::unique_ptr<Database> database_ = open_database(dir_.data_dir());
    std::unique_ptr<ReadStore> reader_ = database_->open_reader();
    std::unique_ptr<Snapshot> snapshot_;
};

// What a database must hold.
struct ChatModel {
    std::map<LogId, std::vector<Entry>> logs;  // without commitments
    std::map<ConversationId, ConversationRow> conversations;
    std::map<UserId, UserRow> users;
    std::map<std::pair<std::string, UserId>, KeyRow> keys;
    std::map<std::pair<ConversationId, UserId>, MemberRow> members;
    std::map<std::pair<ConversationId, std::int64_t>, MessageStateRow> states;  // by seq
    std::map<std::pair<ConversationId, std::int64_t>, ThreadRow> threads;       // by root
    std::int64_t last_pos = 0;
};
// The first thing in which the snapshot differs from the model; empty if none.
std::string difference(Snapshot& snapshot, const ChatModel& model);

// Writes batches as the router does, heads included.
class ChatWriter {
  public:
    explicit ChatWriter(Database& database, ChatModel model = {});

    void begin();
    // On `committed` the batch is in model(). On `unknown` it may or may not be: see with_batch().
    CommitOutcome commit();
    // For the one-liners of tests.
    void expect_committed() { EXPECT_EQ(commit(), CommitOutcome::committed); }

    UserId add_user(const std::string& login);
    ConversationId create(const std::vector<UserId>& members);
    Entry send(ConversationId conversation, UserId by, const std::string& text);
    Entry reply(ConversationId conversation, UserId by, std::int64_t root, const std::string& text);
    // Without `versions` the former text is erased.
    Entry edit(ConversationId conversation, UserId by, std::int64_t seq, const std::string& text,
               bool versions = true);
    Entry react(ConversationId conversation, UserId by, std::int64_t seq, const std::string& emoji);
    void remove(ConversationId conversation, UserId by, std::int64_t seq);
    Entry rename(ConversationId conversation, UserId by, const std::string& title);
    void read(ConversationId conversation, UserId user, std::int64_t seq);
    void leave(ConversationId conversation, UserId user);

    const ChatModel& model() const { return committed_; }
    const ChatModel& with_batch() const { return pending_; }
    Store& store() { return store_; }

  private:
    Entry append(Entry entry, LogHead& head);
    Entry send(Entry entry, const std::string& text);
    Entry append_about(ConversationId conversation, UserId by, EntryKind kind, std::int64_t seq,
                       std::int64_t version, const std::string& data);
    MessageStateRow& state(ConversationId conversation, std::int64_t seq);
    void erase(ConversationId conversation, std::int64_t rev);

    Store& store_;
    HashChain chain_;
    SeededRandom random_{1};
    ChatModel committed_;
    ChatModel pending_;
    std::set<ConversationId> touched_;
    std::set<UserId> touched_selves_;
};

// Fills the full-text index to its end.
void index_all(Store& store);
// The seqs that the index has for a word, by the conversation.
std::set<std::pair<ConversationId, std::int64_t>> found_by(Snapshot& snapshot,
                                                           const std::string& query);

bool same(const Entry& a, const Entry& b);
bool same(const LogHead& a, const LogHead& b);

std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, const std::string& bytes);
// Runs SQL on a database that nothing has open.
void run_sql(const std::filesystem::path& database, const std::string& sql);

}  // namespace parley::test
