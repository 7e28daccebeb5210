#include "transfer/table_comparison.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "transfer/column_comparison.h"
#include "transfer/hash_rows.h"
#include "transfer/key_search.h"

namespace quiver {
namespace {

std::vector<int> KeyColumns(const TableDescription& a, const TableDescription& b) {
  const auto& primary_key = a.primary_key.empty() ? b.primary_key : a.primary_key;
  std::vector<int> key;
  for (const std::string& column : primary_key) key.push_back(a.schema->GetFieldIndex(column));
  const bool usable = !key.empty() && std::find(key.begin(), key.end(), -1) == key.end();
  if (usable) return key;
  key.resize(a.schema->num_fields());
  std::iota(key.begin(), key.end(), 0);
  return key;
}

}  // namespace

arrow::Result<TableComparison> CompareTables(TableStream& a, TableStream& b,
                                             const VerifyOptions& options) {
  TableComparison comparison;
  comparison.name = a.description().name;
  comparison.column_differences = CompareColumns(*a.schema(), *b.schema());
  if (!comparison.column_differences.empty()) return comparison;
  const int jobs = options.source.budget.jobs;
  ARROW_ASSIGN_OR_RAISE(comparison.a, HashWholeTable(a, jobs, options.progress));
  ARROW_ASSIGN_OR_RAISE(comparison.b, HashWholeTable(b, jobs, options.progress));
  comparison.rows_compared = true;
  if (comparison.a == comparison.b || options.max_keys == 0) return comparison;
  options.progress->Note(
      fmt::format("table {} differs; looking for the first keys", comparison.name.ToString()));
  const KeySearch search{KeyColumns(a.description(), b.description()),
                         std::max(comparison.a.rows, comparison.b.rows), jobs, options.max_keys};
  ARROW_ASSIGN_OR_RAISE(FoundKeys found, FindDifferingKeys(a, b, search));
  comparison.keys = std::move(found.keys);
  comparison.differing_keys = found.differing_keys;
  comparison.all_keys_searched = found.all_searched;
  return comparison;
}

}  // namespace quiver
