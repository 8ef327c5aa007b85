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

namespace parley {

struct Asker {
    Snapshot& snapshot;
    UserId user;
    const IdCodec& ids;
    const CursorWriter& cursors;
};

// A page ends when its text passes this.
constexpr std::size_t kPageBytes = 256u << 10;

using Refusal = std::optional<ProtocolError>;
[[nodiscard]] Refusal write_answer(const Asker& asker, const HistoryGet& request, JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const LogGet& request, JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const ConversationList& request,
                                   JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const ConversationGet& request,
                                   JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const MemberList& request, JsonWriter& out);
[[nodiscard]] Refusal write_answer(const Asker& asker, const UserGet& request, JsonWriter& out);
// presence.watch is the one that is not answered here: the loop knows who is online.
std::variant<std::vector<WatchedUser>, ProtocolError> watched_users(const Asker& asker,
                                                                    const PresenceWatch& request,
                                                                    bool directory_shared);

// The conversation and the asker's own row in it; not_found if it may not be seen or is not there.
std::variant<Membership, ProtocolError> readable_conversation(const Asker& asker,
                                                              ConversationId conversation);

// What the asker may read begins here: the greater of the conversation's floor and its own.
std::int64_t floor_rev_of(const Membership& membership);
std::int64_t floor_seq_of(const Membership& membership);

// A message as history.get shows it.
void write_message(JsonWriter& out, const Entry& message, const IdCodec& ids);

template <class Tag>
void write_id(JsonWriter& out, Id<Tag> id, const IdCodec& ids) {
    out.string(ids.encode(id));
}

}  // namespace parley
