// The router against the model, on the fake store and on SQLite. Seeded: a failure names its seed.

#include <cstdlib>
#include <filesystem>

#include "parley/store/sqlite.hpp"
#include "parley/store/verify.hpp"
#include "router_simulation.hpp"

namespace parley {
namespace {

// Every kind that a client can make, but a change of password.
constexpr int kKinds = 16 + 11;

TEST(RouterPropertyTest, DecidesAsTheModelDoes) {
    const IdCodec ids(IdCodec::Key{1, 2, 3});
    std::map<EntryKind, int> made;
    for (std::uint64_t seed = 1; seed <= 30 && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        FakeStore store;
        RouterSimulation simulation(store, &store, ids, seed);
        simulation.run(300);
        simulation.compare_mentions([&](ConversationId id, UserId user, std::int64_t after_seq) {
            std::set<std::int64_t> seqs;
            const std::int64_t head = store.conversation(id)->head.seq;
            for (std::int64_t seq = after_seq + 1; seq <= head; ++seq) {
                const auto mention = store.mention(id, seq);
                const std::vector<UserId> users = mention ? mention->users : std::vector<UserId>();
                const bool is_named = std::find(users.begin(), users.end(), user) != users.end();
                if (is_named || (mention && mention->all)) seqs.insert(seq);
            }
            return seqs;
        });
        for (const auto& [kind, count] : simulation.made())
            made[kind] += count;
    }
    // Nothing was compared that did not happen.
    EXPECT_EQ(std::ssize(made), kKinds);
    for (const auto& [kind, count] : made)
        EXPECT_GE(count, 5) << name_of(kind);
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
        RouterSimulation simulation((*database)->store(), nullptr, ids, seed);
        simulation.run(300);

        const std::unique_ptr<ReadStore> reader = (*database)->open_reader();
        const std::unique_ptr<Snapshot> snapshot = reader->begin_snapshot();
        simulation.compare_mentions([&](ConversationId id, UserId user, std::int64_t after_seq) {
            const auto seqs = snapshot->mention_seqs(id, user, after_seq, 1000);
            return std::set<std::int64_t>(seqs.begin(), seqs.end());
        });
        const VerifyReport report = verify(*snapshot, ids);
        EXPECT_TRUE(report.is_sound());
        for (const VerifyFinding& finding : report.findings) {
            ADD_FAILURE() << finding.log << " " << finding.rev << " " << finding.problem;
        }
    }
}

}  // namespace
}  // namespace parley
