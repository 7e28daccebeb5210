#pragma once

#include <memory>
#include <string>
#include <vector>

#include <arrow/result.h>
#include <arrow/util/cancel.h>

#include "databases/sqlite/block_source.h"
#include "databases/sqlite/snapshot.h"

namespace quiver::sqlite {

/// Whatever SQLite itself can select, read by stepping through a statement on the snapshot's
/// connection: views, virtual tables, tables with virtual generated columns, queries; and, to
/// compare, any table. One partition.
///
/// Several readers may be open at once; each has its own statement, and they take turns, block by
/// block, at the snapshot's mutex.
class ApiCountedTable : public CountedTable {
 public:
  /// Steps through all rows once to count them. `snapshot` must stay.
  static arrow::Result<std::unique_ptr<ApiCountedTable>> Open(Snapshot& snapshot,
                                                              const DeclaredTable& declared,
                                                              const arrow::StopToken& stop);

  /// The rows of one SELECT (or VALUES, or WITH ... SELECT) as a table called `name`. Errors:
  /// Invalid for other statements, or more than one.
  static arrow::Result<std::unique_ptr<ApiCountedTable>> OpenQuery(Snapshot& snapshot,
                                                                   const std::string& sql,
                                                                   const TableName& name,
                                                                   const arrow::StopToken& stop);

  const DeclaredTable& declared() const override { return declared_; }
  const std::vector<ColumnCensus>& census() const override { return census_; }
  int64_t num_rows() const override { return num_rows_; }
  int64_t num_partitions() const override { return 1; }
  int64_t rows_in(int64_t) const override { return num_rows_; }
  arrow::Result<std::unique_ptr<BlockSource>> Open(int64_t partition) const override;
  int block_width() const override { return static_cast<int>(declared_.columns.size()); }
  std::vector<int> block_columns() const override;
  TextEncoding encoding() const override;
  bool rows_have_ids() const override { return has_row_id_; }

 private:
  ApiCountedTable(Snapshot& snapshot, DeclaredTable declared);

  arrow::Status Count(const arrow::StopToken& stop);

  Snapshot& snapshot_;
  DeclaredTable declared_;
  std::string sql_;
  bool has_row_id_ = false;
  std::vector<ColumnCensus> census_;
  int64_t num_rows_ = 0;
};

}  // namespace quiver::sqlite
