#include "databases/postgres/reconcile_description.h"

#include <algorithm>
#include <set>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "databases/postgres/portable_expression.h"
#include "databases/postgres/value_readers.h"

namespace quiver::postgres {
namespace {

using Names = std::set<std::string>;

bool Mentions(const PortableExpression& expression, const Names& columns) {
  return std::ranges::any_of(columns, [&](const std::string& column) {
    return expression.sql.find(QuotedName(column)) != std::string::npos;
  });
}

bool HasAny(const std::vector<std::string>& names, const Names& columns) {
  return std::ranges::any_of(names,
                             [&](const std::string& name) { return columns.contains(name); });
}

}  // namespace

void ReconcileDescription(const std::vector<TableColumn>& columns, TableDescription* description) {
  Names texts;   // that were numbers
  Names others;  // of another type than their column's in other tables
  Names with_nulls;
  for (const TableColumn& column : columns) {
    const bool number = ClassOfType(column.column.declared) == ColumnClass::kNumber;
    if (number && column.form.kind == &kTextKind) texts.insert(column.column.name);
    if (column.became_text) others.insert(column.column.name);
    if (column.on_misfit == TableColumn::OnMisfit::kNull) with_nulls.insert(column.column.name);
  }
  const auto not_carried = [&](const std::string& what) {
    description->not_carried.push_back(what + ", because of what its columns became");
  };
  std::erase_if(description->checks, [&](const PortableExpression& check) {
    if (!Mentions(check, texts)) return false;
    not_carried("CHECK " + check.sql);
    return true;
  });
  std::erase_if(description->defaults, [&](const TableDescription::Default& value) {
    if (!texts.contains(value.column)) return false;
    not_carried(fmt::format("DEFAULT {} of column \"{}\"", value.value.sql, value.column));
    return true;
  });
  std::erase_if(description->foreign_keys, [&](const ForeignKey& key) {
    if (!HasAny(key.columns, others)) return false;
    not_carried(fmt::format("FOREIGN KEY ({})", fmt::join(key.columns, ", ")));
    return true;
  });
  if (HasAny(description->primary_key, with_nulls)) {
    not_carried(fmt::format("PRIMARY KEY ({})", fmt::join(description->primary_key, ", ")));
    description->primary_key.clear();
  }
}

}  // namespace quiver::postgres
