#include <algorithm>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "files/input.h"
#include "quiver/registry.h"
#include "quiver/transfer.h"
#include "transfer/opened_tables.h"
#include "transfer/same_file.h"
#include "transfer/select_tables.h"

namespace quiver {
namespace {

PlannedTable Planned(const OpenedTable& table) {
  PlannedTable planned;
  planned.description = table.description();
  planned.rows = table.stream->num_rows();
  planned.partitions = table.stream->num_partitions();
  if (TableStream* quarantine = table.stream->quarantine()) {
    planned.quarantines = true;
    planned.quarantined_rows = quarantine->num_rows();
  }
  return planned;
}

bool IsFiles(LocationKind kind) {
  switch (kind) {
    case LocationKind::kArrowFile:
    case LocationKind::kArrowStream:
    case LocationKind::kParquet:
    case LocationKind::kCsv:
      return true;
    default:
      return false;
  }
}

arrow::Status CheckTargetFolder(const Location& target) {
  if (target.kind == LocationKind::kPostgres || IsStreamOnly(target.path)) {
    return arrow::Status::OK();
  }
  std::filesystem::path path = std::filesystem::absolute(target.path).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();  // "out/"
  const std::filesystem::path folder = path.parent_path();
  std::error_code error;
  if (std::filesystem::is_directory(folder, error)) return arrow::Status::OK();
  return arrow::Status::IOError(
      fmt::format("{}: there is no directory {}; create it first", target.path, folder.string()));
}

// Tables of the plan that the target has already, which stops a run with IfExists::kFail.
arrow::Result<std::vector<PlanProblem>> FindExistingTables(const Location& target,
                                                           const TransferOptions& options,
                                                           const OpenedTables& opened) {
  std::vector<PlanProblem> problems;
  std::error_code error;
  if (options.sink.if_exists != IfExists::kFail || !std::filesystem::exists(target.path, error)) {
    return problems;
  }
  ARROW_ASSIGN_OR_RAISE(auto existing, OpenSource(target, options.source));
  ARROW_ASSIGN_OR_RAISE(const std::vector<TableInfo> tables, existing->Tables());
  for (const TableDescription& wanted : opened.Descriptions()) {
    const bool exists = std::any_of(tables.begin(), tables.end(), [&](const TableInfo& table) {
      return table.name == wanted.name;
    });
    if (!exists) continue;
    problems.push_back(
        {wanted.name, fmt::format("table {} exists in {}; choose --if-exists replace, append or "
                                  "skip",
                                  wanted.name.ToString(), target.name())});
  }
  return problems;
}

// What would stop the run as a whole goes where it is seen: among the problems.
arrow::Status AddProblem(arrow::Status status, TransferPlan* plan) {
  if (status.IsCancelled()) return status;
  if (!status.ok()) plan->problems.push_back({{}, status.message()});
  return arrow::Status::OK();
}

arrow::Status CheckTarget(const Location& target, const TransferOptions& options,
                          const OpenedTables& opened, TransferPlan* plan) {
  ARROW_RETURN_NOT_OK(AddProblem(CheckTargetFolder(target), plan));
  ARROW_RETURN_NOT_OK(AddProblem(CheckNamesDiffer(opened), plan));
  if (IsFiles(target.kind)) {
    // A sink of files writes nothing before the first row.
    auto sink = OpenSink(target, options.sink);
    return AddProblem(sink.ok() ? (*sink)->Begin(opened.Descriptions()) : sink.status(), plan);
  }
  auto existing = FindExistingTables(target, options, opened);
  ARROW_RETURN_NOT_OK(AddProblem(existing.status(), plan));
  if (!existing.ok()) return arrow::Status::OK();
  plan->problems.insert(plan->problems.end(), existing->begin(), existing->end());
  return arrow::Status::OK();
}

}  // namespace

arrow::Result<TransferPlan> Plan(const Location& source, const Location& target,
                                 const TransferOptions& options) {
  ARROW_RETURN_NOT_OK(CheckNotSameFile(source, target));
  ARROW_ASSIGN_OR_RAISE(auto opened_source,
                        OpenSource(source, WithNamedViews(options.source, options.selection)));
  TransferPlan plan;
  const auto collect = [&](const TableName& table, arrow::Status error) -> arrow::Status {
    if (error.IsCancelled()) return error;
    plan.problems.push_back({table, error.message()});
    return arrow::Status::OK();
  };
  ARROW_ASSIGN_OR_RAISE(OpenedTables opened,
                        OpenTables(*opened_source, options.selection, options.progress, collect));
  plan.notes = opened.notes;
  if (options.sink.constraints) ARROW_RETURN_NOT_OK(AddProblem(SortByForeignKeys(&opened), &plan));
  ARROW_RETURN_NOT_OK(CheckTarget(target, options, opened, &plan));
  for (const OpenedTable& table : opened.tables) plan.tables.push_back(Planned(table));
  return plan;
}

}  // namespace quiver
