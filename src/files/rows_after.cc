#include "files/rows_after.h"

#include <algorithm>
#include <utility>

#include <arrow/record_batch.h>

namespace quiver {
namespace {

class RowsAfterReader final : public arrow::RecordBatchReader {
 public:
  RowsAfterReader(TableStream* table, int64_t skipped) : table_(table), skip_(skipped) {}

  std::shared_ptr<arrow::Schema> schema() const override { return table_->schema(); }

  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* out) override {
    for (;;) {
      if (reader_ == nullptr) {
        if (next_ == table_->num_partitions()) {
          out->reset();
          return arrow::Status::OK();
        }
        ARROW_ASSIGN_OR_RAISE(reader_, table_->OpenPartition(next_++));
      }
      ARROW_RETURN_NOT_OK(reader_->ReadNext(out));
      if (*out == nullptr) {
        reader_.reset();
        continue;
      }
      const int64_t dropped = std::min(skip_, (*out)->num_rows());
      skip_ -= dropped;
      if (dropped < (*out)->num_rows()) {
        *out = (*out)->Slice(dropped);
        return arrow::Status::OK();
      }
    }
  }

 private:
  TableStream* const table_;
  int64_t skip_;
  int64_t next_ = 0;
  std::unique_ptr<arrow::RecordBatchReader> reader_;
};

class RowsAfterStream final : public TableStream {
 public:
  RowsAfterStream(std::unique_ptr<TableStream> table, int64_t skipped)
      : table_(std::move(table)), skipped_(skipped) {}

  const TableDescription& description() const override { return table_->description(); }
  int64_t num_partitions() const override { return 1; }
  arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(int64_t) override {
    return std::make_unique<RowsAfterReader>(table_.get(), skipped_);
  }

 private:
  const std::unique_ptr<TableStream> table_;
  const int64_t skipped_;
};

}  // namespace

std::unique_ptr<TableStream> RowsAfter(std::unique_ptr<TableStream> table, int64_t skipped) {
  return std::make_unique<RowsAfterStream>(std::move(table), skipped);
}

}  // namespace quiver
