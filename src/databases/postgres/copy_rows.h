#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <arrow/result.h>

#include "databases/postgres/connection.h"
#include "databases/postgres/packed_columns.h"
#include "databases/postgres/wire.h"

namespace quiver::postgres {

/// The rows of a COPY ... TO STDOUT (FORMAT binary), one after the other:
///
///   "PGCOPY\n" 0xff "\r\n" 0 | int32 flags | int32 n, n bytes | rows | int16 -1
///   a row: int16 fields | for each: int32 length, or -1 for NULL | bytes
///
/// Destroyed before its end it asks the server to stop. One thread at a time.
class CopyRows {
 public:
  /// `columns` are those of SelectColumns; rows come unpacked. Errors: as Connection.
  static arrow::Result<std::unique_ptr<CopyRows>> Start(std::shared_ptr<Connection> connection,
                                                        const std::string& sql, size_t columns);
  ~CopyRows();
  CopyRows(const CopyRows&) = delete;
  CopyRows& operator=(const CopyRows&) = delete;

  /// The next row without its number of fields, valid until the next call; nothing after the last.
  arrow::Status Next(std::optional<Wire>* row);

 private:
  CopyRows(std::shared_ptr<Connection> connection, size_t columns)
      : connection_(std::move(connection)), columns_(columns), fields_(FieldsOfColumns(columns)) {}

  /// Gets the next message, and waits for it. False after the last one.
  arrow::Result<bool> NextMessage();
  arrow::Status WaitForMore(int* naps);
  arrow::Status SkipHeader();

  const std::shared_ptr<Connection> connection_;
  const size_t columns_;
  const int fields_;
  char* message_ = nullptr;
  Wire rest_;  // of the message
  std::vector<uint8_t> unpacked_;
  bool header_read_ = false;
  bool finished_ = false;
};

}  // namespace quiver::postgres
