// Who is in a group, and the ways in and out.

#include "request_readers.hpp"

namespace parley {
namespace {

constexpr std::int64_t kInviteUsesMax = 10'000;
constexpr std::int64_t kInviteLifeMin = 1'000;                              // milliseconds
constexpr std::int64_t kInviteLifeMax = 10LL * 365 * 24 * 60 * 60 * 1'000;  // ten years

}  // namespace

RequestBody read_member_add(RequestMembers& in) {
    return MemberAdd{.idempotency_key = in.idempotency_key(),
                     .conversation = in.conversation(),
                     .users = in.users("users", in.limits().page)};
}

RequestBody read_member_remove(RequestMembers& in) {
    return MemberRemove{.idempotency_key = in.idempotency_key(),
                        .conversation = in.conversation(),
                        .users = in.users("users", in.limits().page)};
}

RequestBody read_member_leave(RequestMembers& in) {
    return MemberLeave{.idempotency_key = in.idempotency_key(), .conversation = in.conversation()};
}

RequestBody read_member_role(RequestMembers& in) {
    return MemberRole{.idempotency_key = in.idempotency_key(),
                      .conversation = in.conversation(),
                      .user = in.user(),
                      .role = in.word<Role>("role", role_of)};
}

RequestBody read_member_ban(RequestMembers& in) {
    return MemberBan{.idempotency_key = in.idempotency_key(),
                     .conversation = in.conversation(),
                     .user = in.user(),
                     .on = in.boolean("on"),
                     .reason = in.reason()};
}

RequestBody read_member_mute(RequestMembers& in) {
    return MemberMute{.idempotency_key = in.idempotency_key(),
                      .conversation = in.conversation(),
                      .user = in.user(),
                      .until = in.integer("until", 0)};
}

RequestBody read_member_list(RequestMembers& in) {
    return MemberList{.conversation = in.conversation(),
                      .after = in.optional_ascii("after"),
                      .limit = in.limit()};
}

RequestBody read_ban_list(RequestMembers& in) {
    return BanList{.conversation = in.conversation(),
                   .after = in.optional_ascii("after"),
                   .limit = in.limit()};
}

RequestBody read_conversation_join(RequestMembers& in) {
    ConversationJoin request;
    request.idempotency_key = in.idempotency_key();
    request.token = in.optional_ascii("token");
    if (!request.token) {
        request.conversation = in.conversation();
    } else if (in.find("conversation") != nullptr) {
        in.refuse_field("conversation", "The token says which one.");
    }
    return request;
}

RequestBody read_join_decide(RequestMembers& in) {
    return JoinDecide{.idempotency_key = in.idempotency_key(),
                      .conversation = in.conversation(),
                      .user = in.user(),
                      .accept = in.boolean("accept")};
}

RequestBody read_join_list(RequestMembers& in) {
    return JoinList{.conversation = in.conversation(),
                    .after = in.optional_ascii("after"),
                    .limit = in.limit()};
}

RequestBody read_invite_create(RequestMembers& in) {
    return InviteCreate{
        .idempotency_key = in.idempotency_key(),
        .conversation = in.conversation(),
        .uses = in.optional_integer("uses", 1, kInviteUsesMax),
        .expires_in = in.optional_integer("expires_in", kInviteLifeMin, kInviteLifeMax)};
}

RequestBody read_invite_revoke(RequestMembers& in) {
    return InviteRevoke{.idempotency_key = in.idempotency_key(),
                        .conversation = in.conversation(),
                        .invite = in.integer("invite", 1)};
}

RequestBody read_invite_list(RequestMembers& in) {
    return InviteList{.conversation = in.conversation()};
}

RequestBody read_invite_get(RequestMembers& in) { return InviteGet{.token = in.ascii("token")}; }

}  // namespace parley
