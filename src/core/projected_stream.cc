#include "core/projected_stream.h"

#include <algorithm>
#include <utility>

#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/nearest_names.h"

namespace quiver {
namespace {

class ProjectedReader final : public arrow::RecordBatchReader {
 public:
  ProjectedReader(std::unique_ptr<arrow::RecordBatchReader> whole, const std::vector<int>& columns,
                  std::shared_ptr<arrow::Schema> schema)
      : whole_(std::move(whole)), columns_(columns), schema_(std::move(schema)) {}

  std::shared_ptr<arrow::Schema> schema() const override { return schema_; }

  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* out) override {
    std::shared_ptr<arrow::RecordBatch> batch;
    ARROW_RETURN_NOT_OK(whole_->ReadNext(&batch));
    if (batch == nullptr) {
      out->reset();
      return arrow::Status::OK();
    }
    std::vector<std::shared_ptr<arrow::Array>> arrays;
    arrays.reserve(columns_.size());
    for (const int column : columns_) arrays.push_back(batch->column(column));
    *out = arrow::RecordBatch::Make(schema_, batch->num_rows(), std::move(arrays));
    return arrow::Status::OK();
  }

 private:
  const std::unique_ptr<arrow::RecordBatchReader> whole_;
  const std::vector<int>& columns_;
  const std::shared_ptr<arrow::Schema> schema_;
};

class ProjectedStream final : public TableStream {
 public:
  ProjectedStream(std::unique_ptr<TableStream> whole, std::vector<int> columns)
      : whole_(std::move(whole)),
        columns_(std::move(columns)),
        description_(ProjectDescription(whole_->description(), columns_)) {}

  const TableDescription& description() const override { return description_; }
  int64_t num_partitions() const override { return whole_->num_partitions(); }
  bool ordered() const override { return whole_->ordered(); }
  int64_t num_rows() const override { return whole_->num_rows(); }
  TableStream* quarantine() override { return whole_->quarantine(); }

  arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(
      int64_t partition) override {
    ARROW_ASSIGN_OR_RAISE(auto reader, whole_->OpenPartition(partition));
    return std::make_unique<ProjectedReader>(std::move(reader), columns_, description_.schema);
  }

 private:
  const std::unique_ptr<TableStream> whole_;
  const std::vector<int> columns_;
  const TableDescription description_;
};

}  // namespace

arrow::Result<std::vector<int>> FindColumns(const TableDescription& table,
                                            const std::vector<std::string>& columns) {
  std::vector<int> found;
  for (const std::string& column : columns) {
    const std::vector<int> indices = table.schema->GetAllFieldIndices(column);
    if (indices.size() > 1) {
      return arrow::Status::Invalid(
          fmt::format("table {} has {} columns with the name \"{}\"; it can't be picked by name",
                      table.name.ToString(), indices.size(), column));
    }
    if (indices.empty()) {
      const auto nearest = NearestNames(column, table.schema->field_names());
      std::string message =
          fmt::format("table {} has no column \"{}\"", table.name.ToString(), column);
      if (!nearest.empty()) {
        message += fmt::format("; did you mean \"{}\"?", fmt::join(nearest, "\", \""));
      }
      return arrow::Status::KeyError(message);
    }
    found.push_back(indices.front());
  }
  return found;
}

TableDescription ProjectDescription(const TableDescription& table,
                                    const std::vector<int>& columns) {
  arrow::FieldVector fields;
  for (const int column : columns) fields.push_back(table.schema->field(column));
  const auto kept = [&](const std::string& name) {
    return std::ranges::any_of(fields, [&](const auto& field) { return field->name() == name; });
  };
  const auto all_kept = [&](const std::vector<std::string>& names) {
    return std::ranges::all_of(names, kept);
  };

  TableDescription part;
  part.name = table.name;
  part.schema = arrow::schema(fields, table.schema->endianness(), table.schema->metadata());
  if (all_kept(table.primary_key)) part.primary_key = table.primary_key;
  std::ranges::copy_if(table.unique, std::back_inserter(part.unique), all_kept);
  for (const ForeignKey& key : table.foreign_keys) {
    if (all_kept(key.columns)) part.foreign_keys.push_back(key);
  }
  for (const Index& index : table.indexes) {
    if (all_kept(index.columns)) part.indexes.push_back(index);
  }
  for (const auto& value : table.defaults) {
    if (kept(value.column)) part.defaults.push_back(value);
  }
  if (table.sequence && kept(table.sequence->column)) part.sequence = table.sequence;
  part.comment = table.comment;
  part.estimated_rows = table.estimated_rows;
  part.not_carried = table.not_carried;
  if (!table.checks.empty() && fields.size() < static_cast<size_t>(table.schema->num_fields())) {
    part.not_carried.push_back(fmt::format(
        "table {}: its checks, because only some of its columns are taken", table.name.ToString()));
  } else {
    part.checks = table.checks;
  }
  for (const int column : columns) {
    if (static_cast<size_t>(column) < table.type_reasons.size()) {
      part.type_reasons.push_back(table.type_reasons[column]);
    }
  }
  return part;
}

arrow::Result<std::unique_ptr<TableStream>> ProjectStream(std::unique_ptr<TableStream> table,
                                                          const std::vector<std::string>& columns) {
  ARROW_ASSIGN_OR_RAISE(auto indices, FindColumns(table->description(), columns));
  return std::make_unique<ProjectedStream>(std::move(table), std::move(indices));
}

}  // namespace quiver
