#pragma once
// What a stream promises, said in the plainest way: gather everything, sort, leave out.

#include <optional>
#include <string>
#include <vector>

#include "parley/reader/reader.hpp"
#include "support/fake_snapshot.hpp"

namespace parley {

// An event or a gap.
struct ModelFrame {
    std::string log;  // as on the wire
    std::int64_t rev = 0;
    std::int64_t gap_to_rev = 0;  // gaps: rev…gap_to_rev; 0: an event
    std::int64_t pos = 0;         // events
    friend bool operator==(const ModelFrame&, const ModelFrame&) = default;
};
std::ostream& operator<<(std::ostream& out, const ModelFrame& frame);

// All that is left of a stream from job.from_pos on, on whichever pages.
std::vector<ModelFrame> frames_left(const FakeState& state, const StreamJob& job,
                                    const IdCodec& ids);

// A page's frames in the same form.
std::vector<ModelFrame> model_frames(const FrameTexts& frames);

}  // namespace parley
