#include "databases/sqlite/schema_reader.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "databases/sqlite/scratch_database.h"
#include "databases/sqlite/status_macros.h"

namespace quiver::sqlite {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::ScratchDatabase;
using Names = std::vector<std::string>;

arrow::Result<std::vector<DeclaredTable>> Read(const std::string& sql) {
  ScratchDatabase database(sql);
  ARROW_ASSIGN_OR_RAISE(auto connection, Connection::Open(database.path(), 0));
  ARROW_RETURN_NOT_OK(connection.Execute("BEGIN"));
  return ReadSchema(connection);
}

/// The last table that `sql` makes.
DeclaredTable ReadLast(const std::string& sql) {
  auto tables = Read(sql);
  EXPECT_TRUE(tables.ok()) << tables.status().ToString();
  EXPECT_FALSE(tables->empty());
  return std::move(tables->back());
}

Names TableNames(const std::vector<DeclaredTable>& tables) {
  Names names;
  for (const DeclaredTable& table : tables) names.push_back(table.name);
  return names;
}

std::vector<int> RecordIndexes(const DeclaredTable& table) {
  std::vector<int> indexes;
  for (const DeclaredColumn& column : table.columns) indexes.push_back(column.record_index);
  return indexes;
}

Names Checks(const DeclaredTable& table) {
  Names checks;
  for (const auto& check : table.description.checks) checks.push_back(check.sql);
  return checks;
}

TEST(SchemaReaderTest, ListsTablesInTheOrderOfTheFile) {
  ASSERT_OK_AND_ASSIGN(
      const auto tables,
      Read("CREATE TABLE z(id INTEGER PRIMARY KEY AUTOINCREMENT); CREATE VIEW v AS SELECT 1 one;"
           "CREATE TABLE a(x PRIMARY KEY) WITHOUT ROWID; CREATE VIRTUAL TABLE f USING fts5(b);"
           "CREATE VIRTUAL TABLE r USING rtree(id, low, high); CREATE TABLE m(x ANY) STRICT;"
           "ANALYZE"));
  EXPECT_EQ(TableNames(tables), (Names{"z", "v", "a", "f", "r", "m"}));
  EXPECT_EQ(tables[0].kind, DeclaredTable::Kind::kRowid);
  EXPECT_EQ(tables[1].kind, DeclaredTable::Kind::kView);
  EXPECT_EQ(tables[2].kind, DeclaredTable::Kind::kWithoutRowid);
  EXPECT_EQ(tables[3].kind, DeclaredTable::Kind::kVirtual);
  EXPECT_GT(tables[0].root_page, 1u);
  EXPECT_EQ(tables[1].root_page, 0u);
  EXPECT_EQ(tables[3].columns.size(), 1u);
  EXPECT_TRUE(tables[5].strict);
  EXPECT_EQ(tables[5].columns[0].affinity, Affinity::kBlob);
  EXPECT_THAT(tables[3].description.not_carried, ElementsAre(HasSubstr("virtual table (fts5)")));
}

TEST(SchemaReaderTest, ReadsAnyName) {
  const DeclaredTable table = ReadLast(
      "CREATE TABLE \"it's \"\"odd\"\" \xc3\xa9\n\"(\"select\" INT, [a b] TEXT, \"\" REAL)");
  EXPECT_EQ(table.name, "it's \"odd\" \xc3\xa9\n");
  ASSERT_EQ(table.columns.size(), 3u);
  EXPECT_EQ(table.columns[0].name, "select");
  EXPECT_EQ(table.columns[1].name, "a b");
  EXPECT_EQ(table.columns[2].name, "");
}

TEST(SchemaReaderTest, ReadsAUtf16Database) {
  const DeclaredTable table = ReadLast(
      "PRAGMA encoding = 'UTF-16be'; CREATE TABLE t\xc3\xa9(a TEXT DEFAULT '\xc3\xa9' CHECK (a <> "
      "''))");
  EXPECT_EQ(table.name, "t\xc3\xa9");
  EXPECT_EQ(table.columns[0].missing_value.bytes, "\xc3\xa9");
  EXPECT_THAT(Checks(table), ElementsAre("\"a\" <> ''"));
}

TEST(SchemaReaderTest, GivesAffinitiesAsSqliteDoes) {
  const std::pair<std::string, Affinity> cases[] = {
      {"INT", Affinity::kInteger},
      {"UNSIGNED BIG INT", Affinity::kInteger},
      {"CHARINT", Affinity::kInteger},
      {"POINT", Affinity::kInteger},
      {"VARCHAR(10)", Affinity::kText},
      {"NATIVE CHARACTER(70)", Affinity::kText},
      {"CLOB", Affinity::kText},
      {"TEXT", Affinity::kText},
      {"BLOB", Affinity::kBlob},
      {"", Affinity::kBlob},
      {"DOUBLE PRECISION", Affinity::kReal},
      {"FLOAT", Affinity::kReal},
      {"REAL", Affinity::kReal},
      {"DECIMAL(10,5)", Affinity::kNumeric},
      {"BOOLEAN", Affinity::kNumeric},
      {"DATE", Affinity::kNumeric},
      {"STRING", Affinity::kNumeric},
      {"ANY", Affinity::kNumeric},
  };
  for (const auto& [type, affinity] : cases) EXPECT_EQ(AffinityOf(type, false), affinity) << type;
}

TEST(SchemaReaderTest, OnlyIntegerPrimaryKeyIsTheRowid) {
  struct Case {
    std::string columns;
    bool alias;
  };
  const Case cases[] = {
      {"a INTEGER PRIMARY KEY", true},
      {"a integer, PRIMARY KEY(a)", true},
      {"a INTEGER, PRIMARY KEY(a DESC)", true},
      {"a INTEGER PRIMARY KEY DESC", false},
      {"a INT PRIMARY KEY", false},
      {"a BIGINT PRIMARY KEY", false},
      {"a INTEGER, b, PRIMARY KEY(a, b)", false},
      {"a PRIMARY KEY", false},
  };
  for (const Case& c : cases) {
    const DeclaredTable table = ReadLast("CREATE TABLE t(" + c.columns + ")");
    EXPECT_EQ(table.columns[0].is_rowid_alias, c.alias) << c.columns;
    EXPECT_EQ(table.columns[0].record_index, c.alias ? -1 : 0) << c.columns;
    EXPECT_EQ(table.columns[0].not_null, c.alias) << c.columns;
    EXPECT_EQ(table.description.primary_key[0], "a") << c.columns;
  }
  EXPECT_FALSE(
      ReadLast("CREATE TABLE t(a INTEGER PRIMARY KEY) WITHOUT ROWID").columns[0].is_rowid_alias);
}

TEST(SchemaReaderTest, FindsColumnsInRecords) {
  struct Case {
    std::string sql;
    std::vector<int> indexes;
    int stored;
  };
  const Case cases[] = {
      {"t(a, b, c)", {0, 1, 2}, 3},
      {"t(a, id INTEGER PRIMARY KEY, c)", {0, -1, 2}, 3},
      {"t(a, b AS (a + 1), c AS (a + 2) STORED, d)", {0, -1, 1, 2}, 3},
      {"t(a, b, c, d, PRIMARY KEY(c, a)) WITHOUT ROWID", {1, 2, 0, 3}, 4},
      {"t(a, b, c, PRIMARY KEY(b, b)) WITHOUT ROWID", {1, 0, 2}, 3},
      {"t(a, v AS (1), b, PRIMARY KEY(b DESC)) WITHOUT ROWID", {1, -1, 0}, 2},
  };
  for (const Case& c : cases) {
    const DeclaredTable table = ReadLast("CREATE TABLE " + c.sql);
    EXPECT_EQ(RecordIndexes(table), c.indexes) << c.sql;
    EXPECT_EQ(table.record_columns, c.stored) << c.sql;
  }
}

TEST(SchemaReaderTest, TablesWithVirtualColumnsAreNotReadByPage) {
  EXPECT_TRUE(ReadLast("CREATE TABLE t(a, b AS (a) STORED)").readable_by_page());
  EXPECT_FALSE(ReadLast("CREATE TABLE t(a, b AS (a))").readable_by_page());
  EXPECT_FALSE(ReadLast("CREATE VIEW v AS SELECT 1 AS a").readable_by_page());
}

TEST(SchemaReaderTest, KnowsTheValuesOfRowsOlderThanTheirColumns) {
  const DeclaredTable table = ReadLast(
      "CREATE TABLE t(a); INSERT INTO t VALUES (1);"
      "ALTER TABLE t ADD COLUMN none; ALTER TABLE t ADD COLUMN i INTEGER DEFAULT '5';"
      "ALTER TABLE t ADD COLUMN s TEXT DEFAULT 5; ALTER TABLE t ADD COLUMN r REAL DEFAULT -2;"
      "ALTER TABLE t ADD COLUMN b DEFAULT x'00ff'; ALTER TABLE t ADD COLUMN w DEFAULT yes;"
      "ALTER TABLE t ADD COLUMN y BOOLEAN DEFAULT TRUE");
  using Class = DeclaredColumn::Value::Class;
  const auto value = [&](int column) { return table.columns[column].missing_value; };
  EXPECT_EQ(value(1).storage_class, Class::kNull);
  EXPECT_EQ(value(2).storage_class, Class::kInteger);
  EXPECT_EQ(value(2).integer, 5);
  EXPECT_EQ(value(3).storage_class, Class::kText);
  EXPECT_EQ(value(3).bytes, "5");
  EXPECT_EQ(value(4).storage_class, Class::kReal);
  EXPECT_EQ(value(4).real, -2.0);
  EXPECT_EQ(value(5).storage_class, Class::kBlob);
  EXPECT_EQ(value(5).bytes, std::string("\0\xff", 2));
  EXPECT_EQ(value(6).bytes, "yes");
  EXPECT_EQ(value(7).integer, 1);
}

TEST(SchemaReaderTest, CarriesDefaultsThatAreLiterals) {
  const DeclaredTable table = ReadLast(
      "CREATE TABLE t(a INT DEFAULT 7, b TEXT DEFAULT 'it''s', c REAL DEFAULT (-0.5), d DEFAULT "
      "NULL,"
      "e DEFAULT CURRENT_TIMESTAMP, f DEFAULT (random()), g DEFAULT x'01')");
  Names defaults;
  for (const auto& value : table.description.defaults) {
    defaults.push_back(value.column + "=" + value.value.sql);
  }
  EXPECT_THAT(defaults, ElementsAre("a=7", "b='it''s'", "c=-0.5"));
  EXPECT_THAT(table.description.not_carried,
              ElementsAre(HasSubstr("DEFAULT CURRENT_TIMESTAMP of column e"),
                          HasSubstr("DEFAULT random() of column f"),
                          HasSubstr("DEFAULT x'01' of column g")));
}

TEST(SchemaReaderTest, KnowsWhatIsNotNull) {
  const auto not_null = [](const std::string& definition) {
    const DeclaredTable table = ReadLast("CREATE TABLE " + definition);
    return table.columns[0].not_null;
  };
  EXPECT_TRUE(not_null("t(a NOT NULL)"));
  EXPECT_FALSE(not_null("t(a)"));
  EXPECT_FALSE(not_null("t(a TEXT PRIMARY KEY)"));
  EXPECT_TRUE(not_null("t(a TEXT PRIMARY KEY) WITHOUT ROWID"));
  EXPECT_TRUE(not_null("t(a TEXT PRIMARY KEY) STRICT"));
  EXPECT_TRUE(not_null("t(a INTEGER PRIMARY KEY)"));
}

TEST(SchemaReaderTest, CarriesKeysAndIndexes) {
  const DeclaredTable table = ReadLast(
      "CREATE TABLE t(a, b, c UNIQUE, d, PRIMARY KEY(b, a), UNIQUE(c, d));"
      "CREATE INDEX second ON t(d, a); CREATE UNIQUE INDEX third ON t(d)");
  EXPECT_EQ(table.description.primary_key, (Names{"b", "a"}));
  EXPECT_THAT(table.description.unique, ElementsAre(Names{"c"}, Names{"c", "d"}));
  ASSERT_EQ(table.description.indexes.size(), 2u);
  EXPECT_EQ(table.description.indexes[0].name, "second");
  EXPECT_EQ(table.description.indexes[0].columns, (Names{"d", "a"}));
  EXPECT_FALSE(table.description.indexes[0].unique);
  EXPECT_TRUE(table.description.indexes[1].unique);
  EXPECT_THAT(table.description.not_carried, IsEmpty());
}

TEST(SchemaReaderTest, SaysWhatItDoesNotCarry) {
  struct Case {
    std::string sql;
    Names lines;
  };
  const std::string ci = "compares by COLLATE NOCASE, others byte by byte";
  const Case cases[] = {
      {"CREATE TABLE t(a TEXT COLLATE NOCASE PRIMARY KEY)",
       {"COLLATE NOCASE of column a", "PRIMARY KEY (a): it " + ci}},
      {"CREATE TABLE t(a TEXT COLLATE NOCASE UNIQUE)",
       {"COLLATE NOCASE of column a", "UNIQUE (a): it " + ci}},
      {"CREATE TABLE t(a); CREATE INDEX i ON t(a COLLATE NOCASE)", {"index i: it " + ci}},
      {"CREATE TABLE t(a); CREATE UNIQUE INDEX i ON t(a) WHERE a > 1",
       {"UNIQUE index i: it is partial"}},
      {"CREATE TABLE t(a); CREATE INDEX i ON t(a + 1)", {"index i: it is over an expression"}},
      {"CREATE TABLE t(a); CREATE INDEX i ON t(a DESC)", {"DESC of index i"}},
      {"CREATE TABLE t(a, CHECK (a LIKE 'x%'))",
       {"CHECK (a LIKE 'x%'): it may mean something else outside of SQLite"}},
      {"CREATE TABLE t(a, b AS (a + 1))",
       {"column b is carried with its values, not as generated from (a + 1)"}},
      {"CREATE TABLE t(a UNIQUE ON CONFLICT REPLACE)", {"ON CONFLICT REPLACE"}},
      {"CREATE TABLE t(a); CREATE TRIGGER r AFTER INSERT ON T BEGIN DELETE FROM t; END",
       {"trigger r"}},
      {"CREATE VIEW v AS SELECT 1 AS a", {"it is a view; its rows are carried as a table"}},
  };
  for (const Case& c : cases) EXPECT_EQ(ReadLast(c.sql).description.not_carried, c.lines) << c.sql;
}

TEST(SchemaReaderTest, CarriesPortableChecks) {
  EXPECT_THAT(
      Checks(ReadLast("CREATE TABLE t(Qty INT CHECK (qty>0), CONSTRAINT c CHECK (\"QTY\" <= 10))")),
      ElementsAre("\"Qty\" > 0", "\"Qty\" <= 10"));
}

TEST(SchemaReaderTest, CarriesForeignKeys) {
  const DeclaredTable table = ReadLast(
      "CREATE TABLE Parent(X INTEGER PRIMARY KEY, y, z, UNIQUE(y, z));"
      "CREATE TABLE t(a REFERENCES parent ON DELETE CASCADE, b, c,"
      "FOREIGN KEY(B, c) REFERENCES parent(Y, z) ON UPDATE SET NULL DEFERRABLE INITIALLY "
      "DEFERRED)");
  const auto& keys = table.description.foreign_keys;
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys[0].columns, Names{"a"});
  EXPECT_EQ(keys[0].table.name, "Parent");
  EXPECT_EQ(keys[0].referenced_columns, Names{"X"});
  EXPECT_EQ(keys[0].on_delete, "CASCADE");
  EXPECT_EQ(keys[0].on_update, "");
  EXPECT_EQ(keys[1].columns, (Names{"b", "c"}));
  EXPECT_EQ(keys[1].referenced_columns, (Names{"y", "z"}));
  EXPECT_EQ(keys[1].on_update, "SET NULL");
}

