#pragma once

#include <memory>
#include <string>

#include <arrow/io/interfaces.h>

#include "duckdb_api.h"

namespace quiver::duckdb_extension {

/// A file on its way: until `Publish` there is nothing under its name, or what was there before.
/// Destroying it before is giving up, without a trace. One thread at a time, any thread.
class OutputFile {
 public:
  virtual ~OutputFile() = default;
  virtual const std::shared_ptr<arrow::io::OutputStream>& stream() const = 0;
  virtual void Publish() = 0;
};

/// Local files are written beside their target and renamed; remote ones through DuckDB's file
/// system, for which an upload is there when it is complete.
std::unique_ptr<OutputFile> OpenOutputFile(const std::string& path,
                                           duckdb_v2_context_handle context,
                                           duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
