#pragma once

#include <memory>
#include <string>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>

namespace quiver {

/// A file to read from at any position, from any thread: a local one, mapped, so that reading gives
/// its pages without a copy; an object of HTTP(S) or of a cloud's storage, by ranges.
/// Errors: IOError with the path and what to do.
arrow::Result<std::shared_ptr<arrow::io::RandomAccessFile>> OpenInput(const std::string& path);

/// The bytes of a file, a pipe or ("-") of stdin, from the first to the last, once.
arrow::Result<std::shared_ptr<arrow::io::InputStream>> OpenInputStream(const std::string& path);

/// All of an open file, from its first byte to its last. What is not in memory is read in pieces of
/// 1 MiB or more.
arrow::Result<std::shared_ptr<arrow::io::InputStream>> StreamOf(
    const std::shared_ptr<arrow::io::RandomAccessFile>& file);

/// Whether `path` can only be read from the first byte to the last: stdin ("-"), a pipe, a device.
bool IsStreamOnly(const std::string& path);

/// Whether `path` is a URI ("https://...", "s3://...") and not a path of this machine.
bool IsRemote(const std::string& path);

/// A line that is different when the content of `path` may be different (Source::Fingerprint).
arrow::Result<std::string> FileFingerprint(const std::string& path);

/// The table's name that a folder's or a pattern's name gives: that of the innermost folder without
/// a pattern or "key=value" ("logs" for "logs/year=*/*.parquet"), or "files".
std::string TableNameOfFiles(const std::string& path);

/// The table's name that a file's name gives: "trips" for "/data/trips.csv.gz", "stdin" for "-".
std::string TableNameOfFile(const std::string& path);

}  // namespace quiver
