#pragma once

#include <memory>
#include <string>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>

#include "quiver/file_layout.h"
#include "quiver/source.h"

namespace quiver {

/// The one table of a Parquet file, called after the file. The partitions are its row groups, or
/// parts of them where the file says where its pages begin; a scan leaves out columns, row groups
/// and pages without reading them. The types are those of the Arrow schema that is stored in the
/// file, where there is one.
/// Errors: Invalid for what is no Parquet file, is damaged or encrypted.
arrow::Result<std::unique_ptr<Source>> OpenParquetSource(const std::string& path,
                                                         const SourceOptions& options);

/// The same for a file that is open; `path` is its name.
arrow::Result<std::unique_ptr<Source>> OpenParquetSource(
    const std::string& path, std::shared_ptr<arrow::io::RandomAccessFile> input,
    const SourceOptions& options);

/// What the file's footer says.
arrow::Result<FileLayout> InspectParquet(const std::string& path);

}  // namespace quiver
