#include "log_writer.hpp"

#include <algorithm>

namespace parley {

LogWriter::LogWriter(Store& store, RowCache& rows, Random& random, const IdCodec& ids)
    : store_(store),
      rows_(rows),
      random_(random),
      ids_(ids),
      chain_(ids),
      last_pos_(store.last_pos()) {}

void LogWriter::begin(CommittedBatch& batch, WallTime now) {
    batch_ = &batch;
    now_ = now;
}

void LogWriter::recover() {
    batch_ = nullptr;
    last_pos_ = store_.last_pos();
}

Numbered LogWriter::append(CachedConversation& conversation, EntryDraft draft) {
    rows_.head_changed(conversation);
    LogHead& head = conversation.row.head;
    const bool is_message = draft.kind == EntryKind::message;

    LoggedEntry& logged = batch_->entries.emplace_back();
    logged.users = std::move(draft.users);
    logged.members_count = conversation.row.members_count;
    Entry& entry = logged.entry;
    entry.pos = ++last_pos_;
    entry.log = conversation.row.id;
    entry.rev = head.rev + 1;
    entry.seq = is_message ? head.seq + 1 : head.seq;
    entry.kind = draft.kind;
    entry.by = draft.by;
    // Times of messages never fall, so that a message can be found by its time.
    entry.time = is_message ? std::max(now_, head.message_time) : now_;
    entry.data = std::move(draft.data);
    entry.reply_to = draft.reply_to;
    entry.thread = draft.thread;
    entry.thread_seq = draft.thread_seq;
    entry.target = draft.target;
    entry.version = draft.version;
    random_.fill(entry.salt.data(), entry.salt.size());
    entry.commitment = chain_.commitment(entry.salt, entry.data);
    entry.chain = chain_.next(head.chain, entry);
    if (draft.request) {
        entry.digest = chain_.digest(entry.salt, canonical_body(*draft.request, ids_));
    }

    head.rev = entry.rev;
    head.seq = entry.seq;
    head.pos = entry.pos;
    if (is_message) head.message_time = entry.time;
    head.chain = entry.chain;
    store_.append(entry);
    return {.pos = entry.pos, .rev = entry.rev, .seq = entry.seq, .time = entry.time};
}

Numbered LogWriter::append_self(CachedUser& user, EntryKind kind, UserId by, std::string data,
                                const WriteRequest* request) {
    Entry& entry = batch_->entries.emplace_back().entry;
    entry.pos = ++last_pos_;
    entry.log = user.id;
    entry.rev = user.self.rev + 1;
    entry.kind = kind;
    entry.by = by;
    entry.time = now_;
    entry.data = std::move(data);
    if (request) {
        random_.fill(entry.salt.data(), entry.salt.size());
        entry.digest = chain_.digest(entry.salt, canonical_body(*request, ids_));
    }

    user.self.rev = entry.rev;
    user.self.pos = entry.pos;
    rows_.self_changed(user);
    store_.append(entry);
    return {.pos = entry.pos, .rev = entry.rev, .seq = 0, .time = entry.time};
}

void LogWriter::erase(const CachedConversation& conversation, std::int64_t rev) {
    const LogId log = conversation.row.id;
    store_.erase(log, rev);
    if (!conversation.head_changed || rev <= conversation.committed_rev) {
        batch_->erased.push_back({.log = log, .rev = rev});
        return;
    }
    const auto made = std::find_if(batch_->entries.begin(), batch_->entries.end(),
                                   [&](const LoggedEntry& logged) {
                                       return logged.entry.log == log && logged.entry.rev == rev;
                                   });
    if (made == batch_->entries.end()) return;
    made->entry.data.clear();
    made->entry.salt = {};
    made->entry.digest = {};
}

bool LogWriter::is_made_by(const Entry& entry, const WriteRequest& request) {
    // A change of password is no WriteRequest.
    if (entry.kind == EntryKind::self_password) return false;
    if (entry.salt == Salt{}) return true;
    return chain_.digest(entry.salt, canonical_body(request, ids_)) == entry.digest;
}

}  // namespace parley
