#include "answers.hpp"
#include "parley/router/user_fields.hpp"
#include "parley/text/search_key.hpp"

namespace parley {
namespace {

// Where only those are found with whom one shares a conversation, so many of those whose names
// match are looked at.
constexpr std::int64_t kLookedAtMax = 500;

void write_user(const Asker& asker, const UserRow& user, JsonWriter& out) {
    append_user(out.element().out(), fields_of(user, false), asker.ids);
}

// Whether a directory that is not open to all shows the user to the asker. It is asked from the
// user's side: how much of it there is to search is then not for the asker to choose.
bool is_known(const Asker& asker, UserId user) {
    return user == asker.user || asker.snapshot.share_conversation(user, asker.user);
}

std::vector<UserRow> found_users(const Asker& asker, const UserSearch& request) {
    const std::string prefix = search_key(request.prefix);
    if (prefix.empty()) return {};
    if (!asker.options.directory_shared) {
        return asker.snapshot.users_by_prefix(prefix, request.limit);
    }
    std::vector<UserRow> found;
    auto named = asker.snapshot.user_by_login(request.prefix);
    if (named && !named->disabled) found.push_back(std::move(*named));
    for (UserRow& user : asker.snapshot.users_by_prefix(prefix, kLookedAtMax)) {
        if (std::ssize(found) >= request.limit) break;
        const bool is_there = !found.empty() && found.front().id == user.id;
        if (!is_there && is_known(asker, user.id)) found.push_back(std::move(user));
    }
    return found;
}

}  // namespace

Refusal write_answer(const Asker& asker, const UserGet& request, JsonWriter& out) {
    out.key("users").begin_array();
    for (const UserId id : request.users) {
        if (const auto user = asker.snapshot.user(id)) write_user(asker, *user, out);
    }
    out.end_array();
    return std::nullopt;
}

Refusal write_answer(const Asker& asker, const UserSearch& request, JsonWriter& out) {
    out.key("users").begin_array();
    for (const UserRow& user : found_users(asker, request))
        write_user(asker, user, out);
    out.end_array();
    return std::nullopt;
}

std::variant<std::vector<WatchedUser>, ProtocolError> watched_users(const Asker& asker,
                                                                    const PresenceWatch& request) {
    std::vector<WatchedUser> watched;
    watched.reserve(request.users.size());
    for (const UserId id : request.users) {
        const auto user = asker.snapshot.user(id);
        if (!user) return not_found("user");
        const bool is_blocked =
            asker.snapshot.blocks(asker.user, id) || asker.snapshot.blocks(id, asker.user);
        const bool visible =
            !is_blocked && (!asker.options.directory_shared || is_known(asker, id));
        watched.push_back({id, user->rev, visible});
    }
    return watched;
}

}  // namespace parley
