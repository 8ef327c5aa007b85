#pragma once
// A scripted use of the store under faults and power cuts, and the judgement of what is found
// afterwards. The unit tests run short scripts, tests/fault long ones.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/fault_vfs.hpp"
#include "unit/store/store_fixture.hpp"

namespace parley::test {

// A small database, stopped cleanly: what every script starts from.
struct PreparedDatabase {
    DiskImage files;
    ChatModel model;
};
PreparedDatabase prepare_database();

struct ScriptOptions {
    int batches = 4;
    std::uint64_t seed = 1;
    // Checkpoints are wanted within a short script.
    int checkpoint_pages = 12;
};

Database::Options script_database_options(const std::filesystem::path& data_dir,
                                          const ScriptOptions& options);

struct ScriptResult {
    ChatModel certain;                  // all batches answered `committed`, and nothing else
    std::optional<ChatModel> possible;  // with the one answered `unknown`
    bool saw_nothing = false;
    bool saw_unknown = false;
    bool maintain_failed = false;
    // After each commit: how many operations had been recorded, and the model then.
    std::vector<std::pair<std::size_t, ChatModel>> acknowledged;
};
// Sends batches until the script ends, or the store says that the process must end.
ScriptResult run_script(Database& database, const ChatModel& start, const ScriptOptions& options,
                        const FaultVfs& vfs);

// Opens what is there, and compares: empty if it holds one of the models, and verifies.
std::string judge(const std::filesystem::path& data_dir, const std::vector<ChatModel>& allowed);

// Runs the script once for each operation that the plan can hit, and judges each time. Returns how
// many operations there were.
int fail_each_operation(FaultPlan::Kind kind, bool persistent, const ScriptOptions& options);

// Runs the script from start to clean stop, and judges the disk after power cuts at every `step`-th
// operation, in every mode. Returns how many images were judged.
struct CutResult {
    int images = 0;
    int failures = 0;
    std::string first_failure;
};
CutResult cut_power_everywhere(const ScriptOptions& options, std::size_t step,
                               bool ignore_wal_syncs = false);

}  // namespace parley::test
