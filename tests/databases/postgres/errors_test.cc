// What goes wrong while rows are read, and how it is said.

#include <chrono>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "databases/postgres/cutting_proxy.h"
#include "databases/postgres/reading.h"

namespace quiver::postgres::testing {
namespace {

using quiver::testing::CuttingProxy;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

void ExpectOneLine(const arrow::Status& status, const ::testing::Matcher<std::string>& message) {
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(status.message(), AllOf(message, Not(HasSubstr("\n"))));
}

constexpr char kBigTable[] =
    "CREATE TABLE big (i int, s text);"
    "INSERT INTO big SELECT i, repeat('x', 100) FROM generate_series(1, 20000) i;";

TEST(ErrorsTest, AServerThatClosesInTheMiddleOfACopyIsAnErrorWhereverItCuts) {
  PostgresDatabase database(kBigTable);
  const auto& folder = PostgresServer::Running().folder();
  for (const int64_t bytes : {100, 1'000, 20'000, 1'100'000, 2'000'000}) {
    const CuttingProxy proxy(folder, bytes);
    auto source =
        OpenPostgresSource(database.uri() + "&port=" + std::to_string(CuttingProxy::kPort), {});
    const arrow::Status status = source.ok() ? ReadError(**source, {"", "big"}) : source.status();
    EXPECT_TRUE(status.IsIOError()) << bytes << ": " << status;
    ExpectOneLine(status, HasSubstr("closed the connection unexpectedly"));
  }
}

TEST(ErrorsTest, AStoppedServerIsAnErrorAndARestartedOneCanBeReadAgain) {
  PostgresDatabase database(kBigTable);
  auto source = Open(database.uri());
  auto stream = source->OpenTable({"", "big"}).ValueOrDie();
  database.Disconnect();
  PostgresServer::Running().Restart();
  const arrow::Status status = ReadAll(*stream).status();
  EXPECT_TRUE(status.IsIOError()) << status;
  ExpectOneLine(status, HasSubstr("table big"));
  const arrow::Status again = source->OpenTable({"", "big"}).status();
  EXPECT_TRUE(again.IsIOError()) << again;
  ExpectOneLine(again, HasSubstr("the session that holds the snapshot is lost"));
  EXPECT_EQ(Read(*Open(database.uri()), {"", "big"})->num_rows(), 20'000);
}

TEST(ErrorsTest, TheStatementTimeoutOfTheServerIsNamed) {
  PostgresDatabase database("CREATE VIEW slow AS SELECT pg_sleep(60)::text AS s");
  database.Run("ALTER DATABASE " + database.name() + " SET statement_timeout = 100");
  SourceOptions options;
  options.views = true;
  const arrow::Status status = ReadError(*Open(database.uri(), options), {"", "slow"});
  EXPECT_TRUE(status.IsIOError()) << status;
  ExpectOneLine(status, AllOf(HasSubstr("table slow"), HasSubstr("statement timeout")));
}

TEST(ErrorsTest, ATableThatWasDroppedAfterItWasListedIsNamed) {
  PostgresDatabase database("CREATE TABLE t (i int)");
  auto source = Open(database.uri());
  ASSERT_EQ(source->Tables().ValueOrDie().size(), 1u);
  database.Run("DROP TABLE t");
  ExpectOneLine(ReadError(*source, {"", "t"}),
                HasSubstr("table t: relation \"public.t\" does not exist"));
}

TEST(ErrorsTest, ATableWithoutPermissionIsNamedAndOthersAreRead) {
  PostgresDatabase database(
      "DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN;"
      "CREATE TABLE open (i int); CREATE TABLE closed (i int); GRANT SELECT ON open TO reader");
  auto source = Open(database.UriAs("reader"));
  const arrow::Status status = ReadError(*source, {"", "closed"});
  EXPECT_TRUE(status.IsIOError()) << status;
  ExpectOneLine(status, HasSubstr("permission denied for table closed"));
  EXPECT_EQ(Read(*source, {"", "open"})->num_rows(), 0);
  source.reset();
  database.Run("DROP OWNED BY reader; DROP ROLE reader");
}

TEST(ErrorsTest, RowsThatAPolicyWouldHideAreAnError) {
  PostgresDatabase database(
      "DROP ROLE IF EXISTS tenant; CREATE ROLE tenant LOGIN;"
      "CREATE TABLE t (i int); INSERT INTO t VALUES (1), (2); GRANT SELECT ON t TO tenant;"
      "ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (i = 1)");
  auto source = Open(database.UriAs("tenant"));
  ExpectOneLine(ReadError(*source, {"", "t"}),
                HasSubstr("row-level security policy for table \"t\""));
  EXPECT_EQ(Read(*Open(database.uri()), {"", "t"})->num_rows(), 2);
  source.reset();
  database.Run("DROP OWNED BY tenant; DROP ROLE tenant");
}

TEST(ErrorsTest, ALockedTableIsWaitedForAsLongAsAskedFor) {
  PostgresDatabase database("CREATE TABLE t (i int); CREATE TABLE free (i int)");
  database.Run("BEGIN; LOCK TABLE t");
  SourceOptions options;
  options.busy_timeout_ms = 50;
  auto source = Open(database.uri(), options);
  EXPECT_EQ(source->Tables().ValueOrDie().size(), 2u) << "to list tables needs no locks";
  EXPECT_NE(source->Fingerprint().ValueOrDie(), source->Fingerprint().ValueOrDie());
  ExpectOneLine(ReadError(*source, {"", "t"}),
                AllOf(HasSubstr("table t"), HasSubstr("lock timeout")));
  EXPECT_EQ(Read(*source, {"", "free"})->num_rows(), 0);
  database.Run("ROLLBACK");
}

TEST(ErrorsTest, AnErrorInAViewIsTheServers) {
  PostgresDatabase database(
      "CREATE VIEW v AS SELECT 1 / (i - 5) AS x FROM generate_series(1, 10) i");
  SourceOptions options;
  options.views = true;
  ExpectOneLine(ReadError(*Open(database.uri(), options), {"", "v"}),
                HasSubstr("table v: division by zero"));
}

TEST(ErrorsTest, AStopRequestEndsAQueryThatSendsNothing) {
  PostgresDatabase database;
  arrow::StopSource stop;
  SourceOptions options;
  options.stop = stop.token();
  auto source = Open(database.uri(), options);
  auto stream = source->OpenQuery("SELECT pg_sleep(60)::text AS s", {"", "q"}).ValueOrDie();
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    stop.RequestStop();
  });
  const auto begin = std::chrono::steady_clock::now();
  const arrow::Status status = ReadAll(*stream).status();
  stopper.join();
  EXPECT_TRUE(status.IsCancelled()) << status;
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(ErrorsTest, AReaderThatIsGivenUpEndsItsStatement) {
  PostgresDatabase database(kBigTable);
  auto source = Open(database.uri());
  auto stream = source->OpenQuery("SELECT a.i, b.s FROM big a, big b", {"", "q"}).ValueOrDie();
  {
    auto reader = stream->OpenPartition(0).ValueOrDie();
    ASSERT_TRUE(reader->Next().ok());
  }
  const std::string running =
      "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%big b%' AND "
      "pid <> pg_backend_pid()";
  for (int i = 0; i < 500 && database.Value(running) != "0"; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(database.Value(running), "0");
}

TEST(ErrorsTest, AWrongPasswordIsSaidWithoutIt) {
  PostgresDatabase database(
      "DROP ROLE IF EXISTS careful; CREATE ROLE careful LOGIN PASSWORD 'right'");
  const auto& server = PostgresServer::Running();
  server.RequirePassword("careful");
  const std::string uri =
      "postgresql://careful:wr0ng-one@/" + database.name() + "?host=" + server.folder().string();
  const arrow::Status status = OpenPostgresSource(uri, {}).status();
  EXPECT_TRUE(status.IsIOError()) << status;
  ExpectOneLine(status, AllOf(HasSubstr("password authentication failed"), HasSubstr("careful"),
                              Not(HasSubstr("wr0ng"))));
  EXPECT_TRUE(OpenPostgresSource("user=careful password=right dbname=" + database.name() +
                                     " host=" + server.folder().string(),
                                 {})
                  .ok());
  database.Run("DROP ROLE careful");
}

}  // namespace
}  // namespace quiver::postgres::testing
