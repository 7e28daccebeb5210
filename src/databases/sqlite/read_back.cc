#include "databases/sqlite/read_back.h"

#include <string>
#include <utility>
#include <vector>

#include <arrow/record_batch.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sqlite3.h>

#include "databases/sqlite/stored_type.h"
#include "databases/sqlite/stored_value_reader.h"
#include "databases/sqlite/tokenizer.h"

namespace quiver::sqlite {
namespace {

constexpr int64_t kBatchRows = 65'536;

using ValueReaders = std::vector<std::unique_ptr<StoredValueReader>>;

arrow::Result<ValueReaders> MakeReaders(const arrow::Schema& written) {
  ValueReaders readers;
  for (const auto& field : written.fields()) {
    ARROW_ASSIGN_OR_RAISE(const StoredType stored, StoredTypeOf(*field));
    ARROW_ASSIGN_OR_RAISE(readers.emplace_back(),
                          MakeStoredValueReader(stored.form, field->type()));
  }
  return readers;
}

class ReadBackReader final : public arrow::RecordBatchReader {
 public:
  ReadBackReader(std::shared_ptr<arrow::Schema> schema, ValueReaders columns, Statement rows,
                 int64_t batch_bytes, arrow::StopToken stop)
      : schema_(std::move(schema)),
        columns_(std::move(columns)),
        rows_(std::move(rows)),
        batch_bytes_(batch_bytes),
        stop_(std::move(stop)) {}

  std::shared_ptr<arrow::Schema> schema() const override { return schema_; }

  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
    batch->reset();
    ARROW_RETURN_NOT_OK(stop_.Poll());
    int64_t count = 0;
    int64_t bytes = 0;
    while (!finished_ && count < kBatchRows && bytes < batch_bytes_) {
      ARROW_ASSIGN_OR_RAISE(const bool has_row, rows_.Step());
      finished_ = !has_row;
      if (finished_) break;
      ARROW_RETURN_NOT_OK(AppendRow(&bytes));
      ++count;
    }
    if (count == 0) return arrow::Status::OK();
    arrow::ArrayVector arrays;
    for (const auto& column : columns_) {
      ARROW_ASSIGN_OR_RAISE(arrays.emplace_back(), column->Finish());
    }
    *batch = arrow::RecordBatch::Make(schema_, count, std::move(arrays));
    return arrow::Status::OK();
  }

 private:
  arrow::Status AppendRow(int64_t* bytes) {
    for (int i = 0; i < rows_.num_columns(); ++i) {
      ARROW_RETURN_NOT_OK(columns_[i]->Append(rows_, i));
      *bytes += 8 + sqlite3_column_bytes(rows_.handle(), i);
    }
    return arrow::Status::OK();
  }

  const std::shared_ptr<arrow::Schema> schema_;
  const ValueReaders columns_;
  Statement rows_;
  const int64_t batch_bytes_;
  const arrow::StopToken stop_;
  bool finished_ = false;
};

class ReadBackStream final : public TableStream {
 public:
  ReadBackStream(Connection& connection, TableDescription description,
                 std::shared_ptr<arrow::Schema> written, std::string select, int64_t batch_bytes,
                 arrow::StopToken stop)
      : connection_(connection),
        description_(std::move(description)),
        written_(std::move(written)),
        select_(std::move(select)),
        batch_bytes_(batch_bytes),
        stop_(std::move(stop)) {}

  const TableDescription& description() const override { return description_; }
  int64_t num_partitions() const override { return 1; }

  arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(int64_t) override {
    ARROW_ASSIGN_OR_RAISE(auto readers, MakeReaders(*written_));
    ARROW_ASSIGN_OR_RAISE(auto rows, connection_.Prepare(select_));
    return std::make_unique<ReadBackReader>(schema(), std::move(readers), std::move(rows),
                                            batch_bytes_, stop_);
  }

 private:
  Connection& connection_;
  const TableDescription description_;
  const std::shared_ptr<arrow::Schema> written_;
  const std::string select_;
  const int64_t batch_bytes_;
  const arrow::StopToken stop_;
};

}  // namespace

arrow::Result<std::unique_ptr<TableStream>> OpenReadBack(Connection& connection,
                                                         const TableDescription& table,
                                                         std::optional<int64_t> after_rowid,
                                                         int64_t batch_bytes,
                                                         arrow::StopToken stop) {
  std::vector<std::string> names;
  for (const auto& field : table.schema->fields()) names.push_back(QuoteName(field->name()));
  std::string select =
      fmt::format("SELECT {} FROM {}", fmt::join(names, ", "), QuoteName(table.name.name));
  if (after_rowid) select += fmt::format(" WHERE rowid > {}", *after_rowid);

  ARROW_ASSIGN_OR_RAISE(const auto readers, MakeReaders(*table.schema));
  arrow::FieldVector fields;
  for (size_t i = 0; i < readers.size(); ++i) {
    fields.push_back(table.schema->field(static_cast<int>(i))->WithType(readers[i]->type()));
  }
  TableDescription description = table;
  description.schema = arrow::schema(fields);
  return std::make_unique<ReadBackStream>(connection, std::move(description), table.schema,
                                          std::move(select), batch_bytes, std::move(stop));
}

}  // namespace quiver::sqlite
