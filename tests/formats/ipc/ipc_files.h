#pragma once

#include <memory>
#include <string>
#include <vector>

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <gtest/gtest.h>

#include "contract/stream_reading.h"
#include "contract/temporary_directory.h"
#include "files/table_file.h"
#include "formats/ipc/batch_slicer.h"
#include "formats/ipc/ipc_file_format.h"
#include "formats/ipc/ipc_source.h"

namespace quiver::testing {

using Batches = std::vector<std::shared_ptr<arrow::RecordBatch>>;

inline TableDescription Describe(const std::shared_ptr<arrow::Schema>& schema) {
  TableDescription table;
  table.name.name = "t";
  table.schema = schema;
  return table;
}

/// Drives a writer as FileSink does.
inline arrow::Status Feed(TableFileWriter& writer, const Batches& batches) {
  for (const auto& batch : batches) {
    ARROW_ASSIGN_OR_RAISE(auto encoded, writer.Encode(batch));
    ARROW_RETURN_NOT_OK(writer.Append(std::move(encoded)));
  }
  return writer.Finish();
}

inline arrow::Status Write(const TableFileFormat& format, const std::string& path,
                           const std::shared_ptr<arrow::Schema>& schema, const Batches& batches,
                           const SinkOptions& options = {}) {
  ARROW_RETURN_NOT_OK(format.check(Describe(schema), options));
  ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::FileOutputStream::Open(path));
  ARROW_ASSIGN_OR_RAISE(auto writer, format.open_writer(file, Describe(schema), options));
  ARROW_RETURN_NOT_OK(Feed(*writer, batches));
  return file->Close();
}

/// Writes `target`: what `old` has, and the batches.
inline arrow::Status Append(const std::string& old, const std::string& target,
                            const std::shared_ptr<arrow::Schema>& schema, const Batches& batches,
                            const SinkOptions& options = {}) {
  ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::FileOutputStream::Open(target));
  ARROW_ASSIGN_OR_RAISE(auto writer,
                        IpcFileFormat().open_appender(old, file, Describe(schema), options));
  ARROW_RETURN_NOT_OK(Feed(*writer, batches));
  return file->Close();
}

inline arrow::Result<std::shared_ptr<arrow::Table>> Read(const std::string& path,
                                                         const Scan& scan = {},
                                                         const SourceOptions& options = {}) {
  ARROW_ASSIGN_OR_RAISE(auto source, OpenIpcSource(path, options));
  ARROW_ASSIGN_OR_RAISE(const auto tables, source->Tables());
  ARROW_ASSIGN_OR_RAISE(auto stream, source->OpenScan(tables.front().name, scan));
  ARROW_ASSIGN_OR_RAISE(auto table, ReadAll(*stream));
  for (const auto& batch : arrow::TableBatchReader(*table).ToRecordBatches().ValueOrDie()) {
    ARROW_RETURN_NOT_OK(ipc::CheckValues(*batch));
  }
  if (stream->num_rows() >= 0 && stream->num_rows() != table->num_rows()) {
    return arrow::Status::Invalid("num_rows() is ", stream->num_rows());
  }
  return table;
}

inline Batches BatchesOf(const arrow::Table& table) {
  return arrow::TableBatchReader(table).ToRecordBatches().ValueOrDie();
}

/// The same schema and values; dictionaries may hold them in other places.
inline void ExpectSameRows(const arrow::Table& expected, const arrow::Table& actual) {
  ASSERT_TRUE(expected.schema()->Equals(*actual.schema(), /*check_metadata=*/true))
      << expected.schema()->ToString(true) << "\n"
      << actual.schema()->ToString(true);
  ASSERT_EQ(expected.num_rows(), actual.num_rows());
  const auto same = arrow::EqualOptions::Defaults().nans_equal(true).signed_zeros_equal(false);
  for (int i = 0; i < expected.num_columns(); ++i) {
    if (expected.column(i)->Equals(*actual.column(i), same)) continue;
    ASSERT_EQ(expected.field(i)->type()->id(), arrow::Type::DICTIONARY)
        << expected.field(i)->ToString();
    for (int64_t row = 0; row < expected.num_rows(); ++row) {
      const auto value = [&](const arrow::Table& table) {
        const auto scalar = table.column(i)->GetScalar(row).ValueOrDie();
        return static_cast<const arrow::DictionaryScalar&>(*scalar).GetEncodedValue().ValueOrDie();
      };
      ASSERT_TRUE(value(expected)->Equals(*value(actual), same))
          << expected.field(i)->name() << ", row " << row;
    }
  }
}

}  // namespace quiver::testing
