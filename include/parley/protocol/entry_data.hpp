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
#include "parley/protocol/requests.hpp"

namespace parley {

std::string message_data(const MessageSend& request, const IdCodec& ids);
// {"kind":"direct","members":[…]}
std::string direct_created_data(std::span<const std::pair<UserId, Role>> members,
                                const IdCodec& ids);
// {"history":…,"invite":…,"kind":"group","members":[{"role","user"}],"post":…,"title":…,"topic"?}
std::string group_created_data(const ConversationCreate& request,
                               std::span<const std::pair<UserId, Role>> members,
                               const IdCodec& ids);
std::string members_data(std::span<const UserId> users, const IdCodec& ids);  // {"users":[…]}
std::string role_data(UserId user, Role role, const IdCodec& ids);
std::string read_data(ConversationId conversation, std::int64_t seq, const IdCodec& ids);
std::string conversation_data(ConversationId conversation, const IdCodec& ids);  // joined, left
// device.added: {"device","name","platform"}; device.revoked: the device alone.
std::string device_added_data(DeviceId device, std::string_view name, std::string_view platform,
                              const IdCodec& ids);
std::string device_data(DeviceId device, const IdCodec& ids);

// A message's `mentions` read back from its data, without the rest; none if it has none.
std::optional<Mentions> mentions_of(std::string_view message_data, const IdCodec& ids);

}  // namespace parley
