#include "world.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <stdexcept>

#include "parley/core/random.hpp"
#include "parley/protocol/entry_data.hpp"
#include "parley/store/sqlite.hpp"
#include "parley/text/search_key.hpp"

namespace parley {

World::World(Backend backend) {
    if (backend == Backend::sqlite) open_database();
}

World::~World() {
    snapshot_.reset();
    plain_reader_.reset();
    reader_.reset();
    database_.reset();
    if (!directory_.empty()) std::filesystem::remove_all(directory_);
}

void World::open_database() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "parley-reader-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
    directory_ = pattern;
    Database::Options options_of_database;
    options_of_database.data_dir = directory_;
    options_of_database.sync = SyncMode::normal;
    SystemRandom random;
    auto opened = Database::open(options_of_database, random, now);
    if (const auto* refusal = std::get_if<OpenRefusal>(&opened)) {
        throw std::runtime_error(refusal->reason);
    }
    database_ = std::get<std::unique_ptr<Database>>(std::move(opened));
    identity_ = database_->identity();
    former_runs = database_->former_runs();
}

void World::flush() {
    if (database_ && !waiting_.empty()) {
        Store& store = database_->store();
        store.begin();
        for (const Change& change : waiting_)
            change(store);
        for (const LogId log : moved_) {
            if (log.is_self()) {
                store.put_self_head(log.user(), head_of(log));
            } else {
                store.put_head(log.conversation(), head_of(log));
            }
        }
        if (store.commit() != CommitOutcome::committed) {
            throw std::runtime_error("not committed: " + store.failure_text());
        }
    }
    waiting_.clear();
    moved_.clear();
}

Reader& World::reader() {
    reader_ = another_reader();
    return *reader_;
}

std::unique_ptr<Reader> World::another_reader() {
    flush();
    std::unique_ptr<ReadStore> store;
    if (database_) {
        store = database_->open_reader();
    } else {
        store = std::make_unique<FakeReadStore>(state);
    }
    return make_reader(std::move(store), identity_, former_runs, options);
}

Snapshot& World::snapshot() {
    snapshot_ = reader().snapshot();
    return *snapshot_;
}

nlohmann::json World::ask(UserId user, const ReadRequest& request) {
    const ReadAnswer answer = reader().answer({user, asking_session, now, 7}, request);
    return nlohmann::json::parse(std::get<std::string>(answer.content));
}

// ---- Steps ----

UserId World::add_user(const std::string& login) {
    UserRow row;
    row.id = UserId(static_cast<std::int64_t>(state.users.size()) + 1);
    row.login = login;
    row.display_name = "User " + login;
    row.name_key = search_key(row.display_name);
    row.created = now;
    state.users[row.id] = row;
    waiting_.push_back([row](Store& store) {
        EXPECT_EQ(store.next_user(), row.id);
        store.insert_user(row);
    });
    return row.id;
}

Sha256 World::sign_in(UserId user) {
    const auto number = static_cast<std::int64_t>(state.devices.size()) + 1;
    DeviceRow device;
    device.id = DeviceId(number);
    device.user = user;
    device.name = "Phone";
    device.platform = "test";
    device.created = now;
    SessionRow session;
    session.id = SessionId(number);
    session.user = user;
    session.device = device.id;
    session.token_hash.fill(static_cast<unsigned char>(number));
    session.created = now;
    state.devices[device.id] = device;
    state.sessions[session.id] = session;
    waiting_.push_back([device, session](Store& store) {
        EXPECT_EQ(store.next_device(), device.id);
        EXPECT_EQ(store.next_session(), session.id);
        store.insert_device(device);
        store.insert_session(session);
    });
    return session.token_hash;
}

void World::sign_out(SessionId session) {
    state.sessions.erase(session);
    waiting_.push_back([=](Store& store) { store.remove_session(session); });
}

void World::disable(UserId user) {
    UserRow& row = state.users.at(user);
    row.disabled = true;
    waiting_.push_back([row](Store& store) { store.update_user(row); });
}

ConversationId World::group(const std::vector<UserId>& members, History history) {
    ConversationRow row;
    row.kind = ConversationKind::group;
    row.title = "Group " + std::to_string(state.conversations.size() + 1);
    row.title_key = search_key(row.title);
    row.history = history;
    return found(row, members.front(), members, R"({"kind":"group"})");
}

ConversationId World::direct(UserId one, UserId other) {
    ConversationRow row;
    row.kind = ConversationKind::direct;
    row.direct_low = std::min(one, other);
    row.direct_high = std::max(one, other);
    const std::vector<UserId> members =
        one == other ? std::vector<UserId>{one} : std::vector<UserId>{one, other};
    return found(row, one, members, R"({"kind":"direct"})");
}

ConversationId World::found(ConversationRow row, UserId by, const std::vector<UserId>& members,
                            const std::string& data) {
    row.id = ConversationId(static_cast<std::int64_t>(state.conversations.size()) + 1);
    row.members_count = static_cast<std::int64_t>(members.size());
    state.conversations[row.id] = row;
    waiting_.push_back([row](Store& store) {
        EXPECT_EQ(store.next_conversation(), row.id);
        store.insert_conversation(row);
    });
    append(row.id, EntryKind::conversation_created, by, data);
    const bool owned = row.kind == ConversationKind::group;
    for (const UserId user : members) {
        join(row.id, user, owned && user == by ? Role::owner : Role::member);
    }
    return row.id;
}

