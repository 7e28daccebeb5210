#include "databases/sqlite/sqlite_source.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "databases/sqlite/reading.h"

namespace quiver::sqlite {
namespace {

using testing::Column;
using ::testing::HasSubstr;
using testing::Reading;
using testing::ReadTable;
using testing::ScratchDatabase;
using testing::With;

// Reads `table` of a database made by `sql`, by pages and through the API, and expects the same.
Reading Read(const std::string& sql, const std::string& table, const SourceOptions& options = {}) {
  ScratchDatabase database(sql);
  const Reading pages = ReadTable(database.path(), table, options, ReadingPath::kBest);
  const Reading api = ReadTable(database.path(), table, options, ReadingPath::kApi);
  EXPECT_EQ(pages.status.ok(), api.status.ok()) << pages.status << "\n" << api.status;
  if (pages.status.ok() && api.status.ok()) {
    EXPECT_TRUE(pages.rows->Equals(*api.rows)) << pages.rows->ToString() << api.rows->ToString();
  }
  return pages;
}

TEST(SqliteSource, ReadsEveryStorageClass) {
  const Reading read = Read(
      "CREATE TABLE t (i INTEGER, r REAL, s TEXT, b BLOB);"
      "INSERT INTO t VALUES (1, 1.5, 'one', x'00ff'), (NULL, NULL, NULL, NULL),"
      "(-9223372036854775808, 9e999, '', x''), (9223372036854775807, -9e999, 'größe', x'61');",
      "t");
  ASSERT_TRUE(read.status.ok()) << read.status;
  EXPECT_EQ(Column(read.rows, "i"), "1, null, -9223372036854775808, 9223372036854775807");
  EXPECT_EQ(Column(read.rows, "r"), "1.5, null, inf, -inf");
  EXPECT_EQ(Column(read.rows, "s"), "one, null, , größe");
  EXPECT_EQ(read.rows->num_rows(), 4);
}

TEST(SqliteSource, ReadsIntegersOfEveryWidth) {
  std::string sql = "CREATE TABLE t (i INTEGER);";
  std::string expected;
  for (int64_t i : {int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{127}, int64_t{-128}, int64_t{128},
                    int64_t{-32768}, int64_t{32768}, int64_t{8388607}, int64_t{-8388609},
                    int64_t{2147483647}, int64_t{-2147483649}, int64_t{140737488355327},
                    int64_t{-140737488355329}, std::numeric_limits<int64_t>::max()}) {
    sql += "INSERT INTO t VALUES (" + std::to_string(i) + ");";
    expected += (expected.empty() ? "" : ", ") + std::to_string(i);
  }
  EXPECT_EQ(Column(Read(sql, "t").rows, "i"), expected);
}

TEST(SqliteSource, TakesIntegersInARealColumnForReals) {
  const Reading read =
      Read("CREATE TABLE t (r REAL); INSERT INTO t VALUES (5), (2.5), (-0.0);", "t");
  EXPECT_EQ(read.rows->schema()->field(0)->type()->ToString(), "double");
  EXPECT_EQ(Column(read.rows, "r"), "5, 2.5, 0");
}

TEST(SqliteSource, FillsColumnsThatWereAddedLater) {
  const Reading read = Read(
      "CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1);"
      "ALTER TABLE t ADD COLUMN b TEXT DEFAULT 'x'; ALTER TABLE t ADD COLUMN c REAL DEFAULT 3;"
      "ALTER TABLE t ADD COLUMN d; INSERT INTO t VALUES (2, 'y', 4.5, NULL);",
      "t");
  EXPECT_EQ(Column(read.rows, "b"), "x, y");
  EXPECT_EQ(Column(read.rows, "c"), "3, 4.5");
  EXPECT_EQ(Column(read.rows, "d"), "null, null");
}

TEST(SqliteSource, ReadsTheRowIdForAnIntegerPrimaryKey) {
  const Reading read = Read(
      "CREATE TABLE t (s TEXT, id INTEGER PRIMARY KEY);"
      "INSERT INTO t VALUES ('a', -5), ('b', 0), ('c', 9223372036854775807);",
      "t");
  EXPECT_EQ(Column(read.rows, "id"), "-5, 0, 9223372036854775807");
}

TEST(SqliteSource, ReadsTablesWithoutRowIdInKeyOrder) {
  const Reading read = Read(
      "CREATE TABLE t (v TEXT, k2 TEXT, k1 INTEGER, PRIMARY KEY (k1, k2)) WITHOUT ROWID;"
      "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
      "INSERT INTO t SELECT 'v' || i, 'k' || (i % 7), i * 7919 % 20001 FROM n;",
      "t");
  ASSERT_TRUE(read.status.ok()) << read.status;
  EXPECT_EQ(read.rows->num_rows(), 20001);
  EXPECT_EQ(read.num_rows, 20001);
}

TEST(SqliteSource, ReadsRowsLargerThanAPage) {
  const Reading read = Read(
      "CREATE TABLE t (a TEXT, b BLOB, c INTEGER);"
      "INSERT INTO t VALUES (printf('%.*c', 100000, 'x'), zeroblob(3000000), 7),"
      "(printf('%.*c', 4050, 'y'), zeroblob(30), 8), ('z', zeroblob(5000), 9);",
      "t");
  ASSERT_TRUE(read.status.ok()) << read.status;
  EXPECT_EQ(Column(read.rows, "c"), "7, 8, 9");
  const auto blob = std::static_pointer_cast<arrow::BinaryArray>(
      read.rows->CombineChunks().ValueOrDie()->column(1)->chunk(0));
  EXPECT_EQ(blob->GetView(0), std::string(3000000, '\0'));
}

TEST(SqliteSource, GivesAnEmptyTableItsSchemaAndNoRows) {
  const Reading read = Read("CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT NOT NULL);", "t");
  ASSERT_TRUE(read.status.ok()) << read.status;
  EXPECT_EQ(read.rows->num_rows(), 0);
  EXPECT_EQ(read.rows->schema()->ToString(/*show_metadata=*/false),
            "id: int64 not null\ns: string not null");
}

TEST(SqliteSource, ReadsUtf16) {
  for (const char* encoding : {"UTF-16le", "UTF-16be"}) {
    const Reading read =
        Read(std::string("PRAGMA encoding = '") + encoding +
                 "'; CREATE TABLE t (s TEXT, d DATE);"
                 "INSERT INTO t VALUES ('größe 東京 🙂', '2024-02-29'), ('', NULL);"
                 "ALTER TABLE t ADD COLUMN later TEXT DEFAULT 'später';",
             "t");
    ASSERT_TRUE(read.status.ok()) << read.status;
    EXPECT_EQ(Column(read.rows, "s"), "größe 東京 🙂, ");
    EXPECT_EQ(Column(read.rows, "d"), "2024-02-29, null");
    EXPECT_EQ(Column(read.rows, "later"), "später, später");
  }
}

TEST(SqliteSource, NamesTableColumnAndRowOfInvalidText) {
  const Reading read = Read(
      "CREATE TABLE trips (id INTEGER PRIMARY KEY, note TEXT);"
      "INSERT INTO trips VALUES (1, 'fine'), (17, CAST(x'61ff62' AS TEXT));",
      "trips");
  EXPECT_TRUE(read.status.IsInvalid());
  EXPECT_THAT(read.status.message(), HasSubstr("table \"trips\", column \"note\", rowid 17"));
}

TEST(SqliteSource, DoesNotTakeTwoHalvesOfACharacterForAWhole) {
  const Reading read = Read(
      "CREATE TABLE t (s TEXT);"
      "INSERT INTO t VALUES (CAST(x'61c3' AS TEXT)), (CAST(x'a9' AS TEXT));",
      "t");
  EXPECT_TRUE(read.status.IsInvalid());
  EXPECT_THAT(read.status.message(), HasSubstr("rowid 1"));
}

TEST(SqliteSource, KeepsTextWithNulInside) {
  const Reading read =
      Read("CREATE TABLE t (s TEXT); INSERT INTO t VALUES (CAST(x'610062' AS TEXT));", "t");
  const auto text = std::static_pointer_cast<arrow::StringArray>(read.rows->column(0)->chunk(0));
  EXPECT_EQ(text->GetView(0), std::string_view("a\0b", 3));
}

constexpr char kMixed[] =
    "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, s TEXT);"
    "INSERT INTO t VALUES (1, 10, 'a'), (2, 'ten', 'b'), (3, 2.5, 'it''s'), (4, x'00ff', x'62'),"
    "(5, NULL, NULL), (6, 60, 'f');";

TEST(SqliteSource, StopsAtMixedClassesByDefault) {
  const Reading read = Read(kMixed, "t");
  EXPECT_TRUE(read.status.IsInvalid());
  EXPECT_THAT(read.status.message(), HasSubstr("column \"n\""));
}

TEST(SqliteSource, MakesMisfitsNullWhenAskedTo) {
  const Reading read = Read(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER);"
      "INSERT INTO t VALUES (1, 10), (2, 'ten'), (3, x'00ff'), (4, NULL), (5, 50);",
      "t", With(OnTypeMismatch::kNull));
  ASSERT_TRUE(read.status.ok()) << read.status;
  EXPECT_EQ(Column(read.rows, "n"), "10, null, null, null, 50");
}

TEST(SqliteSource, MakesTextOfEverythingWhenAskedTo) {
  const Reading read = Read(
      "CREATE TABLE t (n INTEGER);"
      "INSERT INTO t VALUES (10), ('ten'), (2.5), (0.1), (1e300), (9e999), (x'616263'), (NULL);",
      "t", With(OnTypeMismatch::kText));
  ASSERT_TRUE(read.status.ok()) << read.status;
  EXPECT_EQ(Column(read.rows, "n"), "10, ten, 2.5, 0.1, 1.0e+300, Inf, abc, null");
}

TEST(SqliteSource, RefusesToMakeTextOfABlobThatIsNone) {
  const Reading read = Read("CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (10), (x'00ff');",
                            "t", With(OnTypeMismatch::kText));
  EXPECT_TRUE(read.status.IsInvalid());
  EXPECT_THAT(read.status.message(), HasSubstr("blob that is not valid UTF-8"));
}

TEST(SqliteSource, QuarantinesWholeRowsWithTheReason) {
  const Reading read = Read(kMixed, "t", With(OnTypeMismatch::kQuarantine));
  ASSERT_TRUE(read.status.ok()) << read.status;
  EXPECT_EQ(read.num_rows, read.rows->num_rows());
  ASSERT_NE(read.quarantine, nullptr);
  EXPECT_EQ(read.num_rows + read.quarantine->num_rows(), 6);
  EXPECT_EQ(Column(read.quarantine, "rowid"), "2, 4");
  EXPECT_EQ(Column(read.quarantine, "n"), "'ten', X'00FF'");
  EXPECT_EQ(Column(read.quarantine, "s"), "'b', X'62'");
  EXPECT_THAT(Column(read.quarantine, "reason"), HasSubstr("column \"n\": text 'ten'"));
}

TEST(SqliteSource, MakesEveryPartitionAsLongAsARowGroup) {
  constexpr int64_t kPartitionRows = 122'880;
  for (const char* options : {"", " WITHOUT ROWID"}) {
    for (int64_t rows : {kPartitionRows - 1, kPartitionRows, 2 * kPartitionRows + 1}) {
      ScratchDatabase database(
          "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT)" + std::string(options) +
          "; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
          "WHERE i < " +
          std::to_string(rows) + ") INSERT INTO t SELECT i * 3 - 100000, 'row' || i FROM n;");
      for (int jobs : {1, 3}) {
        SourceOptions source_options;
        source_options.budget.jobs = jobs;
        auto source = OpenSqliteSource(database.path(), source_options).ValueOrDie();
        auto stream = source->OpenTable({"", "t"}).ValueOrDie();
        EXPECT_EQ(stream->num_rows(), rows);
        ASSERT_EQ(stream->num_partitions(), (rows + kPartitionRows - 1) / kPartitionRows);
        int64_t next = 1 * 3 - 100000;
        for (int64_t p = 0; p < stream->num_partitions(); ++p) {
          auto table = stream->OpenPartition(p).ValueOrDie()->ToTable().ValueOrDie();
          EXPECT_EQ(table->num_rows(), std::min(kPartitionRows, rows - p * kPartitionRows));
          for (const auto& chunk : table->column(0)->chunks()) {
            const auto& ids = static_cast<const arrow::Int64Array&>(*chunk);
            for (int64_t i = 0; i < ids.length(); ++i, next += 3) ASSERT_EQ(ids.Value(i), next);
          }
        }
      }
    }
  }
}

TEST(SqliteSource, BoundsBatchesInRowsAndBytes) {
  ScratchDatabase database(
      "CREATE TABLE t (s TEXT); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
      "WHERE i < 3000) INSERT INTO t SELECT printf('%.*c', 100 + i % 1000, 'x') FROM n;");
  SourceOptions options;
  options.budget.memory = 1;  // the least that batches get
  options.batch_rows = 500;
  auto source = OpenSqliteSource(database.path(), options).ValueOrDie();
  auto stream = source->OpenTable({"", "t"}).ValueOrDie();
  auto reader = stream->OpenPartition(0).ValueOrDie();
  int64_t rows = 0;
  for (std::shared_ptr<arrow::RecordBatch> batch;;) {
    ASSERT_TRUE(reader->ReadNext(&batch).ok());
    if (batch == nullptr) break;
    rows += batch->num_rows();
    EXPECT_LE(batch->num_rows(), 500);
    EXPECT_LE(batch->column_data(0)->buffers[2]->size(), options.budget.batch_bytes());
  }
  EXPECT_EQ(rows, 3000);
}

TEST(SqliteSource, ReadsViewsAndVirtualColumnsThroughTheApi) {
  ScratchDatabase database(
      "CREATE TABLE t (a INTEGER, twice INTEGER AS (a * 2)); INSERT INTO t (a) VALUES (1), (2);"
      "CREATE VIEW v AS SELECT a / 2 AS half FROM t;");
  SourceOptions options;
  options.views = true;
  EXPECT_EQ(Column(ReadTable(database.path(), "t").rows, "twice"), "2, 4");
  EXPECT_EQ(Column(ReadTable(database.path(), "v", options).rows, "half"), "0, 1");
}

TEST(SqliteSource, ReadsFullTextTablesAndLeavesOutTheirShadows) {
  ScratchDatabase database(
      "CREATE VIRTUAL TABLE docs USING fts5(body); INSERT INTO docs VALUES ('hello');");
  auto source = OpenSqliteSource(database.path(), {}).ValueOrDie();
  const auto tables = source->Tables().ValueOrDie();
  ASSERT_EQ(tables.size(), 1u);
  EXPECT_EQ(tables[0].kind, TableInfo::Kind::kVirtualTable);
  EXPECT_EQ(Column(ReadTable(*source, "docs").rows, "body"), "hello");
}

TEST(SqliteSource, ReadsQueries) {
  ScratchDatabase database("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (2), (3);");
  auto source = OpenSqliteSource(database.path(), {}).ValueOrDie();
  auto stream = source->OpenQuery("SELECT a, a * 0.5 AS half FROM t WHERE a > 1;", {"", "q"});
  ASSERT_TRUE(stream.ok()) << stream.status();
  const auto rows = quiver::testing::ReadAll(**stream).ValueOrDie();
  EXPECT_EQ(Column(rows, "a"), "2, 3");
  EXPECT_EQ(Column(rows, "half"), "1, 1.5");
  EXPECT_FALSE(source->OpenQuery("COMMIT", {"", "q"}).ok());
  EXPECT_FALSE(source->OpenQuery("SELECT 1; SELECT 2", {"", "q"}).ok());
  EXPECT_FALSE(source->OpenQuery("DELETE FROM t RETURNING a", {"", "q"}).ok());
}

TEST(SqliteSource, SuggestsTheNearestNames) {
  ScratchDatabase database("CREATE TABLE flights (a INTEGER);");
  const Reading read = ReadTable(database.path(), "fligths");
  EXPECT_TRUE(read.status.IsKeyError());
  EXPECT_THAT(read.status.message(), HasSubstr("flights"));
}

TEST(SqliteSource, StopsWhenAskedTo) {
  ScratchDatabase database("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1);");
  arrow::StopSource stop;
  SourceOptions options;
  options.stop = stop.token();
  auto source = OpenSqliteSource(database.path(), options).ValueOrDie();
  auto stream = source->OpenTable({"", "t"}).ValueOrDie();
  auto reader = stream->OpenPartition(0).ValueOrDie();
  stop.RequestStop();
  std::shared_ptr<arrow::RecordBatch> batch;
  EXPECT_TRUE(reader->ReadNext(&batch).IsCancelled());
  EXPECT_TRUE(stream->OpenPartition(0).status().IsCancelled());
  EXPECT_TRUE(source->OpenTable({"", "t"}).status().IsCancelled());
}

TEST(SqliteSource, HasAnotherFingerprintAfterAnyWrite) {
  for (const char* mode : {"DELETE", "WAL"}) {
    ScratchDatabase database(std::string("PRAGMA journal_mode = ") + mode +
                             "; CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1);");
    const auto fingerprint = [&] {
      return OpenSqliteSource(database.path(), {}).ValueOrDie()->Fingerprint().ValueOrDie();
    };
    const std::string before = fingerprint();
    EXPECT_EQ(fingerprint(), before);
    database.Run("UPDATE t SET a = 2");
    EXPECT_NE(fingerprint(), before);
  }
}

}  // namespace
}  // namespace quiver::sqlite
