#include "formats/parquet/batch_rows.h"

#include <algorithm>

#include <parquet/column_page.h>
#include <parquet/column_reader.h>
#include <parquet/size_statistics.h>

namespace quiver::parquet_format {
namespace {

/// The mean length of the texts in the chunk's dictionary, from the dictionary page itself.
int64_t MeanDictionaryValue(const ParquetFile& file, int row_group, int leaf) {
  const auto pages = file.NewReader()->RowGroup(row_group)->GetColumnPageReader(leaf);
  const auto page = pages->NextPage();
  if (page == nullptr || page->type() != ::parquet::PageType::DICTIONARY_PAGE) return 0;
  const auto& dictionary = static_cast<const ::parquet::DictionaryPage&>(*page);
  return dictionary.size() / std::max(1, dictionary.num_values());
}

/// Bytes of text in one chunk once it is decoded.
int64_t TextBytes(const ParquetFile& file, int row_group, int leaf,
                  const ::parquet::ColumnChunkMetaData& chunk) {
  const auto sizes = chunk.size_statistics();
  if (sizes != nullptr && sizes->unencoded_byte_array_data_bytes.has_value()) {
    return *sizes->unencoded_byte_array_data_bytes;
  }
  const int64_t encoded = std::max<int64_t>(0, chunk.total_uncompressed_size());
  if (!chunk.has_dictionary_page() || file.remote) return encoded;
  return std::max(encoded, MeanDictionaryValue(file, row_group, leaf) * chunk.num_values());
}

int64_t ValueBytes(const ::parquet::ColumnDescriptor& column) {
  constexpr int64_t kOffset = 4;
  switch (column.physical_type()) {
    case ::parquet::Type::BOOLEAN:
      return 1;
    case ::parquet::Type::INT32:
    case ::parquet::Type::FLOAT:
      return 4;
    case ::parquet::Type::BYTE_ARRAY:
      return kOffset;
    case ::parquet::Type::FIXED_LEN_BYTE_ARRAY:
      return std::max(1, column.type_length());
    default:
      return 8;
  }
}

/// A dictionary stays one: its values are in memory once.
bool IsDictionary(const FileColumn& column) {
  return column.stored->type()->id() == arrow::Type::DICTIONARY;
}

}  // namespace

int64_t RowsPerBatch(const ParquetFile& file, int row_group, const std::vector<int>& columns,
                     int64_t batch_rows, int64_t batch_bytes) {
  const auto group = file.metadata->RowGroup(row_group);
  double bytes = 1;
  for (const int index : columns) {
    const FileColumn& column = file.columns[index];
    for (const int leaf : column.leaves) {
      const auto* descriptor = file.metadata->schema()->Column(leaf);
      const auto chunk = group->ColumnChunk(leaf);
      bytes += static_cast<double>(ValueBytes(*descriptor)) * chunk->num_values();
      if (descriptor->physical_type() == ::parquet::Type::BYTE_ARRAY && !IsDictionary(column)) {
        bytes += static_cast<double>(TextBytes(file, row_group, leaf, *chunk));
      }
    }
  }
  const double rows = static_cast<double>(batch_bytes) / bytes *
                      static_cast<double>(std::max<int64_t>(1, group->num_rows()));
  return std::clamp(static_cast<int64_t>(std::min(rows, 1e12)), int64_t{1}, batch_rows);
}

}  // namespace quiver::parquet_format
