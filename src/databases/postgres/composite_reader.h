#pragma once

#include <memory>
#include <vector>

#include <arrow/type.h>

#include "databases/postgres/validity_builder.h"
#include "databases/postgres/value_reader.h"

namespace quiver::postgres {

using ValueReaders = std::vector<std::unique_ptr<ValueReader>>;

/// int32 attributes | for each: oid of its type, value.
class CompositeReader final : public ValueReader {
 public:
  CompositeReader(std::shared_ptr<arrow::DataType> type, ValueReaders attributes);

  arrow::Status Reserve(int64_t values) override;
  arrow::Status Read(Wire value) override;
  arrow::Status AppendNull() override;
  bool fallible() const override;
  arrow::Status Check(Wire value) override;
  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override;

 private:
  const std::shared_ptr<arrow::DataType> type_;
  const ValueReaders attributes_;
  ValidityBuilder validity_;
};

}  // namespace quiver::postgres
