#pragma once
#include "parley/protocol/encode.hpp"
#include "parley/store/rows.hpp"

namespace parley {

// What others may see of an account, for the encoder. Refers to `row`. `with_administrator`: in the
// answers to hello and to sign-in.
UserFields fields_of(const UserRow& row, bool with_administrator);

}  // namespace parley
