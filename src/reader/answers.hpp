#pragma once
// The reading requests, each answered from one snapshot. write_answer() writes the members of the
// reply behind `type` and `id`, or says why there is none; what it wrote is then void.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "parley/protocol/json_writer.hpp"
#include "parley/reader/reader.hpp"
#include "parley/router/access.hpp"

namespace parley {

struct Asker {
    Snapshot& snapshot;
    UserId user;
    SessionId session;
    WallTime now;
    const IdCodec& ids;
    const CursorWriter& cursors;
    const Reader::Options& options;
};

// A page ends when its text passes this.
constexpr std::size_t kPageBytes = 256u << 10;

using Refusal = std::optional<ProtocolError>;
[[nodiscard]] Refusal write_answer(const Asker& asker, const HistoryGet& request, JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const LogGet& request, JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const MessageVersions& request,
                                   JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const MessageSearch& request,
                                   JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const ThreadList& request, JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const ReceiptList& request, JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const ConversationList& request,
                                   JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const ConversationGet& request,
                                   JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const ConversationDiscover& request,
                                   JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const MemberList& request, JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const JoinList& request, JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const InviteList& request, JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const InviteGet& request, JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const BanList& request, JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const AccountCounts& request,
                                   JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const AccountGet& request, JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const UserGet& request, JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const UserSearch& request, JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const DeviceList& request, JsonWriter& out);
// presence.watch is the one that is not answered here: the loop knows who is online.
std::variant<std::vector<WatchedUser>, ProtocolError> watched_users(const Asker& asker,
                                                                    const PresenceWatch& request);

// The conversation and the asker's own row in it; not_found if it may not be seen or is not there.
std::variant<Membership, ProtocolError> readable_conversation(const Asker& asker,
                                                              ConversationId conversation);
// The same where `action` is allowed as well; else why it is not.
std::variant<Membership, ProtocolError> permitted_conversation(const Asker& asker,
                                                               ConversationId conversation,
                                                               Action action);

// What the asker may read begins here: the greater of the conversation's floor and its own.
std::int64_t floor_rev_of(const Membership& membership);
std::int64_t floor_seq_of(const Membership& membership);

// Refusals that several requests share.
ProtocolError strange_token(std::string_view field);
ProtocolError gone_message();

// Where a list that goes downwards by pos goes on: the token is the pos of the last item looked at.
// None if it is no such token.
std::optional<std::int64_t> parse_pos_token(std::string_view token);

// Where a list that is ascending by user goes on: behind the token, which is a user's id.
std::variant<UserId, ProtocolError> place_behind(const Asker& asker,
                                                 const std::optional<std::string>& after);

// A list item, as in conversation.list: its members, without the braces.
void write_item_members(const Asker& asker, const Membership& one, JsonWriter& out);

template <class Tag>
void write_id(JsonWriter& out, Id<Tag> id, const IdCodec& ids) {
    out.string(ids.encode(id));
}

}  // namespace parley
