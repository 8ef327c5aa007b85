#pragma once
#include "sqlite_connection.hpp"

namespace parley {

// Overwrites what the file's pages hold outside of their rows. secure_delete zeroes a row where it
// is removed; but where SQLite has moved rows to another page to make room, it leaves their bytes
// behind, unreachable and readable (measured: one erased message in 300). No statement reaches
// those, so they are zeroed in the file itself, through SQLite's own handle of it.
//
// To be called on the one connection that writes, outside of any transaction, and right after a
// complete checkpoint: then the file holds every page as it is. Nobody misses the bytes, so readers
// may go on, and a crash in between harms nothing.
// Returns an SQLite code.
int wipe_free_space(SqliteConnection& connection);

}  // namespace parley
