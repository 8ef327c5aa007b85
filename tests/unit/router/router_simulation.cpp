#include "router_simulation.hpp"

#include "parley/store/hash_chain.hpp"

namespace parley {
namespace {

RouterOptions options_for(std::uint64_t seed) {
    RouterOptions options;
    options.members_max = 4;
    options.small_group = 3;
    options.devices_per_user = 6;
    // Every second run the cache forgets nearly everything after each batch.
    options.cached_rows_max = seed % 2 ? 200'000u : 8u;
    return options;
}

}  // namespace

RouterSimulation::RouterSimulation(Store& store, FakeStore* fake, const IdCodec& ids,
                                   std::uint64_t seed)
    : store_(store),
      fake_(fake),
      random_(seed),
      options_(options_for(seed)),
      world_(store, options_, ids),
      model_(world_.ids, options_) {}

void RouterSimulation::run(int batches) {
    for (const char* login : {"mei", "ben", "eve", "zoe", "kim"}) {
        CreateAccount account;
        account.login = login;
        decide({World::command({}, AccountCommand(account))});
    }
    for (const UserId user : model_.users())
        decide({World::command({}, random_.sign_in(user))});
    // A group with room for one more, in which most will happen.
    ConversationCreate group;
    group.idempotency_key = "the first";
    group.title = "a group";
    group.members = {UserId(2), UserId(3)};
    group.join = JoinRule::request;
    decide({World::command(random_.first_actor(), group)});
    for (int i = 0; i < batches && !testing::Test::HasFailure(); ++i)
        step();
    if (!testing::Test::HasFailure()) compare_store();
}

void RouterSimulation::step() {
    world_.now += random_.pick(-20, 100);
    std::vector<Command> commands;
    for (std::int64_t n = random_.pick(1, 8); n > 0; --n)
        commands.push_back(random_.next(world_.now));
    if (fake_ && random_.chance(5)) {
        fail(std::move(commands));
    } else {
        decide(std::move(commands));
    }
    if (random_.chance(2)) world_.restart();
}

void RouterSimulation::fail(std::vector<Command> commands) {
    const bool unknown = random_.chance(50);
    fake_->fail_next_commit(unknown ? CommitOutcome::unknown : CommitOutcome::nothing);
    const BatchPtr batch = world_.process(std::move(commands));
    EXPECT_TRUE(batch->entries.empty());
    for (const Answer& answer : batch->answers[0]) {
        EXPECT_EQ(code_of(answer.outcome), unknown ? "outcome_unknown" : "storage_failed");
    }
    EXPECT_EQ(batch->last_pos, last_pos_);
}

void RouterSimulation::decide(std::vector<Command> commands) {
    const BatchPtr batch = world_.process(commands);
    ASSERT_EQ(batch->outcome, CommitOutcome::committed);
    ASSERT_EQ(batch->answers[0].size(), commands.size());
    model_.begin(world_.now);
    for (std::size_t i = 0; i < commands.size(); ++i) {
        const Outcome& answer = batch->answers[0][i].outcome;
        const Outcome expected = model_.decide(commands[i], answer);
        ASSERT_EQ(describe(answer), describe(expected));
        if (const auto* ok = std::get_if<WriteOk>(&answer)) {
            ASSERT_EQ(ok->time, std::get<WriteOk>(expected).time);
            ASSERT_EQ(ok->token, std::get<WriteOk>(expected).token);
        }
        note(answer);
    }
    for (const EndedSession& ended : batch->ended_sessions)
        random_.note_end(ended.session);
    compare_entries(*batch);
    compare_beside_entries(*batch);
}

void RouterSimulation::note(const Outcome& answer) {
    if (const auto* ok = std::get_if<WriteOk>(&answer)) {
        if (!ok->token.empty()) random_.note_token(ok->token);
    }
    if (const auto* made = std::get_if<SessionMade>(&answer)) {
        random_.note(Actor{made->user.id, made->session.id});
    }
}

void RouterSimulation::compare_entries(const CommittedBatch& batch) {
    ASSERT_EQ(batch.entries.size(), model_.made().size());
    for (std::size_t i = 0; i < batch.entries.size(); ++i) {
        const Entry& entry = batch.entries[i].entry;
        ASSERT_EQ(entry.pos, ++last_pos_);
        ++made_[entry.kind];
        if (entry.kind == EntryKind::invite_created) {
            random_.note_invite(entry.log.conversation(), entry.rev);
        }
        if (!entry.log.is_self()) random_.note(entry.log.conversation(), entry.seq, entry.rev);
        RouterModel::Made made;
        made.log = entry.log;
        made.rev = entry.rev;
        made.seq = entry.seq;
        made.kind = entry.kind;
        made.by = entry.by;
        made.time = entry.time;
        made.users = batch.entries[i].users;
        made.columns = {entry.thread, entry.thread_seq, entry.target, entry.version};
        made.erased = entry.data.empty();
        ASSERT_EQ(made, model_.made()[i]) << name_of(entry.kind) << " " << entry.rev;
    }
    ASSERT_EQ(batch.last_pos, last_pos_);
}

void RouterSimulation::compare_beside_entries(const CommittedBatch& batch) {
    std::map<std::pair<ConversationId, UserId>, std::int64_t> receipts;
    for (const ReadReceipt& receipt : batch.receipts) {
        EXPECT_TRUE(
            receipts.emplace(std::pair(receipt.conversation, receipt.user), receipt.read_seq)
                .second);
    }
    ASSERT_EQ(receipts, model_.receipts());
    std::vector<std::pair<ConversationId, std::int64_t>> erased;
    for (const ErasedEntry& entry : batch.erased)
        erased.emplace_back(entry.log.conversation(), entry.rev);
    auto expected = model_.erased();
    std::sort(erased.begin(), erased.end());
    std::sort(expected.begin(), expected.end());
    ASSERT_EQ(erased, expected);
    std::vector<std::pair<UserId, std::int64_t>> changed;
    for (const UserRow& user : batch.changed_users)
        changed.emplace_back(user.id, user.rev);
    ASSERT_EQ(changed, model_.changed_users());
}

void RouterSimulation::compare_store() {
    store_.begin();
    EXPECT_EQ(store_.last_pos(), last_pos_);
    for (const auto& [id, expected] : model_.conversations())
        compare(id, expected);
    for (const UserId user : model_.users()) {
        EXPECT_EQ(store_.user(user)->self.rev, model_.self_rev(user));
        for (std::int64_t rev = 1; rev <= model_.self_rev(user); ++rev) {
            EXPECT_TRUE(store_.entry(user, rev));
        }
    }
    compare_personal();
    EXPECT_EQ(store_.commit(), CommitOutcome::committed);
}

void RouterSimulation::compare(ConversationId id, const Conversation& expected) {
    SCOPED_TRACE("conversation " + std::to_string(id.value));
    const ConversationRow row = *store_.conversation(id);
    EXPECT_EQ(row.head.rev, expected.rev);
    EXPECT_EQ(row.head.seq, expected.seq());
    EXPECT_EQ(row.head.message_time, expected.message_time);
    EXPECT_EQ(row.members_count, std::ssize(expected.members));
    EXPECT_EQ(row.title, expected.title);
    EXPECT_EQ(row.join, expected.join);
    EXPECT_EQ(row.versions, expected.versions);
    compare_members(id, expected);
    std::set<std::int64_t> pins;
    for (std::int64_t seq = 1; seq <= expected.seq(); ++seq) {
        const RouterModel::Message& message = expected.messages[static_cast<std::size_t>(seq - 1)];
        compare_message(id, seq, message);
        if (message.pinned) pins.insert(seq);
    }
    std::set<std::int64_t> stored_pins;
    for (const PinRow& pin : store_.pins(id))
        stored_pins.insert(pin.seq);
    EXPECT_EQ(stored_pins, pins);
    compare_threads(id, expected);
    compare_chain(id, expected);
    for (const UserId user : model_.users()) {
        EXPECT_EQ(store_.ban(id, user).has_value(), expected.banned.contains(user));
        EXPECT_EQ(store_.join_request(id, user).has_value(), expected.requests.contains(user));
    }
    const std::vector<GroupInviteRow> invites = store_.group_invites(id);
    ASSERT_EQ(std::ssize(invites), std::ssize(expected.invites));
    for (const GroupInviteRow& invite : invites) {
        EXPECT_EQ(invite.uses_left, expected.invites.at(invite.rev).uses_left);
        EXPECT_EQ(invite.expires, expected.invites.at(invite.rev).expires);
    }
}

void RouterSimulation::compare_members(ConversationId id, const Conversation& expected) {
    const std::vector<MemberRow> members = store_.members(id, UserId(), 100);
    ASSERT_EQ(std::ssize(members), std::ssize(expected.members));
    for (const MemberRow& member : members) {
        const RouterModel::Member& other = expected.members.at(member.user);
        EXPECT_EQ(member.role, other.role);
        EXPECT_EQ(member.joined_rev, other.joined_rev);
        EXPECT_EQ(member.floor_rev, other.floor_rev);
        EXPECT_EQ(member.floor_seq, other.floor_seq);
        EXPECT_EQ(member.read_seq, other.read_seq);
        EXPECT_EQ(member.muted_until, other.muted_until);
        EXPECT_EQ(member.last_message, other.last_message);
    }
}

void RouterSimulation::compare_message(ConversationId id, std::int64_t seq,
                                       RouterModel::Message expected) {
    SCOPED_TRACE("message " + std::to_string(seq));
    const auto state = store_.message_state(id, seq);
    ASSERT_EQ(state.has_value(), expected.changed_rev != 0);
    if (state) {
        EXPECT_EQ(state->rev, expected.changed_rev);
        EXPECT_EQ(state->version, expected.version);
        EXPECT_EQ(state->deleted, expected.deleted);
        EXPECT_EQ(state->pinned, expected.pinned);
    }
    std::erase_if(expected.reactions, [](const auto& one) { return one.second.empty(); });
    EXPECT_EQ(store_.emoji_count(id, seq), std::ssize(expected.reactions));
    for (const auto& [emoji, users] : expected.reactions) {
        EXPECT_EQ(store_.reaction_count(id, seq, emoji), std::ssize(users));
        for (const UserId user : users)
            EXPECT_TRUE(store_.has_reaction(id, seq, emoji, user));
    }
}

void RouterSimulation::compare_threads(ConversationId id, const Conversation& expected) {
    for (std::int64_t root = 1; root <= expected.seq(); ++root) {
        const auto thread = store_.thread(id, root);
        const auto other = expected.threads.find(root);
        ASSERT_EQ(thread.has_value(), other != expected.threads.end());
        if (thread) {
            EXPECT_EQ(thread->head, other->second.head);
            EXPECT_EQ(thread->last_seq, other->second.last_seq);
            EXPECT_EQ(thread->participants_count, std::ssize(other->second.participants));
        }
        for (const UserId user : model_.users()) {
            const auto follow = store_.follow(user, id, root);
            const auto kept = model_.follows().find({user, id, root});
            ASSERT_EQ(follow.has_value(), kept != model_.follows().end());
            if (follow) {
                EXPECT_EQ(follow->following, kept->second.following);
                EXPECT_EQ(follow->read, kept->second.read);
            }
        }
    }
}

void RouterSimulation::compare_chain(ConversationId id, const Conversation& expected) {
    HashChain chain(world_.ids);
    Sha256 head = chain.start(id);
    std::int64_t seq = 0;
    for (std::int64_t rev = 1; rev <= expected.rev; ++rev) {
        std::optional<Entry> entry = store_.entry(id, rev);
        ASSERT_TRUE(entry);
        EXPECT_EQ(entry->data.empty(), expected.erased.contains(rev)) << rev;
        // It follows from salt and data, and need not be stored while they are.
        if (!entry->data.empty()) {
            entry->commitment = chain.commitment(entry->salt, entry->data);
        }
        seq += entry->kind == EntryKind::message ? 1 : 0;
        EXPECT_EQ(entry->seq, seq);
        head = chain.next(head, *entry);
        EXPECT_EQ(entry->chain, head);
    }
    EXPECT_EQ(store_.conversation(id)->head.chain, head);
}

void RouterSimulation::compare_personal() {
    for (const UserId user : model_.users()) {
        for (const auto& [id, conversation] : model_.conversations()) {
            const PersonalRow row = store_.personal(user, id).value_or(PersonalRow{});
            const auto kept = model_.personals().find({user, id});
            const auto other =
                kept == model_.personals().end() ? RouterModel::Personal{} : kept->second;
            EXPECT_EQ(row.muted_until, other.muted_until);
            EXPECT_EQ(row.pinned, other.pinned);
            EXPECT_EQ(row.marked_unread, other.marked_unread);
            EXPECT_EQ(row.draft, other.draft);
        }
        for (const UserId blocked : model_.users()) {
            EXPECT_EQ(store_.blocks(user, blocked), model_.blocks().contains({user, blocked}));
        }
    }
}

void RouterSimulation::compare_mentions(const MentionsOf& mentions_of) {
    for (const auto& [id, conversation] : model_.conversations()) {
        for (const auto& [user, member] : conversation.members) {
            EXPECT_EQ(mentions_of(id, user, member.read_seq),
                      conversation.mentions_of(user, member.read_seq));
        }
    }
}

}  // namespace parley
