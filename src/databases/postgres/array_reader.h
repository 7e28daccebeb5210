#pragma once

#include <memory>
#include <utility>

#include <arrow/type.h>

#include "databases/postgres/list_builder.h"
#include "databases/postgres/value_reader.h"

namespace quiver::postgres {

/// int32 dimensions | int32 has NULLs | oid of the element | for each dimension: int32 size, int32
/// lower bound | values. One dimension from 1 is a list; none is an empty one; others are misfits.
class ArrayReader final : public ValueReader {
 public:
  ArrayReader(const std::shared_ptr<arrow::DataType>& type, std::unique_ptr<ValueReader> element);

  arrow::Status Reserve(int64_t values) override { return list_.Reserve(values); }
  arrow::Status Read(Wire value) override;
  arrow::Status AppendNull() override;
  bool fallible() const override { return true; }
  arrow::Status Check(Wire value) override;
  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override;

 private:
  ListBuilder list_;
  const std::unique_ptr<ValueReader> element_;
};

}  // namespace quiver::postgres
