#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <arrow/result.h>

#include "databases/sqlite/block_source.h"
#include "databases/sqlite/connection.h"
#include "databases/sqlite/snapshot.h"

namespace quiver::sqlite {

/// The rows of a statement as blocks: each value copied, and given the serial type that a record
/// would have.
class StatementRows : public BlockSource {
 public:
  /// With `first_is_row_id` the first column of the statement is the rowid and not in the blocks.
  static arrow::Result<std::unique_ptr<StatementRows>> Open(Snapshot& snapshot,
                                                            const std::string& sql,
                                                            bool first_is_row_id);
  ~StatementRows() override;

  arrow::Status Fill(CellBlock* block) override;
  bool full() const override { return full_; }

  /// Texts come from SQLite in UTF-16 where the database is in UTF-16: converting to UTF-8, SQLite
  /// would replace what is invalid in silence.
  static TextEncoding EncodingOf(const Snapshot& snapshot);

 private:
  StatementRows(Snapshot& snapshot, Statement statement, bool first_is_row_id);

  int64_t PayloadBytes() const;
  arrow::Status AddRow(int64_t payload, CellBlock* block);

  Snapshot& snapshot_;
  std::optional<Statement> statement_;
  const int first_column_;
  const bool utf16_;
  bool row_waits_ = false;  // stepped to, but not in a block yet
  bool done_ = false;
  bool full_ = false;
  int64_t ordinal_ = 0;
};

}  // namespace quiver::sqlite
