#include "message_target.hpp"

#include <algorithm>

namespace parley {
namespace {

// The users that `mentions` names and `others` does not.
std::vector<UserId> users_only_in(const Mentions& mentions, const Mentions& others) {
    std::vector<UserId> users;
    if (mentions.all) return users;
    const auto named = [&](UserId user) {
        return !others.all &&
               std::find(others.users.begin(), others.users.end(), user) != others.users.end();
    };
    std::copy_if(mentions.users.begin(), mentions.users.end(), std::back_inserter(users),
                 std::not_fn(named));
    return users;
}

}  // namespace

std::optional<ProtocolError> check_seq(const Place& place, std::string_view field,
                                       std::int64_t seq) {
    if (seq < 1 || seq > place.row().head.seq) return bad_field(field, "There is no such message.");
    if (seq < place.floor_seq()) return gone();
    return std::nullopt;
}

MessageStateRow state_of(WriteTurn& turn, ConversationId conversation, std::int64_t seq) {
    MessageStateRow none;
    none.seq = seq;
    return turn.store.message_state(conversation, seq).value_or(none);
}

std::optional<std::string> present_data(WriteTurn& turn, const Entry& message,
                                        const MessageStateRow& state) {
    if (state.text_rev == 0) return message.data;
    std::optional<Entry> edit = turn.store.entry(message.log, state.text_rev);
    if (!edit) return std::nullopt;
    return std::move(edit->data);
}

void change_mentions(WriteTurn& turn, ConversationId conversation, std::int64_t seq,
                     const Mentions& before, const Mentions& after) {
    const std::vector<UserId> gone = users_only_in(before, after);
    const bool all_gone = before.all && !after.all;
    if (all_gone || !gone.empty()) turn.store.remove_mentions(conversation, seq, all_gone, gone);
    const std::vector<UserId> added = users_only_in(after, before);
    const bool all_added = after.all && !before.all;
    if (all_added || !added.empty()) turn.store.add_mentions(conversation, seq, all_added, added);
}

}  // namespace parley
