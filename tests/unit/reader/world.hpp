#pragma once
// A small world of users and conversations for the reader's tests: the same steps make the same
// entries in the fake state and, if there is one, in a real database, so that one test runs on
// both.

#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "parley/reader/reader.hpp"
#include "support/fake_snapshot.hpp"

namespace parley {

enum class Backend { fake, sqlite };

class World {
  public:
    explicit World(Backend backend);
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    // Each step is one entry or the few that belong together. They reach the database, in one
    // commit, when something is next read.
    UserId add_user(const std::string& login);
    Sha256 sign_in(UserId user);  // the hash of the token
    void disable(UserId user);
    ConversationId group(const std::vector<UserId>& members, History history = History::shared);
    ConversationId direct(UserId one, UserId other);
    void add(ConversationId conversation, UserId user);
    void leave(ConversationId conversation, UserId user);
    std::int64_t send(ConversationId conversation, UserId by, const std::string& text = "hi",
                      const std::optional<Mentions>& mentions = std::nullopt);
    std::int64_t send_erased(ConversationId conversation, UserId by);
    void read(UserId user, ConversationId conversation, std::int64_t seq);
    void raise_floor(ConversationId conversation, std::int64_t rev, std::int64_t seq);

    // Options of the readers that are asked for from now on.
    Reader::Options options;
    Reader& reader();
    Snapshot& snapshot();  // of now; the one before it ends
    nlohmann::json ask(UserId user, const ReadRequest& request);

    FakeState state;
    const IdCodec& ids() const { return identity_.ids; }
    const DatabaseIdentity& identity() const { return identity_; }
    CursorWriter cursors() const { return {identity_.epoch, identity_.run}; }
    std::vector<RunRow> former_runs;   // beside those of the database
    WallTime now = 1'790'000'000'000;  // a step takes a millisecond

  private:
    using Change = std::function<void(Store&)>;

    void open_database();
    void flush();
    Entry& append(LogId log, EntryKind kind, UserId by, std::string data);
    LogHead& head_of(LogId log);
    std::int64_t append_message(ConversationId conversation, UserId by, const std::string& data);
    void join(ConversationId conversation, UserId user, Role role);
    ConversationId found(ConversationRow row, UserId by, const std::vector<UserId>& members,
                         const std::string& data);
    void put_member(ConversationId conversation, UserId user);

    DatabaseIdentity identity_{1001, 2002, IdCodec(IdCodec::Key{7})};
    std::filesystem::path directory_;
    std::unique_ptr<Database> database_;
    std::vector<Change> waiting_;
    std::set<LogId> moved_;  // whose heads have still to be put
    std::unique_ptr<ReadStore> plain_reader_;
    std::unique_ptr<Snapshot> snapshot_;
    std::unique_ptr<Reader> reader_;
};

// The frames of a page, parsed.
std::vector<nlohmann::json> frames_of(const FrameTexts& frames);

}  // namespace parley
