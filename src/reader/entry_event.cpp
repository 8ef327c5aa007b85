#include "parley/reader/reader.hpp"

namespace parley {

void append_entry_event(std::string& out, const Entry& entry, const CursorWriter& cursors,
                        const IdCodec& ids) {
    EventFields event;
    event.pos = entry.pos;
    event.log = entry.log;
    event.rev = entry.rev;
    event.kind = name_of(entry.kind);
    event.by = entry.by;
    event.time = entry.time;
    // The others carry the number of the message before them, which is the store's own affair.
    if (entry.kind == EntryKind::message) event.seq = entry.seq;
    event.data = entry.data;
    event.reply_to = entry.reply_to;
    event.thread = entry.thread;
    event.thread_seq = entry.thread_seq;
    append_event(out, event, cursors, ids);
}

}  // namespace parley
