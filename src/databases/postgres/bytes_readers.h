#pragma once

#include <memory>
#include <utility>

#include <arrow/buffer_builder.h>
#include <arrow/type.h>

#include "databases/postgres/number_readers.h"
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

/// Text of a database whose encoding is SQL_ASCII, where the server checks nothing.
class UncheckedTextReader final : public BytesReader {
 public:
  using BytesReader::BytesReader;
  arrow::Status Read(Wire value) override;
  arrow::Status Check(Wire value) override;
  bool fallible() const override { return true; }
};

/// jsonb: a version, which is 1, and the text.
class JsonbReader final : public ValueReader {
 public:
  explicit JsonbReader(std::unique_ptr<ValueReader> text) : text_(std::move(text)) {}

  arrow::Status Reserve(int64_t values) override { return text_->Reserve(values); }
  arrow::Status Read(Wire value) override {
    if (value.empty() || value[0] != 1) return Malformed("jsonb of version 1");
    return text_->Read(value.subspan(1));
  }
  arrow::Status AppendNull() override { return text_->AppendNull(); }
  bool fallible() const override { return text_->fallible(); }
  arrow::Status Check(Wire value) override {
    return value.empty() ? Malformed("jsonb") : text_->Check(value.subspan(1));
  }
  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override { return text_->Finish(); }

 private:
  const std::unique_ptr<ValueReader> text_;
};

}  // namespace quiver::postgres
