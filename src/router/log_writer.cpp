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
    rows_.head_changed(conversation);
    store_.append(entry);
    return {.pos = entry.pos, .rev = entry.rev, .seq = entry.seq, .time = entry.time};
}

Numbered LogWriter::append_self(CachedUser& user, EntryKind kind, UserId by, std::string data) {
    Entry& entry = batch_->entries.emplace_back().entry;
    entry.pos = ++last_pos_;
    entry.log = user.id;
    entry.rev = user.self.rev + 1;
    entry.kind = kind;
    entry.by = by;
    entry.time = now_;
    entry.data = std::move(data);

    user.self.rev = entry.rev;
    user.self.pos = entry.pos;
    rows_.self_changed(user);
    store_.append(entry);
    return {.pos = entry.pos, .rev = entry.rev, .seq = 0, .time = entry.time};
}

bool LogWriter::is_made_by(const Entry& entry, const WriteRequest& request) {
    if (entry.salt == Salt{}) return true;
    return chain_.digest(entry.salt, canonical_body(request, ids_)) == entry.digest;
}

}  // namespace parley
