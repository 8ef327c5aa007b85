#include "support/fake_store.hpp"

#include <algorithm>
#include <tuple>

#include "parley/core/assert.hpp"

namespace parley {
namespace {

std::string without_case(std::string_view login) {
    std::string lower(login);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

}  // namespace

std::int64_t FakeStore::next(std::int64_t& last) {
    PARLEY_ASSERT(in_batch_);
    undo_.push_back([&last, former = last] { last = former; });
    return ++last;
}

const FakeTables* FakeStore::look_up() {
    ++lookup_count_;
    return lookups_fail_ ? nullptr : &tables_;
}

template <class Map>
std::optional<typename Map::mapped_type> FakeStore::find(const Map& map,
                                                         const typename Map::key_type& key) {
    if (look_up() == nullptr) return std::nullopt;
    const auto held = map.find(key);
    if (held == map.end()) return std::nullopt;
    return held->second;
}

void FakeStore::fail_next_commit(CommitOutcome outcome, bool survives) {
    PARLEY_ASSERT(!survives || outcome == CommitOutcome::unknown);
    next_outcome_ = outcome;
    survives_ = survives;
}

std::vector<Entry> FakeStore::all_entries() const {
    std::vector<Entry> entries;
    for (const auto& [key, entry] : tables_.entries)
        entries.push_back(entry);
    std::sort(entries.begin(), entries.end(),
              [](const Entry& one, const Entry& other) { return one.pos < other.pos; });
    return entries;
}

std::vector<Entry> FakeStore::entries_of(LogId log) const {
    std::vector<Entry> entries;
    for (auto next = tables_.entries.lower_bound({log, 0});
         next != tables_.entries.end() && next->first.first == log; ++next) {
        entries.push_back(next->second);
    }
    return entries;
}

std::optional<FakeStore::Mention> FakeStore::mention(ConversationId conversation,
                                                     std::int64_t seq) const {
    const auto held = tables_.mentions.find({conversation, seq});
    if (held == tables_.mentions.end()) return std::nullopt;
    return held->second;
}

void FakeStore::erase_message(ConversationId conversation, std::int64_t seq) {
    begin();
    erase(conversation, tables_.revs.at({conversation, seq}));
    PARLEY_ASSERT(commit() == CommitOutcome::committed);
}

std::optional<ConversationRow> FakeStore::conversation(ConversationId id) {
    return find(tables_.conversations, id);
}

std::optional<MemberRow> FakeStore::member(ConversationId conversation, UserId user) {
    return find(tables_.members, {conversation, user});
}

std::vector<MemberRow> FakeStore::members(ConversationId conversation, UserId after,
                                          std::int64_t limit) {
    std::vector<MemberRow> rows;
    if (look_up() == nullptr) return rows;
    auto next = tables_.members.upper_bound({conversation, after});
    for (; next != tables_.members.end() && next->first.first == conversation; ++next) {
        if (static_cast<std::int64_t>(rows.size()) == limit) break;
        rows.push_back(next->second);
    }
    return rows;
}

std::optional<ConversationId> FakeStore::direct_conversation(UserId low, UserId high) {
    if (look_up() == nullptr) return std::nullopt;
    for (const auto& [id, row] : tables_.conversations) {
        if (row.kind == ConversationKind::direct && row.direct_low == low &&
            row.direct_high == high) {
            return id;
        }
    }
    return std::nullopt;
}

std::optional<UserRow> FakeStore::user(UserId id) { return find(tables_.users, id); }

std::optional<UserRow> FakeStore::user_by_login(std::string_view login) {
    if (look_up() == nullptr) return std::nullopt;
    for (const auto& [id, row] : tables_.users) {
        if (without_case(row.login) == without_case(login)) return row;
    }
    return std::nullopt;
}

bool FakeStore::has_administrator() {
    return look_up() != nullptr &&
           std::any_of(tables_.users.begin(), tables_.users.end(),
                       [](const auto& user) { return user.second.administrator; });
}

std::vector<UserRow> FakeStore::users(UserId after, std::int64_t limit) {
    std::vector<UserRow> rows;
    if (look_up() == nullptr) return rows;
    for (auto next = tables_.users.upper_bound(after); next != tables_.users.end(); ++next) {
        if (static_cast<std::int64_t>(rows.size()) == limit) break;
        rows.push_back(next->second);
    }
    return rows;
}

std::optional<SessionRow> FakeStore::session(SessionId id) { return find(tables_.sessions, id); }

std::optional<SessionRow> FakeStore::session_by_token(const Sha256& token_hash) {
    if (look_up() == nullptr) return std::nullopt;
    for (const auto& [id, row] : tables_.sessions) {
        if (row.token_hash == token_hash) return row;
    }
    return std::nullopt;
}

std::vector<SessionRow> FakeStore::sessions(UserId user) {
    std::vector<SessionRow> rows;
    if (look_up() == nullptr) return rows;
    for (const auto& [id, row] : tables_.sessions) {
        if (row.user == user) rows.push_back(row);
    }
    return rows;
}

std::optional<InviteRow> FakeStore::invite(const Sha256& token_hash) {
    return find(tables_.invites, token_hash);
}

std::optional<KeyRow> FakeStore::key(UserId user, std::string_view idempotency_key) {
    return find(tables_.keys, {std::string(idempotency_key), user});
}

std::optional<Entry> FakeStore::entry(LogId log, std::int64_t rev) {
    return find(tables_.entries, {log, rev});
}

std::optional<Entry> FakeStore::message(ConversationId conversation, std::int64_t seq) {
    if (look_up() == nullptr) return std::nullopt;
    const auto rev = tables_.revs.find({conversation, seq});
    if (rev == tables_.revs.end()) return std::nullopt;
    return tables_.entries.at({conversation, rev->second});
}

void FakeStore::begin() {
    PARLEY_ASSERT(!in_batch_);
    in_batch_ = true;
}

CommitOutcome FakeStore::commit() {
    PARLEY_ASSERT(in_batch_);
    const CommitOutcome outcome =
        lookups_fail_ ? CommitOutcome::nothing : next_outcome_.value_or(CommitOutcome::committed);
    if (outcome != CommitOutcome::committed && !survives_) {
        while (!undo_.empty()) {
            undo_.back()();
            undo_.pop_back();
        }
    }
    undo_.clear();
    next_outcome_.reset();
    survives_ = lookups_fail_ = in_batch_ = false;
    return outcome;
}

bool FakeStore::insert_key(UserId user, std::string_view idempotency_key, const KeyRow& row) {
    PARLEY_ASSERT(!idempotency_key.empty());
    const std::pair key(std::string(idempotency_key), user);
    if (tables_.keys.contains(key)) return false;
    put(tables_.keys, key, row);
    return true;
}

void FakeStore::append(const Entry& entry) {
    PARLEY_ASSERT(entry.pos == tables_.last_pos + 1);
    PARLEY_ASSERT(!tables_.entries.contains({entry.log, entry.rev}));
    put(tables_.entries, {entry.log, entry.rev}, entry);
    if (entry.kind == EntryKind::message) {
        put(tables_.revs, {entry.log.conversation(), entry.seq}, entry.rev);
    }
    undo_.push_back([this, former = tables_.last_pos] { tables_.last_pos = former; });
    tables_.last_pos = entry.pos;
    if (entry.kind == EntryKind::message || entry.kind == EntryKind::message_edited) {
        undo_.push_back([this] { --unindexed_; });
        ++unindexed_;
    }
}

void FakeStore::insert_conversation(const ConversationRow& row) {
    PARLEY_ASSERT(row.id && !tables_.conversations.contains(row.id));
    put(tables_.conversations, row.id, row);
}

void FakeStore::update_conversation(const ConversationRow& row) {
    ++row_writes_;
    PARLEY_ASSERT(tables_.conversations.contains(row.id));
    put(tables_.conversations, row.id, row);
}

void FakeStore::put_head(ConversationId conversation, const LogHead& head) {
    ++row_writes_;
    ConversationRow row = tables_.conversations.at(conversation);
    row.head = head;
    put(tables_.conversations, conversation, std::move(row));
}

void FakeStore::put_self_head(UserId user, const LogHead& head) {
    ++row_writes_;
    UserRow row = tables_.users.at(user);
    row.self = head;
    put(tables_.users, user, std::move(row));
}

void FakeStore::put_member(ConversationId conversation, const MemberRow& row) {
    PARLEY_ASSERT(tables_.conversations.contains(conversation) && tables_.users.contains(row.user));
    put(tables_.members, {conversation, row.user}, row);
}

void FakeStore::remove_member(ConversationId conversation, UserId user) {
    PARLEY_ASSERT(tables_.members.contains({conversation, user}));
    remove(tables_.members, {conversation, user});
}

void FakeStore::put_progress(ConversationId conversation, UserId user, std::int64_t read_seq,
                             WallTime last_message) {
    ++row_writes_;
    MemberRow row = tables_.members.at({conversation, user});
    row.read_seq = read_seq;
    row.last_message = last_message;
    put(tables_.members, {conversation, user}, row);
}

std::optional<MemberRow> FakeStore::successor(ConversationId conversation, UserId leaving) {
    std::optional<MemberRow> best;
    if (look_up() == nullptr) return best;
    const auto rank = [](const MemberRow& row) {
        return std::tuple(row.role == Role::member, row.joined_pos, row.user);
    };
    for (auto next = tables_.members.lower_bound({conversation, UserId()});
         next != tables_.members.end() && next->first.first == conversation; ++next) {
        const MemberRow& row = next->second;
        if (row.user != leaving && (!best || rank(row) < rank(*best))) best = row;
    }
    return best;
}

void FakeStore::insert_user(const UserRow& row) {
    PARLEY_ASSERT(row.id && !tables_.users.contains(row.id));
    for (const auto& [id, other] : tables_.users) {
        PARLEY_ASSERT(without_case(other.login) != without_case(row.login));
    }
    put(tables_.users, row.id, row);
}

void FakeStore::update_user(const UserRow& row) {
    UserRow changed = row;
    const UserRow& held = tables_.users.at(row.id);
    changed.login = held.login;
    changed.created = held.created;
    changed.self = held.self;
    put(tables_.users, row.id, std::move(changed));
}

void FakeStore::insert_device(const DeviceRow& row) {
    PARLEY_ASSERT(row.id && !tables_.devices.contains(row.id));
    put(tables_.devices, row.id, row);
}

void FakeStore::update_device(const DeviceRow& row) {
    PARLEY_ASSERT(tables_.devices.contains(row.id));
    put(tables_.devices, row.id, row);
}

void FakeStore::put_device_progress(DeviceId id, std::int64_t delivered_pos, WallTime last_seen) {
    const auto held = tables_.devices.find(id);
    if (held == tables_.devices.end()) return;
    DeviceRow row = held->second;
    row.delivered_pos = std::max(row.delivered_pos, delivered_pos);
    row.last_seen = std::max(row.last_seen, last_seen);
    put(tables_.devices, id, row);
}

void FakeStore::insert_session(const SessionRow& row) {
    PARLEY_ASSERT(row.id && !tables_.sessions.contains(row.id));
    put(tables_.sessions, row.id, row);
}

void FakeStore::remove_session(SessionId id) { remove(tables_.sessions, id); }

void FakeStore::insert_invite(const InviteRow& row) {
    PARLEY_ASSERT(!tables_.invites.contains(row.token_hash));
    put(tables_.invites, row.token_hash, row);
}

void FakeStore::put_invite_uses(const Sha256& token_hash, std::int64_t uses_left) {
    InviteRow row = tables_.invites.at(token_hash);
    row.uses_left = uses_left;
    put(tables_.invites, token_hash, row);
}

void FakeStore::remove_invite(const Sha256& token_hash) { remove(tables_.invites, token_hash); }

bool FakeStore::maintain(bool idle) {
    PARLEY_ASSERT(!in_batch_);
    maintained_.push_back(idle);
    if (told_) told_(maintained_.size());
    return maintenance_works_;
}

Store::Indexing FakeStore::index_messages(std::int64_t limit) {
    PARLEY_ASSERT(!in_batch_);
    index_limits_.push_back(limit);
    unindexed_ -= std::min(unindexed_, static_cast<std::size_t>(limit));
    if (index_told_) index_told_(unindexed_);
    return {.ok = maintenance_works_, .idle = unindexed_ == 0};
}

CommitOutcome FakeStore::compact() {
    PARLEY_ASSERT(!in_batch_);
    ++compactions_;
    if (!maintenance_works_) return CommitOutcome::unknown;
    return is_read_from_ ? CommitOutcome::nothing : CommitOutcome::committed;
}

}  // namespace parley
