#pragma once

#include <cstdint>
#include <string>

#include <arrow/type_fwd.h>

namespace quiver {

/// One value as a person reads it: numbers in the shortest form that is exact, dates and times in
/// ISO 8601 (with "+00" where they have a time zone, and the time where a date has one), text as it
/// is, binary as hexadecimal digits, nested values as `[1, 2]` and `{name: value}`. NULL is "NULL".
std::string ValueText(const arrow::Array& array, int64_t row);

}  // namespace quiver
