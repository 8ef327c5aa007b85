#include "request_readers.hpp"

namespace parley {

RequestBody read_hello(RequestMembers& in) {
    // Any string is a token; one that is none is `unauthenticated`, not `bad_field`.
    return Hello{.token = in.string("token"),
                 .cursor = in.optional_ascii("cursor"),
                 .window = in.optional_integer("window", 0)};
}

RequestBody read_ping(RequestMembers&) { return Ping{}; }

RequestBody read_ack(RequestMembers& in) { return Ack{.cursor = in.ascii("cursor")}; }

RequestBody read_presence_set(RequestMembers& in) {
    const auto state = in.word<PresenceState>("state", presence_state_of);
    if (state == PresenceState::offline) {
        in.refuse_field("state", "One is offline by having no connection.");
    }
    return PresenceSet{.state = state};
}

RequestBody read_presence_watch(RequestMembers& in) {
    return PresenceWatch{.users = in.users("users", in.limits().watch)};
}

RequestBody read_typing(RequestMembers& in) {
    return Typing{.conversation = in.conversation(), .active = in.boolean("active")};
}

}  // namespace parley
