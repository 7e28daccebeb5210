// Every kind of source into PostgreSQL and back, through the command.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include "cli/command_test.h"
#include "databases/postgres/server.h"

namespace quiver::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class PostgresTargetTest : public CommandTest {
 protected:
  PostgresDatabase database_;
};

TEST_F(PostgresTargetTest, ASqliteDatabaseArrivesWithItsRowsAndKeys) {
  Sqlite(source_, SqlOfShop() + SqlOfBigTable("big", 50'000));
  const Outcome copied = Quiver({"copy", source_, database_.uri(), "--verify", "--jobs", "2"});
  ASSERT_EQ(copied.exit_code, 0) << copied.err;
  EXPECT_THAT(copied.err, AllOf(HasSubstr("copied 3 tables, 50,008 rows"), HasSubstr("verified")));
  EXPECT_EQ(
      database_.Value("SELECT string_agg(o::text, ' ' ORDER BY id) FROM (SELECT id, customer, "
                      "amount, placed FROM orders) o"),
      "(1,1,9.5,2024-01-31) (2,1,12.25,2024-02-29) (3,2,,2024-03-01) (4,3,0.1,) "
      "(5,3,7,1969-12-31)");
  EXPECT_EQ(database_.Value("SELECT count(*) FROM pg_constraint WHERE contype = 'f'"), "1");
  const Outcome same = Quiver({"verify", source_, database_.uri()});
  EXPECT_EQ(same.exit_code, 0) << same.out << same.err;
}

TEST_F(PostgresTargetTest, DuckDbsOwnTypesArrive) {
  const std::string source = File("source.duckdb");
  DuckDb(
      source,
      "CREATE TYPE mood AS ENUM ('sad', 'happy');"
      "CREATE TABLE t (huge HUGEINT, unsigned_huge UHUGEINT, wide UBIGINT, mood mood, id UUID, "
      "bits BIT, price DECIMAL(18, 3), j JSON, span INTERVAL, moment TIMESTAMPTZ, ms TIMESTAMP_MS, "
      "list INTEGER[], fixed INTEGER[2], point STRUCT(x INTEGER, y VARCHAR), m MAP(VARCHAR, "
      "UBIGINT), tiny UTINYINT, data BLOB);"
      "INSERT INTO t VALUES (-170141183460469231731687303715884105728, "
      "340282366920938463463374607431768211455, 18446744073709551615, 'happy', "
      "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '0101', -1.005, '{\"a\": [1]}', INTERVAL '1 month "
      "2 days 3 seconds', '2024-02-29 12:00:00+00', '1969-12-31 23:59:59.999', [1, NULL], [1, 2], "
      "{'x': 1, 'y': 'a'}, MAP {'k': 18446744073709551615}, 255, '\\x00\\xFF'::BLOB), (NULL, NULL, "
      "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)");
  const Outcome copied = Quiver({"copy", source, database_.uri(), "--verify"});
  ASSERT_EQ(copied.exit_code, 0) << copied.err;
  EXPECT_EQ(
      database_.Value("SELECT string_agg(format_type(atttypid, atttypmod), ' ' ORDER BY "
                      "attnum) FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0"),
      "numeric(39,0) numeric(39,0) numeric(20,0) t_mood uuid bit varying numeric(18,3) json "
      "interval timestamp with time zone timestamp without time zone integer[] integer[] "
      "t_point t_m[] smallint bytea");
  EXPECT_EQ(
      database_.Value("SET TimeZone = 'UTC'; SELECT t::text FROM t WHERE huge IS NOT NULL"),
      "(-170141183460469231731687303715884105728,340282366920938463463374607431768211455,"
      "18446744073709551615,happy,a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11,0101,-1.005,\"{\"\"a\"\": "
      "[1]}\",\"1 mon 2 days 00:00:03\",\"2024-02-29 12:00:00+00\",\"1969-12-31 "
      "23:59:59.999\",\"{1,NULL}\",\"{1,2}\",\"(1,a)\",\"{\"\"(k,18446744073709551615)\"\"}\","
      "255,\"\\\\x00ff\")");
}

TEST_F(PostgresTargetTest, ADuckDbTypeThatPostgresLacksIsNamed) {
  const std::string source = File("source.duckdb");
  DuckDb(source, "CREATE TABLE t (i INTEGER, u UNION(a INTEGER, b VARCHAR))");
  ExpectOneErrorLine(Quiver({"copy", source, database_.uri()}),
                     HasSubstr("table public.t, column \"u\": PostgreSQL has no type that holds"));
}

TEST_F(PostgresTargetTest, ThroughParquetThereAndBackTypesAndRowsAreTheSame) {
  database_.Run(
      "CREATE TABLE t (id int PRIMARY KEY, name varchar(20), net inet, price numeric(12,2), at "
      "timestamptz, tags text[], doc jsonb, key uuid, span int4range, cash money);"
      "INSERT INTO t SELECT i, 'n' || i, ('10.0.0.' || i % 256)::inet, i / 100.0, to_timestamp(i), "
      "ARRAY['a' || i, NULL], jsonb_build_object('i', i), md5(i::text)::uuid, int4range(i, i + 5), "
      "i::money FROM generate_series(1, 3000) i");
  const Outcome out = Quiver({"copy", database_.uri(), File("t.parquet"), "--table", "t"});
  ASSERT_EQ(out.exit_code, 0) << out.err;
  PostgresDatabase back;
  const Outcome in = Quiver({"copy", File("t.parquet"), back.uri(), "--verify"});
  ASSERT_EQ(in.exit_code, 0) << in.err;
  const std::string types =
      "SELECT string_agg(format_type(atttypid, atttypmod), ' ' ORDER BY attnum) FROM pg_attribute "
      "WHERE attrelid = 't'::regclass AND attnum > 0";
  EXPECT_EQ(back.Value(types), database_.Value(types));
  const std::string hash = "SELECT md5(string_agg(t::text, ' ' ORDER BY id)) FROM t";
  EXPECT_EQ(back.Value(hash), database_.Value(hash));
}

TEST_F(PostgresTargetTest, AnErrorLeavesNothingAndIsOneLine) {
  Sqlite(source_, "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x'), ('a' || char(0) || 'b')");
  ExpectOneErrorLine(Quiver({"copy", source_, database_.uri()}),
                     HasSubstr("table public.t, column \"a\", row 1: invalid byte sequence"));
  EXPECT_EQ(database_.Value("SELECT count(*) FROM pg_namespace WHERE nspname ~ 'quiver'"), "0");
  ExpectOneErrorLine(Quiver({"copy", source_, PostgresServer::Running().Uri("no_such_database")}),
                     HasSubstr("\"no_such_database\" does not exist"));
}

TEST_F(PostgresTargetTest, AnInterruptedCopyLeavesNothing) {
  Sqlite(source_, SqlOfBigTable("big", 2'000'000));
  RunningCommand copying({"copy", source_, database_.uri()});
  const std::string loading =
      "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY quiver%'";
  for (int i = 0; i < 10'000 && database_.Value(loading) == "0"; ++i) usleep(1'000);
  copying.Signal(SIGINT);
  const Outcome stopped = copying.Wait();
  EXPECT_EQ(stopped.exit_code, 130) << stopped.err;
  EXPECT_EQ(database_.Value("SELECT count(*) FROM pg_namespace WHERE nspname ~ 'quiver'"), "0");
  EXPECT_EQ(database_.Value("SELECT count(*) FROM pg_class WHERE relname = 'big'"), "0");
}

}  // namespace
}  // namespace quiver::testing
