// Random commands in random batches, decided by the router and by the model: answers, entries and,
// at the end, what the store holds must be the same. Seeded: a failure names its seed.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "parley/store/hash_chain.hpp"
#include "parley/store/sqlite.hpp"
#include "parley/store/verify.hpp"
#include "router_model.hpp"
#include "world.hpp"

namespace parley {
namespace {

constexpr std::int64_t kMembersMax = 4;
constexpr UserId kNobody{77};
constexpr ConversationId kNowhere{777};

class Simulation {
  public:
    // `fake` is the store if its commits may be made to fail.
    Simulation(Store& store, FakeStore* fake, const IdCodec& ids, std::uint64_t seed)
        : store_(store),
          fake_(fake),
          engine_(seed),
          // Every second run the cache forgets nearly everything after each batch.
          world_(store, {.members_max = kMembersMax, .cached_rows_max = seed % 2 ? 200'000u : 8u},
                 ids),
          model_(world_.ids, kMembersMax) {}

    void run(int batches) {
        for (const char* login : {"mei", "ben", "eve", "zoe", "kim"}) {
            CreateAccount account;
            account.login = login;
            decide({World::command({}, AccountCommand(account))});
        }
        for (const UserId user : model_.users())
            decide({World::command({}, sign_in(user))});
        for (int i = 0; i < batches && !testing::Test::HasFailure(); ++i)
            step();
        if (!testing::Test::HasFailure()) compare_store();
    }

  private:
    std::int64_t pick(std::int64_t low, std::int64_t high) {
        return std::uniform_int_distribution<std::int64_t>(low, high)(engine_);
    }
    bool chance(int percent) { return pick(1, 100) <= percent; }
    template <class T>
    const T& one_of(const std::vector<T>& items) {
        return items[static_cast<std::size_t>(pick(0, std::ssize(items) - 1))];
    }
    UserId some_user() { return chance(3) ? kNobody : UserId(pick(1, 5)); }
    std::vector<UserId> some_users() {
        std::set<UserId> users;
        for (std::int64_t n = pick(1, 3); n > 0; --n)
            users.insert(some_user());
        return {users.begin(), users.end()};
    }
    ConversationId some_conversation() {
        if (conversations_.empty() || chance(3)) return kNowhere;
        return one_of(conversations_);
    }

    AccountCommand sign_in(UserId user) {
        CreateSession session;
        session.user = user;
        session.token_hash = random_.bytes<32>();
        return session;
    }

    AccountCommand some_account_command() {
        if (chance(20)) return SetDisabled{UserId(pick(1, 5)), chance(20)};
        if (chance(40)) return EndSession{one_of(actors_).session};
        return sign_in(some_user());
    }

    MessageSend some_message() {
        MessageSend request;
        request.conversation = some_conversation();
        request.text = std::to_string(pick(1, 1000));
        if (chance(20)) request.reply_to = pick(0, 6);
        if (chance(10)) request.if_rev = pick(1, 6);
        if (chance(20)) request.mentions = Mentions{.all = chance(30), .users = some_users()};
        return request;
    }

    ConversationCreate some_group() {
        ConversationCreate request;
        request.title = "a group";
        request.members = some_users();
        if (chance(40)) request.history = History::joined;
        if (chance(30)) request.post = Audience::admins;
        if (chance(30)) request.invite = Audience::admins;
        return request;
    }

    WriteRequest some_request() {
        const std::string key = "k" + std::to_string(pick(1, 10'000));
        const std::int64_t dice = pick(1, 100);
        if (dice <= 40) {
            MessageSend request = some_message();
            request.idempotency_key = key;
            return request;
        }
        if (dice <= 55) return ConversationRead{some_conversation(), pick(0, 8)};
        if (dice <= 63) return ConversationOpen{key, some_user()};
        if (dice <= 70) {
            ConversationCreate request = some_group();
            request.idempotency_key = key;
            return request;
        }
        if (dice <= 80) return MemberAdd{key, some_conversation(), some_users()};
        if (dice <= 86) return MemberRemove{key, some_conversation(), some_users()};
        if (dice <= 92) return MemberLeave{key, some_conversation()};
        return MemberRole{key, some_conversation(), some_user(), Role(pick(0, 2))};
    }

    Command some_command() {
        if (chance(8)) return World::command({}, some_account_command());
        if (!sent_.empty() && chance(20)) {
            // Again, or with another body under the same key.
            Command again = one_of(sent_);
            if (chance(20)) {
                if (auto* message = std::get_if<MessageSend>(&std::get<WriteRequest>(again.body))) {
                    message->text += "!";
                }
            }
            return again;
        }
        Command command = World::command(one_of(actors_), some_request());
        sent_.push_back(command);
        return command;
    }

    void step() {
        world_.now += pick(-20, 100);
        std::vector<Command> commands;
        for (std::int64_t n = pick(1, 8); n > 0; --n)
            commands.push_back(some_command());
        if (fake_ && chance(5)) {
            fail(std::move(commands));
        } else {
            decide(std::move(commands));
        }
        if (chance(2)) world_.restart();
    }

    void fail(std::vector<Command> commands) {
        const bool unknown = chance(50);
        fake_->fail_next_commit(unknown ? CommitOutcome::unknown : CommitOutcome::nothing);
        const BatchPtr batch = world_.process(std::move(commands));
        EXPECT_TRUE(batch->entries.empty());
        for (const Answer& answer : batch->answers[0]) {
            EXPECT_EQ(code_of(answer.outcome), unknown ? "outcome_unknown" : "storage_failed");
        }
        EXPECT_EQ(batch->last_pos, last_pos_);
    }

    void decide(std::vector<Command> commands) {
        const BatchPtr batch = world_.process(commands);
        ASSERT_EQ(batch->outcome, CommitOutcome::committed);
        ASSERT_EQ(batch->answers[0].size(), commands.size());
        model_.begin(world_.now);
        for (std::size_t i = 0; i < commands.size(); ++i) {
            const Outcome& answer = batch->answers[0][i].outcome;
            const Outcome expected = model_.decide(commands[i], answer);
            ASSERT_EQ(describe(answer), describe(expected));
            if (const auto* ok = std::get_if<WriteOk>(&answer)) {
                ASSERT_EQ(ok->time, std::get<WriteOk>(expected).time);
                if (ok->conversation) note(ok->conversation);
            }
            if (const auto* made = std::get_if<SessionMade>(&answer)) {
                actors_.push_back({made->user.id, made->session.id});
            }
        }
        compare_entries(*batch);
    }

    void note(ConversationId id) {
        if (std::find(conversations_.begin(), conversations_.end(), id) == conversations_.end()) {
            conversations_.push_back(id);
        }
    }

    void compare_entries(const CommittedBatch& batch) {
        ASSERT_EQ(batch.entries.size(), model_.made().size());
        for (std::size_t i = 0; i < batch.entries.size(); ++i) {
            const Entry& entry = batch.entries[i].entry;
            ASSERT_EQ(entry.pos, ++last_pos_);
            const RouterModel::Made made{entry.log,
                                         entry.rev,
                                         entry.seq,
                                         entry.kind,
                                         entry.by,
                                         entry.time,
                                         batch.entries[i].users};
            ASSERT_EQ(made, model_.made()[i]);
        }
        ASSERT_EQ(batch.last_pos, last_pos_);
    }

    void compare_store() {
        store_.begin();
        EXPECT_EQ(store_.last_pos(), last_pos_);
        for (const auto& [id, expected] : model_.conversations())
            compare(id, expected);
        for (const UserId user : model_.users()) {
            EXPECT_EQ(store_.user(user)->self.rev, model_.self_rev(user));
            for (std::int64_t rev = 1; rev <= model_.self_rev(user); ++rev) {
                EXPECT_TRUE(store_.entry(user, rev));
            }
        }
        EXPECT_EQ(store_.commit(), CommitOutcome::committed);
    }

    void compare(ConversationId id, const RouterModel::Conversation& expected) {
        const ConversationRow row = *store_.conversation(id);
        EXPECT_EQ(row.head.rev, expected.rev);
        EXPECT_EQ(row.head.seq, expected.seq);
        EXPECT_EQ(row.head.message_time, expected.message_time);
        EXPECT_EQ(row.members_count, std::ssize(expected.members));

        const std::vector<MemberRow> members = store_.members(id, UserId(), 100);
        ASSERT_EQ(std::ssize(members), std::ssize(expected.members));
        for (const MemberRow& member : members) {
            const RouterModel::Member& other = expected.members.at(member.user);
            EXPECT_EQ(member.role, other.role);
            EXPECT_EQ(member.joined_rev, other.joined_rev);
            EXPECT_EQ(member.floor_rev, other.floor_rev);
            EXPECT_EQ(member.floor_seq, other.floor_seq);
            EXPECT_EQ(member.read_seq, other.read_seq);
        }

        HashChain chain(world_.ids);
        Sha256 head = chain.start(id);
        std::int64_t seq = 0;
        for (std::int64_t rev = 1; rev <= row.head.rev; ++rev) {
            std::optional<Entry> entry = store_.entry(id, rev);
            ASSERT_TRUE(entry);
            // It follows from salt and data, and need not be stored.
            entry->commitment = chain.commitment(entry->salt, entry->data);
            seq += entry->kind == EntryKind::message ? 1 : 0;
            EXPECT_EQ(entry->seq, seq);
            head = chain.next(head, *entry);
            EXPECT_EQ(entry->chain, head);
        }
        EXPECT_EQ(row.head.chain, head);
    }

    Store& store_;
    FakeStore* const fake_;
    std::mt19937_64 engine_;
    World world_;
    RouterModel model_;
    ManualRandom random_{99};
    std::vector<Actor> actors_;
    std::vector<ConversationId> conversations_;
    std::vector<Command> sent_;
    std::int64_t last_pos_ = 0;
};

TEST(RouterPropertyTest, DecidesAsTheModelDoes) {
    const IdCodec ids(IdCodec::Key{1, 2, 3});
    for (std::uint64_t seed = 1; seed <= 40 && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        FakeStore store;
        Simulation(store, &store, ids, seed).run(200);
    }
}

class DataDir {
  public:
    DataDir() { EXPECT_TRUE(mkdtemp(path_.data())); }
    ~DataDir() { std::filesystem::remove_all(path_); }
    const std::string& path() const { return path_; }

  private:
    std::string path_ = (std::filesystem::temp_directory_path() / "parley-router-XXXXXX").string();
};

TEST(RouterPropertyTest, DecidesAsTheModelDoesOnSqlite) {
    for (std::uint64_t seed = 101; seed <= 106 && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const DataDir dir;
        Database::Options options;
        options.data_dir = dir.path();
        options.sync = SyncMode::normal;
        ManualRandom random(seed);
        auto opened = Database::open(options, random, 1);
        auto* database = std::get_if<std::unique_ptr<Database>>(&opened);
        ASSERT_TRUE(database) << std::get<OpenRefusal>(opened).reason;

        const IdCodec& ids = (*database)->identity().ids;
        Simulation((*database)->store(), nullptr, ids, seed).run(200);

        const std::unique_ptr<ReadStore> reader = (*database)->open_reader();
        const VerifyReport report = verify(*reader->begin_snapshot(), ids);
        EXPECT_TRUE(report.is_sound());
        for (const VerifyFinding& finding : report.findings) {
            ADD_FAILURE() << finding.log << " " << finding.rev << " " << finding.problem;
        }
    }
}

}  // namespace
}  // namespace parley
