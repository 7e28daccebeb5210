#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <arrow/type_fwd.h>

#include "quiver/statistics.h"

namespace quiver {

/// What a file says of itself, for `quiver inspect`: read from its metadata, without its rows.
/// Offsets and lengths are bytes from the file's begin; -1 stands for what is not known.

/// One column in one group. Files that store a nested column as several (Parquet) have an entry
/// for each of those, with its path; Arrow files have one for each field of the schema.
struct ColumnLayout {
  /// The column's name; the parts of a path are separated by dots ("point.x", "tags.list.element").
  std::string path;
  /// Where its first byte is. Not known where its bytes lie apart.
  int64_t offset = -1;
  /// As it lies in the file.
  int64_t bytes = -1;
  int64_t uncompressed_bytes = -1;
  /// "none", "zstd", "lz4", "snappy", ...
  std::string codec = "none";
  /// In the format's own words, "PLAIN", "RLE_DICTIONARY". Empty where it has no choice of them.
  std::vector<std::string> encodings;
  /// Rows are in the group's.
  ColumnStatistics statistics;
};

/// A record batch or a row group.
struct GroupLayout {
  int64_t offset = -1;
  /// Of what describes it, where that stands beside it (Arrow); else 0.
  int64_t metadata_bytes = 0;
  int64_t body_bytes = -1;
  int64_t rows = -1;
  std::vector<ColumnLayout> columns;
  std::shared_ptr<const arrow::KeyValueMetadata> metadata;
};

/// The values of dictionary-encoded columns, where they stand apart from the groups (Arrow).
struct DictionaryLayout {
  int64_t id = -1;
  int64_t offset = -1;
  int64_t metadata_bytes = 0;
  int64_t body_bytes = -1;
  int64_t values = -1;
  /// These values come after those of the dictionaries with the same id before it.
  bool delta = false;
};

struct FileLayout {
  /// "Arrow IPC file", "Arrow IPC stream", "Parquet".
  std::string format;
  /// Of the format: "V5", "2.6".
  std::string version;
  /// The program that wrote it, where it said so.
  std::string writer;
  int64_t bytes = -1;
  int64_t rows = -1;
  /// With the metadata of the schema and of its fields.
  std::shared_ptr<arrow::Schema> schema;
  std::vector<GroupLayout> groups;
  std::vector<DictionaryLayout> dictionaries;
  /// The file's own, beside the schema's.
  std::shared_ptr<const arrow::KeyValueMetadata> metadata;
};

}  // namespace quiver
