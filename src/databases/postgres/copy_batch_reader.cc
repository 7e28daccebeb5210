#include "databases/postgres/copy_batch_reader.h"

#include <algorithm>
#include <utility>

#include <arrow/array.h>
#include <arrow/type_traits.h>
#include <fmt/format.h>

namespace quiver::postgres {
namespace {

// Rows that the builders make room for at once.
constexpr int64_t kReservedRows = 1'024;

// The bytes of a value that is NULL or empty.
int64_t LeastBytes(const arrow::DataType& type) {
  if (type.id() == arrow::Type::FIXED_SIZE_LIST) {
    const auto& list = static_cast<const arrow::FixedSizeListType&>(type);
    return list.list_size() * LeastBytes(*list.value_type());
  }
  if (type.id() == arrow::Type::STRUCT) {
    int64_t bytes = 0;
    for (const auto& field : type.fields()) bytes += LeastBytes(*field->type());
    return bytes;
  }
  if (!arrow::is_fixed_width(type.id())) return sizeof(int32_t);
  return type.byte_width() > 0 ? type.byte_width() : 1;
}

int64_t LeastRowBytes(const arrow::Schema& schema) {
  int64_t bytes = 0;
  for (const auto& field : schema.fields()) bytes += LeastBytes(*field->type());
  return bytes;
}

// Steps over a field; its bytes, or null for NULL. False where the row is too short.
inline bool TakeField(const uint8_t** at, const uint8_t* end, Wire* value, bool* null) {
  if (end - *at < 4) return false;
  const auto length = LoadBigEndian<int32_t>(*at);
  *at += 4;
  *null = length == -1;
  if (*null) return true;
  if (length < 0 || end - *at < length) return false;
  *value = Wire(*at, length);
  *at += length;
  return true;
}

}  // namespace

CopyBatchReader::CopyBatchReader(std::unique_ptr<CopyRows> rows, std::string table,
                                 const std::vector<TableColumn>& columns,
                                 std::shared_ptr<arrow::Schema> schema, BatchLimits limits,
                                 RowPlace place, arrow::StopToken stop)
    : table_(std::move(table)),
      schema_(std::move(schema)),
      limits_(limits),
      place_(std::move(place)),
      stop_(std::move(stop)),
      least_row_bytes_(LeastRowBytes(*schema_)),
      rows_(std::move(rows)) {
  for (const TableColumn& column : columns) {
    columns_.push_back({column.form.reader(), column.on_misfit});
    quarantines_ |= column.on_misfit == TableColumn::OnMisfit::kQuarantine;
  }
}

arrow::Status CopyBatchReader::ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) {
  *batch = nullptr;
  ARROW_RETURN_NOT_OK(stop_.Poll());
  return InTable(table_, ReadBatch(batch));
}

arrow::Status CopyBatchReader::ReadBatch(std::shared_ptr<arrow::RecordBatch>* batch) {
  int64_t rows = 0;
  int64_t bytes = 0;
  std::optional<Wire> row;
  while (rows < limits_.rows && bytes < limits_.bytes) {
    ARROW_RETURN_NOT_OK(rows_->Next(&row));
    if (!row) break;
    ++row_;
    if (quarantines_ && IsQuarantined(*row)) continue;
    if (rows % kReservedRows == 0) {
      for (ColumnState& column : columns_) {
        ARROW_RETURN_NOT_OK(column.reader->Reserve(std::min(kReservedRows, limits_.rows - rows)));
      }
    }
    ARROW_RETURN_NOT_OK(AppendRow(*row));
    ++rows;
    bytes += std::max<int64_t>(least_row_bytes_, static_cast<int64_t>(row->size()));
  }
  if (rows == 0) return arrow::Status::OK();
  arrow::ArrayVector arrays;
  for (ColumnState& column : columns_) {
    ARROW_ASSIGN_OR_RAISE(arrays.emplace_back(), column.reader->Finish());
  }
  *batch = arrow::RecordBatch::Make(schema_, rows, std::move(arrays));
  return arrow::Status::OK();
}

arrow::Status CopyBatchReader::AppendRow(Wire row) {
  const uint8_t* at = row.data();
  const uint8_t* const end = at + row.size();
  for (ColumnState& column : columns_) {
    Wire value;
    bool null;
    if (!TakeField(&at, end, &value, &null)) return Malformed("row");
    if (!null && column.on_misfit == TableColumn::OnMisfit::kNull) {
      null = IsMisfit(column.reader->Check(value));
    }
    const arrow::Status status = null ? column.reader->AppendNull() : column.reader->Read(value);
    if (!status.ok()) return Failed(&column - columns_.data(), status);
  }
  return at == end ? arrow::Status::OK() : Malformed("row");
}

bool CopyBatchReader::IsQuarantined(Wire row) {
  const uint8_t* at = row.data();
  for (ColumnState& column : columns_) {
    Wire value;
    bool null;
    if (!TakeField(&at, row.data() + row.size(), &value, &null)) return false;
    if (null || column.on_misfit != TableColumn::OnMisfit::kQuarantine) continue;
    if (IsMisfit(column.reader->Check(value))) return true;
  }
  return false;
}

arrow::Status CopyBatchReader::Failed(size_t column, const arrow::Status& status) const {
  return status.WithMessage(fmt::format("column \"{}\", {}: {}",
                                        schema_->field(static_cast<int>(column))->name(),
                                        place_(row_ - 1), status.message()));
}

arrow::Status InTable(const std::string& table, const arrow::Status& status) {
  if (status.ok() || status.IsCancelled()) return status;
  // Some say it themselves.
  if (status.message().find("table " + table) != std::string::npos) return status;
  return status.WithMessage("table ", table, ": ", status.message());
}

}  // namespace quiver::postgres
