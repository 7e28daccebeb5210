#pragma once

#include <cstdint>
#include <memory>

#include <arrow/io/interfaces.h>
#include <arrow/status.h>
#include <parquet/metadata.h>
#include <parquet/page_index.h>

#include "formats/parquet/row_group_encoding.h"

namespace quiver::parquet_format {

/// Puts row groups that were encoded apart, by many threads, one after the other into one file:
///
///   PAR1
///   column chunks of row group 0, byte for byte
///   their column indexes, their offset indexes
///   column chunks of row group 1 …
///   footer, its length, PAR1
///
/// Only positions are different in the big file: those in the offset indexes and in the footer are
/// written anew. Everything throws what libparquet throws.
class RowGroupSplicer {
 public:
  /// `schema` is what EncodeSchema made.
  static arrow::Result<std::unique_ptr<RowGroupSplicer>> Open(
      std::shared_ptr<arrow::io::OutputStream> file, EncodedRowGroup schema,
      const Compression& compression);

  arrow::Status Append(const EncodedRowGroup& group);
  arrow::Status Finish();

 private:
  RowGroupSplicer(std::shared_ptr<arrow::io::OutputStream> file, EncodedRowGroup schema,
                  const Compression& compression);

  void DescribeRowGroup(const ::parquet::RowGroupMetaData& group, int64_t moved);
  arrow::Status AppendPageIndexes(const EncodedRowGroup& group, int64_t moved);

  const std::shared_ptr<arrow::io::OutputStream> file_;
  const EncodedRowGroup schema_;
  const std::unique_ptr<::parquet::FileMetaDataBuilder> footer_;
  ::parquet::IndexLocations column_indexes_;
  ::parquet::IndexLocations offset_indexes_;
  int32_t num_row_groups_ = 0;
};

}  // namespace quiver::parquet_format
