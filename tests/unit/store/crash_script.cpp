#include "unit/store/crash_script.hpp"

#include <fmt/format.h>

#include "parley/store/verify.hpp"

namespace parley::test {

namespace {

constexpr CutMode kCutModes[] = {CutMode::lost, CutMode::kept, CutMode::torn, CutMode::shuffled};

// The disk of a run, and what may be found on it after each operation.
struct Recording {
    PreparedDatabase start;
    std::vector<FileOperation> operations;
    std::vector<std::pair<std::size_t, ChatModel>> acknowledged;
    std::uint64_t epoch = 0;
};

Recording record_script(const ScriptOptions& options) {
    Recording out;
    out.start = prepare_database();
    TemporaryDir dir;
    store_image(dir.data_dir(), out.start.files);
    FaultVfs vfs;
    vfs.record(dir.data_dir());
    const auto database = open_database(script_database_options(dir.data_dir(), options));
    out.epoch = database->identity().epoch;
    out.acknowledged = run_script(*database, out.start.model, options, vfs).acknowledged;
    EXPECT_TRUE(database->close_cleanly());
    out.operations = vfs.operations();
    return out;
}

// The models that a disk may hold when `done` operations had been made: all that was acknowledged,
// and possibly the batch after it.
std::vector<ChatModel> allowed_after(const Recording& recording, std::size_t done) {
    std::vector<ChatModel> out = {recording.start.model};
    for (const auto& [operations, model] : recording.acknowledged) {
        if (operations <= done) {
            out = {model};
        } else {
            out.push_back(model);
            break;
        }
    }
    return out;
}

void count_failure(CutResult& result, const std::string& failure, const std::string& where) {
    ++result.images;
    if (failure.empty()) return;
    if (result.failures++ == 0) result.first_failure = where + ": " + failure;
}

// A message of the conversation that is not deleted; 0 if it hits one that is.
std::int64_t some_message(const ChatModel& model, ConversationId room, SeededRandom& random) {
    const std::int64_t count = model.conversations.at(room).head.seq;
    if (count == 0) return 0;
    const std::int64_t seq = 1 + random.below(count);
    const auto became = model.states.find({room, seq});
    return became != model.states.end() && became->second.deleted ? 0 : seq;
}

void add_step(ChatWriter& chat, ConversationId room, UserId user, SeededRandom& random) {
    const auto bytes = static_cast<std::size_t>(random.below(6) == 0 ? 5'000 : 150);
    const std::int64_t seq = some_message(chat.with_batch(), room, random);
    switch (random.below(10)) {
        case 0:
            chat.rename(room, user, "Renamed");
            return;
        case 1:
            chat.read(room, user, seq);
            return;
        case 2:
            if (seq != 0) chat.edit(room, user, seq, std::string(bytes, 'z'), bytes > 150);
            return;
        case 3:
            if (seq != 0) chat.remove(room, user, seq);
            return;
        case 4:
            if (seq != 0) chat.reply(room, user, seq, std::string(bytes, 'x'));
            return;
        default:
            chat.send(room, user, std::string(bytes, 'x'));
    }
}

void add_batch(ChatWriter& chat, SeededRandom& random) {
    for (int i = 0; i < 3; ++i) {
        const ChatModel& model = chat.with_batch();
        auto room = model.conversations.begin();
        std::advance(room, random.below(std::ssize(model.conversations)));
        auto user = model.users.begin();
        std::advance(user, random.below(std::ssize(model.users)));
        add_step(chat, room->first, user->first, random);
    }
}

// What the writer does between batches; false if the process must end.
bool maintain(Store& store, int batch) {
    if (!store.maintain(true)) return false;
    if (batch % 2 == 1 && !store.index_messages(4).ok) return false;
    return batch != 2 || store.compact() != CommitOutcome::unknown;
}

// The messages whose present text is a run of one letter.
using Found = std::set<std::pair<ConversationId, std::int64_t>>;
std::map<char, Found> present_texts(const ChatModel& model) {
    std::map<char, Found> found;
    for (const auto& [log, entries] : model.logs) {
        for (const Entry& entry : entries) {
            if (entry.kind != EntryKind::message) continue;
            const std::pair key(log.conversation(), entry.seq);
            const auto became = model.states.find(key);
            std::string data = entry.data;
            if (became != model.states.end() && became->second.text_rev != 0) {
                data = entries[static_cast<std::size_t>(became->second.text_rev - 1)].data;
            }
            const bool is_deleted = became != model.states.end() && became->second.deleted;
            if (!is_deleted) found[data[data.size() - 3]].insert(key);
        }
    }
    return found;
}

// Fills the full-text index: empty if it then has the present texts and nothing else.
std::string index_difference(Database& database, const ChatModel& model) {
    for (Store::Indexing state{true, false}; !state.idle;) {
        state = database.store().index_messages(1'000);
        if (!state.ok) return "indexing failed";
    }
    const auto reader = database.open_reader();
    const auto snapshot = reader->begin_snapshot();
    const auto expected = present_texts(model);
    for (const char letter : {'x', 'y', 'z'}) {
        const auto known = expected.find(letter);
        const Found found = found_by(*snapshot, std::string(64, letter));
        if (found != (known != expected.end() ? known->second : Found())) {
            return fmt::format("the index of {} differs", letter);
        }
    }
    return "";
}

}  // namespace

PreparedDatabase prepare_database() {
    PreparedDatabase out;
    TemporaryDir dir;
    const auto database = open_database(dir.data_dir());
    ChatWriter chat(*database);
    chat.begin();
    const std::vector<UserId> users = {chat.add_user("a"), chat.add_user("b")};
    const ConversationId first = chat.create(users);
    chat.create(users);
    for (int i = 0; i < 30; ++i)
        chat.send(first, users[0], std::string(200, 'y'));
    chat.expect_committed();
    EXPECT_TRUE(database->close_cleanly());
    out.files = load_image(dir.data_dir());
    out.model = chat.model();
    return out;
}

Database::Options script_database_options(const std::filesystem::path& data_dir,
                                          const ScriptOptions& options) {
    Database::Options out;
    out.data_dir = data_dir;
    out.checkpoint_pages_idle = out.checkpoint_pages_busy = options.checkpoint_pages;
    return out;
}

ScriptResult run_script(Database& database, const ChatModel& start, const ScriptOptions& options,
                        const FaultVfs& vfs) {
    ScriptResult out;
    SeededRandom random(options.seed);
    ChatWriter chat(database, start);
    for (int i = 0; i < options.batches; ++i) {
        chat.begin();
        add_batch(chat, random);
        const CommitOutcome outcome = chat.commit();
        if (outcome == CommitOutcome::committed) {
            out.acknowledged.emplace_back(vfs.operations().size(), chat.model());
        }
        out.saw_nothing |= outcome == CommitOutcome::nothing;
        if (outcome == CommitOutcome::unknown) {
            out.saw_unknown = true;
            out.possible = chat.with_batch();
            // From here on nothing may be written, and nothing is promised.
            EXPECT_FALSE(database.store().maintain(true));
            break;
        }
        if (!maintain(database.store(), i)) {
            out.maintain_failed = true;
            chat.begin();
            chat.send(chat.model().conversations.begin()->first, chat.model().users.begin()->first,
                      "too late");
            EXPECT_EQ(chat.commit(), CommitOutcome::unknown);
            break;
        }
    }
    out.certain = chat.model();
    return out;
}

std::string judge(const std::filesystem::path& data_dir, const std::vector<ChatModel>& allowed) {
    Database::Options options;
    options.data_dir = data_dir;
    options.cache_bytes = 1u << 20;
    SystemRandom random;
    auto opened = Database::open(options, random, 1);
    if (const auto* refusal = std::get_if<OpenRefusal>(&opened)) {
        return "refused: " + refusal->reason;
    }
    const auto& database = std::get<std::unique_ptr<Database>>(opened);
    if (!database->remarks().empty()) return "remark: " + database->remarks().front();
    const auto reader = database->open_reader();
    const auto snapshot = reader->begin_snapshot();
    std::string differences;
    const ChatModel* held = nullptr;
    for (const ChatModel& model : allowed) {
        const std::string found = difference(*snapshot, model);
        if (found.empty()) held = &model;
        differences += found + "; ";
    }
    if (held == nullptr) return differences;
    const VerifyReport report = verify(*snapshot, database->identity().ids);
    if (!report.findings.empty()) return "verify: " + report.findings.front().problem;
    if (!report.is_sound()) return "verify could not read";
    return index_difference(*database, *held);
}

int fail_each_operation(FaultPlan::Kind kind, bool persistent, const ScriptOptions& options) {
    const PreparedDatabase prepared = prepare_database();
    const bool disk_full =
        kind == FaultPlan::Kind::disk_full || kind == FaultPlan::Kind::full_within;
    FaultVfs vfs;
    TemporaryDir dir;
    for (int number = 0;; ++number) {
        const std::string where = fmt::format("operation {} ", number);
        store_image(dir.data_dir(), prepared.files);
        auto database = open_database(script_database_options(dir.data_dir(), options));
        vfs.arm({kind, number, persistent});
        const ScriptResult result = run_script(*database, prepared.model, options, vfs);
        database.reset();
        vfs.disarm();
        if (!vfs.has_fired()) return number;

        if (disk_full) {
            EXPECT_FALSE(result.saw_unknown || result.maintain_failed) << where;
        } else {
            EXPECT_TRUE(result.saw_unknown || result.maintain_failed) << where;
            EXPECT_FALSE(result.saw_nothing) << where;
        }
        std::vector<ChatModel> allowed = {result.certain};
        if (result.possible) allowed.push_back(*result.possible);
        EXPECT_EQ(judge(dir.data_dir(), allowed), "") << where;
        if (::testing::Test::HasFailure()) return number;
    }
}

CutResult cut_power_everywhere(const ScriptOptions& options, std::size_t step,
                               bool ignore_wal_syncs) {
    const Recording recording = record_script(options);
    CutResult result;
    TemporaryDir dir;
    CrashImages images(recording.start.files);
    for (std::size_t done = 0; done <= recording.operations.size(); ++done) {
        if (done > 0) {
            const FileOperation& operation = recording.operations[done - 1];
            const bool is_wal_sync =
                operation.kind == FileOperation::Kind::sync && operation.file == "parley.db-wal";
            if (!(ignore_wal_syncs && is_wal_sync)) images.apply(operation);
        }
        // Around syncs, truncations and removals every moment counts.
        const bool quiet = done > 0 && done < recording.operations.size() &&
                           recording.operations[done].kind == FileOperation::Kind::write &&
                           recording.operations[done - 1].kind == FileOperation::Kind::write;
        if (quiet && done % step != 0) continue;
        const std::vector<ChatModel> allowed = allowed_after(recording, done);
        for (CutMode mode : kCutModes) {
            store_image(dir.data_dir(), images.image(mode, options.seed * 1'000 + done));
            count_failure(result, judge(dir.data_dir(), allowed),
                          fmt::format("after operation {} of {}, mode {}", done,
                                      recording.operations.size(), static_cast<int>(mode)));
        }
    }
    return result;
}

}  // namespace parley::test
