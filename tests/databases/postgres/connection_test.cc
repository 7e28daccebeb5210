#include "databases/postgres/connection.h"

#include <chrono>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "databases/postgres/server.h"
#include "databases/postgres/server_error.h"
#include "databases/postgres/type_reader.h"

namespace quiver::postgres {
namespace {

using quiver::testing::PostgresDatabase;
using quiver::testing::PostgresServer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class ConnectionTest : public ::testing::Test {
 protected:
  std::unique_ptr<Connection> Open(ConnectOptions options = {}) {
    if (options.conninfo.empty()) options.conninfo = database_.uri();
    auto connection = Connection::Open(options);
    EXPECT_TRUE(connection.ok()) << connection.status();
    return std::move(connection).ValueOr(nullptr);
  }

  static arrow::Status OpenError(const std::string& conninfo) {
    return Connection::Open({.conninfo = conninfo}).status();
  }

  PostgresDatabase database_;
};

TEST_F(ConnectionTest, RowsOfAQueryAreTextsAndNulls) {
  auto rows = Open()->Query("SELECT 1, NULL, 'a' || chr(10) UNION ALL SELECT 2, 'b', ''");
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_THAT(*rows, ElementsAre(ElementsAre("1", std::nullopt, "a\n"), ElementsAre("2", "b", "")));
}

TEST_F(ConnectionTest, TextIsExactWhateverTheServerIsSetTo) {
  database_.Run("ALTER DATABASE " + database_.name() + " SET DateStyle = 'SQL, DMY'");
  database_.Run("ALTER DATABASE " + database_.name() + " SET extra_float_digits = -15");
  database_.Run("ALTER DATABASE " + database_.name() + " SET TimeZone = 'Asia/Kolkata'");
  database_.Run("ALTER DATABASE " + database_.name() + " SET bytea_output = 'escape'");
  auto rows = Open()->Query(
      "SELECT date '2024-02-29', 0.1::float8 + 0.2, timestamptz '2024-01-01 00:00:00Z', "
      "'\\x00ff'::bytea, interval '1 year 2 days'");
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_THAT(rows->at(0), ElementsAre("2024-02-29", "0.30000000000000004",
                                       "2024-01-01 00:00:00+00", "\\x00ff", "1 year 2 days"));
}

TEST_F(ConnectionTest, AnErrorIsOneLineWithDetailHintAndSqlState) {
  auto connection = Open();
  const arrow::Status status =
      connection
          ->Execute(
              "DO $$ BEGIN RAISE EXCEPTION E'two\\nlines' USING DETAIL = 'more', "
              "HINT = 'do this', ERRCODE = '22023'; END $$")
          .status();
  EXPECT_TRUE(status.IsInvalid());
  EXPECT_EQ(status.message(), "two lines: more (do this)");
  EXPECT_EQ(SqlStateOf(status), "22023");
  EXPECT_TRUE(connection->Query("SELECT 1").ok()) << "the session goes on";
}

TEST_F(ConnectionTest, AReadOnlySessionWritesNothing) {
  const arrow::Status status =
      Open({.read_only = true})->Execute("CREATE TABLE t (i int)").status();
  EXPECT_TRUE(status.IsIOError());
  EXPECT_EQ(SqlStateOf(status), "25006");
}

TEST_F(ConnectionTest, ServersThatCanNotBeReachedAreNamed) {
  EXPECT_THAT(OpenError("host=/nowhere dbname=x user=u").message(), HasSubstr("/nowhere"));
  EXPECT_THAT(OpenError("postgres://u:secret@no-such-host.invalid/x").message(),
              AllOf(HasSubstr("no-such-host.invalid"), Not(HasSubstr("secret"))));
  EXPECT_THAT(OpenError(PostgresServer::Running().Uri("no_such_database")).message(),
              HasSubstr("\"no_such_database\" does not exist"));
  EXPECT_THAT(OpenError(database_.UriAs("nobody_here")).message(),
              HasSubstr("\"nobody_here\" does not exist"));
}

TEST_F(ConnectionTest, NoMessageHasAPartOfThePassword) {
  for (const std::string conninfo :
       {"postgres://u:se@cret@h/db", "postgres://u:se/cret@h/db", "password=se cret dbname=x",
        "postgres://u:secret@h/db?pasword=cret", "postgres://u:%zzcret@h/db",
        "user=u password='cret dbname=x"}) {
    const arrow::Status status = OpenError(conninfo);
    EXPECT_FALSE(status.ok()) << conninfo;
    EXPECT_THAT(status.message(), Not(HasSubstr("cret"))) << conninfo;
  }
}

TEST_F(ConnectionTest, AStopRequestEndsARunningStatementSoon) {
  arrow::StopSource stop;
  auto connection = Open({.stop = stop.token()});
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    stop.RequestStop();
  });
  const auto begin = std::chrono::steady_clock::now();
  const arrow::Status status = connection->Execute("SELECT pg_sleep(60)").status();
  stopper.join();
  EXPECT_TRUE(status.IsCancelled()) << status;
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST_F(ConnectionTest, ATimeoutOfTheServerIsNoCancellation) {
  auto connection = Open();
  const arrow::Status status =
      connection->Execute("SET statement_timeout = 50; SELECT pg_sleep(60)").status();
  EXPECT_TRUE(status.IsIOError()) << status;
  EXPECT_THAT(status.message(), HasSubstr("statement timeout"));
}

TEST_F(ConnectionTest, ALostConnectionIsAnError) {
  auto connection = Open();
  const std::string pid =
      connection->Query("SELECT pg_backend_pid()").ValueOrDie().at(0).at(0).value();
  database_.Run("SELECT pg_terminate_backend(" + pid + ", 5000)");
  const arrow::Status status = connection->Query("SELECT 1").status();
  EXPECT_TRUE(status.IsIOError()) << status;
  EXPECT_THAT(status.message(), HasSubstr("terminating connection"));
  EXPECT_TRUE(connection->Query("SELECT 1").status().IsIOError());
}

TEST_F(ConnectionTest, HostileNamesAreQuoted) {
  auto connection = Open();
  const std::string name = "a\"; DROP TABLE b; --";
  const std::string quoted = connection->QuoteIdentifier(name).ValueOrDie();
  EXPECT_EQ(quoted, "\"a\"\"; DROP TABLE b; --\"");
  const std::string literal = connection->QuoteLiteral("o'\\x").ValueOrDie();
  EXPECT_EQ(connection->Query("SELECT " + literal).ValueOrDie().at(0).at(0), "o'\\x");
  EXPECT_TRUE(connection->QuoteIdentifier(std::string_view("a\0b", 3)).status().IsInvalid());
}

TEST_F(ConnectionTest, TypesAreReadWithWhatTheyAreMadeOf) {
  database_.Run(
      "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');"
      "ALTER TYPE mood ADD VALUE 'fine' BEFORE 'happy';"
      "CREATE DOMAIN price AS numeric(9, 2);"
      "CREATE TYPE item AS (name text, moods mood[], price price)");
  auto connection = Open();
  const auto oid = [&](const std::string& name) {
    return static_cast<uint32_t>(
        std::stoul(database_.Value("SELECT '" + name + "'::regtype::oid")));
  };
  Types types;
  const arrow::Status status =
      ReadTypes(*connection,
                {oid("item[]"), oid("int4multirange"), oid("int2vector"), oid("record")}, &types);
  ASSERT_TRUE(status.ok()) << status;

  EXPECT_EQ(types.at(oid("item[]")).kind, Type::Kind::kArray);
  const Type& item = types.at(types.at(oid("item[]")).element);
  EXPECT_EQ(item.kind, Type::Kind::kComposite);
  EXPECT_EQ(item.schema, "public");
  EXPECT_EQ(item.name, "item");
  ASSERT_EQ(item.attributes.size(), 3);
  EXPECT_EQ(item.attributes[1].name, "moods");
  const Type& mood = types.at(types.at(item.attributes[1].type).element);
  EXPECT_THAT(mood.labels, ElementsAre("sad", "ok", "fine", "happy"));
  const Type& price = types.at(item.attributes[2].type);
  EXPECT_EQ(price.kind, Type::Kind::kDomain);
  EXPECT_TRUE(types.at(price.element).IsBuiltIn("numeric"));
  EXPECT_EQ(price.modifier, ((9 << 16) | 2) + 4);

  const Type& multirange = types.at(oid("int4multirange"));
  EXPECT_EQ(multirange.kind, Type::Kind::kMultirange);
  EXPECT_EQ(types.at(multirange.element).kind, Type::Kind::kRange);
  EXPECT_TRUE(types.at(types.at(multirange.element).element).IsBuiltIn("int4"));
  EXPECT_EQ(types.at(oid("int2vector")).kind, Type::Kind::kBase);
  EXPECT_EQ(types.at(oid("record")).kind, Type::Kind::kPseudo);
}

}  // namespace
}  // namespace quiver::postgres
