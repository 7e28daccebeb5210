#pragma once

#include <cstdint>
#include <memory>

#include <arrow/array.h>
#include <arrow/result.h>
#include <arrow/status.h>

#include "databases/postgres/wire_buffer.h"
#include "databases/postgres/wire_form.h"

namespace quiver::postgres {

/// Writes the values of one column as COPY BINARY wants them. Not thread-safe.
class ValueWriter {
 public:
  virtual ~ValueWriter() = default;

  /// The array whose rows are written from now on; of the type that the writer was made for.
  /// Errors: Invalid where that can be told of all of it.
  virtual arrow::Status Bind(std::shared_ptr<arrow::Array> array) = 0;

  /// Appends length and value of `row`. Errors: Invalid for a value that the server's type can't
  /// hold exactly; only the reason, as what follows "the value ...".
  virtual arrow::Status Write(int64_t row, WireBuffer* out) = 0;
};

using MadeWriter = arrow::Result<std::unique_ptr<ValueWriter>>;

/// Whether values of an Arrow type can be written in a form. Precision, units and members are not
/// looked at; dictionaries, runs and extension types are asked for by what they stand for.
bool HasWriter(arrow::Type::type type, WireForm form);

/// Errors: NotImplemented where there is no writer.
MadeWriter MakeValueWriter(const arrow::DataType& type, const WireType& wire);

}  // namespace quiver::postgres