void World::add(ConversationId conversation, UserId user) {
    ConversationRow& row = state.conversations.at(conversation);
    append(conversation, EntryKind::member_added, user,
           members_data(std::vector<UserId>{user}, ids()));
    ++row.members_count;
    waiting_.push_back([row](Store& store) { store.update_conversation(row); });
    join(conversation, user, Role::member);
}

// Behind the entry that adds the user.
void World::join(ConversationId conversation, UserId user, Role role) {
    const ConversationRow& row = state.conversations.at(conversation);
    MemberRow member;
    member.user = user;
    member.role = role;
    member.joined_rev = row.head.rev;
    member.joined_time = state.logs[conversation].back().time;
    member.joined_pos = row.head.pos;
    if (row.history == History::joined) {
        member.floor_rev = row.head.rev;
        member.floor_seq = row.head.seq + 1;
    }
    member.read_seq = row.head.seq;
    state.members[{conversation, user}] = member;
    put_member(conversation, user);
    append(user, EntryKind::self_joined, user, conversation_data(conversation, ids()));
}

void World::put_member(ConversationId conversation, UserId user) {
    const MemberRow row = state.members.at({conversation, user});
    waiting_.push_back([=](Store& store) { store.put_member(conversation, row); });
}

void World::leave(ConversationId conversation, UserId user) {
    ConversationRow& row = state.conversations.at(conversation);
    append(conversation, EntryKind::member_removed, user,
           members_data(std::vector<UserId>{user}, ids()));
    --row.members_count;
    state.members.erase({conversation, user});
    waiting_.push_back([=](Store& store) {
        store.update_conversation(row);
        store.remove_member(conversation, user);
    });
    append(user, EntryKind::self_left, user, conversation_data(conversation, ids()));
}

std::int64_t World::send(ConversationId conversation, UserId by, const std::string& text,
                         const std::optional<Mentions>& mentions) {
    MessageSend request;
    request.idempotency_key = "key-" + std::to_string(state.head_pos + 1);
    request.conversation = conversation;
    request.text = text;
    request.mentions = mentions;
    const std::int64_t seq = append_message(conversation, by, message_data(request, 0, ids()));
    if (mentions) put_mentions(conversation, seq, *mentions);
    return seq;
}

void World::put_mentions(ConversationId conversation, std::int64_t seq, const Mentions& mentions) {
    state.mentions[{conversation, seq}] = {mentions.all,
                                           {mentions.users.begin(), mentions.users.end()}};
    waiting_.push_back(
        [=](Store& store) { store.add_mentions(conversation, seq, mentions.all, mentions.users); });
}

std::int64_t World::send_erased(ConversationId conversation, UserId by) {
    return append_message(conversation, by, "");
}

std::int64_t World::append_message(ConversationId conversation, UserId by, const std::string& data,
                                   const EntryColumns& columns) {
    const Entry& entry = append(conversation, EntryKind::message, by, data, columns);
    const auto own = state.members.find({conversation, by});
    if (own != state.members.end()) {
        own->second.read_seq = entry.seq;
        own->second.last_message = entry.time;
        waiting_.push_back([=, row = own->second](Store& store) {
            store.put_progress(conversation, by, row.read_seq, row.last_message);
        });
    }
    return entry.seq;
}

void World::read(UserId user, ConversationId conversation, std::int64_t seq) {
    MemberRow& row = state.members.at({conversation, user});
    row.read_seq = seq;
    append(user, EntryKind::self_read, user, read_data(conversation, seq, ids()));
    waiting_.push_back(
        [=](Store& store) { store.put_progress(conversation, user, seq, row.last_message); });
}

void World::raise_floor(ConversationId conversation, std::int64_t rev, std::int64_t seq) {
    ConversationRow& row = state.conversations.at(conversation);
    row.floor_rev = rev;
    row.floor_seq = seq;
    waiting_.push_back([row](Store& store) { store.update_conversation(row); });
}

LogHead& World::head_of(LogId log) {
    return log.is_self() ? state.users.at(log.user()).self
                         : state.conversations.at(log.conversation()).head;
}

Entry& World::append(LogId log, EntryKind kind, UserId by, std::string data,
                     const EntryColumns& columns) {
    LogHead& head = head_of(log);
    Entry entry;
    entry.pos = ++state.head_pos;
    entry.log = log;
    entry.rev = ++head.rev;
    if (kind == EntryKind::message) {
        ++head.seq;
        head.message_time = now;
    }
    entry.seq = head.seq;
    head.pos = entry.pos;
    entry.kind = kind;
    entry.by = by;
    entry.time = now++;
    entry.data = std::move(data);
    entry.thread = columns.thread;
    entry.thread_seq = columns.thread_seq;
    entry.target = columns.target;
    entry.version = columns.version;
    if (!entry.data.empty()) entry.salt.fill(1);
    entry.commitment.fill(2);
    if (!log.is_self()) entry.chain.fill(3);
    head.chain = entry.chain;
    waiting_.push_back([entry](Store& store) { store.append(entry); });
    moved_.insert(log);
    auto& entries = state.logs[log];
    entries.push_back(entry);
    return entries.back();
}

std::vector<nlohmann::json> frames_of(const FrameTexts& frames) {
    std::vector<nlohmann::json> parsed;
    std::size_t start = 0;
    for (const std::size_t end : frames.ends) {
        parsed.push_back(nlohmann::json::parse(frames.bytes.substr(start, end - start)));
        start = end;
    }
    EXPECT_EQ(start, frames.bytes.size());
    return parsed;
}

}  // namespace parley
