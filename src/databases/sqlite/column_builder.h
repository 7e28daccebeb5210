#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <arrow/result.h>
#include <arrow/status.h>
#include <arrow/type_fwd.h>

#include "databases/sqlite/cell_block.h"
#include "databases/sqlite/column_form.h"
#include "databases/sqlite/declared_table.h"

namespace quiver::sqlite {

/// A column as the readers' loops need to know it.
struct ColumnReading {
  std::string name;
  ColumnForm form = ColumnForm::kUtf8;
  /// Where in a CellBlock; -1: the value is the rowid.
  int block_column = -1;
  TextEncoding encoding = TextEncoding::kUtf8;
  /// Values that are no texts become texts (OnTypeMismatch::kText). Only for kUtf8.
  bool convert_to_text = false;
  /// SQLite stores the reals of a column with REAL affinity as integers where that is shorter.
  bool integers_are_reals = false;
  /// The rows are named by rowids in messages, not by their ordinals.
  bool rows_have_ids = true;

  /// `column "c", rowid 17`.
  std::string Place(int64_t row_id) const;
};

/// Builds one column of record batches. One thread at a time.
/// Order of calls: Start, Append for each block, Finish; then again.
class ColumnBuilder {
 public:
  static std::unique_ptr<ColumnBuilder> Make(const ColumnReading& column);
  virtual ~ColumnBuilder() = default;

  /// A batch of at most `rows` rows begins. `bytes`: a guess at the bytes of its texts or blobs.
  virtual arrow::Status Start(int64_t rows, int64_t bytes) = 0;
  /// Errors: Invalid naming column and row for a value that the form can't hold; the census has
  /// seen all values and the policy has been applied, so that a misfit is left only in invalid text
  /// and where a view or a virtual table gives something else the second time.
  virtual arrow::Status Append(const CellBlock& block) = 0;
  virtual arrow::Result<std::shared_ptr<arrow::Array>> Finish() = 0;
};

}  // namespace quiver::sqlite
