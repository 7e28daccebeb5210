#include "databases/sqlite/reconcile_constraints.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "databases/sqlite/portable_expression.h"

namespace quiver::sqlite {

namespace {

class Reconciler {
 public:
  Reconciler(const DeclaredTable& table, const std::vector<ColumnDecision>& decisions,
             TableDescription* description)
      : table_(table), decisions_(decisions), description_(*description) {}

  void NotNull() {
    for (size_t i = 0; i < table_.columns.size(); ++i) {
      if (!table_.columns[i].not_null || decisions_[i].nulls == 0) continue;
      NotCarried(fmt::format("NOT NULL of column {}: it will hold {} NULLs", table_.columns[i].name,
                             decisions_[i].nulls));
    }
  }

  void PrimaryKey() {
    std::vector<std::string>& key = description_.primary_key;
    if (!key.empty() && !NameOfConverted(key).empty()) {
      NotCarried(fmt::format("PRIMARY KEY ({}): {}", fmt::join(key, ", "), Converted(key)));
      key.clear();
      return;
    }
    const auto with_nulls = std::ranges::find_if(
        key, [&](const std::string& column) { return DecisionFor(column).nulls > 0; });
    if (with_nulls == key.end()) return;
    NotCarried(
        fmt::format("PRIMARY KEY ({}): {} holds {} NULLs, which only SQLite allows; it is "
                    "carried as UNIQUE",
                    fmt::join(key, ", "), *with_nulls, DecisionFor(*with_nulls).nulls));
    description_.unique.push_back(std::move(key));
    key.clear();
  }

  void Unique() {
    std::erase_if(description_.unique,
                  [&](const std::vector<std::string>& columns) { return Drop("UNIQUE", columns); });
    std::erase_if(description_.indexes, [&](const Index& index) {
      return index.unique && Drop("UNIQUE index " + index.name, index.columns);
    });
    std::erase_if(description_.foreign_keys, [&](const ForeignKey& key) {
      return Drop("FOREIGN KEY to " + key.table.ToString(), key.columns);
    });
  }

  void Checks() {
    std::erase_if(description_.checks, [&](PortableExpression& check) {
      auto portable = MakePortable(check.sql, table_, &decisions_);
      if (!portable) {
        NotCarried(fmt::format("CHECK ({}): it does not fit the types of its columns", check.sql));
        return true;
      }
      check = std::move(*portable);
      return false;
    });
  }

  void Defaults() {
    std::erase_if(description_.defaults, [&](TableDescription::Default& value) {
      auto literal = FitLiteral(value.value, DecisionFor(value.column).form);
      if (!literal) {
        NotCarried(fmt::format("DEFAULT {} of column {}: it does not fit the type of the column",
                               value.value.sql, value.column));
        return true;
      }
      value.value = std::move(*literal);
      return false;
    });
  }

 private:
  void NotCarried(std::string line) { description_.not_carried.push_back(std::move(line)); }

  const ColumnDecision& DecisionFor(const std::string& column) const {
    const auto found = std::ranges::find(table_.columns, column, &DeclaredColumn::name);
    return decisions_[found - table_.columns.begin()];
  }

  /// Empty when no column of these was converted.
  std::string NameOfConverted(const std::vector<std::string>& columns) const {
    for (const std::string& column : columns) {
      if (DecisionFor(column).converted_to_text) return column;
    }
    return "";
  }

  std::string Converted(const std::vector<std::string>& columns) const {
    return fmt::format("the values of {} became text", NameOfConverted(columns));
  }

  bool Drop(const std::string& what, const std::vector<std::string>& columns) {
    if (NameOfConverted(columns).empty()) return false;
    NotCarried(fmt::format("{} ({}): {}", what, fmt::join(columns, ", "), Converted(columns)));
    return true;
  }

  const DeclaredTable& table_;
  const std::vector<ColumnDecision>& decisions_;
  TableDescription& description_;
};

}  // namespace

void ReconcileConstraints(const DeclaredTable& table, const std::vector<ColumnDecision>& decisions,
                          TableDescription* description) {
  Reconciler reconciler(table, decisions, description);
  reconciler.NotNull();
  reconciler.PrimaryKey();
  reconciler.Unique();
  reconciler.Checks();
  reconciler.Defaults();
}

}  // namespace quiver::sqlite
