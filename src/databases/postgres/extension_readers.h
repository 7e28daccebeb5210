#pragma once

#include <memory>
#include <utility>

#include <arrow/type.h>

#include "databases/postgres/list_builder.h"
#include "databases/postgres/number_readers.h"
#include "databases/postgres/validity_builder.h"
#include "databases/postgres/value_reader.h"

namespace quiver::postgres {

/// hstore: int32 pairs | for each: key and value, both texts.
class HstoreReader final : public ValueReader {
 public:
  HstoreReader(std::shared_ptr<arrow::DataType> type, std::unique_ptr<ValueReader> keys,
               std::unique_ptr<ValueReader> values);

  arrow::Status Reserve(int64_t values) override { return list_.Reserve(values); }
  arrow::Status Read(Wire value) override;
  arrow::Status AppendNull() override;
  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override;

 private:
  const std::shared_ptr<arrow::DataType> type_;
  ListBuilder list_;
  const std::unique_ptr<ValueReader> keys_;
  const std::unique_ptr<ValueReader> values_;
};

/// pgvector's vector: int16 dimensions | int16 unused | float4s. A fixed_size_list where the column
/// says how many, else a list.
class VectorReader final : public ValueReader {
 public:
  explicit VectorReader(std::shared_ptr<arrow::DataType> type);

  arrow::Status Reserve(int64_t values) override;
  arrow::Status Read(Wire value) override;
  arrow::Status AppendNull() override;
  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override;

 private:
  const std::shared_ptr<arrow::DataType> type_;
  const int fixed_size_;  // -1 for a list
  ListBuilder list_;
  ValidityBuilder validity_;
  NumberReader<float> elements_;
};

}  // namespace quiver::postgres
