#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <arrow/array.h>
#include <arrow/result.h>
#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>

#include "databases/postgres/numeric_readers.h"
#include "databases/postgres/value_reader.h"

namespace quiver::postgres {

struct Form;

/// A row of the table in value_readers.cc: the Arrow type and the reader of a wire type.
struct WireKind {
  std::shared_ptr<arrow::DataType> (*type)(const Form&);
  std::unique_ptr<ValueReader> (*reader)(const Form&);
};

/// How the values of a column, or of a part of its type, are read.
struct Form {
  std::string name;
  const WireKind* kind = nullptr;
  /// Where the type has one: of a numeric or a vector.
  int32_t modifier = -1;
  /// The element, the attributes, the bound, the range.
  std::vector<Form> parts;
  /// Of an enum.
  std::shared_ptr<arrow::Array> labels;
  std::shared_ptr<const arrow::KeyValueMetadata> metadata;
  /// The decimal of a numeric; without one it is open, and a reader only gathers what it needs.
  std::shared_ptr<arrow::DataType> decimal;
  std::shared_ptr<NumericShape> shape;

  std::shared_ptr<arrow::DataType> type() const { return kind->type(*this); }
  std::unique_ptr<ValueReader> reader() const { return kind->reader(*this); }
  std::shared_ptr<arrow::Field> field() const { return arrow::field(name, type(), true, metadata); }

  /// A numeric in it is open.
  bool open() const;
  /// Gives open numerics the smallest decimals for what their readers have found. Errors: Invalid
  /// where that is more than 76 digits.
  arrow::Status Settle();
};

}  // namespace quiver::postgres
