#pragma once

#include <memory>
#include <utility>

#include <arrow/array/data.h>
#include <arrow/buffer_builder.h>
#include <arrow/type.h>

#include "databases/postgres/validity_builder.h"
#include "databases/postgres/value_reader.h"

namespace quiver::postgres {

/// Values that come in T's bytes and stay so: integers, floats.
template <typename T>
class NumberReader final : public ValueReader {
 public:
  explicit NumberReader(std::shared_ptr<arrow::DataType> type) : type_(std::move(type)) {}

  arrow::Status Reserve(int64_t values) override {
    ARROW_RETURN_NOT_OK(validity_.Reserve(values));
    return values_.Reserve(values);
  }
  arrow::Status Read(Wire value) override {
    if (value.size() != sizeof(T)) return Malformed("number");
    validity_.Append(true);
    values_.UnsafeAppend(LoadBigEndian<T>(value.data()));
    return arrow::Status::OK();
  }
  arrow::Status AppendNull() override {
    validity_.Append(false);
    values_.UnsafeAppend(T{});
    return arrow::Status::OK();
  }
  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override {
    const int64_t length = validity_.length();
    const int64_t nulls = validity_.nulls();
    ARROW_ASSIGN_OR_RAISE(auto validity, validity_.Finish());
    ARROW_ASSIGN_OR_RAISE(auto values, values_.Finish());
    return arrow::MakeArray(
        arrow::ArrayData::Make(type_, length, {std::move(validity), std::move(values)}, nulls));
  }

 private:
  const std::shared_ptr<arrow::DataType> type_;
  ValidityBuilder validity_;
  arrow::TypedBufferBuilder<T> values_;
};

/// One byte, 0 or 1.
class BooleanReader final : public ValueReader {
 public:
  arrow::Status Reserve(int64_t values) override {
    ARROW_RETURN_NOT_OK(validity_.Reserve(values));
    return values_.Reserve(values);
  }
  arrow::Status Read(Wire value) override {
    if (value.size() != 1) return Malformed("boolean");
    validity_.Append(true);
    values_.UnsafeAppend(value[0] != 0);
    return arrow::Status::OK();
  }
  arrow::Status AppendNull() override {
    validity_.Append(false);
    values_.UnsafeAppend(false);
    return arrow::Status::OK();
  }
  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override;

 private:
  ValidityBuilder validity_;
  arrow::TypedBufferBuilder<bool> values_;
};

/// 16 bytes.
class UuidReader final : public ValueReader {
 public:
  arrow::Status Reserve(int64_t values) override {
    ARROW_RETURN_NOT_OK(validity_.Reserve(values));
    return bytes_.Reserve(values * kBytes);
  }
  arrow::Status Read(Wire value) override {
    if (value.size() != kBytes) return Malformed("uuid");
    validity_.Append(true);
    bytes_.UnsafeAppend(value.data(), kBytes);
    return arrow::Status::OK();
  }
  arrow::Status AppendNull() override {
    validity_.Append(false);
    bytes_.UnsafeAppend(kBytes, uint8_t{0});
    return arrow::Status::OK();
  }
  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override;

 private:
  static constexpr int kBytes = 16;
  ValidityBuilder validity_;
  arrow::BufferBuilder bytes_;
};

}  // namespace quiver::postgres
