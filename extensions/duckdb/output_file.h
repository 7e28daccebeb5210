#pragma once

#include <memory>
#include <string>

#include <arrow/io/interfaces.h>

#include "duckdb_api.h"

namespace quiver::duckdb_extension {

/// A file on its way, whole after `Publish`. Destroying it before is giving up. One thread at a
/// time, any thread.
class OutputFile {
 public:
  virtual ~OutputFile() = default;
  virtual const std::shared_ptr<arrow::io::OutputStream>& stream() const = 0;
  virtual void Publish() = 0;
};

/// Local files are written beside their target and renamed. Others are written through DuckDB's
/// file system, which can't be told to give up: what was written before an error may be there then,
/// as a file without its footer or a stream that ends within a message, which nobody takes for a
/// whole one.
std::unique_ptr<OutputFile> OpenOutputFile(const std::string& path,
                                           duckdb_v2_context_handle context,
                                           duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
