#include "answers.hpp"
#include "parley/text/search_key.hpp"

namespace parley {
namespace {

void write_found(const Asker& asker, const ConversationRow& group, JsonWriter& out) {
    const bool is_member = asker.snapshot.member(group.id, asker.user).has_value();
    const bool has_asked =
        !is_member && asker.snapshot.join_request(group.id, asker.user).has_value();
    out.begin_object().key("conversation");
    write_id(out, group.id, asker.ids);
    out.key("title").string(group.title);
    if (group.topic) out.key("topic").string(*group.topic);
    out.key("join").string(name_of(group.join));
    out.key("members_count").integer(group.members_count);
    out.key("member").boolean(is_member).key("requested").boolean(has_asked).end_object();
}

}  // namespace

// By folded title. The token is the id of the last group; its present title says where that stands.
// Of a group that is not public the title is nobody's to learn, so its id is no token.
Refusal write_answer(const Asker& asker, const ConversationDiscover& request, JsonWriter& out) {
    std::string after_key;
    ConversationId after;
    if (request.after) {
        after = asker.ids.conversation(*request.after);
        const auto last = asker.snapshot.conversation(after);
        if (!last || last->join == JoinRule::invite) return strange_token("after");
        after_key = last->title_key;
    }
    // One more than asked for tells whether there is a next page.
    std::vector<ConversationRow> groups = asker.snapshot.public_groups(
        search_key(request.query), after_key, after, request.limit + 1);
    const bool more = std::ssize(groups) > request.limit;
    if (more) groups.pop_back();
    out.key("conversations").begin_array();
    for (const ConversationRow& group : groups)
        write_found(asker, group, out);
    out.end_array();
    if (more) {
        out.key("next");
        write_id(out, groups.back().id, asker.ids);
    }
    return std::nullopt;
}

}  // namespace parley
