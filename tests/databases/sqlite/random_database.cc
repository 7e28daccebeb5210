#include "databases/sqlite/random_database.h"

#include <cstdio>

namespace quiver::sqlite::testing {

RandomDatabase::RandomDatabase(uint64_t seed) : random_(seed) {
  const std::string page_size = std::to_string(512 << Below(8));
  pragmas_ = "PRAGMA page_size = " + page_size + "; PRAGMA encoding = '" +
             Pick<std::string>({"UTF-8", "UTF-8", "UTF-16le", "UTF-16be"}) +
             "'; PRAGMA auto_vacuum = " + std::to_string(Below(3)) +
             "; PRAGMA journal_mode = " + Pick<std::string>({"DELETE", "WAL", "WAL"}) + ";";
  // The least usable size that SQLite takes is 480.
  reserved_bytes_ = Chance(25) ? 1 + Below(32) : 0;
  const int tables = 1 + Below(3);
  for (int i = 0; i < tables; ++i) AddTable("t" + std::to_string(i));
}

void RandomDatabase::AddTable(const std::string& name) {
  const bool strict = Chance(15);
  const bool without_rowid = Chance(30);
  const std::vector<std::string> types =
      strict ? std::vector<std::string>{"INTEGER", "REAL", "TEXT", "BLOB", "ANY"}
             : std::vector<std::string>{"INTEGER", "BIGINT",   "REAL",     "DOUBLE", "NUMERIC(9,2)",
                                        "TEXT",    "VARCHAR",  "BLOB",     "",       "BOOLEAN",
                                        "DATE",    "DATETIME", "TIMESTAMP"};
  std::vector<Column> columns;
  const int num_columns = 1 + (Chance(5) ? 150 : Below(8));
  for (int i = 0; i < num_columns; ++i) {
    columns.push_back({"c" + std::to_string(i), Pick(types), !strict && Chance(30) ? 10 : 0});
  }
  const bool has_id = without_rowid || Chance(50);
  const int id_at = Below(num_columns + 1);
  std::string sql = "CREATE TABLE " + name + " (";
  for (int i = 0; i <= num_columns; ++i) {
    if (i == id_at && has_id) sql += "id INTEGER PRIMARY KEY, ";
    if (i < num_columns) sql += columns[i].name + " " + columns[i].type + ", ";
  }
  sql.resize(sql.size() - 2);
  sql += ")";
  if (without_rowid) sql += " WITHOUT ROWID";
  if (strict) sql += without_rowid ? ", STRICT" : " STRICT";
  statements_.push_back(sql);

  const int most_rows = num_columns < 100 && Chance(30) ? 3000 : 150;
  const int rows = Chance(10) ? 0 : 1 + Below(most_rows);
  int64_t id = Chance(30) ? -5'000'000'000 : Below(1000) - 500;
  const int added_at = !strict && Chance(40) ? Below(rows + 1) : -1;
  statements_.push_back("BEGIN");
  for (int row = 0; row < rows; ++row) {
    if (row == added_at) {
      columns.push_back({"added", Pick(types), 0});
      statements_.push_back("ALTER TABLE " + name + " ADD COLUMN added " + columns.back().type +
                            (Chance(70) ? " DEFAULT " + AnyValue() : ""));
    }
    id += 1 + (Chance(10) ? Below(1'000'000'000) : Below(3));
    std::string names = has_id ? "id" : "rowid";
    std::string values = std::to_string(id);
    for (const Column& column : columns) {
      names += ", " + column.name;
      values += ", " + ValueFor(column);
    }
    statements_.push_back("INSERT INTO " + name + " (" + names + ") VALUES (" + values + ")");
    if (Chance(1)) statements_.push_back("COMMIT; BEGIN");
  }
  statements_.push_back("COMMIT");
  if (Chance(30)) {
    statements_.push_back("DELETE FROM " + name + " WHERE " + (has_id ? "id" : "rowid") + " % " +
                          std::to_string(2 + Below(5)) + " = 0");
  }
  if (Chance(20)) statements_.push_back("DELETE FROM " + name);
  if (Chance(20)) statements_.push_back("CREATE INDEX i" + name + " ON " + name + " (c0)");
}

std::string RandomDatabase::Integer() {
  const int64_t wide = static_cast<int64_t>(random_());
  return std::to_string(wide >> Below(64));
}

std::string RandomDatabase::Real() {
  if (Chance(2)) return Chance(50) ? "9e999" : "-9e999";
  if (Chance(20)) return std::to_string(Below(1000)) + ".0";
  char digits[64];
  std::snprintf(digits, sizeof(digits), "%.17g", (static_cast<double>(random_()) / 1e15) - 9000.5);
  return digits;
}

std::string RandomDatabase::Text() {
  static const std::vector<std::string> kWords = {"",     "a",     "größe", "東京",
                                                  "🙂", "it''s", "x y",   "é"};
  std::string text = "'";
  const int words = Chance(3) ? Below(3000) : Below(5);
  for (int i = 0; i < words; ++i) text += Pick(kWords);
  return text + "'";
}

std::string RandomDatabase::Blob() {
  if (Chance(3)) return "zeroblob(" + std::to_string(Below(200'000)) + ")";
  std::string blob = "x'";
  for (int i = Below(12); i > 0; --i) {
    char hex[3];
    std::snprintf(hex, sizeof(hex), "%02x", Below(256));
    blob += hex;
  }
  return blob + "'";
}

std::string RandomDatabase::Instant(bool time) {
  char text[64];
  std::snprintf(text, sizeof(text), "'%04d-%02d-%02d", 1900 + Below(200), 1 + Below(12),
                1 + Below(28));
  std::string instant = text;
  if (time) {
    std::snprintf(text, sizeof(text), " %02d:%02d:%02d.%06d", Below(24), Below(60), Below(60),
                  Below(1'000'000));
    instant += text;
  }
  return instant + "'";
}

std::string RandomDatabase::AnyValue() {
  switch (Below(5)) {
    case 0:
      return Integer();
    case 1:
      return Real();
    case 2:
      return Text();
    case 3:
      return "x'6162'";
    default:
      return "NULL";
  }
}

std::string RandomDatabase::ValueFor(const Column& column) {
  if (Chance(10)) return "NULL";
  if (Chance(column.mixed_percent)) return AnyValue();
  const std::string& type = column.type;
  if (type == "INTEGER" || type == "BIGINT") return Integer();
  if (type == "REAL" || type == "DOUBLE" || type == "NUMERIC(9,2)") return Real();
  if (type == "TEXT" || type == "VARCHAR") return Text();
  if (type == "BOOLEAN") return Chance(50) ? "0" : "1";
  if (type == "DATE") return Instant(false);
  if (type == "DATETIME" || type == "TIMESTAMP") return Instant(Chance(90));
  return Blob();
}

}  // namespace quiver::sqlite::testing
