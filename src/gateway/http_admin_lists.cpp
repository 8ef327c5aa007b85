// Invites and groups, for administrators.
#include <utility>

#include "blocking.hpp"
#include "http_admin.hpp"
#include "http_routes.hpp"
#include "new_invite.hpp"
#include "parley/protocol/admin_bodies.hpp"
#include "parley/protocol/json_writer.hpp"
#include "parley/text/search_key.hpp"

namespace parley {
namespace {

constexpr std::int64_t kInvitesShown = 200;
constexpr std::string_view kHexDigits = "0123456789abcdef";

// An invite's name: its hash, since nobody keeps its token.
std::string name_of(const Sha256& hash) {
    std::string name;
    for (const unsigned char byte : hash) {
        name += kHexDigits[byte >> 4];
        name += kHexDigits[byte & 15];
    }
    return name;
}

std::optional<Sha256> hash_of(std::string_view name) {
    Sha256 hash{};
    if (name.size() != 2 * hash.size()) return std::nullopt;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const std::size_t digit = kHexDigits.find(name[i]);
        if (digit == std::string_view::npos) return std::nullopt;
        hash[i / 2] = static_cast<unsigned char>(hash[i / 2] << 4 | digit);
    }
    return hash;
}

void write_invite(JsonWriter& json, const InviteRow& invite, const IdCodec& ids,
                  std::string_view token = {}) {
    json.begin_object().key("invite").string(name_of(invite.token_hash));
    if (!token.empty()) json.key("token").string(token);
    json.key("administrator").boolean(invite.administrator);
    json.key("uses_left").integer(invite.uses_left);
    json.key("expires").integer(invite.expires);
    json.key("created").integer(invite.created);
    if (invite.created_by) json.key("by").string(ids.encode(invite.created_by));
    json.end_object();
}

}  // namespace

Task<HttpResponse> AdminRoutes::list_invites(Loop& loop, Request) {
    std::function<std::vector<InviteRow>(Snapshot&)> look = [](Snapshot& snapshot) {
        return snapshot.invites(kInvitesShown);
    };
    const auto invites = co_await look_up<std::vector<InviteRow>>(loop, std::move(look));
    if (!invites) co_return error_response(internal_error());
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("invites").begin_array();
    for (const InviteRow& invite : *invites) {
        if (invite.uses_left > 0 && invite.expires > loop.wall_now()) {
            write_invite(json, invite, options_.identity.ids);
        }
    }
    json.end_array().end_object();
    co_return json_response(http::status::ok, std::move(text));
}

Task<HttpResponse> AdminRoutes::create_invite(Loop& loop, Request request) {
    const auto parsed = parse_admin_new_invite(request.body);
    if (const auto* error = std::get_if<ProtocolError>(&parsed)) co_return error_response(*error);
    const AdminNewInvite& wanted = std::get<AdminNewInvite>(parsed);
    const NewInvite invite =
        new_invite(wanted.administrator, wanted.uses, loop.wall_now() + wanted.expires_in.count());
    AccountCommand command = invite.command;
    const Outcome outcome = co_await execute(loop, request.actor, std::move(command));
    if (const auto* error = std::get_if<ProtocolError>(&outcome)) co_return error_response(*error);
    std::string text;
    JsonWriter json(text);
    write_invite(json, std::get<InviteRow>(outcome), options_.identity.ids, invite.token);
    co_return json_response(http::status::created, std::move(text));
}

Task<HttpResponse> AdminRoutes::revoke_invite(Loop& loop, Request request) {
    const std::optional<Sha256> hash = hash_of(request.id);
    if (!hash) co_return error_response(not_found("invite"));
    AccountCommand command = RevokeInvite{*hash};
    const Outcome outcome = co_await execute(loop, request.actor, std::move(command));
    if (const auto* error = std::get_if<ProtocolError>(&outcome)) co_return error_response(*error);
    co_return HttpResponse(http::status::no_content, 11);
}

Task<HttpResponse> AdminRoutes::list_conversations(Loop& loop, Request request) {
    AdminPage page;
    if (const auto error = read_page(request.query, page)) co_return error_response(*error);
    const IdCodec& ids = options_.identity.ids;
    const auto query = request.query.find("query");
    const std::string prefix = query == request.query.end() ? "" : search_key(query->second);
    using Groups = FilteredPage<ConversationRow>;
    std::function<Groups(Snapshot&)> look = [after = ids.conversation(page.after),
                                             limit = page.limit, prefix](Snapshot& snapshot) {
        // Direct conversations are nobody's business.
        return filtered_page(
            snapshot.conversations(after, kRowsLookedAt), limit, [&](const ConversationRow& row) {
                return row.kind == ConversationKind::group && row.title_key.starts_with(prefix);
            });
    };
    const auto found = co_await look_up<Groups>(loop, std::move(look));
    if (!found) co_return error_response(internal_error());
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("conversations").begin_array();
    for (const ConversationRow& row : found->rows) {
        json.begin_object().key("conversation").string(ids.encode(row.id));
        json.key("title").string(row.title);
        if (row.topic) json.key("topic").string(*row.topic);
        json.key("join").string(name_of(row.join));
        json.key("members_count").integer(row.members_count);
        json.key("messages").integer(row.head.seq);
        if (row.head.message_time > 0) json.key("active").integer(row.head.message_time);
        json.end_object();
    }
    json.end_array();
    if (found->next) json.key("next").string(ids.encode(found->next));
    json.end_object();
    co_return json_response(http::status::ok, std::move(text));
}

}  // namespace parley
