#include "quiver/verify.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "quiver/registry.h"
#include "transfer/restarting.h"
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
    ARROW_ASSIGN_OR_RAISE(std::vector<TableInfo> in_b, b_.Tables());
    MatchFile(in_a, &in_b);
    names_in_b_ = Names(in_b);
    ARROW_ASSIGN_OR_RAISE(const std::vector<TableInfo> wanted, SelectFromBoth(in_a, in_b));
    const std::set<TableName> names_in_a = Names(in_a);
    // Both sides are read, and how many rows they have is not known.
    options_.progress->PhaseStarted(RunPhase::kHashing, std::ssize(wanted) * 2, -1);
    for (const TableInfo& table : wanted) {
      if (!names_in_a.contains(table.name)) continue;
      ARROW_RETURN_NOT_OK(Restarting([&] { return CompareTable(table.name); }));
    }
    for (const TableInfo& table : wanted) {
      if (!names_in_a.contains(table.name) && !quarantines_.contains(table.name)) {
        AddOneSided(table.name, /*in_a=*/false);
      }
    }
    return std::move(report_);
  }

 private:
  // A file's name is not that of its table, so it is compared with the only table of the other.
  void MatchFile(const std::vector<TableInfo>& in_a, std::vector<TableInfo>* in_b) {
    const auto is_file = [](const TableInfo& table) {
      return table.kind == TableInfo::Kind::kFile;
    };
    if (in_a.size() != 1 || in_b->size() != 1 || !(is_file(in_a[0]) || is_file((*in_b)[0]))) return;
    only_table_in_b_ = (*in_b)[0].name;
    (*in_b)[0].name = in_a[0].name;
  }

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
    ARROW_ASSIGN_OR_RAISE(auto stream, a_.OpenScan(name, ScanOf(options_.selection)));
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
    const TableName& name = in_a.description().name;
    ARROW_ASSIGN_OR_RAISE(auto in_b,
                          b_.OpenScan(only_table_in_b_.value_or(name), ScanOf(options_.selection)));
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
  // Where a file is compared, whose name is not that of a table.
  std::optional<TableName> only_table_in_b_;
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
