#include <filesystem>

#include "cli/command_test.h"
#include "databases/postgres/server.h"

namespace quiver::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr char kShop[] =
    "CREATE TYPE state AS ENUM ('new', 'paid', 'sent');"
    "CREATE TABLE customers (id serial PRIMARY KEY, name text NOT NULL UNIQUE, since date);"
    "CREATE TABLE orders (id bigint PRIMARY KEY, customer int NOT NULL REFERENCES customers,"
    "  amount numeric(9,2) CHECK (amount > 0), state state DEFAULT 'new', tags text[], doc jsonb,"
    "  at timestamptz, ratio numeric);"
    "CREATE INDEX by_customer ON orders (customer);"
    "INSERT INTO customers (name, since) VALUES ('Ada', '2020-02-29'), ('Bob', NULL);"
    "INSERT INTO orders VALUES (1, 1, 9.50, 'paid', '{a,b}', '{\"x\": 1}', "
    "'2024-01-01 12:00:00+02', 0.125), (2, 2, 0.01, 'new', NULL, NULL, NULL, NULL)";

class PostgresTest : public CommandTest {
 protected:
  PostgresDatabase database_;
};

TEST_F(PostgresTest, ADatabaseArrivesInDuckDbWithItsRowsKeysAndTypes) {
  database_.Run(kShop);
  const Outcome copied = Quiver({"copy", database_.uri(), target_, "--verify"});
  ASSERT_EQ(copied.exit_code, 0) << copied.err;
  EXPECT_THAT(copied.err, HasSubstr("copied 2 tables, 4 rows"));
  EXPECT_THAT(DuckDb(target_, "SELECT COLUMNS(*)::VARCHAR FROM orders ORDER BY id"),
              ElementsAre(ElementsAre("1", "1", "9.50", "paid", "[a, b]", "{\"x\": 1}",
                                      "2024-01-01 10:00:00+00", ".125"),
                          ElementsAre("2", "2", "0.01", "new", "NULL", "NULL", "NULL", "NULL")));
  EXPECT_EQ(DuckDbValue(target_, "SELECT typeof(state) FROM orders"),
            "ENUM('new', 'paid', 'sent')");
  EXPECT_THAT(
      DuckDb(target_,
             "SELECT constraint_type FROM duckdb_constraints() WHERE table_name = 'orders' "
             "AND constraint_type <> 'NOT NULL' ORDER BY 1"),
      ElementsAre(ElementsAre("CHECK"), ElementsAre("FOREIGN KEY"), ElementsAre("PRIMARY KEY")));
  EXPECT_EQ(DuckDbValue(target_,
                        "INSERT INTO customers (name) VALUES ('Cy'); "
                        "SELECT max(id) FROM customers"),
            "3");
  EXPECT_EQ(Quiver({"verify", database_.uri(), target_}).exit_code, 3) << "Cy is in one of them";
}

TEST_F(PostgresTest, SchemasArriveInDuckDbAndWhatItLacksBetweenThemIsNamed) {
  database_.Run(
      "CREATE SCHEMA crm; CREATE TABLE crm.customers (id int PRIMARY KEY);"
      "CREATE TABLE crm.notes (id int PRIMARY KEY, customer int REFERENCES crm.customers);"
      "CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES crm.customers)");
  const Outcome copied = Quiver({"copy", database_.uri(), target_, "--verify"});
  ASSERT_EQ(copied.exit_code, 0) << copied.err;
  EXPECT_THAT(copied.err, HasSubstr("orders: FOREIGN KEY (\"customer\") to crm.customers is left "
                                    "out: DuckDB has none between schemas"));
  EXPECT_THAT(DuckDb(target_,
                     "SELECT schema_name || '.' || table_name FROM duckdb_constraints() "
                     "WHERE constraint_type = 'FOREIGN KEY' AND table_name = 'notes'"),
              ElementsAre(ElementsAre("crm.notes")));
}

TEST_F(PostgresTest, ATableArrivesInAnArrowFileAndIsReadAgain) {
  database_.Run(kShop);
  const std::string file = File("orders.arrow");
  const Outcome copied = Quiver({"copy", database_.uri(), file, "--table", "orders", "--verify"});
  ASSERT_EQ(copied.exit_code, 0) << copied.err;
  EXPECT_EQ(Quiver({"head", file, "--format", "csv", "--columns", "id,amount,state,tags"}).out,
            Quiver({"head", database_.uri(), "--table", "orders", "--format", "csv", "--columns",
                    "id,amount,state,tags"})
                .out);
  const auto hash = [](const Outcome& outcome) {
    return nlohmann::json::parse(outcome.out)["tables"][0]["hash"];
  };
  EXPECT_EQ(hash(Quiver({"hash", file, "--json"})),
            hash(Quiver({"hash", database_.uri(), "--table", "orders", "--json"})));
}

TEST_F(PostgresTest, HeadShowsTheTableItNamesWhateverTheSearchPathIs) {
  database_.Run(
      "CREATE SCHEMA app; CREATE TABLE app.t AS SELECT 'app' AS v;"
      "CREATE TABLE t AS SELECT 'public' AS v");
  database_.Run("ALTER DATABASE " + database_.name() + " SET search_path = app");
  EXPECT_EQ(Quiver({"head", database_.uri(), "--table", "t", "--format", "csv"}).out,
            "v\npublic\n");
  EXPECT_EQ(Quiver({"head", database_.uri(), "--table", "app.t", "--format", "csv"}).out,
            "v\napp\n");
  EXPECT_EQ(Quiver({"head", database_.uri(), "--table", "public.t", "--format", "csv"}).out,
            "v\npublic\n");
}

