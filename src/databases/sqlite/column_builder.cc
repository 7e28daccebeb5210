#include "databases/sqlite/column_builder.h"

#include <cmath>
#include <cstring>
#include <string_view>
#include <utility>

#include <arrow/array.h>
#include <arrow/buffer.h>
#include <arrow/util/bit_util.h>

#include "databases/sqlite/misfit.h"
#include "databases/sqlite/text_builder.h"
#include "databases/sqlite/validity.h"

namespace quiver::sqlite {
namespace {

/// A column whose values have `kWidth` bits each.
template <int kWidth>
class FixedWidthBuilder : public ColumnBuilder {
 public:
  explicit FixedWidthBuilder(const ColumnReading& column) : column_(column) {}

  arrow::Status Start(int64_t rows, int64_t) override {
    validity_.Start(rows);
    ARROW_ASSIGN_OR_RAISE(values_, arrow::AllocateResizableBuffer(Bytes(rows)));
    return arrow::Status::OK();
  }

  arrow::Status Append(const CellBlock& block) override {
    const SerialType* types = block.types(column_.block_column);
    const uint8_t* const* cells = block.values(column_.block_column);
    if (!Decode(types, cells, block.rows, validity_.rows())) {
      return FirstMisfit(column_, block);
    }
    return validity_.Append(types, block.rows);
  }

  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override {
    const int64_t rows = validity_.rows();
    const int64_t nulls = validity_.nulls();
    ARROW_RETURN_NOT_OK(values_->Resize(Bytes(rows), /*shrink_to_fit=*/false));
    return arrow::MakeArray(arrow::ArrayData::Make(
        ArrowType(column_.form), rows, {validity_.Finish(), std::move(values_)}, nulls));
  }

 protected:
  /// Writes `count` values from row `row` on. False when one does not fit.
  virtual bool Decode(const SerialType* types, const uint8_t* const* cells, int count,
                      int64_t row) = 0;

  static int64_t Bytes(int64_t rows) { return arrow::bit_util::BytesForBits(rows * kWidth); }

  template <typename T>
  T* At(int64_t row) {
    return reinterpret_cast<T*>(values_->mutable_data()) + row;
  }
  uint8_t* bits() { return values_->mutable_data(); }

  const ColumnReading column_;
  Validity validity_;

 private:
  std::shared_ptr<arrow::ResizableBuffer> values_;
};

class Int64Builder : public FixedWidthBuilder<64> {
 public:
  using FixedWidthBuilder::FixedWidthBuilder;

 private:
  bool Decode(const SerialType* types, const uint8_t* const* cells, int count,
              int64_t row) override {
    uint32_t misfits = 0;
    for (int i = 0; i < count; ++i) {
      misfits |= static_cast<uint32_t>(types[i] == serial::kReal) |
                 static_cast<uint32_t>(types[i] >= serial::kFirstReserved);
    }
    if (misfits != 0) return false;
    auto* to = At<int64_t>(row);
    for (int i = 0; i < count; ++i) to[i] = serial::ReadInteger(types[i], cells[i]);
    return true;
  }
};

class DoubleBuilder : public FixedWidthBuilder<64> {
 public:
  using FixedWidthBuilder::FixedWidthBuilder;

 private:
  bool Decode(const SerialType* types, const uint8_t* const* cells, int count,
              int64_t row) override {
    uint32_t others = 0;
    for (int i = 0; i < count; ++i) {
      others |= static_cast<uint32_t>(types[i] != serial::kReal) &
                static_cast<uint32_t>(types[i] != serial::kNull);
    }
    if (others != 0) return DecodeMixed(types, cells, count, row);
    auto* to = At<uint64_t>(row);
    for (int i = 0; i < count; ++i) {
      to[i] = types[i] == serial::kReal ? LoadBig64(cells[i]) : 0;
    }
    return true;
  }

