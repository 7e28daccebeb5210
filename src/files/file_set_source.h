#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <arrow/result.h>
#include <arrow/type_fwd.h>

#include "quiver/source.h"

namespace quiver {

/// Files that together are one table.
struct FileSet {
  /// The table's name.
  std::string name;
  /// In the order of their rows.
  std::vector<std::string> files;
  /// The folder below which "key=value" folders are columns.
  std::string root;
  /// The types of such columns where they are known; else found out from the folders' names.
  arrow::FieldVector hive_fields;
};

/// Opens one file as a source of one table.
using OpenFile = std::function<arrow::Result<std::unique_ptr<Source>>(const std::string& path,
                                                                      const SourceOptions&)>;

/// One table out of many files: the columns of all of them, by name, in the order in which they are
/// met, then those of the folders' names. Where a file lacks a column its rows have NULL there.
/// A column that has different types in two files is an error that names both; only in CSV files,
/// whose types are found out, the wider one is taken for all.
///
/// Files are opened once for their schema and number of partitions, and again when their rows are
/// read, so that a set may have more files than a process may have open.
arrow::Result<std::unique_ptr<Source>> OpenFileSetSource(FileSet set, OpenFile open_file,
                                                         const SourceOptions& options);

}  // namespace quiver
