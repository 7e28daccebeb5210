#include "databases/sqlite/sqlite_sink.h"

#include <sqlite3.h>

#include <arrow/api.h>
#include <arrow/extension/uuid.h>
#include <arrow/json/from_string.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/memory_stream.h"
#include "contract/stream_reading.h"
#include "contract/temporary_directory.h"
#include "databases/sqlite/sqlite_source.h"

namespace quiver::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SqliteSinkTest : public ::testing::Test {
 protected:
  std::string Path() const { return directory_.File("target.db"); }

  /// One value of each row, in JSON, of one column "v".
  static std::unique_ptr<MemoryStream> OneColumn(const std::shared_ptr<arrow::DataType>& type,
                                                 const std::string& json) {
    return OneColumn(*arrow::json::ArrayFromJSONString(type, json));
  }
  static std::unique_ptr<MemoryStream> OneColumn(const std::shared_ptr<arrow::Array>& values) {
    TableDescription table;
    table.name = {"", "t"};
    table.schema = arrow::schema({arrow::field("v", values->type())});
    MemoryStream::Partition rows{
        arrow::RecordBatch::Make(table.schema, values->length(), {values})};
    return std::make_unique<MemoryStream>(table, std::vector<MemoryStream::Partition>{rows});
  }

  /// Writes and verifies through ReadBack, then commits.
  arrow::Status Write(MemoryStream& stream, const SinkOptions& options = {}) {
    ARROW_ASSIGN_OR_RAISE(auto sink, OpenSqliteSink(Path(), options));
    ARROW_RETURN_NOT_OK(sink->Begin({stream.description()}));
    ARROW_RETURN_NOT_OK(sink->Write(stream));
    {
      ARROW_ASSIGN_OR_RAISE(auto back, sink->ReadBack(stream.description().name));
      ARROW_ASSIGN_OR_RAISE(const RowHash found, HashOf(*back));
      ARROW_ASSIGN_OR_RAISE(const RowHash wanted, HashOf(stream));
      if (!(found == wanted)) return arrow::Status::Invalid("other rows come back");
    }
    notes_ = sink->Notes();
    return sink->Commit();
  }

  /// The rows of a query, the values separated by "|", NULL as "NULL".
  std::vector<std::string> Query(const std::string& sql) const {
    sqlite3* database = nullptr;
    EXPECT_EQ(sqlite3_open(Path().c_str(), &database), SQLITE_OK);
    std::vector<std::string> rows;
    const auto collect = [](void* out, int count, char** values, char**) {
      std::string row;
      for (int i = 0; i < count; ++i) {
        row += (i > 0 ? "|" : "") + std::string(values[i] == nullptr ? "NULL" : values[i]);
      }
      static_cast<std::vector<std::string>*>(out)->push_back(row);
      return 0;
    };
    char* error = nullptr;
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), collect, &rows, &error), SQLITE_OK) << error;
    sqlite3_free(error);
    sqlite3_close(database);
    return rows;
  }

  void Execute(const std::string& sql) const { Query(sql); }

  TemporaryDirectory directory_;
  std::vector<std::string> notes_;
};

