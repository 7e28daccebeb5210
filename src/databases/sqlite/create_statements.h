#pragma once

#include <string>
#include <vector>

#include <arrow/result.h>

#include "quiver/table.h"

namespace quiver::sqlite {

/// Whether the primary key is the rowid itself: one integer column.
bool HasRowidKey(const TableDescription& table);

/// CREATE TABLE, with keys, checks, defaults and foreign keys when `constraints`.
/// Errors: NotImplemented for a column without a form, Invalid for names that SQLite does not
/// allow.
arrow::Result<std::string> CreateTableStatement(const TableDescription& table, bool constraints);

/// CREATE INDEX and what sets the next number of a sequence; for after the rows.
std::vector<std::string> FinishingStatements(const TableDescription& table);

/// One line for each part of the description that SQLite has no place for.
std::vector<std::string> NotKept(const TableDescription& table);

/// Names that are there twice for SQLite, reserved ones, columns without a form.
arrow::Status CheckTables(const std::vector<TableDescription>& tables);

}  // namespace quiver::sqlite
