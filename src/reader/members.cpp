#include "answers.hpp"

namespace parley {
namespace {

// The read cursor is shown where both sides tell theirs; everyone sees the own one.
bool shows_read(const Asker& asker, const MemberRow& member, bool asker_tells) {
    if (member.user == asker.user) return true;
    if (!asker_tells) return false;
    const auto user = asker.snapshot.user(member.user);
    return user && user->read_receipts;
}

}  // namespace

// Ascending by the number of the user, so the token is the last member's id: good as long as the
// account, whoever joins or leaves meanwhile.
Refusal write_answer(const Asker& asker, const MemberList& request, JsonWriter& out) {
    auto found = readable_conversation(asker, request.conversation);
    if (auto* refusal = std::get_if<ProtocolError>(&found)) return std::move(*refusal);
    auto after = place_behind(asker, request.after);
    if (auto* refusal = std::get_if<ProtocolError>(&after)) return std::move(*refusal);

    // One more than asked for tells whether there is a next page.
    std::vector<MemberRow> members =
        asker.snapshot.members(request.conversation, std::get<UserId>(after), request.limit + 1);
    const bool more = std::ssize(members) > request.limit;
    if (more) members.pop_back();
    const auto own = asker.snapshot.user(asker.user);
    const bool asker_tells = own && own->read_receipts;
    out.key("members").begin_array();
    for (const MemberRow& member : members) {
        out.begin_object().key("user");
        write_id(out, member.user, asker.ids);
        out.key("role").string(name_of(member.role));
        if (shows_read(asker, member, asker_tells)) out.key("read_seq").integer(member.read_seq);
        if (member.muted_until > asker.now) out.key("muted_until").integer(member.muted_until);
        out.end_object();
    }
    out.end_array();
    if (more) {
        out.key("next");
        write_id(out, members.back().user, asker.ids);
    }
    return std::nullopt;
}

}  // namespace parley
