#pragma once
// Ids as JSON strings, appended without temporary strings.

#include <span>
#include <string>

#include "parley/core/id_codec.hpp"

namespace parley {

template <class SomeId>
void append_id(std::string& out, SomeId id, const IdCodec& ids) {
    out += '"';
    ids.append(out, id);
    out += '"';
}

inline void append_users(std::string& out, std::span<const UserId> users, const IdCodec& ids) {
    out += '[';
    for (const UserId user : users) {
        if (out.back() != '[') out += ',';
        append_id(out, user, ids);
    }
    out += ']';
}

}  // namespace parley
