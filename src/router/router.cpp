#include "parley/router/router.hpp"

#include <string_view>
#include <utility>

#include "account_commands.hpp"
#include "parley/core/assert.hpp"
#include "refusals.hpp"
#include "write_turn.hpp"

namespace parley {
namespace {

class RouterImpl final : public Router {
  public:
    RouterImpl(Store& store, Random& random, const IdCodec& ids, const RouterOptions& options)
        : store_(store),
          random_(random),
          ids_(ids),
          options_(options),
          rows_(store, options.cached_rows_max),
          log_(store, rows_, random, ids_),
          accounts_(store, rows_, log_, ids_, options.devices_per_user) {}

    BatchPtr process(std::span<Command> commands, WallTime now) override;
    BatchPtr refuse(std::span<const Command> commands, CommitOutcome outcome) override;

  private:
    Outcome decide(Command& command);
    Outcome decide(const Actor& actor, const WriteRequest& request);
    static void tell_that_nothing_was_compacted(std::span<const Command> commands,
                                                CommittedBatch& batch);
    Outcome answer_repeat(UserId actor, const WriteRequest& request, Decision decision);
    WriteOk first_answer(const Entry& entry, const WriteRequest& request);
    std::shared_ptr<CommittedBatch> new_batch(std::span<const Command> commands) const;

