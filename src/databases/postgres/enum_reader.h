#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>

#include <arrow/buffer_builder.h>
#include <arrow/type.h>

#include "databases/postgres/validity_builder.h"
#include "databases/postgres/value_reader.h"

namespace quiver::postgres {

/// An enum's labels come as text and become indices of a dictionary that has them all, in order.
class EnumReader final : public ValueReader {
 public:
  EnumReader(std::shared_ptr<arrow::DataType> type, std::shared_ptr<arrow::Array> labels);

  arrow::Status Reserve(int64_t values) override;
  arrow::Status Read(Wire value) override;
  arrow::Status AppendNull() override;
  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override;

 private:
  const std::shared_ptr<arrow::DataType> type_;
  const std::shared_ptr<arrow::Array> labels_;
  std::unordered_map<std::string_view, int32_t> index_;
  ValidityBuilder validity_;
  arrow::TypedBufferBuilder<int32_t> indices_;
};

}  // namespace quiver::postgres
