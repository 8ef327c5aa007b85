#include "messages.hpp"

#include <algorithm>

namespace parley {
namespace {

constexpr std::int64_t kReactionUsersMax = 20;
constexpr std::int64_t kParticipantsShown = 10;
// So many messages are looked up together: a page that ends early for its bytes has then not read
// much that it does not show.
constexpr std::size_t kChunk = 32;
// Messages that lie further apart than this, on the average, are looked up one by one: the replies
// of a thread in a long conversation.
constexpr std::int64_t kSparse = 4;

// What became of the messages of one chunk.
struct Marks {
    std::vector<MessageStateRow> states;  // each ascending by seq
    std::vector<ReactionRow> reactions;
    std::vector<ThreadRow> threads;

    void read(const Asker& asker, ConversationId conversation, std::int64_t seq_min,
              std::int64_t seq_max) {
        states = asker.snapshot.message_states(conversation, seq_min, seq_max);
        reactions =
            asker.snapshot.reactions(conversation, seq_min, seq_max, asker.user, kReactionUsersMax);
        threads = asker.snapshot.threads(conversation, seq_min, seq_max);
    }

    const MessageStateRow* state_of(std::int64_t seq) const {
        const auto found = std::lower_bound(
            states.begin(), states.end(), seq,
            [](const MessageStateRow& one, std::int64_t wanted) { return one.seq < wanted; });
        return found != states.end() && found->seq == seq ? &*found : nullptr;
    }
    const ThreadRow* thread_of(std::int64_t root) const {
        const auto found = std::lower_bound(
            threads.begin(), threads.end(), root,
            [](const ThreadRow& one, std::int64_t wanted) { return one.root < wanted; });
        return found != threads.end() && found->root == root ? &*found : nullptr;
    }
    std::span<const ReactionRow> reactions_to(std::int64_t seq) const {
        const auto begin = std::lower_bound(
            reactions.begin(), reactions.end(), seq,
            [](const ReactionRow& one, std::int64_t wanted) { return one.seq < wanted; });
        const auto end = std::find_if(begin, reactions.end(),
                                      [seq](const ReactionRow& one) { return one.seq != seq; });
        return {begin, end};
    }
};

// An emoji may hold characters that must be escaped, which JsonWriter::key() does not do.
void write_emoji_key(JsonWriter& out, std::string_view emoji) { out.string(emoji).out() += ':'; }

void write_reactions(std::span<const ReactionRow> reactions, const IdCodec& ids, JsonWriter& out) {
    if (reactions.empty()) return;
    auto is_cut = [](const ReactionRow& one) { return one.count > std::ssize(one.users); };
    out.key("reactions").begin_object();
    for (const ReactionRow& one : reactions) {
        write_emoji_key(out, one.emoji);
        out.begin_array();
        for (const UserId user : one.users)
            write_id(out, user, ids);
        out.end_array();
    }
    out.end_object();
    if (std::none_of(reactions.begin(), reactions.end(), is_cut)) return;
    out.key("reaction_counts").begin_object();
    for (const ReactionRow& one : reactions) {
        if (!is_cut(one)) continue;
        write_emoji_key(out, one.emoji);
        out.integer(one.count);
    }
    out.end_object();
}

void write_thread(const Asker& asker, ConversationId conversation, const ThreadRow& thread,
                  JsonWriter& out) {
    out.key("thread_info").begin_object();
    out.key("count").integer(thread.head).key("last_seq").integer(thread.last_seq);
    out.key("last_time").integer(thread.last_time);
    out.key("participants").begin_array();
    for (const UserId user :
         asker.snapshot.thread_participants(conversation, thread.root, kParticipantsShown)) {
        write_id(out, user, asker.ids);
    }
    out.end_array();
    out.key("participants_count").integer(thread.participants_count).end_object();
}

// What it answers and where it stands outlives its text, so the entry's columns say it; a message
// that was never edited says it in its data.
void write_relations(const Entry& message, JsonWriter& out) {
    if (message.reply_to != 0) out.key("reply_to").integer(message.reply_to);
    if (message.thread == 0) return;
    out.key("thread").integer(message.thread).key("thread_seq").integer(message.thread_seq);
}

std::optional<MessageText> text_of_edit(const Asker& asker, const Entry& message,
                                        std::int64_t rev) {
    const auto edit = asker.snapshot.entry(message.log, rev);
    if (!edit || edit->data.empty()) return std::nullopt;
    return message_text_of(edit->data, asker.ids);
}

// False if there is no text any more.
bool write_present(const Asker& asker, const Entry& message, const MessageStateRow* state,
                   JsonWriter& out) {
    if (state && state->deleted) return false;
    if (!state || state->text_rev == 0) {
        if (message.data.empty()) return false;
        out.members_of(message.data);
        return true;
    }
    const auto text = text_of_edit(asker, message, state->text_rev);
    if (!text) return false;
    write_text(*text, asker.ids, out);
    write_relations(message, out);
    return true;
}

void write_one(const Asker& asker, const Entry& message, const Marks& marks, JsonWriter& out) {
    const MessageStateRow* state = marks.state_of(message.seq);
    out.begin_object().key("seq").integer(message.seq);
    out.key("rev").integer(state ? state->rev : message.rev);
    out.key("by");
    write_id(out, message.by, asker.ids);
    out.key("time").integer(message.time);
    if (write_present(asker, message, state, out)) {
        out.key("version").integer(state ? state->version : 1);
        if (state && state->edited_at != 0) out.key("edited_at").integer(state->edited_at);
        write_reactions(marks.reactions_to(message.seq), asker.ids, out);
        if (state && state->pinned) out.key("pinned").boolean(true);
    } else {
        write_relations(message, out);
        out.key("deleted").boolean(true);
    }
    if (const ThreadRow* thread = marks.thread_of(message.seq); thread && thread->head > 0) {
        write_thread(asker, message.log.conversation(), *thread, out);
    }
    out.end_object();
}

// Ascending or descending by seq, so the ends are at the ends.
bool is_sparse(std::span<const Entry> messages) {
    const auto [low, high] = std::minmax(messages.front().seq, messages.back().seq);
    return high - low >= kSparse * std::ssize(messages);
}

}  // namespace

std::vector<std::string> shown_messages(const Asker& asker, std::span<const Entry> messages,
                                        std::size_t bytes_max) {
    std::vector<std::string> shown;
    std::size_t bytes = 0;
    while (!messages.empty() && bytes < bytes_max) {
        const auto chunk = messages.first(std::min(kChunk, messages.size()));
        messages = messages.subspan(chunk.size());
        const ConversationId conversation = chunk.front().log.conversation();
        const bool one_by_one = is_sparse(chunk);
        Marks marks;
        if (!one_by_one) {
            const auto [low, high] = std::minmax(chunk.front().seq, chunk.back().seq);
            marks.read(asker, conversation, low, high);
        }
        for (const Entry& message : chunk) {
            if (bytes >= bytes_max) break;
            if (one_by_one) marks.read(asker, conversation, message.seq, message.seq);
            JsonWriter out(shown.emplace_back());
            write_one(asker, message, marks, out);
            bytes += shown.back().size();
        }
    }
    return shown;
}

void write_message(const Asker& asker, const Entry& message, JsonWriter& out) {
    Marks marks;
    marks.read(asker, message.log.conversation(), message.seq, message.seq);
    write_one(asker, message, marks, out);
}

std::optional<MessageText> present_text(const Asker& asker, const Entry& message,
                                        const std::optional<MessageStateRow>& state) {
    if (state && state->deleted) return std::nullopt;
    if (state && state->text_rev != 0) return text_of_edit(asker, message, state->text_rev);
    if (message.data.empty()) return std::nullopt;
    return message_text_of(message.data, asker.ids);
}

void write_text(const MessageText& text, const IdCodec& ids, JsonWriter& out) {
    out.key("text").string(text.text);
    if (text.format) out.key("format").string(*text.format);
    if (!text.mentions) return;
    if (text.mentions->all) {
        out.key("mentions").string("all");
    } else if (!text.mentions->users.empty()) {
        out.key("mentions").begin_array();
        for (const UserId user : text.mentions->users)
            write_id(out, user, ids);
        out.end_array();
    }
}

}  // namespace parley
