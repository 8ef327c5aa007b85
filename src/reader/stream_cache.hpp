#pragma once
#include <cstddef>
#include <list>
#include <optional>
#include <vector>

#include "merge.hpp"
#include "parley/reader/reader.hpp"

namespace parley {

// Where the logs of long streams go on, so that the next page need not search all of them again.
// It saves work and decides nothing: what is in it follows from the job and from committed entries,
// which do not change, so it may be lost at any time, and other readers may have sent pages in
// between. Keeper: the reader's thread.
class StreamCache {
  public:
    // Of all streams together; a few megabytes. The stream used longest ago goes first.
    static constexpr std::size_t kStretchesMax = std::size_t{1} << 16;
    // A page over fewer logs is quickly found again.
    static constexpr std::size_t kWorthKeeping = 64;

    // Ascending by log: of each log the stretch that an earlier page of this stream left, if
    // nothing of it has been sent since. Takes them out.
    std::vector<Stretch> take(const StreamJob& job);
    // What a page of the stream has left behind `from_pos`.
    void put(const StreamJob& job, std::int64_t from_pos, std::vector<Stretch> left);

  private:
    struct Stream {
        UserId user;
        std::int64_t origin_pos = 0;
        std::optional<std::int64_t> until_pos;
        std::optional<std::int64_t> window;
        friend bool operator==(const Stream&, const Stream&) = default;
    };
    struct Kept {
        Stream stream;
        std::int64_t from_pos = 0;
        std::vector<Stretch> left;
    };
    static Stream stream_of(const StreamJob& job);

    std::list<Kept> kept_;  // newest first
    std::size_t stretches_ = 0;
};

}  // namespace parley
