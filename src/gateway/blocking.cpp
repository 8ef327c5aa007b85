#include "blocking.hpp"

#include "parley/accounts/passwords.hpp"

namespace parley {
namespace {

template <class T>
Task<std::optional<T>> on_password_pool(Loop& loop, std::function<T()> work) {
    auto pending = std::make_shared<Pending<std::optional<T>>>(loop.io());
    const bool submitted =
        loop.context().services.passwords.submit([&loop, pending, work = std::move(work)] {
            loop.post([pending, result = work()] { pending->set(result); });
        });
    if (!submitted) co_return std::nullopt;
    co_return co_await pending->get();
}

}  // namespace

Task<Outcome> execute(Loop& loop, Actor actor, AccountCommand command) {
    auto pending = std::make_shared<Pending<Outcome>>(loop.io());
    loop.execute(actor, std::move(command),
                 [pending](Outcome outcome) { pending->set(std::move(outcome)); });
    co_return co_await pending->get();
}

Task<std::optional<std::string>> hash_on_pool(Loop& loop, std::string password) {
    std::function<std::string()> work = [password = std::move(password)] {
        return hash_password(password);
    };
    auto hash = co_await on_password_pool<std::string>(loop, std::move(work));
    if (hash && hash->empty()) hash.reset();  // memory ran out: an account needs its password
    co_return hash;
}

Task<std::optional<bool>> verify_on_pool(Loop& loop, std::string hash, std::string password) {
    std::function<bool()> work = [hash = std::move(hash), password = std::move(password)] {
        return verify_password(hash, password);
    };
    co_return co_await on_password_pool<bool>(loop, std::move(work));
}

}  // namespace parley
