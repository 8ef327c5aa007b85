#pragma once
#include "parley/reader/reader.hpp"

namespace parley {

// One page of an account's stream: see StreamJob. Its cost follows the page and the number of
// conversations that are behind, not what is stored.
StreamPage stream_page(Snapshot& snapshot, const StreamJob& job, const CursorWriter& cursors,
                       const IdCodec& ids);

}  // namespace parley
