#pragma once

#include <memory>
#include <utility>

#include <arrow/type.h>

#include "databases/postgres/list_builder.h"
#include "databases/postgres/number_readers.h"
#include "databases/postgres/validity_builder.h"
#include "databases/postgres/value_reader.h"

namespace quiver::postgres {

/// byte of flags | the bounds that it has: struct{lower, upper, lower_inclusive, upper_inclusive,
/// empty}.
class RangeReader final : public ValueReader {
 public:
  RangeReader(std::shared_ptr<arrow::DataType> type, std::unique_ptr<ValueReader> lower,
              std::unique_ptr<ValueReader> upper);

  arrow::Status Reserve(int64_t values) override;
  arrow::Status Read(Wire value) override;
  arrow::Status AppendNull() override;
  bool fallible() const override { return lower_->fallible(); }
  arrow::Status Check(Wire value) override;
  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override;

 private:
  const std::shared_ptr<arrow::DataType> type_;
  const std::unique_ptr<ValueReader> lower_;
  const std::unique_ptr<ValueReader> upper_;
  BooleanReader lower_inclusive_;
  BooleanReader upper_inclusive_;
  BooleanReader empty_;
  ValidityBuilder validity_;
};

/// int32 ranges | the ranges as values.
class MultirangeReader final : public ValueReader {
 public:
  MultirangeReader(const std::shared_ptr<arrow::DataType>& type, std::unique_ptr<ValueReader> range)
      : list_(type), range_(std::move(range)) {}

  arrow::Status Reserve(int64_t values) override { return list_.Reserve(values); }
  arrow::Status Read(Wire value) override;
  arrow::Status AppendNull() override;
  bool fallible() const override { return range_->fallible(); }
  arrow::Status Check(Wire value) override;
  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override;

 private:
  ListBuilder list_;
  const std::unique_ptr<ValueReader> range_;
};

}  // namespace quiver::postgres
