#pragma once
// A router on a store, and the words in which tests speak to it. Each call is one batch unless it
// says otherwise.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "parley/router/router.hpp"
#include "support/fake_store.hpp"
#include "support/manual_random.hpp"

namespace parley {

// An answer in words: `ok rev=3 seq=2`, `forbidden need=admin`, `done`. Times are left out.
std::string describe(const Outcome& outcome);
// The name of the error; `ok` for everything else.
std::string code_of(const Outcome& outcome);
// Kind and log of each entry: `conversation.created joined:1 joined:2` (self logs by user number).
std::string describe(const std::vector<LoggedEntry>& entries);

class World {
  public:
    explicit World(Store& store, const RouterOptions& options = {},
                   const IdCodec& ids = IdCodec(IdCodec::Key{1, 2, 3}));

    // Decides these in one batch, at `now`.
    BatchPtr process(std::vector<Command> commands);
    Outcome ask(const Actor& actor, WriteRequest request);
    Outcome ask(const Actor& actor, AccountCommand command);
    Outcome ask_as_operator(AccountCommand command) { return ask(Actor{}, std::move(command)); }
    // The answer, which must be of that kind.
    WriteOk ok(const Actor& actor, WriteRequest request);

    // An account with a session of its own.
    Actor sign_up(const std::string& login);
    // Another session of the account, on a new device or on that one.
    SessionMade sign_in(UserId user, DeviceId device = {});
    ConversationId open(const Actor& one, const Actor& other);
    // A group of one's own with these members.
    ConversationId create(const Actor& owner, const std::vector<Actor>& members,
                          ConversationCreate settings = {});
    WriteOk send(const Actor& sender, ConversationId conversation, const std::string& text = "hi");
    void add(const Actor& actor, ConversationId conversation, const Actor& added);
    void give_role(const Actor& owner, ConversationId conversation, const Actor& user, Role role);

    // Requests with a key that was not used before, where none is given.
    MessageSend message(ConversationId conversation, const std::string& text = "hi");
    MessageSend reply(ConversationId conversation, std::int64_t root,
                      const std::string& text = "hi");
    MessageEdit edit(ConversationId conversation, std::int64_t seq, const std::string& text);
    MessageDelete deletion(ConversationId conversation, std::vector<std::int64_t> seqs);
    MessageReact reaction(ConversationId conversation, std::int64_t seq, const std::string& emoji,
                          bool on = true);
    MessagePin pin(ConversationId conversation, std::int64_t seq, bool on = true);
    ThreadFollow follow(ConversationId conversation, std::int64_t root, bool on = true);
    ConversationSettings settings(ConversationId conversation);
    ConversationJoin join_by(const std::string& token);
    JoinDecide decision(ConversationId conversation, const Actor& user, bool accept);
    MemberBan ban(ConversationId conversation, const Actor& user, bool on = true);
    MemberMute mute(ConversationId conversation, const Actor& user, WallTime until);
    UserBlock block(const Actor& user, bool on = true);
    // One about a conversation whose other members the test fills in.
    template <class Request>
    Request keyed(ConversationId conversation) {
        Request request;
        request.idempotency_key = new_key();
        request.conversation = conversation;
        return request;
    }
    ConversationOpen opening(const Actor& other);
    ConversationCreate group(const std::vector<Actor>& members);
    MemberAdd addition(ConversationId conversation, const std::vector<Actor>& users);
    MemberRemove removal(ConversationId conversation, const std::vector<Actor>& users);
    MemberLeave leaving(ConversationId conversation);
    MemberRole role(ConversationId conversation, const Actor& user, Role role);
    std::string new_key() { return "key-" + std::to_string(++last_key_); }

    static Command command(const Actor& actor, WriteRequest request, std::uint32_t loop = 0);
    static Command command(const Actor& actor, AccountCommand body, std::uint32_t loop = 0);

    // Starts the router again on the same store, as after a restart.
    void restart();

    Store& store;
    const IdCodec ids;
    ManualRandom random;
    WallTime now = 1'790'000'000'000;
    BatchPtr last_batch;

  private:
    const RouterOptions options_;
    std::unique_ptr<Router> router_;
    int last_key_ = 0;
    unsigned char last_token_ = 0;
};

// What most tests start from: mei and ben have accounts, eve too.
class RouterTest : public testing::Test {
  protected:
    FakeStore store;
    World world{store};
    const Actor mei = world.sign_up("mei");
    const Actor ben = world.sign_up("ben");
    const Actor eve = world.sign_up("eve");
};

}  // namespace parley
