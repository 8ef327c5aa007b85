#include "answers.hpp"

namespace parley {

// Ascending by the number of the user, so the token is the last member's id: good as long as the
// account, whoever joins or leaves meanwhile.
Refusal write_answer(const Asker& asker, const MemberList& request, JsonWriter& out) {
    auto found = readable_conversation(asker, request.conversation);
    if (auto* refusal = std::get_if<ProtocolError>(&found)) return std::move(*refusal);
    UserId after;
    if (request.after) {
        after = asker.ids.user(*request.after);
        if (!after) return bad_field("after", "It is not a token that this server gave.");
    }

    // One more than asked for tells whether there is a next page.
    std::vector<MemberRow> members =
        asker.snapshot.members(request.conversation, after, request.limit + 1);
    const bool more = members.size() > static_cast<std::size_t>(request.limit);
    if (more) members.pop_back();
    out.key("members").begin_array();
    for (const MemberRow& member : members) {
        out.begin_object().key("user");
        write_id(out, member.user, asker.ids);
        out.key("role").string(name_of(member.role));
        out.key("read_seq").integer(member.read_seq).end_object();
    }
    out.end_array();
    if (more) {
        out.key("next");
        write_id(out, members.back().user, asker.ids);
    }
    return std::nullopt;
}

}  // namespace parley
