// Starting and stopping: what is found again, and what a start makes anew.

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "unit/store/store_fixture.hpp"

namespace parley::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

unsigned mode_of(const std::filesystem::path& path) {
    struct stat info {};
    EXPECT_EQ(::stat(path.c_str(), &info), 0) << path;
    return info.st_mode & 0777;
}

class StartTest : public ::testing::Test {
  protected:
    std::unique_ptr<Database> open() { return open_database(dir_.data_dir()); }
    // A database with one message, stopped cleanly.
    ChatModel make_stopped() {
        const auto database = open();
        const ChatModel model = fill(*database);
        EXPECT_TRUE(database->close_cleanly());
        return model;
    }
    static ChatModel fill(Database& database, ChatModel model = {}) {
        ChatWriter chat(database, std::move(model));
        chat.begin();
        const UserId user = chat.add_user("user" + std::to_string(chat.model().users.size()));
        const ConversationId room = chat.create({user});
        chat.send(room, user, "text");
        chat.expect_committed();
        return chat.model();
    }
    static std::string difference_in(Database& database, const ChatModel& model) {
        const auto reader = database.open_reader();
        return difference(*reader->begin_snapshot(), model);
    }

    TemporaryDir dir_;
};

TEST_F(StartTest, FilesAreForTheirOwnerAloneWhateverTheUmask) {
    const mode_t before = ::umask(0);
    {
        const auto database = open();
        fill(*database);
        EXPECT_EQ(mode_of(dir_.data_dir()), 0700u);
        for (const char* name :
             {"parley.db", "parley.db-wal", "parley.db-shm", "parley.lock", "instance"}) {
            EXPECT_EQ(mode_of(dir_.file(name)), 0600u) << name;
        }
        EXPECT_TRUE(database->close_cleanly());
    }
    ::chmod(dir_.file("parley.db").c_str(), 0644);
    open();
    EXPECT_EQ(mode_of(dir_.file("parley.db")), 0600u);
    ::umask(before);
}

TEST_F(StartTest, ACleanStopLeavesOneFileWithEverything) {
    const ChatModel model = make_stopped();
    EXPECT_FALSE(std::filesystem::exists(dir_.file("parley.db-wal")));
    EXPECT_FALSE(std::filesystem::exists(dir_.file("parley.db-shm")));
    const auto database = open();
    EXPECT_EQ(difference_in(*database, model), "");
    EXPECT_THAT(database->remarks(), IsEmpty());
    EXPECT_EQ(database->store().last_pos(), model.last_pos);
}

TEST_F(StartTest, AStopWithoutNoticeLosesNothing) {
    ChatModel model;
    {
        const auto database = open();
        model = fill(*database);
    }
    const auto database = open();
    EXPECT_EQ(difference_in(*database, model), "");
    EXPECT_THAT(database->remarks(), IsEmpty());
}

TEST_F(StartTest, EachStartEntersARunAndKnowsTheEndsOfTheOthers) {
    std::vector<std::uint64_t> runs;
    std::uint64_t epoch = 0;
    ChatModel model;
    for (int i = 0; i < 3; ++i) {
        const auto database = open();
        if (i == 0) epoch = database->identity().epoch;
        EXPECT_EQ(database->identity().epoch, epoch);
        EXPECT_GE(database->identity().run, std::uint64_t{1} << 40);
        EXPECT_LT(database->identity().run, std::uint64_t{1} << 60);
        EXPECT_EQ(std::count(runs.begin(), runs.end(), database->identity().run), 0);
        std::vector<std::uint64_t> former;
        for (const RunRow& row : database->former_runs()) {
            former.push_back(row.run);
            EXPECT_EQ(row.last_pos, 2 * std::ssize(former));
        }
        EXPECT_EQ(former, runs);
        runs.push_back(database->identity().run);
        model = fill(*database, model);
    }
}

TEST_F(StartTest, IdsMeanTheSameAfterARestart) {
    std::string id;
    {
        const auto database = open();
        id = database->identity().ids.encode(UserId(5));
    }
    EXPECT_EQ(open()->identity().ids.user(id), UserId(5));
}

TEST_F(StartTest, AnOlderCopyPutBackChangesTheEpoch) {
    ChatModel older = make_stopped();
    std::filesystem::copy_file(dir_.file("parley.db"), dir_.path() / "copy");
    std::uint64_t epoch = 0;
    {
        const auto database = open();
        epoch = database->identity().epoch;
        fill(*database, older);
        ASSERT_TRUE(database->close_cleanly());
    }
    std::filesystem::rename(dir_.path() / "copy", dir_.file("parley.db"));

    const auto database = open();
    EXPECT_NE(database->identity().epoch, epoch);
    EXPECT_THAT(database->former_runs(), IsEmpty());
    EXPECT_THAT(database->remarks(),
                ElementsAre("the database is older than the last start here: a copy was put back; "
                            "the epoch changes, and clients read everything anew"));
    EXPECT_EQ(difference_in(*database, older), "");
}

