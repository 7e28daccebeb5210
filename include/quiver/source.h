#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <arrow/result.h>
#include <arrow/util/cancel.h>

#include "quiver/budget.h"
#include "quiver/csv_options.h"
#include "quiver/postgres_options.h"
#include "quiver/scan.h"
#include "quiver/table_stream.h"

namespace quiver {

/// What happens to a value that the type of its column can't hold exactly.
enum class OnTypeMismatch {
  kError,       ///< the copy stops; the error names table, column, counts and the first rows
  kText,        ///< the whole column becomes text
  kNull,        ///< the value becomes NULL (a loss that the user asked for by name; it is counted)
  kQuarantine,  ///< the row, whole, goes to `<table>__quarantine` with the reason
};

struct SourceOptions {
  Budget budget;
  OnTypeMismatch on_type_mismatch = OnTypeMismatch::kError;
  /// Most rows in a batch.
  int64_t batch_rows = 122'880;
  /// About the most bytes in a batch; 0: what the budget allows.
  int64_t batch_bytes = 0;
  /// Milliseconds to wait for a database that somebody else has locked.
  int64_t busy_timeout_ms = 5'000;
  /// Also list views.
  bool views = false;
  CsvOptions csv;
  PostgresOptions postgres;
  /// Once requested, every reader and every long call of the source returns Status::Cancelled.
  arrow::StopToken stop = arrow::StopToken::Unstoppable();

  int64_t most_batch_bytes() const { return batch_bytes > 0 ? batch_bytes : budget.batch_bytes(); }
};

/// A table that a source could give, before its rows were looked at.
struct TableInfo {
  enum class Kind { kTable, kView, kVirtualTable, kFile };
  TableName name;
  Kind kind = Kind::kTable;
  /// The schema that a name without one is in; empty where the source has no schemas.
  std::string default_schema;

  /// A guess that costs nothing, for plans and progress bars; -1 when there is none.
  int64_t estimated_rows = -1;
  int64_t estimated_bytes = -1;
  /// How the source's own SQL names it, for OpenQuery; empty where `name` in double quotes does.
  std::string sql_name;
};

/// Something that tables are read from. Opening a source takes one snapshot: all tables, all
/// partitions and all threads see the same state, whatever other processes write in the meantime.
/// A source never changes what it reads.
///
/// Order of calls: open (quiver/registry.h), `Tables`, then `OpenTable` for each one wanted.
/// Threads: the calls on Source are for one thread at a time; streams allow more (see there).
class Source {
 public:
  virtual ~Source() = default;

  virtual arrow::Result<std::vector<TableInfo>> Tables() = 0;

  /// May read the whole table (a census of its values) before it returns.
  /// Errors: KeyError for a name that `Tables` does not list, with the nearest ones.
  virtual arrow::Result<std::unique_ptr<TableStream>> OpenTable(const TableName& name) = 0;

  /// A part of the table. Here: the whole is read, and the other columns are dropped; sources that
  /// can leave them unread do so. Errors: also KeyError for a column that is not there.
  virtual arrow::Result<std::unique_ptr<TableStream>> OpenScan(const TableName& name,
                                                               const Scan& scan);

  /// The rows of a query in the source's own SQL, as a table called `name`.
  /// Errors: NotImplemented where the source has no query language.
  virtual arrow::Result<std::unique_ptr<TableStream>> OpenQuery(const std::string& sql,
                                                                const TableName& name);

  /// A line that is different when the content may be different: the same line in a later run
  /// means that the snapshot holds the same rows and that streams have the same partitions.
  virtual arrow::Result<std::string> Fingerprint() = 0;
};

/// Whether `text` is the table's whole name; one of the default schema has two, `t` and `public.t`.
bool IsNamed(const TableInfo& table, std::string_view text);

/// The error for a table that is not there: KeyError, with the nearest of `known` as suggestions.
arrow::Status TableNotFound(const TableName& wanted, const std::vector<TableInfo>& known,
                            std::string_view where);

}  // namespace quiver
