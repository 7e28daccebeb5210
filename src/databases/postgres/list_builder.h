#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include <arrow/array.h>
#include <arrow/buffer_builder.h>
#include <arrow/result.h>
#include <arrow/type.h>

#include "databases/postgres/validity_builder.h"

namespace quiver::postgres {

/// A list that is being built: what arrays, multiranges and maps have in common.
class ListBuilder {
 public:
  explicit ListBuilder(std::shared_ptr<arrow::DataType> type) : type_(std::move(type)) {}

  arrow::Status Reserve(int64_t values);
  /// A list that ends after `end` elements of all lists.
  void Append(int64_t end);
  void AppendNull();
  int64_t elements() const { return elements_; }
  arrow::Result<std::shared_ptr<arrow::Array>> Finish(std::shared_ptr<arrow::Array> elements);

 private:
  const std::shared_ptr<arrow::DataType> type_;
  ValidityBuilder validity_;
  arrow::TypedBufferBuilder<int32_t> offsets_;
  int64_t elements_ = 0;
};

}  // namespace quiver::postgres
