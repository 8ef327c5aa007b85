#include "unit/store/store_fixture.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "parley/text/search_query.hpp"

namespace parley::test {

namespace {

// Thousands of small databases are opened here, with a dozen fsyncs each: in memory they cost
// nothing, and what is tested is the order of the calls.
std::filesystem::path temporary_folder() {
    const std::filesystem::path memory = "/dev/shm";
    if (std::getenv("TMPDIR") == nullptr && ::access(memory.c_str(), W_OK) == 0) return memory;
    return std::filesystem::temp_directory_path();
}

}  // namespace

TemporaryDir::TemporaryDir() {
    std::string name = (temporary_folder() / "parley_store_XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    path_ = name;
}

TemporaryDir::~TemporaryDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void SeededRandom::fill(void* out, std::size_t bytes) {
    auto* next = static_cast<unsigned char*>(out);
    for (std::size_t i = 0; i < bytes; ++i)
        next[i] = static_cast<unsigned char>(engine_());
}

std::unique_ptr<Database> open_database(const Database::Options& options) {
    SystemRandom random;
    auto opened = Database::open(options, random, 1'790'000'000'000);
    if (const auto* refusal = std::get_if<OpenRefusal>(&opened)) {
        ADD_FAILURE() << "refused: " << refusal->reason;
        return nullptr;
    }
    return std::get<std::unique_ptr<Database>>(std::move(opened));
}

std::unique_ptr<Database> open_database(const std::filesystem::path& data_dir) {
    Database::Options options;
    options.data_dir = data_dir;
    return open_database(options);
}

std::string refusal_of(const Database::Options& options) {
    SystemRandom random;
    auto opened = Database::open(options, random, 1'790'000'000'000);
    const auto* refusal = std::get_if<OpenRefusal>(&opened);
    return refusal != nullptr ? refusal->reason : std::string();
}

std::string refusal_of(const std::filesystem::path& data_dir) {
    Database::Options options;
    options.data_dir = data_dir;
    return refusal_of(options);
}

bool same(const Entry& a, const Entry& b) {
    return a.pos == b.pos && a.log == b.log && a.rev == b.rev && a.seq == b.seq &&
           a.kind == b.kind && a.by == b.by && a.time == b.time && a.data == b.data &&
           a.salt == b.salt && a.chain == b.chain && a.digest == b.digest &&
           a.reply_to == b.reply_to && a.thread == b.thread && a.thread_seq == b.thread_seq &&
           a.target == b.target && a.version == b.version;
}

bool same(const LogHead& a, const LogHead& b) {
    return a.rev == b.rev && a.seq == b.seq && a.pos == b.pos && a.message_time == b.message_time &&
           a.chain == b.chain;
}

namespace {

bool same(const MemberRow& a, const MemberRow& b) {
    return a.user == b.user && a.role == b.role && a.joined_rev == b.joined_rev &&
           a.joined_pos == b.joined_pos && a.read_seq == b.read_seq;
}

std::string log_difference(Snapshot& snapshot, LogId log, const std::vector<Entry>& expected) {
    const auto found = snapshot.entries(log, 1, INT64_MAX, INT64_MAX, SIZE_MAX);
    if (found.size() != expected.size()) {
        return fmt::format("log {} has {} entries instead of {}", log.stored(), found.size(),
                           expected.size());
    }
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (!test::same(found[i], expected[i])) {
            return fmt::format("log {} differs at rev {}", log.stored(), i + 1);
        }
    }
    return {};
}

}  // namespace

std::string difference(Snapshot& snapshot, const ChatModel& model) {
    if (snapshot.head_pos() != model.last_pos) {
        return fmt::format("head_pos {} instead of {}", snapshot.head_pos(), model.last_pos);
    }
    if (snapshot.user_count() != std::ssize(model.users)) return "another number of users";
    if (snapshot.conversation_count() != std::ssize(model.conversations)) {
        return "another number of conversations";
    }
    for (const auto& [log, entries] : model.logs) {
        std::string found = log_difference(snapshot, log, entries);
        if (!found.empty()) return found;
    }
    for (const auto& [id, row] : model.conversations) {
        const auto found = snapshot.conversation(id);
        if (!found || !same(found->head, row.head) || found->title != row.title ||
            found->members_count != row.members_count) {
            return fmt::format("conversation {} differs", id.value);
        }
    }
    for (const auto& [id, row] : model.users) {
        const auto found = snapshot.user(id);
        if (!found || found->self.rev != row.self.rev || found->self.pos != row.self.pos) {
            return fmt::format("user {} differs", id.value);
        }
    }
    for (const auto& [key, row] : model.keys) {
        const auto found = snapshot.key(key.second, key.first);
        if (!found || found->log != row.log || found->rev != row.rev) {
            return fmt::format("key {} differs", key.first);
        }
    }
    if (std::ssize(snapshot.keys({}, INT64_MAX)) != std::ssize(model.keys)) {
        return "another number of keys";
    }
    for (const auto& [id, row] : model.members) {
        const auto found = snapshot.member(id.first, id.second);
        if (!found || !same(*found, row)) {
            return fmt::format("member {} of {} differs", id.second.value, id.first.value);
        }
    }
    for (const auto& [id, row] : model.states) {
        const auto found = snapshot.message_state(id.first, id.second);
        if (!found || found->rev != row.rev || found->version != row.version ||
            found->text_rev != row.text_rev || found->deleted != row.deleted) {
            return fmt::format("the state of message {} of {} differs", id.second, id.first.value);
        }
    }
    for (const auto& [id, row] : model.threads) {
        const auto found = snapshot.thread(id.first, id.second);
        if (!found || found->head != row.head || found->last_seq != row.last_seq) {
            return fmt::format("thread {} of {} differs", id.second, id.first.value);
        }
    }
    return snapshot.failed() ? "a look-up failed" : "";
}

void index_all(Store& store) {
    for (Store::Indexing state{true, false}; !state.idle;) {
        state = store.index_messages(1'000);
        ASSERT_TRUE(state.ok);
    }
}

std::set<std::pair<ConversationId, std::int64_t>> found_by(Snapshot& snapshot,
                                                           const std::string& query) {
    std::set<std::pair<ConversationId, std::int64_t>> found;
    const auto parsed = parse_search_query(query);
    if (!parsed) return found;
    for (const SearchHit& hit : snapshot.search(parsed->expression, INT64_MAX, INT64_MAX))
        found.insert({hit.conversation, hit.seq});
    return found;
}

ChatWriter::ChatWriter(Database& database, ChatModel model)
    : store_(database.store()), chain_(database.identity().ids), committed_(std::move(model)) {}

void ChatWriter::begin() {
    pending_ = committed_;
    touched_.clear();
    touched_selves_.clear();
    store_.begin();
}

CommitOutcome ChatWriter::commit() {
    for (ConversationId id : touched_)
        store_.put_head(id, pending_.conversations[id].head);
    for (UserId id : touched_selves_)
        store_.put_self_head(id, pending_.users[id].self);
    const CommitOutcome outcome = store_.commit();
    if (outcome == CommitOutcome::committed) committed_ = pending_;
    return outcome;
}

Entry ChatWriter::append(Entry entry, LogHead& head) {
    entry.pos = ++pending_.last_pos;
    entry.rev = ++head.rev;
    entry.time = 1'790'000'000'000 + entry.pos;
    if (entry.kind == EntryKind::message) {
        ++head.seq;
        head.message_time = entry.time;
    }
    entry.seq = head.seq;
    head.pos = entry.pos;
    entry.salt = random_.bytes<sizeof(Salt)>();
    entry.digest = chain_.digest(entry.salt, entry.data);
    if (!entry.log.is_self()) {
        entry.commitment = chain_.commitment(entry.salt, entry.data);
        if (entry.rev == 1) head.chain = chain_.start(entry.log.conversation());
        entry.chain = head.chain = chain_.next(head.chain, entry);
    }
    store_.append(entry);
    entry.commitment = {};
    pending_.logs[entry.log].push_back(entry);
    return entry;
}

UserId ChatWriter::add_user(const std::string& login) {
    UserRow row;
    row.id = store_.next_user();
    row.login = login;
    row.display_name = login;
    store_.insert_user(row);
    pending_.users[row.id] = row;
    return row.id;
}

ConversationId ChatWriter::create(const std::vector<UserId>& members) {
    ConversationRow row;
    row.id = store_.next_conversation();
    row.title = fmt::format("Conversation {}", row.id.value);
    row.members_count = std::ssize(members);
    Entry entry;
    entry.log = row.id;
    entry.kind = EntryKind::conversation_created;
    entry.by = members.front();
    entry.data = R"({"kind":"group"})";
    append(entry, row.head);
    store_.insert_conversation(row);
    pending_.conversations[row.id] = row;
    for (UserId user : members) {
        MemberRow member;
        member.user = user;
        member.role = user == members.front() ? Role::owner : Role::member;
        member.joined_rev = 1;
        member.joined_pos = row.head.pos;
        store_.put_member(row.id, member);
        pending_.members[{row.id, user}] = member;
    }
    return row.id;
}

Entry ChatWriter::send(Entry entry, const std::string& text) {
    const ConversationId conversation = entry.log.conversation();
    entry.data = fmt::format(R"({{"text":"{}"}})", text);
    entry = append(entry, pending_.conversations[conversation].head);
    touched_.insert(conversation);

    const std::string key = fmt::format("key-{:08}", entry.pos);
    const KeyRow leads_to{conversation, entry.rev};
    EXPECT_TRUE(store_.insert_key(entry.by, key, leads_to) || !store_.key(entry.by, key));
    pending_.keys[{key, entry.by}] = leads_to;
    store_.put_progress(conversation, entry.by, entry.seq, entry.time);
    pending_.members[{conversation, entry.by}].read_seq = entry.seq;
    return entry;
}

Entry ChatWriter::send(ConversationId conversation, UserId by, const std::string& text) {
    Entry entry;
    entry.log = conversation;
    entry.by = by;
    return send(entry, text);
}

Entry ChatWriter::reply(ConversationId conversation, UserId by, std::int64_t root,
                        const std::string& text) {
    ThreadRow& thread = pending_.threads[{conversation, root}];
    thread.root = root;
    Entry entry;
    entry.log = conversation;
    entry.by = by;
    entry.reply_to = entry.thread = root;
    entry.thread_seq = ++thread.head;
    entry = send(entry, text);
    thread.last_seq = entry.seq;
    thread.last_time = entry.time;
    if (store_.add_thread_participant(conversation, root, by, entry.seq)) {
        ++thread.participants_count;
    }
    store_.put_thread(conversation, thread);
    return entry;
}

Entry ChatWriter::append_about(ConversationId conversation, UserId by, EntryKind kind,
                               std::int64_t seq, std::int64_t version, const std::string& data) {
    Entry entry;
    entry.log = conversation;
    entry.kind = kind;
    entry.by = by;
    entry.target = seq;
    entry.version = version;
    entry.data = data;
    touched_.insert(conversation);
    return append(entry, pending_.conversations[conversation].head);
}

MessageStateRow& ChatWriter::state(ConversationId conversation, std::int64_t seq) {
    MessageStateRow& row = pending_.states[{conversation, seq}];
    row.seq = seq;
    return row;
}

void ChatWriter::erase(ConversationId conversation, std::int64_t rev) {
    store_.erase(conversation, rev);
    Entry& entry = pending_.logs[conversation][static_cast<std::size_t>(rev - 1)];
    entry.data.clear();
    entry.salt = {};
    entry.digest = {};
}

Entry ChatWriter::edit(ConversationId conversation, UserId by, std::int64_t seq,
                       const std::string& text, bool versions) {
    MessageStateRow& row = state(conversation, seq);
    store_.unindex(conversation, seq);
    const Entry entry =
        append_about(conversation, by, EntryKind::message_edited, seq, ++row.version,
                     fmt::format(R"({{"seq":{},"text":"{}"}})", seq, text));
    if (!versions) {
        erase(conversation,
              row.text_rev != 0 ? row.text_rev : store_.message(conversation, seq)->rev);
    }
    row.rev = row.text_rev = entry.rev;
    row.edited_at = entry.time;
    store_.put_message_state(conversation, row);
    return entry;
}

Entry ChatWriter::react(ConversationId conversation, UserId by, std::int64_t seq,
                        const std::string& emoji) {
    const Entry entry =
        append_about(conversation, by, EntryKind::message_reacted, seq, 0,
                     fmt::format(R"({{"emoji":"{}","on":true,"seq":{}}})", emoji, seq));
    store_.add_reaction(conversation, seq, emoji, by, entry.rev);
    MessageStateRow& row = state(conversation, seq);
    row.rev = entry.rev;
    store_.put_message_state(conversation, row);
    return entry;
}

void ChatWriter::remove(ConversationId conversation, UserId by, std::int64_t seq) {
    store_.unindex(conversation, seq);
    for (const std::int64_t rev : store_.revs_about(conversation, seq))
        erase(conversation, rev);
    erase(conversation, store_.message(conversation, seq)->rev);
    store_.remove_reactions(conversation, seq);
    const Entry entry = append_about(conversation, by, EntryKind::message_deleted, 0, 0,
                                     fmt::format(R"({{"seqs":[{}]}})", seq));
    MessageStateRow& row = state(conversation, seq);
    row.rev = entry.rev;
    row.deleted = true;
    store_.put_message_state(conversation, row);
}

Entry ChatWriter::rename(ConversationId conversation, UserId by, const std::string& title) {
    ConversationRow& row = pending_.conversations[conversation];
    row.title = title;
    Entry entry;
    entry.log = conversation;
    entry.kind = EntryKind::conversation_updated;
    entry.by = by;
    entry.data = fmt::format(R"({{"title":"{}"}})", title);
    entry = append(entry, row.head);
    store_.update_conversation(row);
    return entry;
}

void ChatWriter::read(ConversationId conversation, UserId user, std::int64_t seq) {
    Entry entry;
    entry.log = user;
    entry.kind = EntryKind::self_read;
    entry.by = user;
    entry.data = fmt::format(R"({{"seq":{}}})", seq);
    append(entry, pending_.users[user].self);
    touched_selves_.insert(user);
    store_.put_progress(conversation, user, seq, 0);
    pending_.members[{conversation, user}].read_seq = seq;
}

void ChatWriter::leave(ConversationId conversation, UserId user) {
    ConversationRow& row = pending_.conversations[conversation];
    --row.members_count;
    Entry entry;
    entry.log = conversation;
    entry.kind = EntryKind::member_removed;
    entry.by = user;
    entry.data = "{}";
    append(entry, row.head);
    store_.update_conversation(row);
    store_.remove_member(conversation, user);
    pending_.members.erase({conversation, user});
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
}

void write_file(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void run_sql(const std::filesystem::path& database, const std::string& sql) {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(database.c_str(), &handle), SQLITE_OK);
    char* message = nullptr;
    EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK)
        << (message != nullptr ? message : "") << " in " << sql;
    sqlite3_free(message);
    sqlite3_close(handle);
}

}  // namespace parley::test
