#include "table_scan.h"

#include <algorithm>
#include <string>
#include <utility>

#include <arrow/array.h>
#include <arrow/array/util.h>
#include <arrow/builder.h>
#include <arrow/compute/api.h>

#include "arrow_result.h"
#include "imported_column.h"
#include "quiver/statistics.h"
#include "quiver/value_text.h"
#include "scalar_of_value.h"

namespace quiver::duckdb_extension {
namespace {

using Kind = Predicate::Kind;

// Nothing is known of it: true for every row.
Predicate Unknown() { return Predicate{Kind::kAnd, {}, {}, nullptr}; }
Predicate Never() { return Predicate{Kind::kOr, {}, {}, nullptr}; }

// What a comparison says of a column that has one value in all rows.
Predicate OfConstant(Predicate leaf, const std::shared_ptr<arrow::Scalar>& value) {
  if (value == nullptr) return Unknown();
  GroupStatistics group;
  group.rows = 1;
  auto& column = group.columns[leaf.column];
  column.null_count = value->is_valid ? 0 : 1;
  if (value->is_valid) column.min = column.max = value;
  return CanSkip(leaf, group) ? Never() : Unknown();
}

// The columns of a file that are read, each once, in its order.
std::vector<int> ColumnsToRead(const std::vector<int>& wanted, const BoundFile& file) {
  std::vector<int> columns;
  for (const int column : wanted) {
    if (file.columns[column] >= 0) columns.push_back(file.columns[column]);
  }
  std::ranges::sort(columns);
  const auto rest = std::ranges::unique(columns);
  columns.erase(rest.begin(), rest.end());
  return columns;
}

arrow::Result<std::shared_ptr<arrow::Array>> AsText(const arrow::Array& column) {
  arrow::StringBuilder texts;
  for (int64_t row = 0; row < column.length(); ++row) {
    if (column.IsNull(row)) {
      ARROW_RETURN_NOT_OK(texts.AppendNull());
    } else {
      ARROW_RETURN_NOT_OK(texts.Append(ValueText(column, row)));
    }
  }
  return texts.Finish();
}

// `column` of a file as the table has it.
arrow::Result<std::shared_ptr<arrow::Array>> AsTable(const std::shared_ptr<arrow::Array>& column,
                                                     const std::shared_ptr<arrow::DataType>& type) {
  const auto imported_type = ImportedType(column->type());
  if (!imported_type.ok()) return AsText(*column);
  ARROW_ASSIGN_OR_RAISE(auto imported, ImportedColumn(column, *imported_type));
  if (imported->type()->Equals(type)) return imported;
  return arrow::compute::Cast(*imported, type);
}

// The numbers of an ENUM's values, which are those of the dictionary, in its order.
arrow::Result<std::shared_ptr<arrow::Array>> EnumCodes(
    const arrow::Array& column, const std::shared_ptr<arrow::DataType>& type) {
  return arrow::compute::Cast(*static_cast<const arrow::DictionaryArray&>(column).indices(), type);
}

}  // namespace

TableScan::TableScan(const BoundTable& table, std::vector<std::shared_ptr<ArrowTable>> tables,
                     const std::vector<idx_t>& columns, ScanLog* log,
                     duckdb_v2_error_info_handle* err)
    : table_(table), tables_(std::move(tables)) {
  const idx_t from_files = table.schema->num_fields();
  arrow::FieldVector fields;
  std::vector<std::string> numbers;  // what predicates call them
  for (idx_t place = 0; place < columns.size(); ++place) {
    if (columns[place] < from_files) {
      columns_.push_back(static_cast<int>(columns[place]));
      fields.push_back(table.schema->field(columns_.back()));
      numbers.push_back(std::to_string(columns_.back()));
      const bool is_enum = table.enums.contains(columns_.back());
      places_.push_back({place, is_enum ? fields.back()->type()->byte_width() : 0});
    } else {
      constants_.push_back({place, columns[place] - from_files});
    }
  }
  schema_ = arrow::schema(std::move(fields));
  if (table.prune && table.predicate) {
    row_filter_ = std::make_unique<RowFilter>(*table.predicate, *schema_, numbers);
  }
  for (const BoundFile& file : table.files) {
    auto& scalars = constant_scalars_.emplace_back();
    for (const Value& value : file.constants) scalars.push_back(ScalarOf(value.get(), err));
  }
  figures_->files = table.files.front().path;
  if (table.files.size() > 1) {
    figures_->files += " and " + std::to_string(table.files.size() - 1) + " more";
  }
  log->Add(figures_);
}

idx_t TableScan::most_threads() const {
  constexpr int64_t kPartRows = 100'000;
  // Of streams nobody knows how long they are.
  constexpr idx_t kMost = 1'000;
  idx_t threads = 0;
  for (const auto& table : tables_) {
    const int64_t rows = table->num_rows();
    threads += rows < 0 ? kMost : 1 + static_cast<idx_t>(rows / kPartRows);
  }
  return std::min(threads, kMost);
}

double TableScan::progress() const {
  const std::lock_guard lock(mutex_);
  if (scan_ == nullptr) return 0;
  return (static_cast<double>(next_file_ - 1) + scan_->progress()) /
         static_cast<double>(table_.files.size());
}

// With the file's own names, and without its constants.
std::optional<Predicate> TableScan::PredicateFor(size_t file) const {
  if (!table_.prune || !table_.predicate) return std::nullopt;
  const BoundFile& bound = table_.files[file];
  const arrow::Schema& schema = *bound.table->schema();
  const auto translate = [&](const auto& self, const Predicate& predicate) -> Predicate {
    if (predicate.kind == Kind::kAnd || predicate.kind == Kind::kOr) {
      Predicate result = predicate;
      for (Predicate& child : result.children) child = self(self, child);
      return result;
    }
    const auto column = static_cast<size_t>(std::stoull(predicate.column));
    if (column >= bound.columns.size()) {
      return OfConstant(predicate, constant_scalars_[file][column - bound.columns.size()]);
    }
    const int place = bound.columns[column];
    if (place < 0) return OfConstant(predicate, std::make_shared<arrow::NullScalar>());
    Predicate result = predicate;
    result.column = schema.field(place)->name();
    return schema.GetAllFieldIndices(result.column).size() == 1 ? result : Unknown();
  };
  return translate(translate, *table_.predicate);
}

bool TableScan::OpenNextFile() {
  while (next_file_ < table_.files.size()) {
    const size_t number = next_file_++;
    const BoundFile& file = table_.files[number];
    const auto predicate = PredicateFor(number);
    // Not even a batch without statistics is wanted.
    if (predicate && CanSkip(*predicate, GroupStatistics())) {
      ++figures_->files_skipped;
      continue;
    }
    scan_ = ValueOf(
        tables_[number]->Scan(ColumnsToRead(columns_, file), predicate ? &*predicate : nullptr));
    figures_->batches_skipped += scan_->batches_skipped();
    return true;
  }
  return false;
}

std::optional<TableScan::Part> TableScan::ClaimPart() {
  const std::lock_guard lock(mutex_);
  for (;;) {
    if (scan_ != nullptr) {
      if (const auto part = scan_->ClaimPart()) {
        const size_t file = next_file_ - 1;
        return Part{next_number_++, &table_.files[file], tables_[file], scan_, *part};
      }
    }
    if (!OpenNextFile()) return std::nullopt;
  }
}

std::shared_ptr<arrow::RecordBatchReader> TableScan::OpenPart(const Part& part) const {
  auto opened = ValueOf(part.scan->OpenPart(part.part_of_scan));
  figures_->batches_read += opened.num_batches;
  figures_->bytes_read += opened.bytes;
  return opened.batches;
}

std::shared_ptr<arrow::RecordBatch> TableScan::Imported(const Part& part,
                                                        const arrow::RecordBatch& batch) const {
  const std::vector<int> read = ColumnsToRead(columns_, *part.file);
  arrow::ArrayVector columns;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const auto& type = schema_->field(static_cast<int>(i))->type();
    const int place = part.file->columns[columns_[i]];
    if (place < 0) {
      columns.push_back(ValueOf(arrow::MakeArrayOfNull(type, batch.num_rows())));
      continue;
    }
    const auto index = std::ranges::lower_bound(read, place) - read.begin();
    const auto& read_column = batch.column(static_cast<int>(index));
    auto column = table_.enums.contains(columns_[i]) ? EnumCodes(*read_column, type)
                                                     : AsTable(read_column, type);
    if (!column.ok()) {
      throw Error(part.file->path + ": column \"" + schema_->field(static_cast<int>(i))->name() +
                  "\": " + column.status().message());
    }
    columns.push_back(*std::move(column));
  }
  auto imported = arrow::RecordBatch::Make(schema_, batch.num_rows(), std::move(columns));
  return row_filter_ == nullptr ? imported : ValueOf(row_filter_->Apply(std::move(imported)));
}

}  // namespace quiver::duckdb_extension
