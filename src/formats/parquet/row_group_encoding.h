#pragma once

#include <memory>
#include <vector>

#include <arrow/buffer.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <parquet/metadata.h>
#include <parquet/properties.h>

#include "formats/parquet/compression.h"

namespace quiver::parquet_format {

/// A row group's bytes: a Parquet file of its own, in memory.
struct EncodedRowGroup {
  std::shared_ptr<arrow::Buffer> file;
  std::shared_ptr<::parquet::FileMetaData> metadata;
};

/// How all row groups of a file are written. `without_dictionary` are columns for which none is
/// tried.
std::shared_ptr<::parquet::WriterProperties> WritingProperties(
    const Compression& compression, const std::vector<std::string>& without_dictionary);

/// The rows of `batches` as one row group. From any thread. Throws what libparquet throws.
arrow::Result<EncodedRowGroup> EncodeRowGroup(const std::shared_ptr<arrow::Schema>& schema,
                                              const Compression& compression,
                                              const arrow::RecordBatchVector& batches);

/// A file of this schema without rows, with the Arrow schema in it.
arrow::Result<EncodedRowGroup> EncodeSchema(const std::shared_ptr<arrow::Schema>& schema,
                                            const Compression& compression);

}  // namespace quiver::parquet_format
