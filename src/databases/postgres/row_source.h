#pragma once

#include <string>
#include <vector>

#include <arrow/result.h>

#include "databases/postgres/connection.h"
#include "databases/postgres/relation.h"

namespace quiver::postgres {

/// Where the rows of a table come from, in SQL.
struct RowSource {
  struct Partition {
    /// `ONLY "schema"."name" AS q`: what its columns are selected from.
    std::string from;
    /// A condition on q.ctid, or empty for all rows.
    std::string where;
  };

  std::vector<Partition> partitions;
  /// Statements, each ending with a semicolon, that a COPY of a partition begins with, and one that
  /// comes after it.
  std::string settings;
  std::string afterwards;

  /// Rows have a ctid by which a message can name them.
  bool has_ctids = false;
  int64_t estimated_rows = -1;
  /// Partitions come one after the other. Those that are parts of a query have no order.
  bool ordered = true;

  /// "COPY (SELECT columns FROM ...) TO STDOUT (FORMAT binary)", with the statements around it.
  std::string CopySql(const Partition& partition, const std::string& columns) const;
};

/// Ranges of ctids of each table that the relation consists of; they depend on the tables' sizes
/// alone. Views, foreign tables and what a server before version 14 has come as one partition.
/// `batch_bytes`: what a batch is wished to have; ranges have several of those.
/// Locks the tables against changes of their structure until `connection` is closed.
///
/// Errors: as Connection; IOError where a table was truncated or rewritten after the snapshot was
/// taken, because it then would look empty.
arrow::Result<RowSource> SourceOfRelation(Connection& connection, const Relation& relation,
                                          int64_t batch_bytes);

/// A statement, with its semicolon, after which names are found by `search_path` until the end of
/// the transaction.
arrow::Result<std::string> SearchPathSql(Connection& connection, const std::string& search_path);

/// A statement after which what the catalog prints has schemas again.
inline constexpr char kNoSearchPath[] = "SET LOCAL search_path = ''";

}  // namespace quiver::postgres
