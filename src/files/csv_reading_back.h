#pragma once

#include <arrow/result.h>
#include <arrow/type_fwd.h>

#include "quiver/csv_options.h"

namespace quiver {

/// How to read a CSV file that was written from a table of that schema, so that its values come
/// back: the file does not say what it holds, and the schema does. Errors: NotImplemented that
/// names the column whose values are written as texts that nothing reads back (durations, UUIDs),
/// or a name that two columns have.
arrow::Result<CsvOptions> CsvReadingBack(const arrow::Schema& schema);

}  // namespace quiver
