#pragma once
// One function for each request: reads its members, from the first to the last, so that the first
// wrong one is the one that is named. What they return is of meaning only if `in` has no error.

#include "request_members.hpp"

namespace parley {

using RequestBody = decltype(Request::body);

// session_requests.cpp
RequestBody read_hello(RequestMembers& in);
RequestBody read_ping(RequestMembers& in);
RequestBody read_ack(RequestMembers& in);
RequestBody read_presence_set(RequestMembers& in);
RequestBody read_presence_watch(RequestMembers& in);
RequestBody read_typing(RequestMembers& in);

// message_requests.cpp
RequestBody read_message_send(RequestMembers& in);
RequestBody read_message_edit(RequestMembers& in);
RequestBody read_message_delete(RequestMembers& in);
RequestBody read_message_react(RequestMembers& in);
RequestBody read_message_pin(RequestMembers& in);
RequestBody read_message_versions(RequestMembers& in);
RequestBody read_message_search(RequestMembers& in);
RequestBody read_history_get(RequestMembers& in);
RequestBody read_log_get(RequestMembers& in);
RequestBody read_receipt_list(RequestMembers& in);
RequestBody read_thread_follow(RequestMembers& in);
RequestBody read_thread_read(RequestMembers& in);
RequestBody read_thread_list(RequestMembers& in);

// conversation_requests.cpp
RequestBody read_conversation_open(RequestMembers& in);
RequestBody read_conversation_create(RequestMembers& in);
RequestBody read_conversation_update(RequestMembers& in);
RequestBody read_conversation_settings(RequestMembers& in);
RequestBody read_conversation_read(RequestMembers& in);
RequestBody read_conversation_list(RequestMembers& in);
RequestBody read_conversation_get(RequestMembers& in);
RequestBody read_conversation_discover(RequestMembers& in);

// member_requests.cpp
RequestBody read_member_add(RequestMembers& in);
RequestBody read_member_remove(RequestMembers& in);
RequestBody read_member_leave(RequestMembers& in);
RequestBody read_member_role(RequestMembers& in);
RequestBody read_member_ban(RequestMembers& in);
RequestBody read_member_mute(RequestMembers& in);
RequestBody read_member_list(RequestMembers& in);
RequestBody read_ban_list(RequestMembers& in);
RequestBody read_conversation_join(RequestMembers& in);
RequestBody read_join_decide(RequestMembers& in);
RequestBody read_join_list(RequestMembers& in);
RequestBody read_invite_create(RequestMembers& in);
RequestBody read_invite_revoke(RequestMembers& in);
RequestBody read_invite_list(RequestMembers& in);
RequestBody read_invite_get(RequestMembers& in);

// account_requests.cpp
RequestBody read_account_counts(RequestMembers& in);
RequestBody read_account_get(RequestMembers& in);
RequestBody read_account_password(RequestMembers& in);
RequestBody read_user_block(RequestMembers& in);
RequestBody read_user_get(RequestMembers& in);
RequestBody read_user_search(RequestMembers& in);
RequestBody read_user_update(RequestMembers& in);
RequestBody read_device_list(RequestMembers& in);
RequestBody read_device_rename(RequestMembers& in);
RequestBody read_device_revoke(RequestMembers& in);

}  // namespace parley
