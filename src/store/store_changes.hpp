#pragma once
#include <string>

#include "row_columns.hpp"
#include "sqlite_store.hpp"

namespace parley {

// The statements of the writer's side that change logs, conversations and members.
struct SqliteStore::Changes {
    explicit Changes(SqliteConnection& c)
        : begin(c, "BEGIN IMMEDIATE"),
          commit(c, "COMMIT"),
          roll_back(c, "ROLLBACK"),
          last_numbers(c,
                       "UPDATE log_head SET pos=?, last_user=?, last_conversation=?, "
                       "last_device=?, last_session=? WHERE one=1"),
          insert_key(c,
                     "INSERT INTO keys(key, user, log, rev) VALUES(?, ?, ?, ?) "
                     "ON CONFLICT DO NOTHING"),
          append_message(c,
                         "INSERT INTO messages(place, rev, pos, author, time, salt, "
                         "commitment, chain, digest, data, reply_to, thread, thread_seq) "
                         "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
          append_other(c,
                       "INSERT INTO entries(place, seq, pos, kind, author, time, salt, "
                       "commitment, chain, digest, data, target, version) "
                       "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
          add_mention(c, "INSERT INTO mentions(conversation, user, seq) VALUES(?, ?, ?)"),
          insert_conversation(
              c,
              "INSERT INTO conversations(id, head_rev, head_seq, head_pos, message_time, chain, "
              "kind, members_count, floor_rev, floor_seq, history, post, invite, direct_low, "
              "direct_high, title, topic, pin, settings, join_rule, slow_ms, versions, "
              "blocked_by_low, blocked_by_high, title_key) "
              "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
          update_conversation(
              c,
              "UPDATE conversations SET head_rev=?, head_seq=?, head_pos=?, message_time=?, "
              "chain=?, members_count=?, floor_rev=?, floor_seq=?, history=?, post=?, invite=?, "
              "title=?, topic=?, pin=?, settings=?, join_rule=?, slow_ms=?, versions=?, "
              "blocked_by_low=?, blocked_by_high=?, title_key=? WHERE id=?"),
          put_head(c,
                   "UPDATE conversations SET head_rev=?, head_seq=?, head_pos=?, "
                   "message_time=?, chain=? WHERE id=?"),
          put_self_head(c, "UPDATE users SET self_rev=?, self_pos=? WHERE id=?"),
          put_member(
              c,
              "INSERT INTO members(conversation, user, role, joined_rev, joined_pos, "
              "joined_time, floor_rev, floor_seq, read_seq, muted_until, last_message) "
              "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(conversation, user) DO UPDATE "
              "SET role=excluded.role, joined_rev=excluded.joined_rev, "
              "joined_pos=excluded.joined_pos, joined_time=excluded.joined_time, "
              "floor_rev=excluded.floor_rev, floor_seq=excluded.floor_seq, "
              "read_seq=excluded.read_seq, muted_until=excluded.muted_until, "
              "last_message=excluded.last_message"),
          remove_member(c, "DELETE FROM members WHERE conversation=? AND user=?"),
          put_progress(c,
                       "UPDATE members SET read_seq=?, last_message=? "
                       "WHERE conversation=? AND user=?"),
          successor(c, std::string("SELECT ") + kMemberColumns +
                           " FROM members m WHERE conversation=? AND user<>? "
                           "ORDER BY role DESC, joined_pos, user LIMIT 1") {}

    Statement begin, commit, roll_back, last_numbers;
    Statement insert_key, append_message, append_other, add_mention;
    Statement insert_conversation, update_conversation, put_head, put_self_head;
    Statement put_member, remove_member, put_progress, successor;
};

// Those that change users, devices, sessions and invites.
struct SqliteStore::AccountChanges {
    explicit AccountChanges(SqliteConnection& c)
        : insert_user(c,
                      "INSERT INTO users(id, administrator, disabled, rev, created, self_rev, "
                      "self_pos, login, login_key, display_name, password, name_key, status_text, "
                      "status_emoji, status_until, language, time_zone, read_receipts) "
                      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
          update_user(c,
                      "UPDATE users SET administrator=?, disabled=?, rev=?, display_name=?, "
                      "password=?, name_key=?, status_text=?, status_emoji=?, status_until=?, "
                      "language=?, time_zone=?, read_receipts=? WHERE id=?"),
          insert_device(c,
                        "INSERT INTO devices(id, user, created, last_seen, name, platform, "
                        "delivered_pos) VALUES(?, ?, ?, ?, ?, ?, ?)"),
          update_device(c,
                        "UPDATE devices SET user=?, created=?, last_seen=?, name=?, platform=?, "
                        "delivered_pos=? WHERE id=?"),
          put_device_progress(c,
                              "UPDATE devices SET delivered_pos=max(delivered_pos, ?), "
                              "last_seen=max(last_seen, ?) WHERE id=?"),
          insert_session(c,
                         "INSERT INTO sessions(id, user, device, created, token_hash) "
                         "VALUES(?, ?, ?, ?, ?)"),
          remove_session(c, "DELETE FROM sessions WHERE id=?"),
          insert_invite(c,
                        "INSERT INTO invites(token_hash, administrator, uses_left, expires, "
                        "created_by, created) VALUES(?, ?, ?, ?, ?, ?)"),
          put_invite_uses(c, "UPDATE invites SET uses_left=? WHERE token_hash=?"),
          remove_invite(c, "DELETE FROM invites WHERE token_hash=?") {}

    Statement insert_user, update_user, insert_device, update_device, put_device_progress;
    Statement insert_session, remove_session, insert_invite, put_invite_uses, remove_invite;
};

// Those that change what became of messages, and what goes with memberships.
struct SqliteStore::MessageChanges {
    explicit MessageChanges(SqliteConnection& c)
        : put_state(c,
                    "INSERT OR REPLACE INTO message_states(place, rev, version, text_rev, "
                    "edited_at, deleted, pinned) VALUES(?, ?, ?, ?, ?, ?, ?)"),
          add_reaction(c, "INSERT INTO reactions(place, emoji, user, rev) VALUES(?, ?, ?, ?)"),
          count_reaction(c,
                         "INSERT INTO reaction_counts(place, emoji, count, first_rev) "
                         "VALUES(?, ?, 1, ?) ON CONFLICT DO UPDATE SET count=count+1"),
          remove_reaction(c, "DELETE FROM reactions WHERE place=? AND emoji=? AND user=?"),
          discount_reaction(c,
                            "UPDATE reaction_counts SET count=count-1 "
                            "WHERE place=? AND emoji=?"),
          drop_count(c, "DELETE FROM reaction_counts WHERE place=? AND emoji=? AND count=0"),
          remove_reactions(c, "DELETE FROM reactions WHERE place=?"),
          drop_counts(c, "DELETE FROM reaction_counts WHERE place=?"),
          remove_mention(c, "DELETE FROM mentions WHERE conversation=? AND user=? AND seq=?"),
          put_pin(c, "INSERT OR REPLACE INTO pins(place, author, time) VALUES(?, ?, ?)"),
          remove_pin(c, "DELETE FROM pins WHERE place=?"),
          put_thread(c,
                     "INSERT OR REPLACE INTO threads(place, head, last_seq, last_time, "
                     "participants_count) VALUES(?, ?, ?, ?, ?)"),
          add_participant(c,
                          "INSERT INTO thread_participants(place, seq, user) VALUES(?, ?, ?) "
                          "ON CONFLICT(place, user) DO NOTHING"),
          put_follow_read(c,
                          "UPDATE follows SET read=? WHERE user=? AND conversation=? AND root=? "
                          "AND following=? AND pos=?"),
          put_follow(c,
                     "INSERT OR REPLACE INTO follows(user, conversation, root, following, read, "
                     "pos) VALUES(?, ?, ?, ?, ?, ?)"),
          remove_follows(c, "DELETE FROM follows WHERE user=? AND conversation=?"),
          erase_message(c,
                        "UPDATE messages SET salt=NULL, commitment=?, digest=NULL, data='' "
                        "WHERE place=?"),
          erase_other(c,
                      "UPDATE entries SET salt=NULL, commitment=?, digest=NULL, data='' "
                      "WHERE place=?"),
          revs_about(c,
                     "SELECT rev FROM entries INDEXED BY entries_about "
                     "WHERE log=? AND target=? AND kind IN (2, 4) ORDER BY rev"),
          put_personal(c,
                       "INSERT OR REPLACE INTO personal(place, muted_until, pinned, archived, "
                       "marked_unread, notify, draft) VALUES(?, ?, ?, ?, ?, ?, ?)"),
          remove_personal(c, "DELETE FROM personal WHERE place=?"),
          put_block(c, "INSERT OR REPLACE INTO blocks(blocker, blocked) VALUES(?, ?)"),
          remove_block(c, "DELETE FROM blocks WHERE blocker=? AND blocked=?"),
          put_ban(c,
                  "INSERT OR REPLACE INTO bans(conversation, user, author, time, reason) "
                  "VALUES(?, ?, ?, ?, ?)"),
          remove_ban(c, "DELETE FROM bans WHERE conversation=? AND user=?"),
          put_restraint(c,
                        "INSERT OR REPLACE INTO restraints(conversation, user, muted_until, "
                        "last_message) VALUES(?, ?, ?, ?)"),
          remove_restraint(c, "DELETE FROM restraints WHERE conversation=? AND user=?"),
          put_join_request(c,
                           "INSERT OR REPLACE INTO join_requests(conversation, user, time) "
                           "VALUES(?, ?, ?)"),
          remove_join_request(c, "DELETE FROM join_requests WHERE conversation=? AND user=?"),
          insert_group_invite(c,
                              "INSERT INTO group_invites(conversation, rev, author, uses_left, "
                              "expires, created, token) VALUES(?, ?, ?, ?, ?, ?, ?)"),
          put_group_invite_uses(c,
                                "UPDATE group_invites SET uses_left=? "
                                "WHERE conversation=? AND rev=?"),
          remove_group_invite(c, "DELETE FROM group_invites WHERE conversation=? AND rev=?"),
          merge_index(c, "INSERT INTO search(search) VALUES('optimize')"),
          move_scan(c, "UPDATE search_progress SET scan_rev=scan_rev+? WHERE one=1") {}

    Statement put_state, add_reaction, count_reaction, remove_reaction, discount_reaction;
    Statement drop_count, remove_reactions, drop_counts, remove_mention, put_pin, remove_pin;
    Statement put_thread, add_participant, put_follow_read, put_follow, remove_follows;
    Statement erase_message, erase_other, revs_about;
    Statement put_personal, remove_personal, put_block, remove_block, put_ban, remove_ban;
    Statement put_restraint, remove_restraint, put_join_request, remove_join_request;
    Statement insert_group_invite, put_group_invite_uses, remove_group_invite;
    Statement merge_index, move_scan;
};

}  // namespace parley
