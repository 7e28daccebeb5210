#pragma once

#include <map>
#include <optional>
#include <string>

#include "table_function.h"
#include "value.h"

namespace quiver::duckdb_extension {

/// What becomes of a column whose type DuckDB can't hold.
enum class OnUnsupported { kError, kSkip, kText };

/// The options of the functions that read Arrow, as `name := value`.
struct ReadOptions {
  static void AddTo(TableFunction* function);
  /// Errors: a value that an option does not know, with those it knows.
  static ReadOptions Read(const Arguments& arguments, duckdb_v2_error_info_handle* err);

  /// filename := true, or the name of the column.
  std::optional<std::string> filename_column;
  /// Without a value: where all files have the same keys in their folders' names.
  std::optional<bool> hive_partitioning;
  bool hive_types_autocast = true;
  /// hive_types := {year: INTEGER}: the types as SQL, by column.
  std::map<std::string, std::string> hive_types;
  bool union_by_name = false;
  /// Whether statistics may leave out batches.
  bool prune = true;
  /// Whether dictionaries of text, whose values a file has in one place, are ENUMs.
  bool dictionary_as_enum = false;
  OnUnsupported on_unsupported = OnUnsupported::kError;
};

}  // namespace quiver::duckdb_extension
