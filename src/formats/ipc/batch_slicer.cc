#include "formats/ipc/batch_slicer.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include <arrow/array.h>
#include <arrow/extension_type.h>

#include "core/type_with_fields.h"

namespace quiver::ipc {
namespace {

// Whether every byte of a column of text is ASCII, which is much faster to find out than whether
// each value is UTF-8. The first and the last offset are known to be inside of the bytes.
bool IsAscii(const arrow::ArrayData& column) {
  const auto* offsets = column.GetValues<int32_t>(1);
  if (column.length == 0 || offsets == nullptr || column.buffers[2] == nullptr) return false;
  const int64_t begin = offsets[0];
  const int64_t end = offsets[column.length];
  if (begin < 0 || begin > end || end > column.buffers[2]->size()) return false;
  const uint8_t* const bytes = column.buffers[2]->data();
  uint8_t all = 0;
  for (int64_t i = begin; i < end; ++i) all |= bytes[i];
  return all < 0x80;
}

template <typename Index>
bool AreInside(const arrow::ArrayData& column) {
  using Unsigned = std::make_unsigned_t<Index>;
  const auto* indices = column.GetValues<Unsigned>(1);
  Unsigned most = 0;  // negative ones are above all others
  for (int64_t i = 0; i < column.length; ++i) most = std::max(most, indices[i]);
  return most < static_cast<uint64_t>(column.dictionary->length);
}

// Whether every index of a dictionary, those of NULLs included, is that of a value: much faster to
// find out than whether those that are not NULL are.
bool IndicesAreInside(const arrow::ArrayData& column) {
  if (column.length == 0) return false;
  switch (static_cast<const arrow::DictionaryType&>(*column.type).index_type()->byte_width()) {
    case 1:
      return AreInside<int8_t>(column);
    case 2:
      return AreInside<int16_t>(column);
    case 4:
      return AreInside<int32_t>(column);
    default:
      return AreInside<int64_t>(column);
  }
}

using DataResult = arrow::Result<std::shared_ptr<arrow::ArrayData>>;

DataResult AsStored(const arrow::ArrayData& column);

DataResult WithChildrenAsStored(const arrow::ArrayData& column) {
  auto stored = std::make_shared<arrow::ArrayData>(column);
  arrow::FieldVector fields = column.type->fields();
  bool changed = false;
  for (size_t i = 0; i < fields.size(); ++i) {
    ARROW_ASSIGN_OR_RAISE(stored->child_data[i], AsStored(*column.child_data[i]));
    if (stored->child_data[i]->type == fields[i]->type()) continue;
    fields[i] = fields[i]->WithType(stored->child_data[i]->type);
    changed = true;
  }
  if (!changed) return stored;
  ARROW_ASSIGN_OR_RAISE(stored->type, TypeWithFields(*column.type, fields));
  return stored;
}

// Arrow wants dates in milliseconds to be whole days, times to be less than a day, and decimals to
// have no more digits than their type. Files have others (PostgreSQL's 24:00:00, and Arrow's own
// golden files); they are what they are, and nothing is read beyond them. The column's buffers and
// children are known to be there, and as long as it says.
DataResult AsStored(const arrow::ArrayData& column) {
  if (column.type->num_fields() > 0) return WithChildrenAsStored(column);
  auto stored = std::make_shared<arrow::ArrayData>(column);
  switch (column.type->id()) {
    case arrow::Type::STRING:
      // Only the offsets are left to be checked.
      if (IsAscii(column)) stored->type = arrow::binary();
      break;
    case arrow::Type::DICTIONARY: {
      const auto& type = static_cast<const arrow::DictionaryType&>(*column.type);
      ARROW_ASSIGN_OR_RAISE(stored->dictionary, AsStored(*column.dictionary));
      stored->type = arrow::dictionary(type.index_type(), stored->dictionary->type);
      break;
    }
    case arrow::Type::EXTENSION:
      stored->type = static_cast<const arrow::ExtensionType&>(*column.type).storage_type();
      return AsStored(*stored);
    case arrow::Type::DATE64:
    case arrow::Type::TIME64:
      stored->type = arrow::int64();
      break;
    case arrow::Type::TIME32:
      stored->type = arrow::int32();
      break;
    case arrow::Type::DECIMAL32:
    case arrow::Type::DECIMAL64:
    case arrow::Type::DECIMAL128:
    case arrow::Type::DECIMAL256:
      stored->type = arrow::fixed_size_binary(
          static_cast<const arrow::DecimalType&>(*column.type).byte_width());
      break;
    default:
      break;
  }
  return stored;
}

arrow::Status CheckColumn(const arrow::ArrayData& column) {
  if (column.type->id() == arrow::Type::DICTIONARY && IndicesAreInside(column)) {
    arrow::ArrayData indices = column;
    indices.type = static_cast<const arrow::DictionaryType&>(*column.type).index_type();
    indices.dictionary = nullptr;
    ARROW_RETURN_NOT_OK(CheckColumn(indices));
    return CheckColumn(*column.dictionary);
  }
  ARROW_ASSIGN_OR_RAISE(auto stored, AsStored(column));
  return MakeArray(std::move(stored))->ValidateFull();
}

}  // namespace

int64_t MostRows(int64_t rows, int64_t bytes, const SourceOptions& options) {
  const int64_t wanted = options.most_batch_bytes();
  if (bytes <= wanted || rows == 0) return options.batch_rows;
  const auto fitting = static_cast<int64_t>(static_cast<double>(rows) / static_cast<double>(bytes) *
                                            static_cast<double>(wanted));
  return std::clamp<int64_t>(fitting, 1, options.batch_rows);
}

void BatchSlicer::Set(std::shared_ptr<arrow::RecordBatch> batch, int64_t most_rows) {
  batch_ = std::move(batch);
  most_rows_ = most_rows;
  next_row_ = 0;
}

std::shared_ptr<arrow::RecordBatch> BatchSlicer::Next() {
  if (batch_ == nullptr) return nullptr;
  if (next_row_ == 0 && batch_->num_rows() > 0 && batch_->num_rows() <= most_rows_) {
    return std::exchange(batch_, nullptr);
  }
  if (next_row_ >= batch_->num_rows()) {
    batch_ = nullptr;
    return nullptr;
  }
  auto slice = batch_->Slice(next_row_, most_rows_);
  next_row_ += slice->num_rows();
  return slice;
}

arrow::Status CheckValues(const arrow::RecordBatch& batch) {
  ARROW_RETURN_NOT_OK(batch.Validate());
  for (int i = 0; i < batch.num_columns(); ++i) {
    const arrow::Status status = CheckColumn(*batch.column_data(i));
    if (!status.ok()) {
      return status.WithMessage("column ", batch.schema()->field(i)->name(), ": ",
                                status.message());
    }
  }
  return arrow::Status::OK();
}

std::vector<int> Projection::ToRead() const {
  if (!columns) return {};
  std::vector<int> sorted = *columns;
  std::ranges::sort(sorted);
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  return sorted;
}

std::shared_ptr<arrow::RecordBatch> Projection::Apply(const arrow::RecordBatch& read) const {
  arrow::ArrayVector arrays;
  const std::vector<int> order = ToRead();
  for (int i = 0; i < schema->num_fields(); ++i) {
    const auto place =
        columns ? std::ranges::lower_bound(order, (*columns)[i]) - order.begin() : int64_t{i};
    arrays.push_back(read.column(static_cast<int>(place)));
  }
  return arrow::RecordBatch::Make(schema, read.num_rows(), std::move(arrays));
}

}  // namespace quiver::ipc
