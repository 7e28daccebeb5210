#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "databases/sqlite/cell_block.h"

namespace quiver::sqlite {

/// Appends the UTF-16 text at `from` to `to` as UTF-8. False when it is not valid: an odd number of
/// bytes, or a surrogate without its other half. SQLite itself would put U+FFFD there in silence.
bool AppendUtf16AsUtf8(const uint8_t* from, size_t bytes, TextEncoding encoding, std::string* to);

/// Valid UTF-8 as a database of `encoding` stores it.
std::vector<uint8_t> EncodeText(std::string_view utf8, TextEncoding encoding);

}  // namespace quiver::sqlite
