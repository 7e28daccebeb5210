#include "formats/parquet/group_statistics.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>

#include <arrow/scalar.h>
#include <parquet/arrow/reader.h>

#include "formats/parquet/row_range.h"

namespace quiver::parquet_format {
namespace {

bool IsNaN(const arrow::Scalar& value) {
  switch (value.type->id()) {
    case arrow::Type::FLOAT:
      return std::isnan(static_cast<const arrow::FloatScalar&>(value).value);
    case arrow::Type::DOUBLE:
      return std::isnan(static_cast<const arrow::DoubleScalar&>(value).value);
    default:
      return false;
  }
}

/// The type that the column's values are compared as.
const arrow::DataType& ComparedType(const FileColumn& column) {
  const auto& type = *column.restored->type();
  if (type.id() != arrow::Type::DICTIONARY) return type;
  return *static_cast<const arrow::DictionaryType&>(type).value_type();
}

bool IsBytes(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::STRING:
    case arrow::Type::LARGE_STRING:
    case arrow::Type::STRING_VIEW:
    case arrow::Type::BINARY:
    case arrow::Type::LARGE_BINARY:
    case arrow::Type::BINARY_VIEW:
      return true;
    default:
      return false;
  }
}

/// `bound`, which has the type that the Parquet column alone gives, as one of the column's own
/// type; null where that is another kind of value.
std::shared_ptr<arrow::Scalar> BoundOf(const FileColumn& column,
                                       const std::shared_ptr<arrow::Scalar>& bound) {
  if (bound == nullptr || !bound->is_valid || IsNaN(*bound)) return nullptr;
  const arrow::DataType& type = ComparedType(column);
  if (bound->type->Equals(type)) return bound;
  if (!IsBytes(type) || !IsBytes(*bound->type)) return nullptr;
  const auto& bytes = static_cast<const arrow::BaseBinaryScalar&>(*bound).value;
  if (type.id() == arrow::Type::STRING || type.id() == arrow::Type::LARGE_STRING ||
      type.id() == arrow::Type::STRING_VIEW) {
    return std::make_shared<arrow::StringScalar>(bytes);
  }
  return std::make_shared<arrow::BinaryScalar>(bytes);
}

/// Whether the file says that its bounds are in the order of the column's type.
bool HasTrustedOrder(const ::parquet::ColumnDescriptor& column) {
  return column.column_order().get_order() == ::parquet::ColumnOrder::TYPE_DEFINED_ORDER &&
         column.sort_order() != ::parquet::SortOrder::UNKNOWN &&
         column.physical_type() != ::parquet::Type::INT96;
}

void CollectColumns(const Predicate& predicate, std::set<std::string>* names) {
  if (!predicate.column.empty()) names->insert(predicate.column);
  for (const Predicate& child : predicate.children) CollectColumns(child, names);
}

}  // namespace

ColumnStatistics ToColumnStatistics(const FileColumn& column,
                                    const ::parquet::Statistics* statistics) {
  ColumnStatistics known;
  if (statistics == nullptr || !column.flat) return known;
  if (statistics->HasNullCount()) known.null_count = statistics->null_count();
  if (!statistics->HasMinMax()) return known;
  std::shared_ptr<arrow::Scalar> min, max;
  if (!::parquet::arrow::StatisticsAsScalars(*statistics, &min, &max).ok()) return known;
  known.min = BoundOf(column, min);
  known.max = BoundOf(column, max);
  return known;
}

std::vector<const FileColumn*> ColumnsOf(const Predicate& predicate, const ParquetFile& file) {
  std::set<std::string> names;
  CollectColumns(predicate, &names);
  std::vector<const FileColumn*> columns;
  for (const std::string& name : names) {
    const std::vector<int> found = file.schema->GetAllFieldIndices(name);
    if (found.size() == 1 && file.columns[found[0]].flat) {
      columns.push_back(&file.columns[found[0]]);
    }
  }
  return columns;
}

GroupStatistics StatisticsOfRowGroup(const ParquetFile& file, int row_group,
                                     const Predicate& predicate) {
  GroupStatistics known;
  try {
    const auto group = file.metadata->RowGroup(row_group);
    known.rows = group->num_rows();
    for (const FileColumn* column : ColumnsOf(predicate, file)) {
      const auto statistics = group->ColumnChunk(column->leaves[0])->statistics();
      known.columns[column->restored->name()] = ToColumnStatistics(*column, statistics.get());
    }
  } catch (const std::exception&) {
    known.columns.clear();  // damaged statistics are as good as none
  }
  return known;
}

std::unique_ptr<PageStatistics> PageStatistics::Read(::parquet::PageIndexReader* index,
                                                     const ParquetFile& file, int row_group,
                                                     const FileColumn& column) {
  const int leaf = column.leaves[0];
  const auto* descriptor = file.metadata->schema()->Column(leaf);
  if (!column.flat || !HasTrustedOrder(*descriptor)) return nullptr;
  auto pages = std::make_unique<PageStatistics>();
  pages->starts_ = ReadPageStarts(index, file, row_group, leaf);
  if (pages->starts_.empty()) return nullptr;
  pages->starts_.push_back(file.metadata->RowGroup(row_group)->num_rows());
  const size_t num_pages = pages->starts_.size() - 1;
  try {
    const auto bounds = index->RowGroup(row_group)->GetColumnIndex(leaf);
    if (bounds == nullptr || bounds->null_pages().size() != num_pages ||
        bounds->encoded_min_values().size() != num_pages ||
        bounds->encoded_max_values().size() != num_pages) {
      return nullptr;
    }
    const bool has_null_counts =
        bounds->has_null_counts() && bounds->null_counts().size() == num_pages;
    for (size_t i = 0; i < num_pages; ++i) {
      const int64_t rows = pages->starts_[i + 1] - pages->starts_[i];
      const bool all_null = bounds->null_pages()[i];
      const int64_t nulls = has_null_counts ? bounds->null_counts()[i] : 0;
      const auto statistics = ::parquet::Statistics::Make(
          descriptor, bounds->encoded_min_values()[i], bounds->encoded_max_values()[i],
          rows - nulls, nulls, /*distinct_count=*/0, /*has_min_max=*/!all_null, has_null_counts,
          /*has_distinct_count=*/false);
      pages->pages_.push_back(ToColumnStatistics(column, statistics.get()));
    }
  } catch (const std::exception&) {
    return nullptr;  // a damaged index is as good as none
  }
  return pages;
}

}  // namespace quiver::parquet_format
