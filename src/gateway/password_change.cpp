#include "password_change.hpp"

#include <utility>

#include "attempt_limits.hpp"
#include "blocking.hpp"
#include "http_routes.hpp"
#include "loop.hpp"

namespace parley {
namespace {

// What there is to know of the asker before any work is done.
struct Known {
    std::optional<UserRow> user;
    bool key_used = false;
};

}  // namespace

Task<Outcome> change_password(Loop& loop, Actor actor, AccountPassword request) {
    std::function<Known(Snapshot&)> look = [user = actor.user,
                                            key = request.idempotency_key](Snapshot& snapshot) {
        Known known;
        known.user = snapshot.user(user);
        known.key_used = snapshot.key(user, key).has_value();
        return known;
    };
    const std::optional<Known> known = co_await look_up<Known>(loop, std::move(look));
    if (!known || !known->user) co_return internal_error();

    ChangePassword change;
    change.idempotency_key = request.idempotency_key;
    change.keep_sessions = request.keep_sessions;
    // The key alone decides: for a repeat, neither password is looked at.
    if (!known->key_used) {
        AttemptLimits& attempts = loop.context().attempts;
        const std::string login = known->user->login;
        if (const auto refusal = attempts.judge_password(login, loop.now())) co_return *refusal;
        const std::string hash = known->user->password;
        const auto matches = co_await verify_on_pool(loop, hash, std::move(request.current));
        if (!matches) co_return overloaded_error();
        if (!*matches) {
            co_return make_error(ErrorCode::bad_credentials, "The present password is another.");
        }
        attempts.forgive_password(login);
        const auto next = co_await hash_on_pool(loop, std::move(request.next));
        if (!next) co_return overloaded_error();
        change.verified_password_hash = hash;
        change.password_hash = *next;
    }
    AccountCommand command = std::move(change);
    co_return co_await execute(loop, actor, std::move(command));
}

}  // namespace parley
