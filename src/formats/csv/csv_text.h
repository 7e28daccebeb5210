#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <arrow/util/cancel.h>

#include "quiver/csv_options.h"

namespace quiver::csv {

/// The text of a CSV file as UTF-8, readable at any position and from any thread.
struct CsvText {
  /// For messages: the path, or "stdin".
  std::string name;
  std::shared_ptr<arrow::io::RandomAccessFile> file;
  /// The text without its byte order mark.
  int64_t begin = 0;
  int64_t end = 0;
  /// Source::Fingerprint.
  std::string fingerprint;

  /// Reads up to `bytes` at `position` into `to`, all of them where the text is that long.
  arrow::Status Read(int64_t position, int64_t bytes, char* to) const;
};

/// Opens a file, a pipe or stdin ("-"): unpacked (gzip, zstd, bzip2, lz4: by their first bytes) and
/// as UTF-8. Errors name the path.
arrow::Result<CsvText> OpenCsvText(const std::string& path, const CsvOptions& options,
                                   const arrow::StopToken& stop);

}  // namespace quiver::csv
