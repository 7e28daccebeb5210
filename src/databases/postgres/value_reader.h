#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <arrow/array.h>
#include <arrow/result.h>
#include <arrow/status.h>

#include "databases/postgres/wire.h"

namespace quiver::postgres {

/// Appends values of one type, as they come over the wire, to an Arrow array. There is a small
/// class for each wire type; value_readers.cc is the table of them all. One thread at a time.
///
/// Order of calls: Reserve before as many Read or AppendNull; Finish, which begins the next array.
class ValueReader {
 public:
  virtual ~ValueReader() = default;

  virtual arrow::Status Reserve(int64_t values) = 0;
  /// Errors: a misfit (see Misfit), after which nothing was appended, unless the type is made of
  /// others; then the reader is of no use any more.
  virtual arrow::Status Read(Wire value) = 0;
  virtual arrow::Status AppendNull() = 0;
  arrow::Status ReadOrNull(const std::optional<Wire>& value) {
    return value ? Read(*value) : AppendNull();
  }

  /// Whether some values of the type do not fit the Arrow type.
  virtual bool fallible() const { return false; }
  /// What Read would return, without appending.
  virtual arrow::Status Check(Wire) { return arrow::Status::OK(); }

  virtual arrow::Result<std::shared_ptr<arrow::Array>> Finish() = 0;
};

/// The error for a value that its Arrow type does not hold: `what` says which value ("NaN") and
/// `choice` which options hold it, or accept its loss.
arrow::Status Misfit(const std::string& what, const std::string& choice);
bool IsMisfit(const arrow::Status& status);

}  // namespace quiver::postgres
