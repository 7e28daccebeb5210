#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <arrow/status.h>

#include "databases/duckdb/connection.h"
#include "databases/duckdb/ddl.h"
#include "databases/duckdb/extension_file.h"
#include "databases/duckdb/resume_state.h"
#include "databases/duckdb/write_transaction.h"
#include "quiver/sink.h"
#include "quiver/table_stream.h"

namespace quiver::duckdb {

/// Creates tables and fills them.
///
/// With a resume state (a new file) the rows are committed in segments of a few seconds, and the
/// keys of big tables are added after their rows. Without, everything is left to one transaction.
class TableWriter {
 public:
  TableWriter(const SinkOptions& options, Connection* connection, ResumeState* resume,
              WriteTransaction* transaction, const ExtensionFunctions& extension)
      : options_(options),
        connection_(connection),
        resume_(resume),
        transaction_(transaction),
        extension_(extension) {}

  /// A table that others' foreign keys refer to.
  void AddReferenced(const TableName& table);

  /// CREATE TABLE, unless it was created by an interrupted run; rows; keys, indexes, comments.
  arrow::Status Write(const TableDescription& table, bool created, TableStream* stream);
  /// Only rows.
  arrow::Status Append(const TableDescription& table, TableStream* stream);

 private:
  DdlOptions OptionsFor(const TableStream& stream) const;
  arrow::Status Create(const TableDescription& table, const DdlOptions& ddl);
  arrow::Status InsertFrom(int64_t begin, const TableDescription& table, TableStream* stream);
  arrow::Status Insert(const TableDescription& table, TableStream* stream, int64_t begin,
                       int64_t end);
  arrow::Status Finish(const TableDescription& table, const DdlOptions& ddl,
                       const TableStream& stream);
  arrow::Status BuildIndexes(const TableDescription& table,
                             const std::vector<LoadedStatement>& statements, int64_t rows);
  arrow::Status ExecuteAll(const TableDescription& table,
                           const std::vector<LoadedStatement>& statements);
  arrow::Status LimitMemory(int64_t bytes);
  arrow::Status LowerMemory();
  arrow::Status FreeMemory(const TableDescription& table, int64_t rows);
  arrow::Status UseThreads(int64_t partitions);
  arrow::Status Execute(const std::string& sql);
  arrow::Status Explain(const arrow::Status& error, const TableName& table,
                        const std::string& what = "") const;

  const SinkOptions options_;
  Connection* const connection_;
  ResumeState* const resume_;
  WriteTransaction* const transaction_;
  const ExtensionFunctions extension_;
  std::set<std::string> referenced_;
  int64_t unwritten_bytes_ = 0;
  int threads_ = 0;
  bool memory_raised_ = false;
};

}  // namespace quiver::duckdb
