#include "formats/parquet/row_group_splicer.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include <arrow/io/memory.h>
#include <parquet/arrow/writer.h>
#include <parquet/file_reader.h>
#include <parquet/size_statistics.h>
#include <parquet/statistics.h>

namespace quiver::parquet_format {
namespace {

using ::parquet::ColumnChunkMetaData;
using ::parquet::ColumnChunkMetaDataBuilder;
using ::parquet::Encoding;
using ::parquet::PageType;

constexpr std::string_view kMagic = "PAR1";

int64_t EndOfChunks(const ::parquet::RowGroupMetaData& group) {
  int64_t end = kMagic.size();
  for (int i = 0; i < group.num_columns(); ++i) {
    const auto chunk = group.ColumnChunk(i);
    const int64_t begin =
        chunk->has_dictionary_page() ? chunk->dictionary_page_offset() : chunk->data_page_offset();
    end = std::max(end, begin + chunk->total_compressed_size());
  }
  return end;
}

void CopyStatistics(const ColumnChunkMetaData& from, ColumnChunkMetaDataBuilder* to) {
  if (const auto statistics = from.encoded_statistics(); statistics != nullptr) {
    // Not among what is read back: that old readers understand these bounds as well.
    statistics->set_is_signed(to->descr()->sort_order() == ::parquet::SortOrder::SIGNED);
    to->SetStatistics(*statistics);
  }
  if (const auto sizes = from.size_statistics(); sizes != nullptr) to->SetSizeStatistics(*sizes);
}

/// The chunk's entry in the footer, `moved` bytes further on.
void CopyChunk(const ColumnChunkMetaData& from, int64_t moved, ColumnChunkMetaDataBuilder* to) {
  CopyStatistics(from, to);
  std::map<Encoding::type, int32_t> dictionary_pages;
  std::map<Encoding::type, int32_t> data_pages;
  for (const auto& pages : from.encoding_stats()) {
    auto& counts = pages.page_type == PageType::DICTIONARY_PAGE ? dictionary_pages : data_pages;
    counts[pages.encoding] += pages.count;
  }
  const bool has_dictionary = from.has_dictionary_page();
  to->Finish(from.num_values(), has_dictionary ? from.dictionary_page_offset() + moved : 0,
             /*index_page_offset=*/-1, from.data_page_offset() + moved,
             from.total_compressed_size(), from.total_uncompressed_size(), has_dictionary,
             /*dictionary_fallback=*/false, dictionary_pages, data_pages);
}

void WriteMovedOffsetIndex(const ::parquet::OffsetIndex& from, int64_t moved,
                           arrow::io::OutputStream* file) {
  const auto builder = ::parquet::OffsetIndexBuilder::Make();
  const auto& sizes = from.unencoded_byte_array_data_bytes();
  for (size_t i = 0; i < from.page_locations().size(); ++i) {
    const auto& page = from.page_locations()[i];
    const auto size = sizes.empty() ? std::nullopt : std::optional<int64_t>(sizes[i]);
    builder->AddPage(page.offset, page.compressed_page_size, page.first_row_index, size);
  }
  builder->Finish(moved);
  builder->WriteTo(file);
}

}  // namespace

RowGroupSplicer::RowGroupSplicer(std::shared_ptr<arrow::io::OutputStream> file,
                                 EncodedRowGroup schema, const Compression& compression)
    : file_(std::move(file)),
      schema_(std::move(schema)),
      footer_(::parquet::FileMetaDataBuilder::Make(schema_.metadata->schema(),
                                                   WritingProperties(compression, {}))) {}

arrow::Result<std::unique_ptr<RowGroupSplicer>> RowGroupSplicer::Open(
    std::shared_ptr<arrow::io::OutputStream> file, EncodedRowGroup schema,
    const Compression& compression) {
  ARROW_RETURN_NOT_OK(file->Write(kMagic));
  return std::unique_ptr<RowGroupSplicer>(
      new RowGroupSplicer(std::move(file), std::move(schema), compression));
}

void RowGroupSplicer::DescribeRowGroup(const ::parquet::RowGroupMetaData& group, int64_t moved) {
  auto* described = footer_->AppendRowGroup();
  for (int i = 0; i < group.num_columns(); ++i) {
    CopyChunk(*group.ColumnChunk(i), moved, described->NextColumnChunk());
  }
  described->set_num_rows(group.num_rows());
  described->Finish(group.total_byte_size());
}

arrow::Status RowGroupSplicer::AppendPageIndexes(const EncodedRowGroup& encoded, int64_t moved) {
  const auto group = encoded.metadata->RowGroup(0);
  for (int32_t i = 0; i < group->num_columns(); ++i) {
    const auto location = group->ColumnChunk(i)->GetColumnIndexLocation();
    if (!location) continue;
    ARROW_ASSIGN_OR_RAISE(const int64_t offset, file_->Tell());
    ARROW_RETURN_NOT_OK(file_->Write(encoded.file->data() + location->offset, location->length));
    column_indexes_.push_back({{num_row_groups_, i}, {offset, location->length}});
  }
  const auto reader =
      ::parquet::ParquetFileReader::Open(std::make_shared<arrow::io::BufferReader>(encoded.file),
                                         ::parquet::default_reader_properties(), encoded.metadata);
  const auto index = reader->GetPageIndexReader();
  const auto group_index = index == nullptr ? nullptr : index->RowGroup(0);
  for (int32_t i = 0; group_index != nullptr && i < group->num_columns(); ++i) {
    const auto offsets = group_index->GetOffsetIndex(i);
    if (offsets == nullptr) continue;
    ARROW_ASSIGN_OR_RAISE(const int64_t offset, file_->Tell());
    WriteMovedOffsetIndex(*offsets, moved, file_.get());
    ARROW_ASSIGN_OR_RAISE(const int64_t end, file_->Tell());
    offset_indexes_.push_back({{num_row_groups_, i}, {offset, static_cast<int32_t>(end - offset)}});
  }
  return arrow::Status::OK();
}

arrow::Status RowGroupSplicer::Append(const EncodedRowGroup& encoded) {
  const auto group = encoded.metadata->RowGroup(0);
  ARROW_ASSIGN_OR_RAISE(const int64_t position, file_->Tell());
  const int64_t begin = kMagic.size();
  const int64_t end = EndOfChunks(*group);
  ARROW_RETURN_NOT_OK(file_->Write(arrow::SliceBuffer(encoded.file, begin, end - begin)));
  DescribeRowGroup(*group, position - begin);
  ARROW_RETURN_NOT_OK(AppendPageIndexes(encoded, position - begin));
  ++num_row_groups_;
  return arrow::Status::OK();
}

arrow::Status RowGroupSplicer::Finish() {
  footer_->SetIndexLocations(::parquet::IndexKind::kColumnIndex, column_indexes_);
  footer_->SetIndexLocations(::parquet::IndexKind::kOffsetIndex, offset_indexes_);
  const auto metadata = footer_->Finish(schema_.metadata->key_value_metadata());
  return ::parquet::arrow::WriteFileMetaData(*metadata, file_.get());
}

}  // namespace quiver::parquet_format
