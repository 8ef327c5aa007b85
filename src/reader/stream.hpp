#pragma once
#include "parley/reader/reader.hpp"
#include "stream_cache.hpp"

namespace parley {

// One page of an account's stream: see StreamJob. Its cost follows the page, one look at the head
// of each of the account's conversations and, where the cache does not know the stream, a search in
// those that are behind; not what is stored.
StreamPage stream_page(Snapshot& snapshot, const StreamJob& job, const CursorWriter& cursors,
                       const IdCodec& ids, StreamCache& cache);

}  // namespace parley