TEST_F(SqliteSinkTest, EveryTypeIsStoredAsDocumentedAndReadAgainAsTheSourceDoes) {
  using arrow::TimeUnit;
  struct Case {
    std::shared_ptr<arrow::DataType> type;
    const char* values;
    const char* declared;
    std::vector<std::string> stored;
    /// What the SQLite source makes of it.
    std::shared_ptr<arrow::DataType> read;
  };
  const std::vector<Case> cases = {
      {arrow::boolean(), "[true, false, null]", "BOOLEAN", {"1", "0", "NULL"}, arrow::boolean()},
      {arrow::int8(), "[-128, null]", "INTEGER", {"-128", "NULL"}, arrow::int64()},
      {arrow::uint64(),
       "[9223372036854775807]",
       "INTEGER",
       {"9223372036854775807"},
       arrow::int64()},
      {arrow::int64(),
       "[-9223372036854775808]",
       "INTEGER",
       {"-9223372036854775808"},
       arrow::int64()},
      {arrow::float32(), "[0.5, 3, null]", "REAL", {"0.5", "3.0", "NULL"}, arrow::float64()},
      {arrow::float64(), "[1e300]", "REAL", {"1.0e+300"}, arrow::float64()},
      {arrow::utf8(), "[\"\", \"a'b\", null]", "TEXT", {"", "a'b", "NULL"}, arrow::utf8()},
      {arrow::large_utf8(), "[\"12\"]", "TEXT", {"12"}, arrow::utf8()},
      {arrow::utf8_view(),
       "[\"a long text, over twelve\"]",
       "TEXT",
       {"a long text, over twelve"},
       arrow::utf8()},
      {arrow::binary(), "[\"xy\", \"\"]", "BLOB", {"xy", ""}, arrow::binary()},
      {arrow::fixed_size_binary(2), "[\"xy\"]", "BLOB", {"xy"}, arrow::binary()},
      {arrow::date32(),
       "[0, -719528, 2932896]",
       "DATE",
       {"1970-01-01", "0000-01-01", "9999-12-31"},
       arrow::date32()},
      {arrow::date64(), "[86400000]", "DATE", {"1970-01-02"}, arrow::date32()},
      {arrow::time32(TimeUnit::SECOND),
       "[0, 86399]",
       "TIME",
       {"00:00:00", "23:59:59"},
       arrow::utf8()},
      {arrow::time64(TimeUnit::NANO),
       "[1, 1000]",
       "TIME",
       {"00:00:00.000000001", "00:00:00.000001"},
       arrow::utf8()},
      {arrow::timestamp(TimeUnit::SECOND),
       "[0, -1]",
       "TIMESTAMP",
       {"1970-01-01 00:00:00", "1969-12-31 23:59:59"},
       arrow::timestamp(TimeUnit::MICRO)},
      {arrow::timestamp(TimeUnit::MICRO),
       "[-1, 1700000000123456]",
       "TIMESTAMP",
       {"1969-12-31 23:59:59.999999", "2023-11-14 22:13:20.123456"},
       arrow::timestamp(TimeUnit::MICRO)},
      {arrow::timestamp(TimeUnit::NANO, "UTC"),
       "[1500000]",
       "TIMESTAMPTZ",
       {"1970-01-01 00:00:00.001500Z"},
       arrow::timestamp(TimeUnit::MICRO, "UTC")},
      {arrow::timestamp(TimeUnit::NANO),
       "[-9223372036854775808]",
       "TIMESTAMP",
       {"1677-09-21 00:12:43.145224192"},
       arrow::utf8()},
      {arrow::decimal128(38, 2),
       "[\"123456789012345678901234567890123456.78\", \"-0.05\"]",
       "DECIMAL_TEXT(38,2)",
       {"123456789012345678901234567890123456.78", "-0.05"},
       arrow::utf8()},
      {arrow::decimal256(76, 0),
       "[\"12345678901234567890123456789012345678901234567890\"]",
       "DECIMAL_TEXT(76,0)",
       {"12345678901234567890123456789012345678901234567890"},
       arrow::utf8()},
      {arrow::dictionary(arrow::int8(), arrow::utf8()),
       "[\"b\", null, \"a\", \"b\"]",
       "TEXT",
       {"b", "NULL", "a", "b"},
       arrow::utf8()},
  };
  for (const Case& c : cases) {
    std::filesystem::remove(Path());
    auto stream = OneColumn(c.type, c.values);
    const auto status = Write(*stream);
    ASSERT_TRUE(status.ok()) << c.type->ToString() << ": " << status;
    EXPECT_EQ(Query("SELECT v FROM t ORDER BY rowid"), c.stored) << c.type->ToString();
    EXPECT_THAT(Query("SELECT type FROM pragma_table_info('t')"), ElementsAre(c.declared));
    auto source = *OpenSqliteSource(Path(), {});
    auto read = *source->OpenTable({"", "t"});
    EXPECT_TRUE(read->schema()->field(0)->type()->Equals(c.read))
        << c.type->ToString() << " is read as " << read->schema()->ToString();
  }
}

TEST_F(SqliteSinkTest, AUuidIsItsText) {
  arrow::FixedSizeBinaryBuilder bytes(arrow::fixed_size_binary(16));
  ASSERT_TRUE(
      bytes.Append("\x01\x23\x45\x67\x89\xAB\xCD\xEF\x01\x23\x45\x67\x89\xAB\xCD\xEF").ok());
  ASSERT_TRUE(bytes.AppendNull().ok());
  auto stream =
      OneColumn(arrow::ExtensionType::WrapArray(arrow::extension::uuid(), *bytes.Finish()));
  const auto status = Write(*stream);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_THAT(Query("SELECT v FROM t"),
              ElementsAre("01234567-89ab-cdef-0123-456789abcdef", "NULL"));
}

