#pragma once
// The `data` of each kind of entry, in the canonical form of RFC 8785 (members sorted by name):
// these bytes are stored, hashed and sent. Pure.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "parley/core/id_codec.hpp"
#include "parley/core/time.hpp"
#include "parley/protocol/requests.hpp"

namespace parley {

// `thread_seq` goes with `request.thread`; else 0.
std::string message_data(const MessageSend& request, std::int64_t thread_seq, const IdCodec& ids);
// {"format"?,"mentions"?,"seq","text","version"}. `mentions` is what holds behind the edit; none:
// it did not change and there are none. Without users and `all`: [], they were taken away.
std::string edited_data(const MessageEdit& request, std::int64_t version,
                        const std::optional<Mentions>& mentions, const IdCodec& ids);
std::string deleted_data(std::span<const std::int64_t> seqs,
                         const std::optional<std::string>& reason);
std::string reacted_data(const MessageReact& request);
std::string pinned_data(const MessagePin& request);
// {"kind":"direct","members":[…]}
std::string direct_created_data(std::span<const std::pair<UserId, Role>> members,
                                const IdCodec& ids);
// Every setting, with its default where the request has none, {"kind":"group"} and `members`.
std::string group_created_data(const ConversationCreate& request,
                               std::span<const std::pair<UserId, Role>> members,
                               const IdCodec& ids);
std::string updated_data(const ConversationUpdate& changes);  // the settings that are set in it
// {"users":[…]}, for member.added by an invitation link also {"invite":REV}.
std::string members_data(std::span<const UserId> users, const IdCodec& ids,
                         std::optional<std::int64_t> invite = {});
std::string role_data(UserId user, Role role, const IdCodec& ids);
std::string muted_data(UserId user, WallTime until, const IdCodec& ids);
std::string banned_data(const MemberBan& request, const IdCodec& ids);  // {"on","reason"?,"user"}
std::string user_data(UserId user, const IdCodec& ids);  // join.requested, join.declined: {"user"}
std::string invite_created_data(std::optional<std::int64_t> uses, std::optional<WallTime> expires);
std::string invite_revoked_data(std::int64_t invite);

// In `self`.
std::string read_data(ConversationId conversation, std::int64_t seq, const IdCodec& ids);
std::string conversation_data(ConversationId conversation,
                              const IdCodec& ids);  // joined, left, declined
// What is set in it. `muted` is false, true or a time; an emptied draft is "".
std::string settings_data(const ConversationSettings& changes, const IdCodec& ids);
// {"conversation","following","read","thread"}
std::string thread_data(ConversationId conversation, std::int64_t thread, bool following,
                        std::int64_t read, const IdCodec& ids);
std::string blocked_data(UserId user, bool on, const IdCodec& ids);
// What is set in it; what was taken away is null.
std::string profile_data(const UserUpdate& changes);
// device.added: {"device","name","platform"}; device.updated: {"device","name"}; device.revoked:
// the device alone.
std::string device_added_data(DeviceId device, std::string_view name, std::string_view platform,
                              const IdCodec& ids);
std::string device_updated_data(DeviceId device, std::string_view name, const IdCodec& ids);
std::string device_data(DeviceId device, const IdCodec& ids);

// A message's `mentions` read back from its data, without the rest; none if it has none. Also of an
// edit.
std::optional<Mentions> mentions_of(std::string_view message_data, const IdCodec& ids);

// What an edit replaces, read back from the data of a message or of an edit.
struct MessageText {
    std::string text;
    std::optional<std::string> format;
    std::optional<Mentions> mentions;
};
MessageText message_text_of(std::string_view data, const IdCodec& ids);

}  // namespace parley
