#pragma once

#include <memory>
#include <string>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>

namespace quiver {

/// A file behind an http:// or https:// URL, read by ranges: only the bytes that are asked for
/// travel, the last ones (where Parquet and Arrow files have their footers) already when it is
/// opened. All ranges are of one version of the file, where the server tells versions apart
/// (entity tags); else its size must stay the same. From any thread.
///
/// From a server that does not give ranges, the whole file is taken at once into a temporary file,
/// which is gone when the process ends.
arrow::Result<std::shared_ptr<arrow::io::RandomAccessFile>> OpenHttpFile(const std::string& url);

/// What tells versions of the file apart: entity tag, or date and size.
arrow::Result<std::string> HttpFingerprint(const std::string& url);

}  // namespace quiver
