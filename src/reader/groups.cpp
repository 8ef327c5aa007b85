// How one comes into a group, and who may not: requests to join, invitation links, bans.

#include "answers.hpp"
#include "parley/router/group_invite.hpp"

namespace parley {
namespace {

void write_invite(const Asker& asker, const GroupInviteRow& invite, JsonWriter& out) {
    out.begin_object().key("invite").integer(invite.rev).key("token").string(invite.token);
    out.key("by");
    write_id(out, invite.by, asker.ids);
    if (invite.uses_left > 0) out.key("uses_left").integer(invite.uses_left);
    if (invite.expires != 0) out.key("expires").integer(invite.expires);
    out.key("created").integer(invite.created).end_object();
}

// Writes a list that is ascending by user, of `rows`, which hold one more than the page if there
// is a next one.
template <class Row, class WriteRow>
void write_by_user(const Asker& asker, std::string_view name, std::vector<Row> rows,
                   std::int64_t limit, JsonWriter& out, const WriteRow& write_row) {
    const bool more = std::ssize(rows) > limit;
    if (more) rows.pop_back();
    out.key(name).begin_array();
    for (const Row& row : rows) {
        out.begin_object().key("user");
        write_id(out, row.user, asker.ids);
        write_row(row);
        out.end_object();
    }
    out.end_array();
    if (more) {
        out.key("next");
        write_id(out, rows.back().user, asker.ids);
    }
}

}  // namespace

Refusal write_answer(const Asker& asker, const JoinList& request, JsonWriter& out) {
    auto found = permitted_conversation(asker, request.conversation, Action::add_members);
    if (auto* refusal = std::get_if<ProtocolError>(&found)) return std::move(*refusal);
    auto after = place_behind(asker, request.after);
    if (auto* refusal = std::get_if<ProtocolError>(&after)) return std::move(*refusal);
    write_by_user(asker, "requests",
                  asker.snapshot.join_requests(request.conversation, std::get<UserId>(after),
                                               request.limit + 1),
                  request.limit, out,
                  [&](const JoinRequestRow& row) { out.key("time").integer(row.time); });
    return std::nullopt;
}

Refusal write_answer(const Asker& asker, const BanList& request, JsonWriter& out) {
    auto found = permitted_conversation(asker, request.conversation, Action::moderate);
    if (auto* refusal = std::get_if<ProtocolError>(&found)) return std::move(*refusal);
    auto after = place_behind(asker, request.after);
    if (auto* refusal = std::get_if<ProtocolError>(&after)) return std::move(*refusal);
    write_by_user(
        asker, "bans",
        asker.snapshot.bans(request.conversation, std::get<UserId>(after), request.limit + 1),
        request.limit, out, [&](const BanRow& row) {
            out.key("by");
            write_id(out, row.by, asker.ids);
            out.key("time").integer(row.time);
            if (!row.reason.empty()) out.key("reason").string(row.reason);
        });
    return std::nullopt;
}

Refusal write_answer(const Asker& asker, const InviteList& request, JsonWriter& out) {
    auto found = permitted_conversation(asker, request.conversation, Action::add_members);
    if (auto* refusal = std::get_if<ProtocolError>(&found)) return std::move(*refusal);
    out.key("invites").begin_array();
    for (const GroupInviteRow& invite : asker.snapshot.group_invites(request.conversation)) {
        if (is_live(invite, asker.now)) write_invite(asker, invite, out);
    }
    out.end_array();
    return std::nullopt;
}

// Whoever holds the link may see where it leads before joining.
Refusal write_answer(const Asker& asker, const InviteGet& request, JsonWriter& out) {
    const auto invite = find_group_invite(asker.snapshot, request.token);
    if (!invite || !is_live(*invite, asker.now)) return not_found("invite");
    const auto group = asker.snapshot.conversation(invite->conversation);
    if (!group) return not_found("invite");
    out.key("conversation");
    write_id(out, group->id, asker.ids);
    out.key("title").string(group->title);
    if (group->topic) out.key("topic").string(*group->topic);
    out.key("members_count").integer(group->members_count);
    out.key("member").boolean(asker.snapshot.member(group->id, asker.user).has_value());
    return std::nullopt;
}

}  // namespace parley
