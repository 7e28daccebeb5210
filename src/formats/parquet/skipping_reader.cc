#include "formats/parquet/skipping_reader.h"

#include <utility>

#include <parquet/column_reader.h>
#include <parquet/exception.h>

namespace quiver::parquet_format {
namespace {

/// Lets the first pages pass by, by their headers alone, and makes sure that they hold as many rows
/// as the offset index says: a wrong index must not move values to other rows.
class PageFilter {
 public:
  explicit PageFilter(SkippedPages skipped) : left_(skipped) {}

  bool operator()(const ::parquet::DataPageStats& page) {
    if (left_.pages == 0) return false;
    left_.rows -= page.num_rows.value_or(page.num_values);
    if (--left_.pages == 0 && left_.rows != 0) {
      throw ::parquet::ParquetException("damaged: its offset index does not fit its pages");
    }
    return true;
  }

 private:
  SkippedPages left_;
};

class SkippingRowGroup final : public ::parquet::RowGroupReader::Contents {
 public:
  SkippingRowGroup(std::shared_ptr<::parquet::RowGroupReader> whole,
                   const ::parquet::ReaderProperties* properties,
                   const std::vector<SkippedPages>& skipped)
      : whole_(std::move(whole)), properties_(properties), skipped_(skipped) {}

  std::unique_ptr<::parquet::PageReader> GetColumnPageReader(int leaf) override {
    auto pages = whole_->GetColumnPageReader(leaf);
    if (!skipped_.empty() && skipped_[leaf].pages > 0) {
      pages->set_data_page_filter(PageFilter(skipped_[leaf]));
    }
    return pages;
  }
  const ::parquet::RowGroupMetaData* metadata() const override { return whole_->metadata(); }
  const ::parquet::ReaderProperties* properties() const override { return properties_; }

 private:
  const std::shared_ptr<::parquet::RowGroupReader> whole_;
  const ::parquet::ReaderProperties* const properties_;
  const std::vector<SkippedPages>& skipped_;
};

/// A file with one row group out of a bigger one.
class OneRowGroup final : public ::parquet::ParquetFileReader::Contents {
 public:
  OneRowGroup(std::unique_ptr<::parquet::ParquetFileReader> file, int row_group,
              std::vector<SkippedPages> skipped)
      : file_(std::move(file)),
        metadata_(file_->metadata()->Subset({row_group})),
        row_group_(row_group),
        skipped_(std::move(skipped)) {}

  void Close() override { file_->Close(); }
  std::shared_ptr<::parquet::RowGroupReader> GetRowGroup(int) override {
    return std::make_shared<::parquet::RowGroupReader>(
        std::make_unique<SkippingRowGroup>(file_->RowGroup(row_group_), &properties_, skipped_));
  }
  std::shared_ptr<::parquet::FileMetaData> metadata() const override { return metadata_; }
  std::shared_ptr<::parquet::PageIndexReader> GetPageIndexReader() override { return nullptr; }
  ::parquet::BloomFilterReader& GetBloomFilterReader() override {
    return file_->GetBloomFilterReader();
  }

 private:
  const std::unique_ptr<::parquet::ParquetFileReader> file_;
  const std::shared_ptr<::parquet::FileMetaData> metadata_;
  const int row_group_;
  const std::vector<SkippedPages> skipped_;
  const ::parquet::ReaderProperties properties_;
};

}  // namespace

arrow::Result<std::unique_ptr<::parquet::arrow::FileReader>> OpenSkippingReader(
    const ParquetFile& file, int row_group, std::vector<SkippedPages> skipped,
    const std::vector<int>& leaves_ahead, const ::parquet::ArrowReaderProperties& properties) {
  auto whole = file.NewReader();
  if (!leaves_ahead.empty()) {
    whole->PreBuffer({row_group}, leaves_ahead, arrow::io::default_io_context(),
                     arrow::io::CacheOptions::Defaults());
  }
  auto reader = std::make_unique<::parquet::ParquetFileReader>();
  reader->Open(std::make_unique<OneRowGroup>(std::move(whole), row_group, std::move(skipped)));
  return ::parquet::arrow::FileReader::Make(arrow::default_memory_pool(), std::move(reader),
                                            properties);
}

}  // namespace quiver::parquet_format
