#pragma once
// Commands as they might come, many of them wrong. The same ones for the same seed.

#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "world.hpp"

namespace parley {

class RandomCommands {
  public:
    explicit RandomCommands(std::uint64_t seed) : engine_(seed) {}

    std::int64_t pick(std::int64_t low, std::int64_t high) {
        return std::uniform_int_distribution<std::int64_t>(low, high)(engine_);
    }
    bool chance(int percent) { return pick(1, 100) <= percent; }

    // What there is to ask about, as it comes up.
    void note(const Actor& actor) { actors_.push_back(actor); }
    void note_end(SessionId session);
    // With the seq of its newest message and the rev of its newest entry.
    void note(ConversationId id, std::int64_t seq, std::int64_t rev);
    void note_token(const std::string& token) { tokens_.push_back(token); }
    void note_invite(ConversationId id, std::int64_t rev) { invites_.emplace_back(id, rev); }

    const Actor& first_actor() const { return actors_.front(); }
    Command next(WallTime now);
    AccountCommand sign_in(UserId user);

  private:
    template <class T>
    const T& one_of(const std::vector<T>& items) {
        return items[static_cast<std::size_t>(pick(0, std::ssize(items) - 1))];
    }
    const Actor& some_actor();
    UserId some_user();
    std::vector<UserId> some_users();
    ConversationId some_conversation();
    // One of the newest ones, or none that is there.
    std::int64_t some_seq(ConversationId id);
    std::vector<std::int64_t> some_seqs(ConversationId id);
    std::string some_text() { return std::string(1, static_cast<char>('a' + pick(0, 2))); }
    Audience some_audience() { return Audience(pick(0, 1)); }

    AccountCommand some_account_command();
    MessageSend some_message();
    MessageEdit some_edit();
    ConversationCreate some_group();
    ConversationUpdate some_update();
    ConversationSettings some_settings();
    ConversationJoin some_join();
    InviteCreate some_invite();
    InviteRevoke some_end_of_invite();
    DeviceRevoke some_revocation();
    WriteRequest some_message_request(const std::string& key);
    WriteRequest some_member_request(const std::string& key, WallTime now);
    WriteRequest some_personal_request(const std::string& key);
    WriteRequest some_request(WallTime now);

    std::mt19937_64 engine_;
    ManualRandom random_{99};
    std::vector<Actor> actors_;
    std::vector<Actor> former_actors_;
    std::vector<ConversationId> conversations_;
    std::map<ConversationId, std::pair<std::int64_t, std::int64_t>> heads_;  // seq, rev
    std::vector<std::string> tokens_;
    std::vector<std::pair<ConversationId, std::int64_t>> invites_;
    std::vector<Command> sent_;
};

}  // namespace parley