TEST_F(SqliteSinkTest, AValueThatSqliteCantHoldIsLoudAndLeavesNothing) {
  using arrow::TimeUnit;
  struct Case {
    std::shared_ptr<arrow::DataType> type;
    const char* values;
    const char* words;
  };
  for (const Case& c :
       {Case{arrow::uint64(), "[1, 9223372036854775808]", "9223372036854775808"},
        Case{arrow::float64(), "[1, NaN]", "NaN"}, Case{arrow::float32(), "[1, -0.0]", "-0.0"},
        Case{arrow::date32(), "[0, 2932897]", "2932897"}, Case{arrow::date64(), "[0, 1]", "date64"},
        Case{arrow::time32(TimeUnit::SECOND), "[0, 86400]", "86400"},
        Case{arrow::timestamp(TimeUnit::MILLI), "[0, 253402300800000]", "253402300800000"}}) {
    auto stream = OneColumn(c.type, c.values);
    const auto status = Write(*stream);
    EXPECT_TRUE(status.IsInvalid()) << c.type->ToString() << status;
    EXPECT_THAT(status.message(), HasSubstr("table t, column \"v\", row 1: "));
    EXPECT_THAT(status.message(), HasSubstr(c.words));
    EXPECT_TRUE(directory_.Listing().empty());
  }
}

TEST_F(SqliteSinkTest, ATypeWithoutAFormIsRefusedBeforeTheFirstRow) {
  for (const auto& type : {arrow::list(arrow::int32()), arrow::month_day_nano_interval(),
                           arrow::duration(arrow::TimeUnit::SECOND),
                           arrow::struct_({arrow::field("a", arrow::int32())})}) {
    auto stream = OneColumn(*arrow::MakeArrayOfNull(type, 1));
    auto sink = *OpenSqliteSink(Path(), {});
    const auto status = sink->Begin({stream->description()});
    EXPECT_TRUE(status.IsNotImplemented()) << status;
    EXPECT_THAT(status.message(), HasSubstr("column \"v\""));
    EXPECT_THAT(status.message(), HasSubstr(type->ToString()));
  }
}

TEST_F(SqliteSinkTest, NamesAreTakenLiterallyAndReservedOnesAreLoud) {
  auto stream = OneColumn(arrow::int64(), "[1]");
  stream->mutable_description().name.name = "odd \"name'; DROP";
  ASSERT_TRUE(Write(*stream).ok());
  EXPECT_THAT(Query("SELECT * FROM \"odd \"\"name'; DROP\""), ElementsAre("1"));
  stream->mutable_description().name.name = "SQLite_stat1";
  const auto status = Write(*stream);
  EXPECT_TRUE(status.IsInvalid()) << status;
  EXPECT_THAT(status.message(), HasSubstr("sqlite_"));
}

TEST_F(SqliteSinkTest, ATypeOfOriginIsDeclaredAgainOnlyWhereValuesAreSafeInIt) {
  const auto declared_as = [&](const std::shared_ptr<arrow::DataType>& type,
                               const std::string& origin) {
    std::filesystem::remove(Path());
    auto stream = OneColumn(*arrow::MakeArrayOfNull(type, 1));
    stream->mutable_description().schema = arrow::schema(
        {arrow::field("v", type, true, arrow::key_value_metadata({"sqlite_type"}, {origin}))});
    EXPECT_TRUE(Write(*stream).ok());
    return Query("SELECT type FROM pragma_table_info('t')").at(0);
  };
  EXPECT_EQ(declared_as(arrow::utf8(), "VARCHAR(20)"), "VARCHAR(20)");
  EXPECT_EQ(declared_as(arrow::int64(), "BIGINT"), "BIGINT");
  EXPECT_EQ(declared_as(arrow::utf8(), "JSON"), "TEXT");  // would make 12 of "12"
  EXPECT_EQ(declared_as(arrow::utf8(), "TEXT CHECK (1=0)"), "TEXT");
  EXPECT_EQ(declared_as(arrow::utf8(), "TEXT); DROP TABLE t; --"), "TEXT");
}

