#pragma once
// A small world of users and conversations for the reader's tests: the same steps make the same
// entries in the fake state and, if there is one, in a real database, so that one test runs on
// both.

#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "parley/reader/reader.hpp"
#include "support/fake_snapshot.hpp"
#include "support/json.hpp"

namespace parley {

enum class Backend { fake, sqlite };

// The numbers of an entry that outlive its data.
struct EntryColumns {
    std::int64_t thread = 0;
    std::int64_t thread_seq = 0;
    std::int64_t target = 0;
    std::int64_t version = 0;
};

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
    void sign_out(SessionId session);
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

    // What becomes of messages, as the router would leave it.
    std::int64_t reply(ConversationId conversation, UserId by, std::int64_t root,
                       const std::string& text = "hi");
    void edit(ConversationId conversation, std::int64_t seq, const std::string& text,
              const std::optional<Mentions>& mentions = std::nullopt);
    void remove(ConversationId conversation, std::int64_t seq);
    void react(ConversationId conversation, std::int64_t seq, UserId by, const std::string& emoji);
    void pin(ConversationId conversation, std::int64_t seq, UserId by);
    // Removes an entry's data.
    void erase(ConversationId conversation, std::int64_t rev);
    // Every text is in the full-text index.
    void index();

    // Rows without an entry.
    void change(UserId user, const std::function<void(UserRow&)>& change);
    void change(ConversationId conversation, const std::function<void(ConversationRow&)>& change);
    void change(ConversationId conversation, UserId user,
                const std::function<void(MemberRow&)>& change);
    void deliver(DeviceId device, std::int64_t pos);
    void follow(UserId user, ConversationId conversation, std::int64_t root, std::int64_t read);
    void set_personal(UserId user, const PersonalRow& row);
    void block(UserId blocker, UserId blocked);
    void ban(ConversationId conversation, const BanRow& row);
    void ask_to_join(ConversationId conversation, UserId user);
    void invite(const GroupInviteRow& row);

    // Options of the readers that are asked for from now on.
    Reader::Options options;
    Reader& reader();
    // Is kept by whoever asked for it, as those of a pool are.
    std::unique_ptr<Reader> another_reader();
    void flush();          // for such readers: what was done so far has reached the database
    Snapshot& snapshot();  // of now; the one before it ends
    nlohmann::json ask(UserId user, const ReadRequest& request);
    SessionId asking_session;

    FakeState state;
    const IdCodec& ids() const { return identity_.ids; }
    const DatabaseIdentity& identity() const { return identity_; }
    CursorWriter cursors() const { return {identity_.epoch, identity_.run}; }
    std::vector<RunRow> former_runs;   // beside those of the database
    WallTime now = 1'790'000'000'000;  // a step takes a millisecond

  private:
    using Change = std::function<void(Store&)>;

    void open_database();
    Entry& append(LogId log, EntryKind kind, UserId by, std::string data,
                  const EntryColumns& columns = {});
    LogHead& head_of(LogId log);
    std::int64_t append_message(ConversationId conversation, UserId by, const std::string& data,
                                const EntryColumns& columns = {});
    void put_mentions(ConversationId conversation, std::int64_t seq, const Mentions& mentions);
    const Entry& message_of(ConversationId conversation, std::int64_t seq);
    MessageStateRow state_of(ConversationId conversation, std::int64_t seq);
    void put_state(ConversationId conversation, const MessageStateRow& row);
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
