#pragma once

#include <memory>
#include <utility>

#include <arrow/buffer_builder.h>
#include <arrow/type.h>

#include "databases/postgres/validity_builder.h"
#include "databases/postgres/value_reader.h"

namespace quiver::postgres {

/// Values of any length that become text or binary as they are.
class BytesReader : public ValueReader {
 public:
  explicit BytesReader(std::shared_ptr<arrow::DataType> type) : type_(std::move(type)) {}

  arrow::Status Reserve(int64_t values) override {
    ARROW_RETURN_NOT_OK(validity_.Reserve(values));
    ARROW_RETURN_NOT_OK(offsets_.Reserve(values + 1));
    if (offsets_.length() == 0) offsets_.UnsafeAppend(0);
    return arrow::Status::OK();
  }
  arrow::Status Read(Wire value) override {
    ARROW_RETURN_NOT_OK(bytes_.Append(value.data(), static_cast<int64_t>(value.size())));
    validity_.Append(true);
    offsets_.UnsafeAppend(static_cast<int32_t>(bytes_.length()));
    return arrow::Status::OK();
  }
  arrow::Status AppendNull() override {
    validity_.Append(false);
    offsets_.UnsafeAppend(static_cast<int32_t>(bytes_.length()));
    return arrow::Status::OK();
  }
  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override;

 private:
  const std::shared_ptr<arrow::DataType> type_;
  ValidityBuilder validity_;
  arrow::TypedBufferBuilder<int32_t> offsets_;
  arrow::BufferBuilder bytes_;
};

/// jsonb: a version, which is 1, and the text.
class JsonbReader final : public BytesReader {
 public:
  using BytesReader::BytesReader;

  arrow::Status Read(Wire value) override {
    if (value.empty() || value[0] != 1) return Malformed("jsonb of version 1");
    return BytesReader::Read(value.subspan(1));
  }
};

}  // namespace quiver::postgres
