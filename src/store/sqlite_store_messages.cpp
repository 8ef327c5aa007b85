// What became of messages: states, reactions, pins, threads; and their erasing.

#include "parley/core/assert.hpp"
#include "parley/store/hash_chain.hpp"
#include "place.hpp"
#include "store_changes.hpp"

namespace parley {
namespace {

static_assert(static_cast<int>(EntryKind::message_edited) == 2 &&
                  static_cast<int>(EntryKind::message_reacted) == 4,
              "as the statement of revs_about says");

Sha256 commitment_of(const Entry& entry) {
    if (entry.salt == Salt{}) return entry.commitment;
    std::string salted(entry.salt.begin(), entry.salt.end());
    return sha256(salted += entry.data);
}

}  // namespace

void SqliteStore::add_mentions(ConversationId conversation, std::int64_t seq, bool all,
                               std::span<const UserId> users) {
    // All members are stored as user 0.
    if (all) Execution(changes().add_mention, conversation.value, 0, seq).run();
    for (UserId user : users) {
        Execution(changes().add_mention, conversation.value, user.value, seq).run();
    }
}

void SqliteStore::remove_mentions(ConversationId conversation, std::int64_t seq, bool all,
                                  std::span<const UserId> users) {
    if (all) Execution(message_changes().remove_mention, conversation.value, 0, seq).run();
    for (UserId user : users) {
        Execution(message_changes().remove_mention, conversation.value, user.value, seq).run();
    }
}

void SqliteStore::put_message_state(ConversationId conversation, const MessageStateRow& row) {
    Execution(message_changes().put_state, place_of(conversation.value, row.seq), row.rev,
              row.version, row.text_rev, row.edited_at, row.deleted, row.pinned)
        .run();
}

void SqliteStore::add_reaction(ConversationId conversation, std::int64_t seq,
                               std::string_view emoji, UserId user, std::int64_t rev) {
    const std::int64_t place = place_of(conversation.value, seq);
    Execution(message_changes().add_reaction, place, emoji, user.value, rev).run();
    Execution(message_changes().count_reaction, place, emoji, rev).run();
}

void SqliteStore::remove_reaction(ConversationId conversation, std::int64_t seq,
                                  std::string_view emoji, UserId user) {
    const std::int64_t place = place_of(conversation.value, seq);
    Execution removal(message_changes().remove_reaction, place, emoji, user.value);
    expect_one_row(removal);
    Execution(message_changes().discount_reaction, place, emoji).run();
    Execution(message_changes().drop_count, place, emoji).run();
}

void SqliteStore::remove_reactions(ConversationId conversation, std::int64_t seq) {
    const std::int64_t place = place_of(conversation.value, seq);
    Execution(message_changes().remove_reactions, place).run();
    Execution(message_changes().drop_counts, place).run();
}

void SqliteStore::put_pin(ConversationId conversation, const PinRow& row) {
    Execution(message_changes().put_pin, place_of(conversation.value, row.seq), row.by.value,
              row.time)
        .run();
}

void SqliteStore::remove_pin(ConversationId conversation, std::int64_t seq) {
    Execution(message_changes().remove_pin, place_of(conversation.value, seq)).run();
}

void SqliteStore::put_thread(ConversationId conversation, const ThreadRow& row) {
    Execution(message_changes().put_thread, place_of(conversation.value, row.root), row.head,
              row.last_seq, row.last_time, row.participants_count)
        .run();
}

bool SqliteStore::add_thread_participant(ConversationId conversation, std::int64_t root,
                                         UserId user, std::int64_t seq) {
    Execution run(message_changes().add_participant, place_of(conversation.value, root), seq,
                  user.value);
    return run.run() && sqlite3_changes(connection_.handle()) == 1;
}

void SqliteStore::put_follow(UserId user, const FollowRow& row) {
    // Mostly only `read` moves, of which no index knows.
    Execution moved(message_changes().put_follow_read, row.read, user.value, row.conversation.value,
                    row.root, row.following, row.pos);
    if (!moved.run() || sqlite3_changes(connection_.handle()) == 1) return;
    Execution(message_changes().put_follow, user.value, row.conversation.value, row.root,
              row.following, row.read, row.pos)
        .run();
}

void SqliteStore::erase(LogId log, std::int64_t rev) {
    PARLEY_ASSERT(in_batch_);
    const auto entry = lookups_here_.log().entry(log, rev);
    if (!entry) {
        connection_.fail(SQLITE_CORRUPT, "an entry to be erased is not there");
        return;
    }
    const Sha256 commitment = commitment_of(*entry);
    const bool is_message = entry->kind == EntryKind::message;
    Execution run(is_message ? message_changes().erase_message : message_changes().erase_other,
                  Blob::unless_zero(commitment),
                  place_of(log.stored(), is_message ? entry->seq : rev));
    expect_one_row(run);
}

std::vector<std::int64_t> SqliteStore::revs_about(ConversationId conversation, std::int64_t seq) {
    std::vector<std::int64_t> revs;
    Execution row(message_changes().revs_about, conversation.value, seq);
    while (row.next())
        revs.push_back(row.integer(0));
    return revs;
}

void SqliteStore::unindex(ConversationId conversation, std::int64_t seq) {
    PARLEY_ASSERT(in_batch_);
    index_.take_out(conversation, seq);
}

}  // namespace parley
