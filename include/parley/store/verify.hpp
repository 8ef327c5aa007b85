#pragma once
// Recomputes what the database claims: every hash chain and every number.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "parley/core/id_codec.hpp"
#include "parley/store/sqlite.hpp"
#include "parley/store/store.hpp"

namespace parley {

struct VerifyCounts {
    std::int64_t conversations = 0;
    std::int64_t own_logs = 0;
    std::int64_t messages = 0;
    std::int64_t other_entries = 0;
    std::int64_t keys = 0;
};

struct VerifyFinding {
    std::string log;       // the conversation's id as clients know it; `self of u_…` for own logs
    std::int64_t rev = 0;  // 0 if it concerns the log as a whole
    std::string problem;
};

struct VerifyReport {
    // The first findings are kept, all are counted.
    static constexpr std::size_t kFindingsKept = 100;

    VerifyCounts counts;
    std::vector<VerifyFinding> findings;
    std::int64_t findings_count = 0;
    bool read_failed = false;  // the file is damaged below the level of rows
    bool stopped = false;      // by the callback

    bool is_sound() const { return findings_count == 0 && !read_failed && !stopped; }
};

// Called after each conversation, own log or thousand keys; false stops.
using VerifyProgress = std::function<bool(const VerifyCounts& so_far)>;

// Checks that rev and seq have no holes and pos rises, that commitments and chains follow from the
// entries, that heads are those of the last entries, that keys lead to entries of their users and
// that members are as many as counted. What was cut off together with its head and keys shows only
// in a chain hash that someone else has kept.
VerifyReport verify(Snapshot& snapshot, const IdCodec& ids, const VerifyProgress& progress = {});

// The database of a daemon that does not run, for looking only. Holds the data directory's lock;
// changes nothing but what SQLite needs to see a log that was left behind (its index file).
class StoppedDatabase {
  public:
    static std::variant<std::unique_ptr<StoppedDatabase>, OpenRefusal> open(
        const std::filesystem::path& data_dir);

    virtual ~StoppedDatabase() = default;
    virtual ReadStore& reader() = 0;
    virtual const IdCodec& ids() const = 0;
};

}  // namespace parley
