#pragma once

#include <memory>
#include <string>
#include <vector>

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <gtest/gtest.h>
#include <parquet/arrow/writer.h>

#include "contract/stream_reading.h"
#include "contract/temporary_directory.h"
#include "formats/parquet/parquet_file_format.h"
#include "formats/parquet/parquet_source.h"

namespace quiver::testing {

/// Writes `batches` with our own writer.
inline arrow::Status WriteParquet(const std::string& path,
                                  const std::shared_ptr<arrow::Schema>& schema,
                                  const arrow::RecordBatchVector& batches,
                                  const SinkOptions& options = {}) {
  TableDescription table;
  table.name = {"", "test"};
  table.schema = schema;
  const TableFileFormat format = ParquetFileFormat();
  ARROW_RETURN_NOT_OK(format.check(table, options));
  ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::FileOutputStream::Open(path));
  ARROW_ASSIGN_OR_RAISE(auto writer, format.open_writer(file, table, options));
  for (const auto& batch : batches) {
    ARROW_ASSIGN_OR_RAISE(auto encoded, writer->Encode(batch));
    ARROW_RETURN_NOT_OK(writer->Append(std::move(encoded)));
  }
  ARROW_RETURN_NOT_OK(writer->Finish());
  return file->Close();
}

/// Writes `table` as other programs do: with Arrow's writer and these properties.
inline arrow::Status WriteWithArrow(const std::string& path, const arrow::Table& table,
                                    int64_t row_group_rows,
                                    std::shared_ptr<::parquet::WriterProperties> properties =
                                        ::parquet::default_writer_properties(),
                                    std::shared_ptr<::parquet::ArrowWriterProperties> arrow =
                                        ::parquet::default_arrow_writer_properties()) {
  ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::FileOutputStream::Open(path));
  ARROW_RETURN_NOT_OK(::parquet::arrow::WriteTable(table, arrow::default_memory_pool(), file,
                                                   row_group_rows, properties, arrow));
  return file->Close();
}

inline arrow::Result<std::unique_ptr<TableStream>> OpenOnly(Source& source, const Scan& scan = {}) {
  ARROW_ASSIGN_OR_RAISE(const auto tables, source.Tables());
  return source.OpenScan(tables.at(0).name, scan);
}

/// The whole file, as one table.
inline arrow::Result<std::shared_ptr<arrow::Table>> ReadParquet(const std::string& path,
                                                                const Scan& scan = {},
                                                                const SourceOptions& options = {}) {
  ARROW_ASSIGN_OR_RAISE(auto source, OpenParquetSource(path, options));
  ARROW_ASSIGN_OR_RAISE(auto stream, OpenOnly(*source, scan));
  ARROW_ASSIGN_OR_RAISE(auto table, ReadAll(*stream));
  ARROW_RETURN_NOT_OK(table->ValidateFull());
  return table;
}

}  // namespace quiver::testing