  bool DecodeMixed(const SerialType* types, const uint8_t* const* cells, int count, int64_t row) {
    auto* to = At<double>(row);
    for (int i = 0; i < count; ++i) {
      if (types[i] == serial::kReal) {
        to[i] = serial::ReadReal(cells[i]);
      } else if (types[i] < serial::kFirstReserved) {
        const int64_t integer = serial::ReadInteger(types[i], cells[i]);
        to[i] = static_cast<double>(integer);
        if (!column_.integers_are_reals && !FitsDouble(integer)) return false;
      } else {
        return false;
      }
    }
    return true;
  }
};

class BoolBuilder : public FixedWidthBuilder<1> {
 public:
  using FixedWidthBuilder::FixedWidthBuilder;

 private:
  bool Decode(const SerialType* types, const uint8_t* const* cells, int count,
              int64_t row) override {
    for (int i = 0; i < count; ++i) {
      if (types[i] == serial::kReal || types[i] >= serial::kFirstReserved) return false;
      const int64_t integer = serial::ReadInteger(types[i], cells[i]);
      if (integer != 0 && integer != 1) return false;
      arrow::bit_util::SetBitTo(bits(), row + i, integer != 0);
    }
    return true;
  }
};

/// Dates and timestamps, of texts that the census has found to be such.
template <typename T, int kWidth>
class InstantBuilder : public FixedWidthBuilder<kWidth> {
 public:
  using FixedWidthBuilder<kWidth>::FixedWidthBuilder;

 private:
  bool Decode(const SerialType* types, const uint8_t* const* cells, int count,
              int64_t row) override {
    T* to = this->template At<T>(row);
    for (int i = 0; i < count; ++i) {
      int64_t instant = 0;
      if (types[i] != serial::kNull && !ReadInstant(this->column_, types[i], cells[i], &instant)) {
        return false;
      }
      to[i] = static_cast<T>(instant);
    }
    return true;
  }
};

/// INTEGER PRIMARY KEY: the rowid, which is never NULL.
class RowIdBuilder : public ColumnBuilder {
 public:
  arrow::Status Start(int64_t rows, int64_t) override {
    rows_ = 0;
    ARROW_ASSIGN_OR_RAISE(values_, arrow::AllocateResizableBuffer(rows * sizeof(int64_t)));
    return arrow::Status::OK();
  }

  arrow::Status Append(const CellBlock& block) override {
    std::memcpy(values_->mutable_data() + rows_ * sizeof(int64_t), block.row_ids.data(),
                block.rows * sizeof(int64_t));
    rows_ += block.rows;
    return arrow::Status::OK();
  }

  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override {
    ARROW_RETURN_NOT_OK(values_->Resize(rows_ * sizeof(int64_t), /*shrink_to_fit=*/false));
    return arrow::MakeArray(
        arrow::ArrayData::Make(arrow::int64(), rows_, {nullptr, std::move(values_)}, 0));
  }

 private:
  int64_t rows_ = 0;
  std::shared_ptr<arrow::ResizableBuffer> values_;
};

}  // namespace

std::string ColumnReading::Place(int64_t row_id) const {
  return "column \"" + name + "\", " + (rows_have_ids ? "rowid " : "row ") + std::to_string(row_id);
}

std::unique_ptr<ColumnBuilder> ColumnBuilder::Make(const ColumnReading& column) {
  if (column.block_column < 0 && column.form == ColumnForm::kInt64) {
    return std::make_unique<RowIdBuilder>();
  }
  switch (column.form) {
    case ColumnForm::kInt64:
      return std::make_unique<Int64Builder>(column);
    case ColumnForm::kBool:
      return std::make_unique<BoolBuilder>(column);
    case ColumnForm::kDouble:
      return std::make_unique<DoubleBuilder>(column);
    case ColumnForm::kDate32:
      return std::make_unique<InstantBuilder<int32_t, 32>>(column);
    case ColumnForm::kTimestamp:
    case ColumnForm::kTimestampUtc:
      return std::make_unique<InstantBuilder<int64_t, 64>>(column);
    case ColumnForm::kUtf8:
    case ColumnForm::kBinary:
      return std::make_unique<TextBuilder>(column);
  }
  return nullptr;
}

}  // namespace quiver::sqlite
