#pragma once
#include <cstddef>
#include <span>

#include "parley/websocket/frame_writer.hpp"

namespace parley::websocket {

// Masks or unmasks in place; it is the same. `offset` is the place of the first byte in its
// payload. True if what results is all ASCII, which is known on the way and spares most texts the
// check of their UTF-8.
bool apply_mask(std::span<char> bytes, MaskingKey key, std::size_t offset);

}  // namespace parley::websocket