TEST(SchemaReaderTest, MakesAUniqueIndexThatAForeignKeyRefersToAConstraint) {
  ASSERT_OK_AND_ASSIGN(const auto tables, Read("CREATE TABLE p(a); CREATE UNIQUE INDEX i ON p(a);"
                                               "CREATE TABLE t(a REFERENCES p(a))"));
  EXPECT_THAT(tables[0].description.unique, ElementsAre(Names{"a"}));
  EXPECT_THAT(tables[0].description.indexes, IsEmpty());
  EXPECT_EQ(tables[1].description.foreign_keys.size(), 1u);
}

TEST(SchemaReaderTest, LeavesOutForeignKeysToWhatIsNoKey) {
  const std::pair<std::string, std::string> cases[] = {
      {"CREATE TABLE t(a REFERENCES nowhere)",
       "FOREIGN KEY (a) REFERENCES nowhere: there is no such table"},
      {"CREATE TABLE p(x); CREATE TABLE t(a REFERENCES p)",
       "FOREIGN KEY (a) REFERENCES p: it refers to columns that are no PRIMARY KEY and not UNIQUE"},
      {"CREATE TABLE p(x); CREATE TABLE t(a REFERENCES p(y))",
       "FOREIGN KEY (a) REFERENCES p (y): there is no column y in it"},
      {"CREATE TABLE p(x TEXT COLLATE NOCASE UNIQUE); CREATE TABLE t(a REFERENCES p(x))",
       "FOREIGN KEY (a) REFERENCES p (x): it refers to columns that are no PRIMARY KEY and not "
       "UNIQUE"},
  };
  for (const auto& [sql, line] : cases) {
    const DeclaredTable table = ReadLast(sql);
    EXPECT_THAT(table.description.foreign_keys, IsEmpty()) << sql;
    EXPECT_THAT(table.description.not_carried, ElementsAre(line)) << sql;
  }
}

