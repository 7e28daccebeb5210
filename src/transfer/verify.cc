#include "quiver/verify.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "quiver/registry.h"
#include "transfer/select_tables.h"
#include "transfer/table_comparison.h"
#include "transfer/verify_sources.h"

namespace quiver {
namespace {

std::set<TableName> Names(const std::vector<TableInfo>& tables) {
  std::set<TableName> names;
  for (const TableInfo& table : tables) names.insert(table.name);
  return names;
}

class VerifyRun {
 public:
  VerifyRun(Source& a, Source& b, const VerifyOptions& options) : a_(a), b_(b), options_(options) {}

  arrow::Result<VerifyReport> Run() {
    ARROW_ASSIGN_OR_RAISE(const std::vector<TableInfo> in_a, a_.Tables());
    ARROW_ASSIGN_OR_RAISE(const std::vector<TableInfo> in_b, b_.Tables());
    names_in_b_ = Names(in_b);
    ARROW_ASSIGN_OR_RAISE(const std::vector<TableInfo> wanted, SelectFromBoth(in_a, in_b));
    const std::set<TableName> names_in_a = Names(in_a);
    // Both sides are read, and how many rows they have is not known.
    options_.progress->PhaseStarted(RunPhase::kHashing, std::ssize(wanted) * 2, -1);
    for (const TableInfo& table : wanted) {
      if (names_in_a.contains(table.name)) ARROW_RETURN_NOT_OK(CompareTable(table.name));
    }
    for (const TableInfo& table : wanted) {
      if (!names_in_a.contains(table.name) && !quarantines_.contains(table.name)) {
        AddOneSided(table.name, /*in_a=*/false);
      }
    }
    return std::move(report_);
  }

 private:
  arrow::Result<std::vector<TableInfo>> SelectFromBoth(const std::vector<TableInfo>& in_a,
                                                       const std::vector<TableInfo>& in_b) {
    const std::set<TableName> names_in_a = Names(in_a);
    std::vector<TableInfo> both = in_a;
    std::copy_if(in_b.begin(), in_b.end(), std::back_inserter(both),
                 [&](const TableInfo& table) { return !names_in_a.contains(table.name); });
    std::vector<std::string> notes;
    ARROW_ASSIGN_OR_RAISE(auto selected, SelectTables(both, options_.selection, &notes));
    for (const std::string& note : notes) options_.progress->Note(note);
    return selected;
  }

  // A table of A, and the quarantine that reading it makes, against what B has.
  arrow::Status CompareTable(const TableName& name) {
    if (!names_in_b_.contains(name)) {
      AddOneSided(name, /*in_a=*/true);
      return arrow::Status::OK();
    }
    ARROW_ASSIGN_OR_RAISE(auto stream, a_.OpenTable(name));
    ARROW_RETURN_NOT_OK(CompareStream(*stream));
    TableStream* quarantine = stream->quarantine();
    if (!quarantine) return arrow::Status::OK();
    const TableName quarantine_name = quarantine->description().name;
    quarantines_.insert(quarantine_name);
    if (names_in_b_.contains(quarantine_name)) return CompareStream(*quarantine);
    AddOneSided(quarantine_name, /*in_a=*/true);
    return arrow::Status::OK();
  }

  arrow::Status CompareStream(TableStream& in_a) {
    ARROW_ASSIGN_OR_RAISE(auto in_b, b_.OpenTable(in_a.description().name));
    ARROW_ASSIGN_OR_RAISE(TableComparison comparison, CompareTables(in_a, *in_b, options_));
    report_.tables.push_back(std::move(comparison));
    return arrow::Status::OK();
  }

  void AddOneSided(const TableName& name, bool in_a) {
    TableComparison comparison;
    comparison.name = name;
    comparison.in_a = in_a;
    comparison.in_b = !in_a;
    report_.tables.push_back(std::move(comparison));
  }

  Source& a_;
  Source& b_;
  const VerifyOptions& options_;
  std::set<TableName> names_in_b_;
  std::set<TableName> quarantines_;
  VerifyReport report_;
};

}  // namespace

bool VerifyReport::same() const {
  return std::all_of(tables.begin(), tables.end(),
                     [](const TableComparison& table) { return table.same(); });
}

arrow::Result<VerifyReport> VerifySources(Source& a, Source& b, const VerifyOptions& options) {
  return VerifyRun(a, b, options).Run();
}

arrow::Result<VerifyReport> Verify(const Location& a, const Location& b,
                                   const VerifyOptions& options) {
  const SourceOptions source = WithNamedViews(options.source, options.selection);
  ARROW_ASSIGN_OR_RAISE(auto source_a, OpenSource(a, source));
  ARROW_ASSIGN_OR_RAISE(auto source_b, OpenSource(b, source));
  return VerifySources(*source_a, *source_b, options);
}

}  // namespace quiver