    Store& store_;
    Random& random_;
    const IdCodec ids_;
    const RouterOptions options_;
    RowCache rows_;
    LogWriter log_;
    AccountDesk accounts_;
};

BatchPtr RouterImpl::process(std::span<Command> commands, WallTime now) {
    std::shared_ptr<CommittedBatch> batch = new_batch(commands);
    batch->entries.reserve(commands.size());
    store_.begin();
    log_.begin(*batch, now);
    for (Command& command : commands) {
        batch->answers[command.reply_to.loop].push_back({command.reply_to, decide(command)});
    }
    rows_.write_back();
    const CommitOutcome outcome = store_.commit();
    const bool compacts = accounts_.take_wish_to_compact();
    if (outcome != CommitOutcome::committed) return refuse(commands, outcome);
    if (compacts) {
        const CommitOutcome compacted = store_.compact();
        // What was committed stays so, but after this the process must end.
        if (compacted == CommitOutcome::unknown) return refuse(commands, compacted);
        if (compacted == CommitOutcome::nothing) tell_that_nothing_was_compacted(commands, *batch);
    }
    batch->last_pos = log_.last_pos();
    rows_.trim();
    return batch;
}

void RouterImpl::tell_that_nothing_was_compacted(std::span<const Command> commands,
                                                 CommittedBatch& batch) {
    for (const Command& command : commands) {
        const auto* body = std::get_if<AccountCommand>(&command.body);
        if (!body || !std::holds_alternative<CompactStore>(*body)) continue;
        for (Answer& answer : batch.answers[command.reply_to.loop]) {
            const bool is_done = std::holds_alternative<Done>(answer.outcome);
            if (answer.reply_to == command.reply_to && is_done) answer.outcome = not_compacted();
        }
    }
}

Outcome RouterImpl::decide(Command& command) {
    const Actor& actor = command.actor;
    const auto* request = std::get_if<WriteRequest>(&command.body);
    const bool is_operator = !request && !actor.user && !actor.session;
    if (!is_operator && !rows_.is_live(actor.session, actor.user)) {
        return make_error(ErrorCode::unauthenticated, "This session has ended.");
    }
    if (request) return decide(actor, *request);
    return accounts_.decide(actor, std::get<AccountCommand>(command.body));
}

Outcome RouterImpl::decide(const Actor& actor, const WriteRequest& request) {
    WriteTurn turn{.store = store_,
                   .rows = rows_,
                   .log = log_,
                   .random = random_,
                   .ids = ids_,
                   .options = options_,
                   .asker = actor,
                   .actor = actor.user,
                   .request = request};
    Decision decision =
        std::visit([&](const auto& body) { return decide_write(turn, body); }, request);
    if (const auto* ok = std::get_if<WriteOk>(&decision); ok && ok->rev) return *ok;
    return answer_repeat(actor.user, request, std::move(decision));
}

// `decision` made no entry: a repeat is answered from the entry that it made the first time, also
// where it would be refused or change nothing now. The key is looked up only here, so that a write
// that is none costs no look-up.
Outcome RouterImpl::answer_repeat(UserId actor, const WriteRequest& request, Decision decision) {
    const std::string_view key = idempotency_key_of(request);
    const std::optional<KeyRow> row = key.empty() ? std::nullopt : store_.key(actor, key);
    const std::optional<Entry> entry = row ? store_.entry(row->log, row->rev) : std::nullopt;
    if (!entry) {
        if (auto* refusal = std::get_if<ProtocolError>(&decision)) return std::move(*refusal);
        if (auto* unchanged = std::get_if<WriteOk>(&decision)) return *unchanged;
        // A key that is taken leads to an entry, unless the store fails: the commit will say so.
        return commit_failed(CommitOutcome::nothing);
    }
    if (!log_.is_made_by(*entry, request)) return key_conflict();
    WriteOk ok = first_answer(*entry, request);
    ok.duplicate = true;
    ok.rev = entry->rev;
    ok.time = entry->time;
    return ok;
}

// What the answer to a request names, read from the first entry that it made.
WriteOk RouterImpl::first_answer(const Entry& entry, const WriteRequest& request) {
    WriteOk ok;
    const ConversationId conversation = entry.log.conversation();
    switch (entry.kind) {
        case EntryKind::message:
            ok.seq = entry.seq;
            if (entry.thread != 0) ok.thread_seq = entry.thread_seq;
            break;
        case EntryKind::message_edited:
            ok.version = entry.version;
            break;
        case EntryKind::conversation_created:
            ok.conversation = conversation;
            break;
        case EntryKind::join_requested:
            ok.conversation = conversation;
            ok.requested = true;
            break;
        case EntryKind::member_added:
            // Who was added by others asked for nothing.
            if (std::holds_alternative<ConversationJoin>(request)) ok.conversation = conversation;
            break;
        case EntryKind::invite_created:
            ok.invite = entry.rev;
            // A link that was revoked is not given out again.
            if (auto invite = store_.group_invite(conversation, entry.rev)) {
                ok.token = std::move(invite->token);
            }
            break;
        case EntryKind::self_profile:
            if (const auto user = store_.user(entry.by)) ok.user = user_json(*user, ids_);
            break;
        default:
            break;
    }
    return ok;
}

BatchPtr RouterImpl::refuse(std::span<const Command> commands, CommitOutcome outcome) {
    rows_.drop();
    log_.recover();
    std::shared_ptr<CommittedBatch> batch = new_batch(commands);
    batch->outcome = outcome;
    batch->last_pos = log_.last_pos();
    for (const Command& command : commands) {
        batch->answers[command.reply_to.loop].push_back({command.reply_to, commit_failed(outcome)});
    }
    return batch;
}

// With room for the answers, sorted by loop.
std::shared_ptr<CommittedBatch> RouterImpl::new_batch(std::span<const Command> commands) const {
    std::vector<std::size_t> counts(options_.loops);
    for (const Command& command : commands) {
        PARLEY_ASSERT(command.reply_to.loop < options_.loops);
        ++counts[command.reply_to.loop];
    }
    auto batch = std::make_shared<CommittedBatch>();
    batch->answers.resize(options_.loops);
    for (std::size_t loop = 0; loop < counts.size(); ++loop) {
        batch->answers[loop].reserve(counts[loop]);
    }
    return batch;
}

}  // namespace

std::unique_ptr<Router> make_router(Store& store, Random& random, const IdCodec& ids,
                                    const RouterOptions& options) {
    return std::make_unique<RouterImpl>(store, random, ids, options);
}

}  // namespace parley
