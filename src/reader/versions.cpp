#include "messages.hpp"

namespace parley {
namespace {

void write_version(const Asker& asker, const Entry& entry, std::int64_t version, JsonWriter& out) {
    out.begin_object().key("version").integer(version).key("rev").integer(entry.rev);
    out.key("by");
    write_id(out, entry.by, asker.ids);
    out.key("time").integer(entry.time);
    if (entry.data.empty()) {
        out.key("deleted").boolean(true);  // the text; the version was there
    } else {
        write_text(message_text_of(entry.data, asker.ids), asker.ids, out);
    }
    out.end_object();
}

}  // namespace

Refusal write_answer(const Asker& asker, const MessageVersions& request, JsonWriter& out) {
    auto found = readable_conversation(asker, request.conversation);
    if (auto* refusal = std::get_if<ProtocolError>(&found)) return std::move(*refusal);
    const auto& membership = std::get<Membership>(found);
    if (request.seq > membership.conversation.head.seq) {
        return bad_field("seq", "There is no message with this number yet.");
    }
    if (request.seq < floor_seq_of(membership)) return gone_message();
    const auto message = asker.snapshot.message(request.conversation, request.seq);
    const auto state = asker.snapshot.message_state(request.conversation, request.seq);
    if (!message || (state && state->deleted)) return gone_message();
    const std::int64_t present = state ? state->version : 1;
    if (present == 1 && message->data.empty()) return gone_message();

    const std::size_t start = out.out().size();
    std::int64_t last = request.after_version;
    std::int64_t left = request.limit;
    out.key("versions").begin_array();
    if (last < 1) {
        write_version(asker, *message, 1, out);
        last = 1;
        --left;
    }
    std::vector<Entry> edits;
    if (left > 0 && last < present) {
        edits = asker.snapshot.edits(request.conversation, request.seq, last, left, kPageBytes);
    }
    for (const Entry& edit : edits) {
        if (out.out().size() - start >= kPageBytes) break;
        write_version(asker, edit, edit.version, out);
        last = edit.version;
    }
    out.end_array();
    out.key("more").boolean(last < present);
    return std::nullopt;
}

}  // namespace parley
