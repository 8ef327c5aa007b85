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
          ids_(ids),
          options_(options),
          rows_(store, options.cached_rows_max),
          log_(store, rows_, random, ids_),
          accounts_(store, rows_, log_, ids_) {}

    BatchPtr process(std::span<Command> commands, WallTime now) override;

  private:
    Outcome decide(Command& command);
    Outcome decide(UserId actor, const WriteRequest& request);
    Outcome answer_repeat(UserId actor, const WriteRequest& request, Decision decision);
    BatchPtr refuse_all(std::span<const Command> commands, CommitOutcome outcome);
    std::shared_ptr<CommittedBatch> new_batch(std::span<const Command> commands) const;

    Store& store_;
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
    if (outcome != CommitOutcome::committed) return refuse_all(commands, outcome);
    batch->last_pos = log_.last_pos();
    rows_.trim();
    return batch;
}

Outcome RouterImpl::decide(Command& command) {
    const Actor& actor = command.actor;
    const auto* request = std::get_if<WriteRequest>(&command.body);
    const bool is_operator = !request && !actor.user && !actor.session;
    if (!is_operator && !rows_.is_live(actor.session, actor.user)) {
        return refusal(ErrorCode::unauthenticated, "This session has ended.");
    }
    if (request) return decide(actor.user, *request);
    return accounts_.decide(actor, std::get<AccountCommand>(command.body));
}

Outcome RouterImpl::decide(UserId actor, const WriteRequest& request) {
    WriteTurn turn{.store = store_,
                   .rows = rows_,
                   .log = log_,
                   .ids = ids_,
                   .options = options_,
                   .actor = actor,
                   .request = request};
    Decision decision =
        std::visit([&](const auto& body) { return decide_write(turn, body); }, request);
    if (const auto* ok = std::get_if<WriteOk>(&decision); ok && ok->rev) return *ok;
    return answer_repeat(actor, request, std::move(decision));
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
    if (!log_.is_made_by(*entry, request)) {
        return refusal(ErrorCode::idempotency_conflict,
                       "This idempotency key was used for another request.");
    }
    WriteOk ok;
    ok.duplicate = true;
    ok.rev = entry->rev;
    ok.time = entry->time;
    if (entry->kind == EntryKind::message) ok.seq = entry->seq;
    if (entry->kind == EntryKind::conversation_created) {
        ok.conversation = entry->log.conversation();
    }
    return ok;
}

BatchPtr RouterImpl::refuse_all(std::span<const Command> commands, CommitOutcome outcome) {
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