TEST_F(SqliteSinkTest, KeysChecksDefaultsIndexesAndSequencesAreThere) {
  auto stream = NumberedTable("child", 10, 10);
  TableDescription& child = stream->mutable_description();
  child.primary_key = {"id"};
  child.unique = {{"word", "value"}};
  child.checks = {{"\"value\" >= 0"}};
  child.defaults = {{"word", {"'none'"}}};
  child.indexes = {{"by_value", {"value"}, false}};
  child.sequence = {"id", 100};
  child.comment = "ten rows";
  child.foreign_keys = {{{"id"}, {"", "child"}, {"id"}, "CASCADE", ""},
                        {{"id"}, {"", "elsewhere"}, {"id"}, "", ""}};
  const auto status = Write(*stream);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_THAT(notes_, ElementsAre(HasSubstr("comment"), HasSubstr("elsewhere")));
  EXPECT_THAT(Query("SELECT name FROM pragma_index_list('child') WHERE origin = 'c'"),
              ElementsAre("by_value"));
  EXPECT_THAT(Query("SELECT \"table\", \"from\", on_delete FROM pragma_foreign_key_list('child')"),
              ElementsAre("child|id|CASCADE"));
  EXPECT_THAT(Query("INSERT INTO child (value) VALUES (7) RETURNING id, word"),
              ElementsAre("100|none"));
  EXPECT_THAT(Query("INSERT OR IGNORE INTO child (value) VALUES (-1) RETURNING id"), ElementsAre());
}

TEST_F(SqliteSinkTest, ABrokenKeyNamesTheRowAndLeavesTheTargetAsItWas) {
  Execute("CREATE TABLE other (x); INSERT INTO other VALUES (1)");
  auto stream = OneColumn(arrow::int64(), "[1, 2, 2]");
  stream->mutable_description().unique = {{"v"}};
  const auto status = Write(*stream);
  EXPECT_TRUE(status.IsInvalid()) << status;
  EXPECT_THAT(status.message(), HasSubstr("row 2"));
  EXPECT_THAT(status.message(), HasSubstr("t.v"));
  EXPECT_THAT(Query("SELECT name FROM sqlite_schema"), ElementsAre("other"));
}

TEST_F(SqliteSinkTest, ANullInARowidKeyIsLoud) {
  auto stream = OneColumn(arrow::int64(), "[1, null]");
  stream->mutable_description().primary_key = {"v"};
  const auto status = Write(*stream);
  EXPECT_TRUE(status.IsInvalid()) << status;
  EXPECT_THAT(status.message(), HasSubstr("column \"v\""));
}

TEST_F(SqliteSinkTest, OtherTablesOfAnExistingFileStayAndOnlyAppendedRowsAreReadBack) {
  Execute("CREATE TABLE t (v INTEGER, note TEXT); INSERT INTO t VALUES (5, 'old')");
  auto stream = OneColumn(arrow::int64(), "[6, 7]");
  SinkOptions options;
  options.if_exists = IfExists::kAppend;
  const auto status = Write(*stream, options);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_THAT(Query("SELECT * FROM t"), ElementsAre("5|old", "6|NULL", "7|NULL"));
}

TEST_F(SqliteSinkTest, ASqliteFileThroughTheStreamIsTheSameFileAgain) {
  const std::string copy = directory_.File("copy.db");
  Execute(
      "CREATE TABLE a (id INTEGER PRIMARY KEY, name VARCHAR(9) NOT NULL, price DOUBLE, day DATE, "
      "at DATETIME, ok BOOLEAN, raw BLOB, n BIGINT);"
      "WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 5000) "
      "INSERT INTO a SELECT x * 3, 'n' || x, x / 8.0, date(x * 86400, 'unixepoch'), "
      "datetime(x * 1000, 'unixepoch'), x % 2, CAST(x AS BLOB), x << 40 FROM i");
  auto source = *OpenSqliteSource(Path(), {});
  auto table = *source->OpenTable({"", "a"});
  auto sink = *OpenSqliteSink(copy, {});
  ASSERT_TRUE(sink->Begin({table->description()}).ok());
  const auto written = sink->Write(*table);
  ASSERT_TRUE(written.ok()) << written;
  ASSERT_TRUE(sink->Commit().ok());
  auto copied_source = *OpenSqliteSource(copy, {});
  auto copied = *copied_source->OpenTable({"", "a"});
  EXPECT_TRUE(copied->schema()->Equals(*table->schema(), /*check_metadata=*/true))
      << copied->schema()->ToString(true);
  EXPECT_EQ(*HashOf(*copied), *HashOf(*table));
}

TEST_F(SqliteSinkTest, TwoRunsCantWriteTheSameTarget) {
  auto first = *OpenSqliteSink(Path(), {});
  const auto second = OpenSqliteSink(Path(), {}).status();
  EXPECT_TRUE(second.IsIOError()) << second;
  EXPECT_THAT(second.message(), HasSubstr("another quiver"));
  first.reset();
  EXPECT_TRUE(OpenSqliteSink(Path(), {}).ok());
}

}  // namespace
}  // namespace quiver::testing
