#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <arrow/result.h>
#include <arrow/status.h>

#include "databases/duckdb/connection.h"
#include "quiver/table.h"

namespace quiver::duckdb {

/// What a partial file knows about the run that writes it, in a schema of its own: the fingerprint
/// of the source, and how far each table is. It is written in the same transactions as the rows,
/// and dropped before the file gets the target's name.
class ResumeState {
 public:
  struct Progress {
    /// The first partition whose rows are not in the file.
    int64_t next_partition = 0;
    /// Whether also the keys and indexes are there.
    bool finished = false;
  };

  explicit ResumeState(Connection* connection) : connection_(connection) {}

  /// For a new partial file.
  arrow::Status Create(const std::string& fingerprint);

  /// For one that an interrupted run left. Returns false when that run stopped before `Create` was
  /// committed. Errors: Invalid when the fingerprint is another one.
  arrow::Result<bool> Load(const std::string& fingerprint);

  /// How far a table is; null for one that does not exist yet.
  const Progress* Find(const TableName& table) const;

  /// Takes effect in the file with the next `Flush`.
  void Set(const TableName& table, Progress progress);

  /// To be called in the transaction that has the rows, before its COMMIT.
  arrow::Status Flush();

  arrow::Status Drop();

 private:
  Connection* const connection_;
  std::map<TableName, Progress> tables_;
  std::map<TableName, Progress> unflushed_;
};

}  // namespace quiver::duckdb
