#pragma once

#include <arrow/array.h>

namespace quiver::parquet_format {

/// Whether a Parquet dictionary of these values would be worth its time and bytes, by a sample of
/// them. (libparquet tries a dictionary on every column, and gives it up only once it has grown to
/// a megabyte; for keys and comments that is a third of the time of writing.)
bool DictionaryPays(const arrow::Array& values);

}  // namespace quiver::parquet_format
