#pragma once

#include <memory>
#include <utility>

#include <arrow/array.h>
#include <arrow/util/checked_cast.h>

#include "databases/postgres/value_writer.h"

namespace quiver::postgres {

/// What writers of one class of arrays have in common: NULLs.
template <typename ArrayType>
class ArrayWriter : public ValueWriter {
 public:
  arrow::Status Bind(std::shared_ptr<arrow::Array> array) override {
    keep_ = std::move(array);
    array_ = &arrow::internal::checked_cast<const ArrayType&>(*keep_);
    has_nulls_ = array_->null_count() > 0;
    return BindChildren(*array_);
  }

  arrow::Status Write(int64_t row, WireBuffer* out) final {
    if (has_nulls_ && array_->IsNull(row)) {
      out->PutNull();
      return arrow::Status::OK();
    }
    return WriteValue(*array_, row, out);
  }

 protected:
  virtual arrow::Status BindChildren(const ArrayType&) { return arrow::Status::OK(); }
  /// Of a row that is not NULL.
  virtual arrow::Status WriteValue(const ArrayType& array, int64_t row, WireBuffer* out) = 0;

 private:
  std::shared_ptr<arrow::Array> keep_;
  const ArrayType* array_ = nullptr;
  bool has_nulls_ = false;
};

/// The writer for which `Put(array, row, out)` is everything that there is to do.
template <typename ArrayType, auto Put>
class PlainWriter final : public ArrayWriter<ArrayType> {
 public:
  static MadeWriter Make(const arrow::DataType&, const WireType&) {
    return std::make_unique<PlainWriter>();
  }

 protected:
  arrow::Status WriteValue(const ArrayType& array, int64_t row, WireBuffer* out) override {
    return Put(array, row, out);
  }
};

}  // namespace quiver::postgres
