#include "parley/reader/reader.hpp"

#include <atomic>
#include <utility>

#include "answers.hpp"
#include "cursor_judge.hpp"
#include "parley/core/assert.hpp"
#include "stream.hpp"

namespace parley {
namespace {

constexpr std::int64_t kRetryAfterMs = 1000;

// Names one failure to the operator and to the client: never twice in a process, and, since it
// holds the run, not in another one either.
std::string next_reference(std::uint64_t run) {
    static std::atomic<std::uint64_t> count{0};
    constexpr char kDigits[] = "0123456789abcdef";
    std::string reference = "r";
    for (int shift = 28; shift >= 0; shift -= 4)
        reference += kDigits[(run >> shift) & 15];
    return reference + '-' + std::to_string(++count);
}

class SnapshotReader final : public Reader {
  public:
    SnapshotReader(std::unique_ptr<ReadStore> store, const DatabaseIdentity& identity,
                   std::vector<RunRow> former_runs, const Options& options)
        : store_(std::move(store)),
          run_(identity.run),
          ids_(identity.ids),
          cursors_(identity.epoch, identity.run),
          judge_(identity.epoch, identity.run, std::move(former_runs)),
          options_(options) {
        PARLEY_ASSERT(store_ != nullptr);
    }

    std::variant<HelloResult, TokenRefused, ProtocolError> hello(const HelloJob& job) override {
        const auto snapshot = store_->begin_snapshot();
        auto result = hello_from(*snapshot, job);
        if (snapshot->failed()) return unreadable();
        if (auto* refused = std::get_if<TokenRefused>(&result)) return *refused;
        return std::get<HelloResult>(std::move(result));
    }

    std::variant<StreamPage, ProtocolError> stream(const StreamJob& job) override {
        const auto snapshot = store_->begin_snapshot();
        StreamPage page = stream_page(*snapshot, job, cursors_, ids_, stream_cache_);
        if (snapshot->failed()) return unreadable();
        return page;
    }

    ReadAnswer answer(const AnswerJob& job, const ReadRequest& request) override {
        const auto snapshot = store_->begin_snapshot();
        const Asker asker{*snapshot, job.user, job.session, job.now, ids_, cursors_, options_};
        ReadAnswer answer = std::visit(
            [&](const auto& one) { return answer_one(asker, job.request_id, one); }, request);
        if (snapshot->failed()) return error_frame(job.request_id, unreadable());
        return answer;
    }

    std::unique_ptr<Snapshot> snapshot() override { return store_->begin_snapshot(); }

  private:
    std::variant<HelloResult, TokenRefused> hello_from(Snapshot& snapshot, const HelloJob& job) {
        const auto session = snapshot.session_by_token(job.token_hash);
        if (!session) return TokenRefused{};
        auto user = snapshot.user(session->user);
        if (!user) return TokenRefused{};
        if (user->disabled) return TokenRefused{true};

        HelloResult result;
        result.pos = snapshot.head_pos();
        result.user = std::move(*user);
        result.session = *session;
        const Resumption resumption = judge_.judge(job.cursor, result.pos);
        result.resumed = resumption.resumed;
        result.reason = resumption.reason;
        result.start_pos = resumption.start_pos;
        for (const MembershipHead& one : snapshot.membership_heads(session->user, -1)) {
            result.conversations.push_back(
                {one.conversation, one.joined_pos, one.members_count, one.blocked});
        }
        return result;
    }

    template <class Body>
    ReadAnswer answer_one(const Asker& asker, std::int64_t request_id, const Body& request) {
        ReadAnswer answer;
        std::string& frame = answer.content.emplace<std::string>();
        JsonWriter out(frame);
        out.begin_object().key("type").string("ok").key("id").integer(request_id);
        if (const Refusal refusal = write_answer(asker, request, out)) {
            return error_frame(request_id, *refusal);
        }
        out.end_object();
        return answer;
    }

    ReadAnswer answer_one(const Asker& asker, std::int64_t request_id,
                          const PresenceWatch& request) {
        auto watched = watched_users(asker, request);
        if (const auto* refusal = std::get_if<ProtocolError>(&watched)) {
            return error_frame(request_id, *refusal);
        }
        return {std::get<std::vector<WatchedUser>>(std::move(watched))};
    }

    static ReadAnswer error_frame(std::int64_t request_id, const ProtocolError& error) {
        ReadAnswer answer;
        append_error(answer.content.emplace<std::string>(), request_id, error);
        return answer;
    }

    // A look-up failed, so nothing that was found can be relied on.
    ProtocolError unreadable() {
        ProtocolError error;
        error.code = ErrorCode::internal;
        error.message = "The server could not read its database.";
        error.retry_after_ms = kRetryAfterMs;
        error.reference = next_reference(run_);
        if (options_.failed) options_.failed(error.reference);
        return error;
    }

    const std::unique_ptr<ReadStore> store_;
    const std::uint64_t run_;
    const IdCodec ids_;
    const CursorWriter cursors_;
    const CursorJudge judge_;
    const Options options_;
    StreamCache stream_cache_;
};

}  // namespace

std::unique_ptr<Reader> make_reader(std::unique_ptr<ReadStore> store,
                                    const DatabaseIdentity& identity,
                                    std::vector<RunRow> former_runs,
                                    const Reader::Options& options) {
    return std::make_unique<SnapshotReader>(std::move(store), identity, std::move(former_runs),
                                            options);
}

}  // namespace parley
