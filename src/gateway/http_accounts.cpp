// The HTTP requests about accounts: sign-up, sign-in, sign-out, invites.
#include <algorithm>
#include <cctype>

#include "attempt_limits.hpp"
#include "blocking.hpp"
#include "http_routes.hpp"
#include "new_invite.hpp"
#include "parley/accounts/passwords.hpp"
#include "parley/accounts/tokens.hpp"
#include "parley/router/user_fields.hpp"

namespace parley {
namespace {

HttpResponse refuse(ErrorCode code, std::string_view message) {
    return error_response(make_error(code, message));
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::optional<std::string_view> bearer_token(std::string_view authorization) {
    constexpr std::string_view kScheme = "bearer ";
    if (authorization.size() <= kScheme.size() ||
        lower(std::string(authorization.substr(0, kScheme.size()))) != kScheme) {
        return std::nullopt;
    }
    return authorization.substr(kScheme.size());
}

bool is_good(const std::optional<InviteRow>& invite, WallTime now) {
    return invite && invite->uses_left > 0 && invite->expires > now;
}

}  // namespace

ProtocolError overloaded_error() {
    ProtocolError error = make_error(ErrorCode::overloaded, "Too much is waiting. Come back.");
    error.retry_after_ms = 2000;
    return error;
}

ProtocolError internal_error() {
    ProtocolError error = make_error(ErrorCode::internal, "The store could not be read.");
    error.retry_after_ms = 1000;
    return error;
}

Task<HttpResponse> HttpRoutes::sign_up(Loop& loop, std::string address, std::string body) {
    auto parsed = parse_sign_up(body);
    if (const auto* error = std::get_if<ProtocolError>(&parsed)) co_return error_response(*error);
    SignUp& sign_up = std::get<SignUp>(parsed);

    // Registration and invite are judged before anything else.
    using Registration = AccountsConfig::Registration;
    const Registration registration = options_.accounts.registration;
    if (registration == Registration::closed && !sign_up.invite) {
        co_return refuse(ErrorCode::forbidden, "Registration is closed.");
    }
    CreateAccount command;
    if (registration != Registration::open || sign_up.invite) {
        command.invite = token_hash(TokenKind::invite, sign_up.invite.value_or(""));
        if (!command.invite) co_return refuse(ErrorCode::forbidden, "A valid invite is needed.");
        std::function<std::optional<InviteRow>(Snapshot&)> look =
            [hash = *command.invite](Snapshot& snapshot) { return snapshot.invite(hash); };
        const auto invite = co_await look_up<std::optional<InviteRow>>(loop, std::move(look));
        if (!invite) co_return error_response(internal_error());
        const bool welcome = is_good(*invite, loop.wall_now()) &&
                             (registration != Registration::closed || (*invite)->administrator);
        if (!welcome) co_return refuse(ErrorCode::forbidden, "A valid invite is needed.");
    }
    if (const auto* error = std::get_if<ProtocolError>(&sign_up.fields)) {
        co_return error_response(*error);
    }
    SignUpFields& fields = std::get<SignUpFields>(sign_up.fields);
    AttemptLimits& attempts = loop.context().attempts;
    if (const auto refusal = attempts.judge_sign_up(address, loop.now())) {
        co_return error_response(*refusal);
    }

    const auto hash = co_await hash_on_pool(loop, std::move(fields.password));
    if (!hash) co_return error_response(overloaded_error());
    command.login = fields.login;
    command.display_name = fields.display_name.value_or(fields.login);
    command.password_hash = *hash;
    const Outcome outcome = co_await execute(loop, Actor{}, std::move(command));
    if (const auto* error = std::get_if<ProtocolError>(&outcome)) co_return error_response(*error);
    std::string text;
    UserFields user = fields_of(std::get<UserRow>(outcome), true);
    append_user_ok(text, user, options_.identity.ids);
    co_return json_response(http::status::created, std::move(text));
}

Task<HttpResponse> HttpRoutes::sign_in(Loop& loop, std::string address, std::string body) {
    auto parsed = parse_sign_in(body, options_.identity.ids);
    if (const auto* error = std::get_if<ProtocolError>(&parsed)) co_return error_response(*error);
    SignIn& sign_in = std::get<SignIn>(parsed);
    AttemptLimits& attempts = loop.context().attempts;
    if (const auto refusal = attempts.judge_sign_in(address, sign_in.login, loop.now())) {
        co_return error_response(*refusal);
    }

    // An unknown login takes the same path, with a hash that nothing matches.
    std::function<std::optional<UserRow>(Snapshot&)> look =
        [login = sign_in.login](Snapshot& snapshot) { return snapshot.user_by_login(login); };
    const auto found = co_await look_up<std::optional<UserRow>>(loop, std::move(look));
    if (!found) co_return error_response(internal_error());
    const std::string hash = *found ? (*found)->password : std::string();
    const auto matches = co_await verify_on_pool(loop, hash, std::move(sign_in.password));
    if (!matches) co_return error_response(overloaded_error());
    if (!*matches || !*found || (*found)->disabled) {
        co_return refuse(ErrorCode::bad_credentials, "Login or password is wrong.");
    }
    attempts.forgive_sign_in(address, sign_in.login);

    SystemRandom random;
    const std::string token = make_token(TokenKind::session, random);
    CreateSession command;
    command.user = (*found)->id;
    command.verified_password_hash = hash;
    command.device = sign_in.device;
    command.device_name = sign_in.device_name;
    command.device_platform = sign_in.device_platform;
    command.token_hash = *token_hash(TokenKind::session, token);
    const Outcome outcome = co_await execute(loop, Actor{}, std::move(command));
    if (const auto* error = std::get_if<ProtocolError>(&outcome)) co_return error_response(*error);
    const SessionMade& made = std::get<SessionMade>(outcome);
    std::string text;
    append_session_ok(text, token, fields_of(made.user, true), made.device.id, made.session.id,
                      options_.identity.ids);
    co_return json_response(http::status::created, std::move(text));
}

Task<std::optional<HttpRoutes::Caller>> HttpRoutes::caller(Loop& loop, std::string authorization) {
    const auto token = bearer_token(authorization);
    const auto hash = token ? token_hash(TokenKind::session, *token) : std::nullopt;
    if (!hash) co_return std::nullopt;
    std::function<std::optional<Caller>(Snapshot&)> look =
        [hash = *hash](Snapshot& snapshot) -> std::optional<Caller> {
        const auto session = snapshot.session_by_token(hash);
        const auto user = session ? snapshot.user(session->user) : std::nullopt;
        if (!user || user->disabled) return std::nullopt;
        return Caller{user->id, session->id, user->administrator};
    };
    const auto found = co_await look_up<std::optional<Caller>>(loop, std::move(look));
    co_return found ? *found : std::nullopt;
}

Task<HttpResponse> HttpRoutes::sign_out(Loop& loop, std::string authorization) {
    const auto who = co_await caller(loop, std::move(authorization));
    if (!who) co_return refuse(ErrorCode::unauthenticated, "The token is not good.");
    const Actor actor{who->user, who->session};
    AccountCommand command = EndSession{who->session};
    const Outcome outcome = co_await execute(loop, actor, std::move(command));
    if (const auto* error = std::get_if<ProtocolError>(&outcome)) co_return error_response(*error);
    co_return HttpResponse(http::status::no_content, 11);
}

Task<HttpResponse> HttpRoutes::create_invite(Loop& loop, std::string authorization,
                                             std::string body) {
    const auto who = co_await caller(loop, std::move(authorization));
    if (!who) co_return refuse(ErrorCode::unauthenticated, "The token is not good.");
    if (!who->administrator) co_return error_response(forbidden("administrator"));
    const Actor actor{who->user, who->session};
    co_return co_await parley::create_invite(loop, actor, std::move(body), web_address_);
}

}  // namespace parley
