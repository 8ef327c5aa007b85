// What parleyctl can ask for, one function for each request.
#include <spdlog/spdlog.h>

#include <utility>

#include "blocking.hpp"
#include "control.hpp"
#include "http_routes.hpp"
#include "new_invite.hpp"
#include "parley/accounts/passwords.hpp"
#include "parley/accounts/tokens.hpp"
#include "parley/protocol/http_bodies.hpp"
#include "parley/protocol/json_writer.hpp"
#include "parley/store/verify.hpp"

namespace parley {
namespace {

constexpr std::int64_t kUsersPage = 1000;

std::chrono::milliseconds::rep milliseconds_of(SteadyTime::duration duration) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

void append_user_row(JsonWriter& json, const UserRow& user, const IdCodec& ids) {
    json.begin_object();
    json.key("user").string(ids.encode(user.id));
    json.key("login").string(user.login);
    json.key("display_name").string(user.display_name);
    json.key("administrator").boolean(user.administrator);
    json.key("disabled").boolean(user.disabled);
    json.key("password").boolean(!user.password.empty());
    json.key("created").integer(user.created);
    json.end_object();
}

void append_report(std::string& out, const VerifyReport& report) {
    JsonWriter json(out);
    json.begin_object();
    json.key("sound").boolean(report.is_sound());
    json.key("conversations").integer(report.counts.conversations);
    json.key("own_logs").integer(report.counts.own_logs);
    json.key("messages").integer(report.counts.messages);
    json.key("other_entries").integer(report.counts.other_entries);
    json.key("keys").integer(report.counts.keys);
    json.key("findings_count").integer(report.findings_count);
    json.key("read_failed").boolean(report.read_failed);
    json.key("findings").begin_array();
    for (const VerifyFinding& finding : report.findings) {
        json.begin_object();
        json.key("log").string(finding.log);
        json.key("rev").integer(finding.rev);
        json.key("problem").string(finding.problem);
        json.end_object();
    }
    json.end_array().end_object();
}

// The lines of an import, checked and hashed; the tokens that they will get, line by line.
struct Import {
    ImportUsers command;
    std::vector<std::string> tokens;
};

}  // namespace

Task<HttpResponse> ControlServer::status() {
    struct Counts {
        std::int64_t users = 0, conversations = 0, pos = 0;
    };
    std::function<Counts(Snapshot&)> look = [](Snapshot& snapshot) {
        return Counts{snapshot.user_count(), snapshot.conversation_count(), snapshot.head_pos()};
    };
    const auto counts = co_await look_up<Counts>(loop_, std::move(look));
    if (!counts) co_return error_response(internal_error());
    const LoopContext& context = loop_.context();
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    json.key("version").string(context.options.version);
    json.key("uptime_ms").integer(milliseconds_of(loop_.now() - started_));
    json.key("users").integer(counts->users);
    json.key("conversations").integer(counts->conversations);
    json.key("log_pos").integer(counts->pos);
    json.key("connections").integer(context.connection_count.load());
    json.key("writes_waiting")
        .integer(static_cast<std::int64_t>(context.services.writer.waiting()));
    json.key("fsync").boolean(context.options.fsync);
    json.end_object();
    co_return json_response(http::status::ok, std::move(text));
}

Task<HttpResponse> ControlServer::add_user(std::string body) {
    auto parsed = parse_user_import(body);
    if (const auto* error = std::get_if<ProtocolError>(&parsed)) co_return error_response(*error);
    UserImport& wanted = std::get<UserImport>(parsed);
    CreateAccount account;
    account.login = wanted.login;
    account.display_name = wanted.display_name.value_or(wanted.login);
    if (wanted.password) {
        const auto hash = co_await hash_on_pool(loop_, *wanted.password);
        if (!hash) co_return error_response(overloaded_error());
        account.password_hash = *hash;
    }
    AccountCommand command = std::move(account);
    const Outcome outcome = co_await execute(loop_, Actor{}, std::move(command));
    if (const auto* error = std::get_if<ProtocolError>(&outcome)) co_return error_response(*error);
    std::string text;
    JsonWriter json(text);
    append_user_row(json, std::get<UserRow>(outcome), loop_.context().options.identity.ids);
    co_return json_response(http::status::created, std::move(text));
}

Task<HttpResponse> ControlServer::list_users(std::string after) {
    const IdCodec& ids = loop_.context().options.identity.ids;
    std::function<std::vector<UserRow>(Snapshot&)> look =
        [from = ids.user(after)](Snapshot& snapshot) { return snapshot.users(from, kUsersPage); };
    const auto users = co_await look_up<std::vector<UserRow>>(loop_, std::move(look));
    if (!users) co_return error_response(internal_error());
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("users").begin_array();
    for (const UserRow& user : *users)
        append_user_row(json, user, ids);
    json.end_array();
    if (static_cast<std::int64_t>(users->size()) == kUsersPage) {
        json.key("next").string(ids.encode(users->back().id));
    }
    json.end_object();
    co_return json_response(http::status::ok, std::move(text));
}

Task<HttpResponse> ControlServer::import_users(std::string lines) {
    Import import;
    SystemRandom random;
    std::size_t number = 0;
    for (std::size_t begin = 0; begin < lines.size();) {
        const std::size_t end = std::min(lines.find('\n', begin), lines.size());
        const std::string_view line = std::string_view(lines).substr(begin, end - begin);
        begin = end + 1;
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        auto parsed = parse_user_import(line);
        if (auto* error = std::get_if<ProtocolError>(&parsed)) {
            error->message = "line " + std::to_string(number) + ": " + error->message;
            co_return error_response(*error);
        }
        UserImport& user = std::get<UserImport>(parsed);
        ImportUsers::Line made;
        if (user.password) {
            const auto hash = co_await hash_on_pool(loop_, *user.password);
            if (!hash) co_return error_response(overloaded_error());
            made.password_hash = *hash;
        }
        made.display_name = user.display_name.value_or(user.login);
        made.login = std::move(user.login);
        import.tokens.push_back(make_token(TokenKind::session, random));
        made.token_hash = *token_hash(TokenKind::session, import.tokens.back());
        import.command.lines.push_back(std::move(made));
    }
    AccountCommand command = std::move(import.command);
    const Outcome outcome = co_await execute(loop_, Actor{}, std::move(command));
    if (const auto* error = std::get_if<ProtocolError>(&outcome)) co_return error_response(*error);
    const std::vector<UserRow>& users = std::get<UsersImported>(outcome).users;
    std::string text;
    for (std::size_t i = 0; i < users.size(); ++i) {
        std::string row;
        JsonWriter json(row);
        json.begin_object();
        json.key("login").string(users[i].login);
        json.key("user").string(loop_.context().options.identity.ids.encode(users[i].id));
        json.key("token").string(import.tokens[i]);
        json.end_object();
        text += row + "\n";
    }
    co_return json_response(http::status::created, std::move(text));
}

Task<std::optional<UserRow>> ControlServer::find_user(std::string login) {
    std::function<std::optional<UserRow>(Snapshot&)> look =
        [login = std::move(login)](Snapshot& snapshot) { return snapshot.user_by_login(login); };
    const auto found = co_await look_up<std::optional<UserRow>>(loop_, std::move(look));
    co_return found ? *found : std::nullopt;
}

// disable, enable, and password, whose body is the new password itself.
Task<HttpResponse> ControlServer::change_user(std::string login, std::string what,
                                              std::string body) {
    const std::optional<UserRow> user = co_await find_user(std::move(login));
    if (!user) co_return error_response(not_found("user"));
    ChangeUser change;
    change.user = user->id;
    if (what == "disable" || what == "enable") {
        change.disabled = what == "disable";
    } else if (what == "password") {
        if (body.size() < 8 || body.size() > 1024) {
            co_return error_response(bad_field("password", "It must have 8 to 1,024 bytes."));
        }
        const auto hash = co_await hash_on_pool(loop_, std::move(body));
        if (!hash) co_return error_response(overloaded_error());
        change.password_hash = *hash;
    } else {
        co_return error_response(not_found("path"));
    }
    AccountCommand command = std::move(change);
    const Outcome outcome = co_await execute(loop_, Actor{}, std::move(command));
    if (const auto* error = std::get_if<ProtocolError>(&outcome)) co_return error_response(*error);
    co_return json_response(http::status::ok, "{}");
}

Task<HttpResponse> ControlServer::create_invite(std::string body) {
    co_return co_await parley::create_invite(loop_, Actor{}, std::move(body), web_address_);
}

Task<HttpResponse> ControlServer::list_sessions(std::string login) {
    using Listed = std::vector<std::pair<SessionRow, DeviceRow>>;
    const std::optional<UserRow> user = co_await find_user(std::move(login));
    if (!user) co_return error_response(not_found("user"));
    std::function<Listed(Snapshot&)> look = [id = user->id](Snapshot& snapshot) {
        Listed listed;
        for (SessionRow& session : snapshot.sessions(id)) {
            DeviceRow device = snapshot.device(session.device).value_or(DeviceRow());
            listed.emplace_back(std::move(session), std::move(device));
        }
        return listed;
    };
    const auto listed = co_await look_up<Listed>(loop_, std::move(look));
    if (!listed) co_return error_response(internal_error());
    const IdCodec& ids = loop_.context().options.identity.ids;
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("sessions").begin_array();
    for (const auto& [session, device] : *listed) {
        json.begin_object();
        json.key("session").string(ids.encode(session.id));
        json.key("device").string(ids.encode(device.id));
        json.key("name").string(device.name);
        json.key("platform").string(device.platform);
        json.key("created").integer(session.created);
        json.end_object();
    }
    json.end_array().end_object();
    co_return json_response(http::status::ok, std::move(text));
}

Task<HttpResponse> ControlServer::revoke_session(std::string id) {
    const SessionId session = loop_.context().options.identity.ids.session(id);
    if (!session) co_return error_response(not_found("session"));
    AccountCommand command = EndSession{session};
    const Outcome outcome = co_await execute(loop_, Actor{}, std::move(command));
    if (const auto* error = std::get_if<ProtocolError>(&outcome)) co_return error_response(*error);
    co_return json_response(http::status::ok, "{}");
}

Task<HttpResponse> ControlServer::verify_store() {
    std::function<VerifyReport(Snapshot&)> look =
        [ids = loop_.context().options.identity.ids](Snapshot& snapshot) {
            return verify(snapshot, ids, nullptr);
        };
    const auto report = co_await look_up<VerifyReport>(loop_, std::move(look));
    if (!report) co_return error_response(internal_error());
    std::string text;
    append_report(text, *report);
    co_return json_response(http::status::ok, std::move(text));
}

Task<HttpResponse> ControlServer::compact_store() {
    AccountCommand command = CompactStore{};
    const Outcome outcome = co_await execute(loop_, Actor{}, std::move(command));
    if (const auto* error = std::get_if<ProtocolError>(&outcome)) {
        loop_.context().services.log.warn("not_compacted reason=\"{}\"", error->message);
        co_return error_response(*error);
    }
    co_return json_response(http::status::ok, "{}");
}

}  // namespace parley