TEST_F(PostgresTest, ATableOfTheDefaultSchemaMayBeNamedWithIt) {
  database_.Run(
      "CREATE SCHEMA app; CREATE TABLE app.t (v int); CREATE TABLE t (v int); CREATE TABLE u (w "
      "int)");
  const auto tables_of_copy = [&](const std::vector<std::string>& options) {
    std::vector<std::string> command{"copy", database_.uri(), target_, "--dry-run", "--json"};
    command.insert(command.end(), options.begin(), options.end());
    std::vector<std::string> names;
    const auto plan = nlohmann::json::parse(Quiver(command).out);
    for (const auto& table : plan["tables"]) names.push_back(table["name"]);
    return names;
  };
  EXPECT_THAT(tables_of_copy({"--table", "public.t"}), ElementsAre("t"));
  EXPECT_THAT(tables_of_copy({"--table", "app.t"}), ElementsAre("app.t"));
  EXPECT_THAT(tables_of_copy({"--exclude", "public.*"}), ElementsAre("app.t"));
  EXPECT_THAT(tables_of_copy({"--exclude", "app.*"}), UnorderedElementsAre("t", "u"));
}

TEST_F(PostgresTest, AStandbyIsReadAndNotWritten) {
  database_.Run(kShop);
  database_.Disconnect();
  PostgresServer::Running().RestartAsStandby();
  const Outcome copied = Quiver({"copy", database_.uri(), target_, "--verify"});
  EXPECT_THAT(copied.err, HasSubstr("copied 2 tables, 4 rows"));
  ExpectOneErrorLine(Quiver({"copy", target_, database_.uri(), "--if-exists", "replace"}),
                     HasSubstr("this is a standby; write to the primary"));
  PostgresServer::Running().Restart();
}

TEST_F(PostgresTest, ManySmallTablesDoNotMakeABigDuckDbFile) {
  database_.Run(
      "DO $$ BEGIN FOR i IN 1..120 LOOP"
      "  EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, name text UNIQUE)', i);"
      "  EXECUTE format('INSERT INTO t%s SELECT g, ''n'' || g FROM generate_series(1, 20) g', i);"
      "END LOOP; END $$");
  const Outcome copied = Quiver({"copy", database_.uri(), target_});
  ASSERT_EQ(copied.exit_code, 0) << copied.err;
  // 256 KiB for each table and each of its indexes would be a hundred megabytes.
  EXPECT_LT(std::filesystem::file_size(target_), 20u << 20);
}

TEST_F(PostgresTest, AQueryIsATable) {
  database_.Run(kShop);
  const Outcome copied =
      Quiver({"copy", database_.uri(), target_, "--table", "sums", "--query",
              "SELECT c.name, sum(o.amount)::numeric(9,2) AS total FROM orders o JOIN "
              "customers c ON c.id = o.customer GROUP BY 1 ORDER BY 1"});
  ASSERT_EQ(copied.exit_code, 0) << copied.err;
  EXPECT_THAT(DuckDb(target_, "FROM sums"),
              ElementsAre(ElementsAre("Ada", "9.50"), ElementsAre("Bob", "0.01")));
}

TEST_F(PostgresTest, AValueThatDoesNotFitLeavesNothingAndNamesTheOptions) {
  database_.Run("CREATE TABLE t (id int, n numeric(9,2)); INSERT INTO t VALUES (1, 1), (2, 'NaN')");
  ExpectOneErrorLine(Quiver({"copy", database_.uri(), target_}),
                     AllOf(HasSubstr("table t"), HasSubstr("column \"n\""), HasSubstr("(0,2)"),
                           HasSubstr("--numeric text or double")));
  EXPECT_FALSE(std::filesystem::exists(target_));
  ASSERT_EQ(Quiver({"copy", database_.uri(), target_, "--numeric", "double"}).exit_code, 0);
  EXPECT_THAT(DuckDb(target_, "SELECT n FROM t ORDER BY id"),
              ElementsAre(ElementsAre("1.0"), ElementsAre("nan")));
  const Outcome wrong = Quiver({"copy", database_.uri(), target_, "--numeric", "integer"});
  EXPECT_EQ(wrong.exit_code, 2);
}

TEST_F(PostgresTest, ADryRunSaysWhatWouldBeDone) {
  database_.Run(kShop);
  const Outcome outcome = Quiver({"copy", database_.uri(), target_, "--dry-run"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("customers"), HasSubstr("PostgreSQL's numeric(9,2)"),
                                 HasSubstr("by a census of its values")));
  EXPECT_FALSE(std::filesystem::exists(target_));
}

TEST_F(PostgresTest, NoMessageShowsThePassword) {
  const std::string folder = PostgresServer::Running().folder().string();
  for (const std::string& uri :
       {"postgresql://nobody:s3cret@/x?host=" + folder,
        "postgresql://postgres:s3cret@/no_such_database?host=" + folder,
        "postgres:password=s3cret dbname=no_such_database user=postgres host=" + folder,
        std::string("postgre://u:s3cret@host/db"), std::string("postgres://u:s3cr@et@host/db")}) {
    const Outcome outcome = Quiver({"copy", uri, target_});
    ExpectOneErrorLine(outcome, AllOf(Not(HasSubstr("s3cret")), Not(HasSubstr("cr@et"))));
  }
  const Outcome table = Quiver({"head", database_.uri() + "&password=s3cret", "--table", "none"});
  ExpectOneErrorLine(table, AllOf(HasSubstr("\"none\""), Not(HasSubstr("s3cret"))));
}

}  // namespace
}  // namespace quiver::testing
