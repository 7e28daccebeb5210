#pragma once

#include <algorithm>
#include <memory>
#include <mutex>

#include <arrow/buffer_builder.h>
#include <arrow/type.h>

#include "databases/postgres/numeric_value.h"
#include "databases/postgres/validity_builder.h"
#include "databases/postgres/value_reader.h"

namespace quiver::postgres {

/// numeric as decimal128 (16 bytes) or decimal256 (32).
class DecimalReader final : public ValueReader {
 public:
  explicit DecimalReader(const std::shared_ptr<arrow::DataType>& type);

  arrow::Status Reserve(int64_t values) override;
  arrow::Status Read(Wire value) override;
  arrow::Status AppendNull() override;
  bool fallible() const override { return true; }
  arrow::Status Check(Wire value) override;
  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override;

 private:
  /// Writes Arrow's bytes; false where the type does not hold the value.
  bool Convert(const NumericValue& value, uint8_t* to) const;
  arrow::Status DoesNotFit(const NumericValue& value) const;

  const std::shared_ptr<arrow::DataType> type_;
  const int bytes_;
  const int precision_;
  const int scale_;
  ValidityBuilder validity_;
  arrow::BufferBuilder values_;
};

/// What decimals a column's values need, gathered by many readers. Thread-safe.
class NumericShape {
 public:
  struct Needs {
    int integer_digits = 0;
    int display_scale = 0;
    int significant_scale = 0;
    int64_t values = 0;

    void Add(const Needs& other) {
      integer_digits = std::max(integer_digits, other.integer_digits);
      display_scale = std::max(display_scale, other.display_scale);
      significant_scale = std::max(significant_scale, other.significant_scale);
      values += other.values;
    }
  };

  void Add(const Needs& needs) {
    const std::lock_guard lock(mutex_);
    needs_.Add(needs);
  }
  Needs needs() const {
    const std::lock_guard lock(mutex_);
    return needs_;
  }

 private:
  mutable std::mutex mutex_;
  Needs needs_;
};

/// Looks at numerics and keeps none: the array that it makes is of NULLs. NaN and the infinities,
/// which no decimal holds, are misfits.
class NumericTally final : public ValueReader {
 public:
  explicit NumericTally(std::shared_ptr<NumericShape> shape) : shape_(std::move(shape)) {}

  arrow::Status Reserve(int64_t) override { return arrow::Status::OK(); }
  arrow::Status Read(Wire value) override;
  arrow::Status AppendNull() override {
    ++length_;
    return arrow::Status::OK();
  }
  bool fallible() const override { return true; }
  arrow::Status Check(Wire value) override;
  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override;

 private:
  const std::shared_ptr<NumericShape> shape_;
  NumericShape::Needs needs_;
  int64_t length_ = 0;
};

}  // namespace quiver::postgres
