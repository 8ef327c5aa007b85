// Users and their sessions, for administrators.
#include <algorithm>
#include <utility>

#include "blocking.hpp"
#include "http_admin.hpp"
#include "http_routes.hpp"
#include "parley/protocol/admin_bodies.hpp"
#include "parley/protocol/json_writer.hpp"
#include "parley/text/search_key.hpp"

namespace parley {
namespace {

struct AdminUser {
    UserRow user;
    std::int64_t sessions = 0;
    WallTime last_seen = 0;  // of the account's devices; 0: never
};

AdminUser with_sessions(Snapshot& snapshot, UserRow user) {
    AdminUser shown{.user = std::move(user)};
    shown.sessions = static_cast<std::int64_t>(snapshot.sessions(shown.user.id).size());
    for (const DeviceRow& device : snapshot.devices(shown.user.id))
        shown.last_seen = std::max(shown.last_seen, device.last_seen);
    return shown;
}

void write_user(JsonWriter& json, const AdminUser& shown, const IdCodec& ids) {
    json.begin_object();
    json.key("id").string(ids.encode(shown.user.id));
    json.key("login").string(shown.user.login);
    json.key("display_name").string(shown.user.display_name);
    json.key("administrator").boolean(shown.user.administrator);
    json.key("disabled").boolean(shown.user.disabled);
    json.key("created").integer(shown.user.created);
    if (shown.last_seen > 0) json.key("last_seen").integer(shown.last_seen);
    json.key("sessions").integer(shown.sessions);
    json.end_object();
}

HttpResponse user_response(http::status status, const AdminUser& user, const IdCodec& ids) {
    std::string text;
    JsonWriter json(text);
    write_user(json, user, ids);
    return json_response(status, std::move(text));
}

using Keep = bool (*)(const UserRow&);

// Which users a `state` shows; none if it is no state.
std::optional<Keep> state_of(std::string_view name) {
    if (name.empty() || name == "all") return [](const UserRow&) { return true; };
    if (name == "active") return [](const UserRow& user) { return !user.disabled; };
    if (name == "disabled") return [](const UserRow& user) { return user.disabled; };
    if (name == "administrator") return [](const UserRow& user) { return user.administrator; };
    return std::nullopt;
}

struct UserPage {
    std::vector<AdminUser> users;
    UserId next;  // 0: that was all
};

UserPage with_sessions(Snapshot& snapshot, FilteredPage<UserRow> found) {
    UserPage page{.users = {}, .next = found.next};
    for (UserRow& user : found.rows)
        page.users.push_back(with_sessions(snapshot, std::move(user)));
    return page;
}

std::string value_of(const Query& query, std::string_view name) {
    const auto found = query.find(name);
    return found == query.end() ? std::string() : found->second;
}

}  // namespace

Task<HttpResponse> AdminRoutes::list_users(Loop& loop, Request request) {
    AdminPage page;
    if (const auto error = read_page(request.query, page)) co_return error_response(*error);
    const std::optional<Keep> keep = state_of(value_of(request.query, "state"));
    if (!keep) co_return error_response(bad_field("state", "There is no such state."));
    const IdCodec& ids = options_.identity.ids;
    const std::string prefix = search_key(value_of(request.query, "query"));
    const UserId after = ids.user(page.after);
    std::function<UserPage(Snapshot&)> look = [=, keep = *keep](Snapshot& snapshot) {
        return with_sessions(
            snapshot, filtered_page(prefix.empty() ? snapshot.users(after, kRowsLookedAt)
                                                   : snapshot.users_by_prefix(prefix, page.limit),
                                    page.limit, keep));
    };
    const auto found = co_await look_up<UserPage>(loop, std::move(look));
    if (!found) co_return error_response(internal_error());
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("users").begin_array();
    for (const AdminUser& user : found->users)
        write_user(json, user, ids);
    json.end_array();
    if (found->next) json.key("next").string(ids.encode(found->next));
    json.end_object();
    co_return json_response(http::status::ok, std::move(text));
}

Task<HttpResponse> AdminRoutes::get_user(Loop& loop, std::string id) {
    const IdCodec& ids = options_.identity.ids;
    using Found = std::optional<AdminUser>;
    std::function<Found(Snapshot&)> look = [user = ids.user(id)](Snapshot& snapshot) -> Found {
        std::optional<UserRow> row = snapshot.user(user);
        if (!row) return std::nullopt;
        return with_sessions(snapshot, *std::move(row));
    };
    const auto found = co_await look_up<Found>(loop, std::move(look));
    if (!found) co_return error_response(internal_error());
    if (!*found) co_return error_response(not_found("user"));
    co_return user_response(http::status::ok, **found, ids);
}

Task<HttpResponse> AdminRoutes::create_user(Loop& loop, Request request) {
    auto parsed = parse_admin_new_user(request.body);
    if (const auto* error = std::get_if<ProtocolError>(&parsed)) co_return error_response(*error);
    AdminNewUser& wanted = std::get<AdminNewUser>(parsed);
    const auto hash = co_await hash_on_pool(loop, std::move(wanted.password));
    if (!hash) co_return error_response(overloaded_error());
    CreateAccount account;
    account.login = wanted.login;
    account.display_name = wanted.display_name.value_or(wanted.login);
    account.password_hash = *hash;
    account.administrator = wanted.administrator;
    AccountCommand command = std::move(account);
    const Outcome outcome = co_await execute(loop, request.actor, std::move(command));
    if (const auto* error = std::get_if<ProtocolError>(&outcome)) co_return error_response(*error);
    const AdminUser made{.user = std::get<UserRow>(outcome)};
    co_return user_response(http::status::created, made, options_.identity.ids);
}

Task<HttpResponse> AdminRoutes::change_user(Loop& loop, Request request) {
    auto parsed = parse_admin_user_change(request.body);
    if (const auto* error = std::get_if<ProtocolError>(&parsed)) co_return error_response(*error);
    AdminUserChange& wanted = std::get<AdminUserChange>(parsed);
    ChangeUser change;
    change.user = options_.identity.ids.user(request.id);
    change.display_name = std::move(wanted.display_name);
    change.administrator = wanted.administrator;
    change.disabled = wanted.disabled;
    if (wanted.password) {
        change.password_hash = co_await hash_on_pool(loop, *std::move(wanted.password));
        if (!change.password_hash) co_return error_response(overloaded_error());
    }
    AccountCommand command = std::move(change);
    const Outcome outcome = co_await execute(loop, request.actor, std::move(command));
    if (const auto* error = std::get_if<ProtocolError>(&outcome)) co_return error_response(*error);
    co_return co_await get_user(loop, request.id);
}

Task<HttpResponse> AdminRoutes::list_sessions(Loop& loop, Request request) {
    AdminPage page;
    if (const auto error = read_page(request.query, page)) co_return error_response(*error);
    const IdCodec& ids = options_.identity.ids;
    const bool of_one = request.query.contains("user");
    const UserId user = ids.user(value_of(request.query, "user"));
    const SessionId before = page.after.empty() ? SessionId(kForEver) : ids.session(page.after);
    struct Listed {
        SessionRow session;
        DeviceRow device;
        UserRow user;
    };
    std::function<std::vector<Listed>(Snapshot&)> look = [=](Snapshot& snapshot) {
        std::vector<Listed> listed;
        const std::vector<SessionRow> sessions =
            of_one ? snapshot.sessions(user) : snapshot.sessions_before(before, page.limit);
        for (const SessionRow& session : sessions) {
            listed.push_back({session, snapshot.device(session.device).value_or(DeviceRow()),
                              snapshot.user(session.user).value_or(UserRow())});
        }
        return listed;
    };
    const auto listed = co_await look_up<std::vector<Listed>>(loop, std::move(look));
    if (!listed) co_return error_response(internal_error());
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("sessions").begin_array();
    for (const Listed& one : *listed) {
        json.begin_object().key("session").string(ids.encode(one.session.id));
        json.key("user").begin_object().key("id").string(ids.encode(one.user.id));
        json.key("login").string(one.user.login);
        json.key("display_name").string(one.user.display_name).end_object();
        json.key("device").string(ids.encode(one.device.id));
        json.key("name").string(one.device.name).key("platform").string(one.device.platform);
        json.key("created").integer(one.session.created);
        json.key("last_seen").integer(one.device.last_seen);
        json.key("current").boolean(one.session.id == request.actor.session).end_object();
    }
    json.end_array();
    if (!of_one && std::ssize(*listed) == page.limit) {
        json.key("next").string(ids.encode(listed->back().session.id));
    }
    json.end_object();
    co_return json_response(http::status::ok, std::move(text));
}

Task<HttpResponse> AdminRoutes::end_session(Loop& loop, Request request) {
    AccountCommand command = EndSession{options_.identity.ids.session(request.id)};
    const Outcome outcome = co_await execute(loop, request.actor, std::move(command));
    if (const auto* error = std::get_if<ProtocolError>(&outcome)) co_return error_response(*error);
    co_return HttpResponse(http::status::no_content, 11);
}

Task<HttpResponse> AdminRoutes::end_sessions(Loop& loop, Request request) {
    if (!request.query.contains("user")) {
        co_return error_response(bad_field("user", "Whose sessions are to end must be said."));
    }
    AccountCommand command =
        EndSessions{options_.identity.ids.user(value_of(request.query, "user"))};
    const Outcome outcome = co_await execute(loop, request.actor, std::move(command));
    if (const auto* error = std::get_if<ProtocolError>(&outcome)) co_return error_response(*error);
    co_return HttpResponse(http::status::no_content, 11);
}

}  // namespace parley
