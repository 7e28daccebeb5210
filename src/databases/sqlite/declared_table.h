#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "quiver/table.h"

namespace quiver::sqlite {

/// The affinity that SQLite gives a column by its declared type
/// (https://www.sqlite.org/datatype3.html, section 3.1).
enum class Affinity { kInteger, kReal, kNumeric, kText, kBlob };

/// `strict`: the column is in a STRICT table, where ANY means no affinity.
Affinity AffinityOf(std::string_view declared_type, bool strict);

/// A column as its CREATE TABLE declares it.
struct DeclaredColumn {
  std::string name;
  std::string declared_type;  // as written; empty when there is none
  Affinity affinity = Affinity::kBlob;
  bool not_null = false;
  /// Compares its texts byte by byte: no COLLATE, or COLLATE BINARY.
  bool binary_collation = true;
  bool generated_virtual = false;  // not in the record: computed when read
  /// Where the value stands in a record of the table's b-tree; -1 for the rowid alias (the record
  /// holds NULL there) and for virtual generated columns.
  int record_index = -1;
  bool is_rowid_alias = false;
  /// The value of rows that were written before ALTER TABLE ADD COLUMN gave the table this column
  /// (shorter records), as SQLite itself computes it.
  struct Value {
    enum class Class { kNull, kInteger, kReal, kText, kBlob } storage_class = Class::kNull;
    int64_t integer = 0;
    double real = 0;
    std::string bytes;  // UTF-8 for text
  } missing_value;
};

/// The column is declared as a date or a timestamp, so that its texts are worth parsing.
bool WantsDates(const DeclaredColumn& column);

/// A table of the database: what CREATE TABLE says, and where its b-tree is.
struct DeclaredTable {
  enum class Kind { kRowid, kWithoutRowid, kView, kVirtual };
  Kind kind = Kind::kRowid;
  std::string name;
  uint32_t root_page = 0;               // 0 for views and virtual tables
  std::vector<DeclaredColumn> columns;  // those that SELECT * gives, in that order
  int record_columns = 0;               // columns stored in a full record
  bool strict = false;
  /// Why SQLite itself can't read this view or virtual table; empty when it can.
  std::string unreadable;
  /// Name, keys, checks, foreign keys, indexes, defaults, sequence, not_carried. Schema and
  /// type_reasons are filled in later, after the census.
  TableDescription description;

  /// Pages hold everything that SELECT * would give: a b-tree table without virtual columns.
  bool readable_by_page() const;
};

}  // namespace quiver::sqlite
