#pragma once

#include <memory>
#include <string>
#include <vector>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <arrow/type.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>

namespace quiver::parquet_format {

/// One column of the table in the file.
struct FileColumn {
  /// As libparquet gives it, and as we do: with the type that the stored Arrow schema has.
  std::shared_ptr<arrow::Field> stored;
  std::shared_ptr<arrow::Field> restored;
  /// The indices of the Parquet columns that it is made of.
  std::vector<int> leaves;
  /// One value for each row, in one Parquet column: not nested.
  bool flat = false;
  /// An INT96 timestamp is somewhere in it.
  bool has_int96 = false;
};

/// An opened file: its parsed footer and its schema, which all threads share.
struct ParquetFile {
  std::string path;
  std::shared_ptr<arrow::io::RandomAccessFile> input;
  std::shared_ptr<::parquet::FileMetaData> metadata;
  std::shared_ptr<arrow::Schema> schema;
  std::vector<FileColumn> columns;
  /// Every read is a request to a server.
  bool remote = false;

  /// Reads and checks the footer. Errors: Invalid for what is no Parquet file, is damaged or
  /// encrypted.
  static arrow::Result<std::shared_ptr<const ParquetFile>> Open(const std::string& path);
  static arrow::Result<std::shared_ptr<const ParquetFile>> Open(
      const std::string& path, std::shared_ptr<arrow::io::RandomAccessFile> input, bool remote);

  /// Another reader of the same file, for one thread.
  std::unique_ptr<::parquet::ParquetFileReader> NewReader() const;
};

::parquet::ArrowReaderProperties ArrowProperties();

}  // namespace quiver::parquet_format