TEST_F(StartTest, AMissingInstanceFileCountsAsACopyPutBack) {
    make_stopped();
    const std::uint64_t epoch = open()->identity().epoch;
    std::filesystem::remove(dir_.file("instance"));
    const auto database = open();
    EXPECT_NE(database->identity().epoch, epoch);
    EXPECT_THAT(database->remarks(), ElementsAre(HasSubstr("`instance` is missing")));
}

TEST_F(StartTest, ALostLogIsAcceptedOnRequestAndChangesTheEpoch) {
    std::uint64_t epoch = 0;
    {
        const auto database = open();
        epoch = database->identity().epoch;
        fill(*database);
    }
    std::filesystem::remove(dir_.file("parley.db-wal"));
    Database::Options options;
    options.data_dir = dir_.data_dir();
    options.accept_lost_wal = true;
    const auto database = open_database(options);
    ASSERT_TRUE(database);
    EXPECT_NE(database->identity().epoch, epoch);
    EXPECT_EQ(database->store().last_pos(), 0);
    EXPECT_THAT(database->remarks(), ElementsAre(HasSubstr("--accept-lost-wal accepted")));
}

TEST_F(StartTest, AnInterruptedCreationIsBegunAnew) {
    std::filesystem::create_directories(dir_.data_dir());
    write_file(dir_.file("parley.db.new"), "half a database");
    write_file(dir_.file("parley.db.new-journal"), "and its journal");
    ASSERT_TRUE(open());
    EXPECT_FALSE(std::filesystem::exists(dir_.file("parley.db.new")));
    EXPECT_FALSE(std::filesystem::exists(dir_.file("parley.db.new-journal")));
}

TEST_F(StartTest, ASecondDaemonIsRefusedAndToldWhoHoldsTheDirectory) {
    int ready[2];
    int stop[2];
    ASSERT_EQ(::pipe(ready), 0);
    ASSERT_EQ(::pipe(stop), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto database = open();
        char byte = 0;
        if (::write(ready[1], &byte, 1) != 1 || ::read(stop[0], &byte, 1) != 1) ::_exit(1);
        ::_exit(0);
    }
    char byte = 0;
    ASSERT_EQ(::read(ready[0], &byte, 1), 1);
    const std::string before = read_file(dir_.file("instance"));
    EXPECT_EQ(refusal_of(dir_.data_dir()),
              dir_.data_dir().string() + " is in use by process " + std::to_string(child) +
                  " (it holds parley.lock): one data directory serves one daemon");
    EXPECT_EQ(read_file(dir_.file("instance")), before);
    ASSERT_EQ(::write(stop[1], &byte, 1), 1);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    // The end of the process, however it came, frees the directory.
    EXPECT_EQ(refusal_of(dir_.data_dir()), "");
    for (int fd : {ready[0], ready[1], stop[0], stop[1]})
        ::close(fd);
}

TEST_F(StartTest, TheSameProcessCannotOpenItTwiceEither) {
    const auto database = open();
    EXPECT_THAT(refusal_of(dir_.data_dir()), HasSubstr("is in use by process"));
    EXPECT_EQ(difference_in(*database, fill(*database)), "");
}

TEST_F(StartTest, NormalSyncIsTakenFromTheOptions) {
    Database::Options options;
    options.data_dir = dir_.data_dir();
    options.sync = SyncMode::normal;
    const auto database = open_database(options);
    ASSERT_TRUE(database);
    EXPECT_EQ(difference_in(*database, fill(*database)), "");
    EXPECT_TRUE(database->close_cleanly());
}

// The log is neither truncated nor deleted while the daemon runs: overwriting it in place is twice
// as fast as letting it grow again.
TEST_F(StartTest, CheckpointsKeepTheLogAndItIsBegunAnew) {
    Database::Options options;
    options.data_dir = dir_.data_dir();
    options.checkpoint_pages_idle = 20;
    options.checkpoint_pages_busy = 40;
    const auto database = open_database(options);
    ChatWriter chat(*database);
    chat.begin();
    const UserId user = chat.add_user("a");
    const ConversationId room = chat.create({user});
    chat.expect_committed();
    std::uintmax_t most = 0;
    for (int i = 0; i < 200; ++i) {
        chat.begin();
        chat.send(room, user, std::string(500, 'x'));
        chat.expect_committed();
        ASSERT_TRUE(database->store().maintain(false));
        const auto bytes = std::filesystem::file_size(dir_.file("parley.db-wal"));
        EXPECT_GE(bytes, most);
        most = std::max(most, bytes);
    }
    // 40 pages, and what one batch more may add.
    EXPECT_LT(most, 55u * 4096);
    EXPECT_EQ(difference_in(*database, chat.model()), "");
}

}  // namespace
}  // namespace parley::test