TEST(SchemaReaderTest, AnAutoincrementGoesOnAboveEveryNumberEverUsed) {
  const std::string table = "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, a);";
  const auto next = [&](const std::string& sql) {
    return ReadLast(table + sql).description.sequence->next_value;
  };
  EXPECT_EQ(next(""), 1);
  EXPECT_EQ(next("INSERT INTO t VALUES (41, 1)"), 42);
  EXPECT_EQ(next("INSERT INTO t VALUES (41, 1); DELETE FROM t"), 42);
  EXPECT_EQ(next("INSERT INTO t VALUES (41, 1); UPDATE sqlite_sequence SET seq = 3"), 42);
  EXPECT_FALSE(ReadLast("CREATE TABLE t(id INTEGER PRIMARY KEY)").description.sequence.has_value());
  EXPECT_THAT(
      ReadLast(table + "INSERT INTO t VALUES (9223372036854775807, 1)").description.not_carried,
      ElementsAre(HasSubstr("numbers are used up")));
}

TEST(SchemaReaderTest, SaysWhyAViewCanNotBeRead) {
  ASSERT_OK_AND_ASSIGN(const auto tables,
                       Read("CREATE TABLE t(a); CREATE VIEW v AS SELECT * FROM t;"
                            "CREATE VIEW w AS SELECT missing(a) AS m FROM t; DROP TABLE t"));
  ASSERT_EQ(tables.size(), 2u);
  EXPECT_THAT(tables[0].unreadable, HasSubstr("no such table: main.t"));
  EXPECT_THAT(tables[1].unreadable, ::testing::Not(IsEmpty()));
}

TEST(SchemaReaderTest, SaysWhyAVirtualTableCanNotBeRead) {
  ASSERT_OK_AND_ASSIGN(
      const auto tables,
      Read("CREATE TABLE t(a); PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES"
           "('table', 'x', 'x', 0, 'CREATE VIRTUAL TABLE x USING unheard_of(a)')"));
  ASSERT_EQ(tables.size(), 2u);
  EXPECT_THAT(tables[1].unreadable, HasSubstr("no such module: unheard_of"));
}

TEST(SchemaReaderTest, ReadsSchemasThatWriteStringsInDoubleQuotes) {
  ASSERT_OK_AND_ASSIGN(const auto tables,
                       Read("CREATE TABLE t(a TEXT DEFAULT \"x\" CHECK (a <> \"y\"));"
                            "CREATE VIEW v AS SELECT a, \"z\" AS z FROM t WHERE a = \"x\""));
  EXPECT_EQ(tables[0].columns[0].missing_value.bytes, "x");
  EXPECT_THAT(tables[0].description.not_carried, ElementsAre(HasSubstr("CHECK (a <> \"y\")")));
  EXPECT_EQ(tables[1].columns.size(), 2u);
}

}  // namespace
}  // namespace quiver::sqlite
