#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/status.h>

#include "databases/postgres/connection.h"
#include "databases/postgres/value_writer.h"
#include "quiver/table.h"

namespace quiver::postgres {

/// Where rows go: a table of the server, and how each of its columns wants them.
struct CopyTarget {
  /// For messages: the table that the user knows.
  TableName table;
  /// The table that takes the rows, as SQL writes it, and as the server's messages name it.
  std::string relation;
  std::string relation_name;
  std::shared_ptr<arrow::Schema> schema;
  /// In the order of the schema.
  std::vector<WireType> wire;
};

/// One `COPY ... FROM STDIN (FORMAT binary)` on one connection, as one statement: a failed or an
/// aborted one leaves no row. The wire form is that of
/// https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format".
///
/// Order of calls: Start; BeginPartition and Write as often as there are partitions and batches;
/// Finish or Abort, after which the connection is free. After an error only Abort. One thread.
class CopyIn {
 public:
  /// The connection must outlive this.
  static arrow::Result<std::unique_ptr<CopyIn>> Start(Connection& connection,
                                                      const CopyTarget& target);

  /// The rows that follow are those of this partition; -1 where there is only one.
  void BeginPartition(int64_t partition);

  /// Errors: Invalid with table, column and row for a value that the column can't hold; what the
  /// server said, with the row that it was about; IOError; Cancelled.
  arrow::Status Write(const arrow::RecordBatch& batch);

  /// Errors: as Write.
  arrow::Status Finish();

  /// The connection is of use afterwards unless it is lost.
  void Abort();

 private:
  struct Part {
    int64_t partition;
    int64_t first_line;
  };

  CopyIn(Connection& connection, const CopyTarget& target)
      : connection_(connection), target_(target) {}

  arrow::Status WriteRow(int64_t row);
  arrow::Status BadValue(const arrow::RecordBatch& batch, int64_t row, int column,
                         const arrow::Status& reason) const;
  arrow::Status Send();
  arrow::Status Flush();
  /// Reads the end of the COPY; its error, if there is one.
  arrow::Status ServerSaid();
  /// What the server said, by the names that the user knows.
  arrow::Status Told(const PGresult* result) const;
  /// "row 17", "row 17 of partition 3" for a row that the server counts from 1.
  std::string RowOfLine(int64_t line) const;

  Connection& connection_;
  const CopyTarget& target_;
  std::vector<std::unique_ptr<ValueWriter>> writers_;
  WireBuffer buffer_;
  std::vector<Part> parts_;
  int64_t lines_ = 0;
  /// Of the row being written: the column that it has reached.
  int column_ = 0;
};

}  // namespace quiver::postgres
