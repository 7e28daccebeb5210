#pragma once

#include <cstdint>
#include <string>

namespace quiver::cli {

/// 1234567 is "1,234,567".
std::string Grouped(int64_t number);

/// "1 row", "2 rows": `noun` in the singular, with an "s" for any other number than one.
std::string Counted(int64_t number, const char* noun);

/// In powers of 1000: "17 B", "40.1 MB".
std::string HumanBytes(int64_t bytes);

/// "0.52 s", "41 s", "2 min 05 s", "1 h 02 min".
std::string HumanSeconds(double seconds);

}  // namespace quiver::cli
