#include "formats/csv/csv_table_stream.h"

#include <algorithm>
#include <utility>

#include <arrow/type.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/nearest_names.h"
#include "core/projected_stream.h"
#include "formats/csv/csv_batch_reader.h"

namespace quiver::csv {
namespace {

arrow::Status CheckAskedColumns(const CsvTable& table) {
  for (const auto& [name, type] : table.options().csv.types) {
    const auto& names = table.column_names();
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    const auto nearest = NearestNames(name, names);
    return arrow::Status::KeyError(fmt::format(
        "{}: there is no column \"{}\" to give a type to{}", table.text().name, name,
        nearest.empty() ? ""
                        : fmt::format("; did you mean \"{}\"?", fmt::join(nearest, "\", \""))));
  }
  return arrow::Status::OK();
}

}  // namespace

arrow::Result<std::unique_ptr<ColumnConverter>> ColumnReading::MakeConverter(
    const NullTexts& nulls) const {
  if (no_values) return ColumnConverter::MakeForNoValues(nulls);
  return ColumnConverter::Make(type, nulls, asked);
}

arrow::Result<std::unique_ptr<CsvTableStream>> CsvTableStream::Make(
    std::shared_ptr<CsvTable> table, const std::optional<std::vector<std::string>>& columns) {
  ARROW_RETURN_NOT_OK(CheckAskedColumns(*table));
  std::unique_ptr<CsvTableStream> stream(new CsvTableStream(std::move(table)));
  ARROW_RETURN_NOT_OK(stream->Describe());
  stream->Count();
  if (!columns) return stream;

  ARROW_ASSIGN_OR_RAISE(const std::vector<int> wanted, FindColumns(stream->description_, *columns));
  stream->description_ = ProjectDescription(stream->description_, wanted);
  std::vector<ColumnReading> kept;
  for (const int column : wanted) kept.push_back(stream->columns_[column]);
  stream->columns_ = std::move(kept);
  return stream;
}

arrow::Status CsvTableStream::Describe() {
  description_.name = table_->name();
  description_.estimated_rows = table_->estimated_rows();
  description_.not_carried = table_->notes();
  types_are_final_ = table_->census_is_whole();
  const auto& asked = table_->options().csv.types;
  const auto& also_holds = table_->options().csv.also_holds;
  arrow::FieldVector fields;
  for (size_t i = 0; i < table_->column_names().size(); ++i) {
    ColumnCensus census = table_->census()[i];
    if (const auto held = also_holds.find(table_->column_names()[i]); held != also_holds.end()) {
      for (const auto& type : held->second) census.Add(CensusOfType(*type));
    }
    TypeDecision decision = DecideType(census);
    if (!types_are_final_) decision.reason += ", in samples of the file";
    ColumnReading column;
    column.index = i;
    column.name = table_->column_names()[i];
    if (const auto found = asked.find(column.name); found != asked.end()) {
      decision = {found->second, "asked for"};
      column.asked = true;
    }
    column.type = decision.type;
    column.no_values = !column.asked && census.kinds == 0 && !types_are_final_;
    const auto converter = column.MakeConverter(table_->nulls());
    if (!converter.ok()) {
      return converter.status().WithMessage(table_->text().name, ", column \"", column.name,
                                            "\": ", converter.status().message());
    }
    fields.push_back(arrow::field(column.name, column.type));
    description_.type_reasons.push_back(std::move(decision.reason));
    columns_.push_back(std::move(column));
  }
  description_.schema = arrow::schema(std::move(fields));
  return arrow::Status::OK();
}

void CsvTableStream::Count() {
  if (table_->counts().empty()) return;
  num_rows_ = 0;
  int64_t bad_rows = 0;
  for (const PartitionCount& count : table_->counts()) {
    num_rows_ += count.rows;
    bad_rows += count.bad_rows;
  }
  description_.estimated_rows = num_rows_;
  if (bad_rows > 0) quarantine_ = std::make_unique<QuarantineStream>(table_);
}

arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> CsvTableStream::OpenPartition(
    int64_t partition) {
  ARROW_ASSIGN_OR_RAISE(auto rows, table_->OpenRows(partition));
  return CsvBatchReader::Make(table_, schema(), columns_, types_are_final_, partition,
                              std::move(rows));
}

}  // namespace quiver::csv
