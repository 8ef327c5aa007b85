#include "answers.hpp"

namespace parley {

Refusal write_answer(const Asker& asker, const UserGet& request, JsonWriter& out) {
    out.key("users").begin_array();
    for (const UserId id : request.users) {
        const auto user = asker.snapshot.user(id);
        if (!user) continue;
        append_user(out.element().out(),
                    {user->id, user->login, user->display_name, user->rev, std::nullopt},
                    asker.ids);
    }
    out.end_array();
    return std::nullopt;
}

std::variant<std::vector<WatchedUser>, ProtocolError> watched_users(const Asker& asker,
                                                                    const PresenceWatch& request,
                                                                    bool directory_shared) {
    std::vector<WatchedUser> watched;
    watched.reserve(request.users.size());
    for (const UserId id : request.users) {
        const auto user = asker.snapshot.user(id);
        if (!user) return not_found("user");
        const bool visible = !directory_shared || id == asker.user ||
                             asker.snapshot.share_conversation(asker.user, id);
        watched.push_back({id, user->rev, visible});
    }
    return watched;
}

}  // namespace parley
