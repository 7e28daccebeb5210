// What PostgreSQL gives goes back into PostgreSQL, into tables of the same types, and nothing is
// different.

#include <fstream>
#include <iterator>
#include <utility>

#include <arrow/api.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/stream_reading.h"
#include "databases/postgres/postgres_sink.h"
#include "databases/postgres/postgres_source.h"
#include "databases/postgres/server.h"

namespace quiver {
namespace {

using testing::HashOf;
using testing::PostgresDatabase;

std::string ContentOf(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The same table with a name in another schema.
class MovedStream final : public TableStream {
 public:
  MovedStream(std::unique_ptr<TableStream> stream, const std::string& schema)
      : stream_(std::move(stream)), description_(stream_->description()) {
    description_.name.schema = schema;
  }
  const TableDescription& description() const override { return description_; }
  int64_t num_partitions() const override { return stream_->num_partitions(); }
  arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(
      int64_t partition) override {
    return stream_->OpenPartition(partition);
  }

 private:
  const std::unique_ptr<TableStream> stream_;
  TableDescription description_;
};

class RoundTripTest : public ::testing::Test {
 protected:
  /// Copies `table` from schema public into schema copied of `target`.
  static void Copy(PostgresDatabase& from, PostgresDatabase& target, const std::string& table) {
    auto source = OpenPostgresSource(from.uri(), {}).ValueOrDie();
    MovedStream stream(source->OpenTable({"", table}).ValueOrDie(), "copied");
    auto sink = OpenPostgresSink(target.uri(), {}).ValueOrDie();
    auto status = sink->Begin({stream.description()});
    ASSERT_TRUE(status.ok()) << status;
    status = sink->Write(stream);
    ASSERT_TRUE(status.ok()) << status;
    auto back = sink->ReadBack({"copied", table});
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_EQ(HashOf(**back).ValueOrDie(), HashOf(stream).ValueOrDie());
    back->reset();
    status = sink->Commit();
    ASSERT_TRUE(status.ok()) << status;
  }

  static std::string TypesOf(PostgresDatabase& database, const std::string& table) {
    return database.Value(
        "SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY "
        "attnum) FROM pg_attribute WHERE attnum > 0 AND attrelid = '" +
        table + "'::regclass");
  }

  /// Rows that are in one table and not in the other; what has no equality is compared as text.
  static std::string Differences(PostgresDatabase& database, const std::string& table) {
    const std::string columns = database.Value(
        "SELECT coalesce(string_agg(quote_ident(attname) || CASE WHEN atttypid IN "
        "('json'::regtype, 'xml'::regtype, 'point'::regtype, 'txid_snapshot'::regtype) THEN "
        "'::text' ELSE '' END, ', '), '') FROM pg_attribute WHERE attnum > 0 AND attrelid = "
        "'public." +
        table + "'::regclass");
    const std::string a = "SELECT " + columns + " FROM public." + table;
    const std::string b = "SELECT " + columns + " FROM copied." + table;
    return database.Value(fmt::format(
        "SELECT (SELECT count(*) FROM ({0} EXCEPT ALL {1}) gone) || ' ' || (SELECT count(*) FROM "
        "({1} EXCEPT ALL {0}) new)",
        a, b));
  }
};

constexpr const char* kTables[] = {"numbers", "texts", "moments", "nested", "nothing"};

TEST_F(RoundTripTest, EveryTypeComesBackAsItWas) {
  PostgresDatabase database(ContentOf(QUIVER_TEST_DATA "/postgres_types.sql"));
  for (const char* table : kTables) {
    SCOPED_TRACE(table);
    Copy(database, database, table);
    EXPECT_EQ(TypesOf(database, fmt::format("copied.{}", table)),
              TypesOf(database, fmt::format("public.{}", table)));
    EXPECT_EQ(Differences(database, table), "0 0");
  }
}

TEST_F(RoundTripTest, AnotherDatabaseGetsTheTypesThatItDoesNotHave) {
  PostgresDatabase database(ContentOf(QUIVER_TEST_DATA "/postgres_types.sql"));
  PostgresDatabase target;
  database.Run("UPDATE texts SET kind = 'pg_class'");
  for (const char* table : kTables) {
    SCOPED_TRACE(table);
    Copy(database, target, table);
    const std::string name = fmt::format("copied.{}", table);
    const std::string rows = fmt::format(
        "SELECT coalesce(string_agg(t::text, E'\\n' ORDER BY "
        "t::text), '') FROM {} t",
        name);
    // Through the first database, by its own types.
    Copy(database, database, table);
    EXPECT_EQ(target.Value(rows), database.Value(rows));
  }
  EXPECT_EQ(target.Value("SELECT enum_range(NULL::mood)"), "{sad,ok,\"it's fine\",happy}");
}

TEST_F(RoundTripTest, AColumnOfEveryTypeCanBeAppendedToATableOfTheSameTypes) {
  PostgresDatabase database(ContentOf(QUIVER_TEST_DATA "/postgres_types.sql"));
  for (const char* table : kTables) {
    SCOPED_TRACE(table);
    database.Run(
        fmt::format("CREATE SCHEMA IF NOT EXISTS copied; CREATE TABLE copied.{0} (LIKE "
                    "public.{0})",
                    table));
    auto source = OpenPostgresSource(database.uri(), {}).ValueOrDie();
    MovedStream stream(source->OpenTable({"", table}).ValueOrDie(), "copied");
    SinkOptions options;
    options.if_exists = IfExists::kAppend;
    auto sink = OpenPostgresSink(database.uri(), options).ValueOrDie();
    auto status = sink->Begin({stream.description()});
    ASSERT_TRUE(status.ok()) << status;
    status = sink->Write(stream);
    ASSERT_TRUE(status.ok()) << status;
    status = sink->Commit();
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_EQ(Differences(database, table), "0 0");
  }
}

}  // namespace
}  // namespace quiver
