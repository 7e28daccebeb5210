#include "databases/sqlite/declared_table.h"

#include <algorithm>

#include "databases/sqlite/tokenizer.h"

namespace quiver::sqlite {

Affinity AffinityOf(std::string_view declared_type, bool strict) {
  if (declared_type.empty()) return Affinity::kBlob;
  if (strict && SameName(declared_type, "ANY")) return Affinity::kBlob;
  const auto contains = [&](std::string_view part) {
    const auto same = [](char a, char b) { return SameName({&a, 1}, {&b, 1}); };
    return std::search(declared_type.begin(), declared_type.end(), part.begin(), part.end(),
                       same) != declared_type.end();
  };
  // The order is SQLite's: CHARINT is INTEGER.
  if (contains("INT")) return Affinity::kInteger;
  if (contains("CHAR") || contains("CLOB") || contains("TEXT")) return Affinity::kText;
  if (contains("BLOB")) return Affinity::kBlob;
  if (contains("REAL") || contains("FLOA") || contains("DOUB")) return Affinity::kReal;
  return Affinity::kNumeric;
}

bool WantsDates(const DeclaredColumn& column) {
  std::string_view word = column.declared_type;
  word = word.substr(0, word.find_first_of(" ("));
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"DATE", "DATETIME", "TIMESTAMP", "TIMESTAMPTZ"},
      [&](std::string_view name) { return SameName(word, name); });
}

bool DeclaredTable::readable_by_page() const {
  if (kind != Kind::kRowid && kind != Kind::kWithoutRowid) return false;
  return std::ranges::none_of(
      columns, [](const DeclaredColumn& column) { return column.generated_virtual; });
}

}  // namespace quiver::sqlite
