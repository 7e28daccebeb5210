#include "databases/duckdb/resume_state.h"

#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "databases/duckdb/ddl.h"

namespace quiver::duckdb {
namespace {

constexpr char kSchema[] = "__quiver_resume";

std::string Table(std::string_view name) {
  return fmt::format("{}.{}.{}", kTargetCatalog, kSchema, name);
}

}  // namespace

arrow::Status ResumeState::Create(const std::string& fingerprint) {
  return connection_
      ->Execute(fmt::format(
          "CREATE SCHEMA {}.{}; CREATE TABLE {} AS SELECT {} AS fingerprint; "
          "CREATE TABLE {} (table_schema VARCHAR, table_name VARCHAR, partitions BIGINT, "
          "finished BOOLEAN)",
          kTargetCatalog, kSchema, Table("run"), QuoteLiteral(fingerprint), Table("progress")))
      .status();
}

arrow::Result<bool> ResumeState::Load(const std::string& fingerprint) {
  ARROW_ASSIGN_OR_RAISE(const auto schemas, connection_->Query(fmt::format(
                                                "SELECT schema_name FROM duckdb_schemas() WHERE "
                                                "database_name = '{}' AND schema_name = '{}'",
                                                kTargetCatalog, kSchema)));
  if (schemas.empty()) return false;
  ARROW_ASSIGN_OR_RAISE(const auto runs,
                        connection_->Query("SELECT fingerprint FROM " + Table("run")));
  if (runs.size() != 1 || runs[0][0] != fingerprint) {
    return arrow::Status::Invalid(
        "the source, or what is asked of it, changed since the interrupted run; run without "
        "--resume to start over");
  }
  ARROW_ASSIGN_OR_RAISE(
      const auto rows,
      connection_->Query("SELECT table_schema, table_name, max(partitions)::VARCHAR, "
                         "bool_or(finished)::VARCHAR FROM " +
                         Table("progress") + " GROUP BY ALL"));
  for (const auto& row : rows) {
    tables_[{row[0].value_or(""), row[1].value_or("")}] = {
        std::strtoll(row[2].value_or("0").c_str(), nullptr, 10), row[3] == "true"};
  }
  return true;
}

const ResumeState::Progress* ResumeState::Find(const TableName& table) const {
  const auto found = tables_.find(table);
  return found == tables_.end() ? nullptr : &found->second;
}

void ResumeState::Set(const TableName& table, Progress progress) {
  tables_[table] = progress;
  unflushed_[table] = progress;
}

arrow::Status ResumeState::Flush() {
  if (unflushed_.empty()) return arrow::Status::OK();
  std::vector<std::string> rows;
  for (const auto& [table, progress] : unflushed_) {
    rows.push_back(fmt::format("({}, {}, {}, {})", QuoteLiteral(table.schema),
                               QuoteLiteral(table.name), progress.next_partition,
                               progress.finished));
  }
  unflushed_.clear();
  return connection_
      ->Execute(fmt::format("INSERT INTO {} VALUES {}", Table("progress"), fmt::join(rows, ", ")))
      .status();
}

arrow::Status ResumeState::Drop() {
  // DuckDB can't drop a table that the same transaction wrote.
  unflushed_.clear();
  return connection_->Execute(fmt::format("DROP SCHEMA {}.{} CASCADE", kTargetCatalog, kSchema))
      .status();
}

}  // namespace quiver::duckdb
