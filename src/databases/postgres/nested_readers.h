#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <arrow/buffer_builder.h>
#include <arrow/type.h>

#include "databases/postgres/number_readers.h"
#include "databases/postgres/value_reader.h"

namespace quiver::postgres {

using ValueReaders = std::vector<std::unique_ptr<ValueReader>>;

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
