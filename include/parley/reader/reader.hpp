#pragma once
// Everything that is read from committed state: catch-up, history, log, lists. Each call takes one
// snapshot and answers from it alone.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "parley/core/id_codec.hpp"
#include "parley/protocol/cursor.hpp"
#include "parley/protocol/encode.hpp"
#include "parley/protocol/requests.hpp"
#include "parley/store/sqlite.hpp"
#include "parley/store/store.hpp"

namespace parley {

// The text of several frames in one string.
struct FrameTexts {
    std::string bytes;
    std::vector<std::size_t> ends;  // of each frame, in `bytes`
};

struct HelloJob {
    Sha256 token_hash{};
    std::optional<std::string> cursor;
};
// What a loop keeps of an account's conversations.
struct JoinedConversation {
    ConversationId conversation;
    std::int64_t joined_pos = 0;
    std::int64_t members_count = 0;
    bool blocked = false;  // direct: one of the two blocks the other
};
struct HelloResult {
    std::int64_t pos = 0;  // of the committed state that all of this is
    UserRow user;
    SessionRow session;
    bool resumed = false;
    std::string_view reason;     // if not resumed
    std::int64_t start_pos = 0;  // where the stream goes on: the cursor's, or `pos`
    std::vector<JoinedConversation> conversations;  // ascending
};
// Why a token is no good.
struct TokenRefused {
    bool disabled = false;
};

// One page of a stream. The stream began at `origin_pos`, has been sent everything up to
// `from_pos`, and this part of it ends at `until_pos` or, if that is none, at the snapshot's head.
struct StreamJob {
    UserId user;
    std::int64_t origin_pos = 0;
    std::int64_t from_pos = 0;
    std::optional<std::int64_t> until_pos;
    std::optional<std::int64_t> window;  // of `hello`; counts from origin_pos to until_pos
    LogId gaps_after;                    // with window 0: the last log whose gap was sent
    std::size_t bytes_max = 256u << 10;
};
struct StreamPage {
    FrameTexts frames;
    std::int64_t next_pos = 0;  // everything up to here is in this page or before it
    LogId gaps_after;
    bool complete = false;  // nothing is left up to until_pos or the head
};

// Who asks, and when.
struct AnswerJob {
    UserId user;
    SessionId session;  // device.list tells which device is the asker's
    WallTime now = 0;   // what ends by itself, as a mute does, is judged by it
    std::int64_t request_id = 0;
};

// presence.watch needs the loop to answer; this is what it needs to know.
struct WatchedUser {
    UserId user;
    std::int64_t user_rev = 0;
    // False: shown as offline, because one blocks the other or accounts.directory is "shared".
    bool visible = true;
};
struct ReadAnswer {
    std::variant<std::string, std::vector<WatchedUser>> content;  // a whole frame, or that
};

// One thread's reader. Owns its connection to the store.
class Reader {
  public:
    struct Options {
        bool directory_shared = false;
        std::int64_t small_group = 100;  // members; in larger ones no receipts are listed
        // Is told the `reference` of each `internal` that this reader answers, for the log: the
        // committed state could not be read. On the reader's thread.
        std::function<void(std::string_view reference)> failed = {};
    };
    virtual ~Reader() = default;

    virtual std::variant<HelloResult, TokenRefused, ProtocolError> hello(const HelloJob& job) = 0;
    virtual std::variant<StreamPage, ProtocolError> stream(const StreamJob& job) = 0;
    // The answer or the error as a complete frame with `request_id`.
    virtual ReadAnswer answer(const AnswerJob& job, const ReadRequest& request) = 0;

    // For sign-in, sign-up and administration: the plain look-ups on a fresh snapshot.
    virtual std::unique_ptr<Snapshot> snapshot() = 0;
};

std::unique_ptr<Reader> make_reader(std::unique_ptr<ReadStore> store,
                                    const DatabaseIdentity& identity,
                                    std::vector<RunRow> former_runs,
                                    const Reader::Options& options);

// The event frame of an entry: the same bytes for every member, live or from disk.
void append_entry_event(std::string& out, const Entry& entry, const CursorWriter& cursors,
                        const IdCodec& ids);

}  // namespace parley
