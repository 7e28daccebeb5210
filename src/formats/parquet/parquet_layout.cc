#include <algorithm>
#include <string>
#include <utility>

#include <arrow/util/compression.h>
#include <parquet/metadata.h>
#include <parquet/types.h>

#include "formats/parquet/group_statistics.h"
#include "formats/parquet/guarded.h"
#include "formats/parquet/parquet_file.h"
#include "formats/parquet/parquet_source.h"

namespace quiver {
namespace parquet_format {
namespace {

std::string CodecName(::parquet::Compression::type codec) {
  switch (codec) {
    case ::parquet::Compression::UNCOMPRESSED:
      return "none";
    case ::parquet::Compression::LZ4:
    case ::parquet::Compression::LZ4_FRAME:
    case ::parquet::Compression::LZ4_HADOOP:
      return "lz4";
    default:
      return arrow::util::Codec::GetCodecAsString(codec);
  }
}

int64_t ChunkOffset(const ::parquet::ColumnChunkMetaData& chunk) {
  const bool has_dictionary = chunk.has_dictionary_page() && chunk.dictionary_page_offset() > 0;
  return has_dictionary ? std::min(chunk.dictionary_page_offset(), chunk.data_page_offset())
                        : chunk.data_page_offset();
}

ColumnLayout DescribeChunk(const ::parquet::ColumnChunkMetaData& chunk, const FileColumn* column) {
  ColumnLayout layout;
  layout.path = chunk.path_in_schema()->ToDotString();
  layout.offset = ChunkOffset(chunk);
  layout.bytes = chunk.total_compressed_size();
  layout.uncompressed_bytes = chunk.total_uncompressed_size();
  layout.codec = CodecName(chunk.compression());
  for (const auto encoding : chunk.encodings()) {
    layout.encodings.push_back(::parquet::EncodingToString(encoding));
  }
  if (column != nullptr) layout.statistics = ToColumnStatistics(*column, chunk.statistics().get());
  return layout;
}

/// For each Parquet column the column of the table that is exactly this one, or null.
std::vector<const FileColumn*> ColumnsByLeaf(const ParquetFile& file) {
  std::vector<const FileColumn*> columns(file.metadata->num_columns(), nullptr);
  for (const FileColumn& column : file.columns) {
    if (column.flat) columns[column.leaves[0]] = &column;
  }
  return columns;
}

GroupLayout DescribeRowGroup(const ParquetFile& file, const ::parquet::RowGroupMetaData& group,
                             const std::vector<const FileColumn*>& columns) {
  GroupLayout layout;
  layout.rows = group.num_rows();
  layout.body_bytes = 0;
  for (int i = 0; i < file.metadata->num_columns(); ++i) {
    layout.columns.push_back(DescribeChunk(*group.ColumnChunk(i), columns[i]));
    layout.body_bytes += layout.columns.back().bytes;
    const int64_t offset = layout.columns.back().offset;
    layout.offset = layout.offset < 0 ? offset : std::min(layout.offset, offset);
  }
  return layout;
}

arrow::Result<FileLayout> DescribeFile(const ParquetFile& file) {
  const ::parquet::FileMetaData& metadata = *file.metadata;
  FileLayout layout;
  layout.format = "Parquet";
  layout.version = ::parquet::ParquetVersionToString(metadata.version());
  layout.writer = metadata.created_by();
  ARROW_ASSIGN_OR_RAISE(layout.bytes, file.input->GetSize());
  layout.rows = metadata.num_rows();
  layout.schema = file.schema;
  layout.metadata = metadata.key_value_metadata();
  const std::vector<const FileColumn*> columns = ColumnsByLeaf(file);
  for (int i = 0; i < metadata.num_row_groups(); ++i) {
    layout.groups.push_back(DescribeRowGroup(file, *metadata.RowGroup(i), columns));
  }
  return layout;
}

}  // namespace
}  // namespace parquet_format

arrow::Result<FileLayout> InspectParquet(const std::string& path) {
  using namespace parquet_format;
  ARROW_ASSIGN_OR_RAISE(const auto file, ParquetFile::Open(path));
  return Guarded(path, [&] { return DescribeFile(*file); });
}

}  // namespace quiver
