#pragma once

#include <memory>
#include <string>

#include <arrow/result.h>

#include "formats/csv/row_reader.h"
#include "quiver/source.h"

namespace quiver {

/// Opens a CSV file, a pipe or stdin ("-") as one table, named after the file. Delimiter, header
/// and types are found out where SourceOptions::csv doesn't say; types from samples, so that
/// readers may return SchemaChanged (quiver/restart.h): the table opened again has types for all
/// rows.
///
/// Errors: IOError where the file can't be read; Invalid, with file, line and column, for what is
/// no CSV in UTF-8 or in the encoding asked for.
arrow::Result<std::unique_ptr<Source>> OpenCsvSource(const std::string& path,
                                                     const SourceOptions& options);

namespace csv {

/// The same with another layout; for tests.
arrow::Result<std::unique_ptr<Source>> OpenCsvSource(const std::string& path,
                                                     const SourceOptions& options,
                                                     const Layout& layout);

}  // namespace csv
}  // namespace quiver
