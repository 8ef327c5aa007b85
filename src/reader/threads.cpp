#include "answers.hpp"

namespace parley {
namespace {

constexpr std::int64_t kChunk = 100;
// A request for unread threads looks at no more than so many, whatever it finds.
constexpr std::int64_t kLookedAtMax = 1'000;

void write_thread(const Asker& asker, const FollowRow& follow,
                  const std::optional<ThreadRow>& thread, JsonWriter& out) {
    const std::int64_t head = thread ? thread->head : 0;
    out.begin_object().key("conversation");
    write_id(out, follow.conversation, asker.ids);
    out.key("thread").integer(follow.root).key("head").integer(head);
    out.key("read").integer(follow.read).key("unread").integer(head - follow.read);
    if (thread) {
        out.key("last_seq").integer(thread->last_seq).key("last_time").integer(thread->last_time);
    }
    out.end_object();
}

}  // namespace

Refusal write_answer(const Asker& asker, const ThreadList& request, JsonWriter& out) {
    if (request.conversation) {
        auto found = readable_conversation(asker, *request.conversation);
        if (auto* refusal = std::get_if<ProtocolError>(&found)) return std::move(*refusal);
    }
    std::int64_t before = kForEver;
    if (request.after) {
        const auto place = parse_pos_token(*request.after);
        if (!place) return strange_token("after");
        before = *place;
    }

    std::int64_t written = 0;
    std::int64_t looked_at = 0;
    bool more = true;
    out.key("threads").begin_array();
    while (more && written < request.limit && looked_at < kLookedAtMax) {
        const auto follows = asker.snapshot.follows(
            asker.user, request.conversation.value_or(ConversationId()), before, kChunk + 1);
        more = std::ssize(follows) > kChunk;
        for (std::int64_t i = 0; i < std::min<std::int64_t>(kChunk, std::ssize(follows)); ++i) {
            const FollowRow& follow = follows[static_cast<std::size_t>(i)];
            if (written == request.limit) {
                more = true;
                break;
            }
            before = follow.pos;
            ++looked_at;
            const auto thread = asker.snapshot.thread(follow.conversation, follow.root);
            if (request.unread && (!thread || thread->head <= follow.read)) continue;
            write_thread(asker, follow, thread, out);
            ++written;
        }
    }
    out.end_array();
    if (more) out.key("next").string(std::to_string(before));
    return std::nullopt;
}

}  // namespace parley
