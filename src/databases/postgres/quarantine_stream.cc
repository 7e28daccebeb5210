#include "databases/postgres/quarantine_stream.h"

#include <utility>

#include <arrow/array/builder_binary.h>
#include <fmt/format.h>

#include "databases/postgres/copy_rows.h"

namespace quiver::postgres {
namespace {

// A value as it is printed, which a cast to text is not for every type.
std::string PrintedSql(const std::string& value) {
  return fmt::format("CASE WHEN {0} IS DISTINCT FROM NULL THEN pg_catalog.format('%s', {0}) END",
                     value);
}

class QuarantineReader final : public arrow::RecordBatchReader {
 public:
  QuarantineReader(std::unique_ptr<CopyRows> rows, std::string table,
                   std::shared_ptr<arrow::Schema> schema, const std::vector<TableColumn>& checked,
                   bool has_ctid, BatchLimits limits, arrow::StopToken stop)
      : table_(std::move(table)),
        schema_(std::move(schema)),
        has_ctid_(has_ctid),
        limits_(limits),
        stop_(std::move(stop)),
        texts_(schema_->num_fields()),
        rows_(std::move(rows)) {
    for (const TableColumn& column : checked) {
      checked_.push_back({column.column.name, column.form.reader()});
    }
  }

  std::shared_ptr<arrow::Schema> schema() const override { return schema_; }

  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
    *batch = nullptr;
    ARROW_RETURN_NOT_OK(stop_.Poll());
    return InTable(table_, ReadBatch(batch));
  }

 private:
  struct Checked {
    std::string name;
    std::unique_ptr<ValueReader> reader;
  };

  arrow::Status ReadBatch(std::shared_ptr<arrow::RecordBatch>* batch) {
    int64_t rows = 0;
    int64_t bytes = 0;
    std::optional<Wire> row;
    while (rows < limits_.rows && bytes < limits_.bytes) {
      ARROW_RETURN_NOT_OK(rows_->Next(&row));
      if (!row) break;
      WireCursor cursor(*row, "row");
      std::string reason;
      ARROW_RETURN_NOT_OK(FindReason(&cursor, &reason));
      if (reason.empty()) continue;
      ARROW_RETURN_NOT_OK(AppendTexts(&cursor, reason));
      ++rows;
      bytes += static_cast<int64_t>(row->size());
    }
    if (rows == 0) return arrow::Status::OK();
    arrow::ArrayVector arrays;
    for (arrow::StringBuilder& texts : texts_) {
      ARROW_ASSIGN_OR_RAISE(arrays.emplace_back(), texts.Finish());
    }
    *batch = arrow::RecordBatch::Make(schema_, rows, std::move(arrays));
    return arrow::Status::OK();
  }

  // Steps over the checked columns; the first that has a misfit is the reason.
  arrow::Status FindReason(WireCursor* cursor, std::string* reason) {
    std::optional<Wire> value;
    for (Checked& column : checked_) {
      ARROW_RETURN_NOT_OK(cursor->TakeValue(&value));
      if (!value || !reason->empty()) continue;
      const arrow::Status status = column.reader->Check(*value);
      if (!IsMisfit(status)) continue;
      // What to choose was chosen.
      const std::string what = status.message().substr(0, status.message().find("; choose "));
      *reason = fmt::format("column \"{}\": {}", column.name, what);
    }
    return arrow::Status::OK();
  }

  arrow::Status AppendTexts(WireCursor* cursor, const std::string& reason) {
    const size_t reason_column = has_ctid_ ? 1 : 0;
    std::optional<Wire> value;
    for (size_t i = 0; i < texts_.size(); ++i) {
      if (i == reason_column) {
        ARROW_RETURN_NOT_OK(texts_[i].Append(reason));
        continue;
      }
      ARROW_RETURN_NOT_OK(cursor->TakeValue(&value));
      ARROW_RETURN_NOT_OK(value ? texts_[i].Append(AsText(*value)) : texts_[i].AppendNull());
    }
    return cursor->ExpectEnd();
  }

  const std::string table_;
  const std::shared_ptr<arrow::Schema> schema_;
  const bool has_ctid_;
  const BatchLimits limits_;
  const arrow::StopToken stop_;
  std::vector<Checked> checked_;
  std::vector<arrow::StringBuilder> texts_;
  std::unique_ptr<CopyRows> rows_;
};

}  // namespace

QuarantineStream::QuarantineStream(std::shared_ptr<Snapshot> snapshot,
                                   const TableDescription& table, const RowSource& source,
                                   const std::vector<TableColumn>& columns, BatchLimits limits,
                                   arrow::StopToken stop)
    : snapshot_(std::move(snapshot)),
      table_(table.name.ToString()),
      source_(source),
      limits_(limits),
      stop_(std::move(stop)) {
  for (const TableColumn& column : columns) {
    if (column.on_misfit == TableColumn::OnMisfit::kQuarantine) checked_.push_back(column);
  }
  select_ = SelectList(checked_);
  arrow::FieldVector fields;
  if (source_.has_ctids) {
    fields.push_back(arrow::field("ctid", arrow::utf8()));
    select_ += ", q.ctid::pg_catalog.text";
  }
  fields.push_back(arrow::field("reason", arrow::utf8(), /*nullable=*/false));
  for (const TableColumn& column : columns) {
    fields.push_back(arrow::field(column.column.name, arrow::utf8()));
    select_ += ", " + PrintedSql(column.value);
  }
  description_.name = table.name;
  description_.name.name += "__quarantine";
  description_.schema = arrow::schema(std::move(fields));
  description_.comment =
      "Rows of " + table_ + " that do not fit its columns; values as PostgreSQL prints them";
}

arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> QuarantineStream::OpenPartition(
    int64_t partition) {
  if (partition < 0 || partition >= num_partitions()) {
    return arrow::Status::IndexError(description_.name.ToString(), " has no partition ", partition);
  }
  ARROW_ASSIGN_OR_RAISE(auto connection, snapshot_->Take());
  // All of the schema's columns but the reason come from the server.
  const int fields = static_cast<int>(checked_.size()) + schema()->num_fields() - 1;
  auto rows = CopyRows::Start(std::move(connection),
                              source_.CopySql(source_.partitions[partition], select_), fields);
  ARROW_RETURN_NOT_OK(InTable(table_, rows.status()));
  return std::make_unique<QuarantineReader>(std::move(*rows), table_, schema(), checked_,
                                            source_.has_ctids, limits_, stop_);
}

}  // namespace quiver::postgres
