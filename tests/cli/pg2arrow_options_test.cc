// The options of pg2arrow, one by one.

#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>

#include "cli/pg2arrow.h"

namespace quiver::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Pg2arrowOptionsTest : public Pg2arrowTest {
 protected:
  // A role that has to log in with a password, while the test runs.
  class LockedRole {
   public:
    explicit LockedRole(PostgresDatabase* db) : db_(*db) {
      db_.Run("CREATE ROLE locked LOGIN PASSWORD 'it''s \\ %40 secret'");
      Rules("('local all locked scram-sha-256'), ('local all all trust')");
    }
    ~LockedRole() {
      Rules("('local all all trust')");
      db_.Run("DROP ROLE locked");
    }

   private:
    void Rules(const std::string& values) {
      const std::string loaded = "SELECT pg_conf_load_time()";
      const std::string before = db_.Value(loaded);
      db_.Run(fmt::format("COPY (VALUES {}) TO '{}'", values, db_.Value("SHOW hba_file")));
      db_.Run("SELECT pg_reload_conf()");
      while (db_.Value(loaded) == before) db_.Run("SELECT pg_sleep(0.01)");
      // Sessions are let in by the postmaster, which may be a moment behind.
      db_.Run("SELECT pg_sleep(0.1)");
    }

    PostgresDatabase& db_;
  };

  void ExpectUsageError(const std::vector<std::string>& arguments,
                        const std::string& message) const {
    ExpectFailure(arguments, 2, HasSubstr(message));
  }
};

TEST_F(Pg2arrowOptionsTest, WithoutOutputTheNameOfATemporaryFileIsPrinted) {
  const Outcome outcome = Run({"-c", "SELECT 7 AS x"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(StartsWith(File("pg2arrow_")), EndsWith(".arrow\n")));
  EXPECT_THAT(outcome.err, HasSubstr("temporary file"));
  const std::string path = outcome.out.substr(0, outcome.out.size() - 1);
  EXPECT_THAT(Column(*Read(path), 0), ElementsAre("7"));
}

TEST_F(Pg2arrowOptionsTest, OutputReplacesAndAppendAdds) {
  Export({"-c", "SELECT 1 AS x"});
  EXPECT_THAT(Column(*Export({"-c", "SELECT 2 AS x"}), 0), ElementsAre("2"));
  for (const char* rows : {"SELECT 3 AS x", "SELECT 4 AS x WHERE false"}) {
    EXPECT_EQ(Run({"-c", rows, "--append", File("out.arrow")}).exit_code, 0);
  }
  EXPECT_THAT(Column(*Read(File("out.arrow")), 0), ElementsAre("2", "3"));
  ExpectFailure({"-c", "SELECT 'a' AS x", "--append", File("out.arrow")}, 1,
                HasSubstr("can't be appended"));
  ExpectFailure({"-c", "SELECT 1 AS x", "--append", File("none.arrow")}, 1,
                HasSubstr("none.arrow"));
}

TEST_F(Pg2arrowOptionsTest, RowsOfATableAndOfAQueryCanFollowEachOther) {
  db_.Run("CREATE TABLE t (id int PRIMARY KEY, n numeric); INSERT INTO t VALUES (1, 12.50)");
  Export({"-t", "t"});
  db_.Run("UPDATE t SET n = 7");
  EXPECT_EQ(Run({"-c", "SELECT * FROM t", "--append", File("out.arrow")}).exit_code, 0);
  EXPECT_EQ(Run({"-t", "t", "--append", File("out.arrow")}).exit_code, 0);
  EXPECT_THAT(Column(*Read(File("out.arrow")), 1), ElementsAre("12.50", "7.00", "7.00"));
  db_.Run("UPDATE t SET n = 7.125");
  ExpectFailure({"-t", "t", "--append", File("out.arrow")}, 1,
                AllOf(HasSubstr("column \"n\""), HasSubstr("7.125")));
}

TEST_F(Pg2arrowOptionsTest, StatisticsAreThoseThatPgStromReads) {
  const std::string rows = "SELECT i AS a, -i AS b FROM generate_series(1, 300000) i";
  for (const char* option : {"-Sa", "--stat=a", "--stats=a", "-S", "--stat"}) {
    const auto table = Export({"-c", rows, option, "-s", "1M"});
    const auto a = table->schema()->field(0)->metadata();
    EXPECT_THAT(a->Get("min_values").ValueOr(""), StartsWith("1,"));
    EXPECT_THAT(a->Get("max_values").ValueOr(""), EndsWith(",300000"));
    const bool all = std::string_view(option).find('a', 2) == std::string_view::npos ||
                     std::string_view(option) == "--stat";
    EXPECT_EQ(table->schema()->field(1)->metadata()->Contains("min_values"), all) << option;
  }
  EXPECT_FALSE(Export({"-c", rows})->schema()->field(0)->metadata()->Contains("min_values"));
  ExpectFailure({"-c", rows, "--stat=nothing"}, 1, HasSubstr("no column \"nothing\""));
}

TEST_F(Pg2arrowOptionsTest, ASegmentIsARecordBatchOfThatSize) {
  db_.Run("CREATE TABLE t AS SELECT i, i AS j FROM generate_series(1, 400000) i");
  for (const Texts& what : {Texts{"-t", "t"}, Texts{"-c", "SELECT * FROM t"}}) {
    Texts arguments = what;
    arguments.insert(arguments.end(), {"-s", "1m"});
    Export(arguments);
    const auto small = Open(File("out.arrow"));
    ASSERT_GT(small->num_record_batches(), 5);
    const int64_t rows = small->ReadRecordBatch(0).ValueOrDie()->num_rows();
    // 16 bytes over the wire, 8 of them values.
    EXPECT_NEAR(static_cast<double>(rows), (1 << 20) / 16.0, 2);
    arguments.back() = "64MiB";
    Export(arguments);
    EXPECT_EQ(Open(File("out.arrow"))->num_record_batches(), 1);
  }
  ExpectUsageError({"-t", "t", "-s", "0"}, "between 1 byte and 1G");
  ExpectUsageError({"-t", "t", "-s", "2G"}, "between 1 byte and 1G");
  ExpectUsageError({"-t", "t", "-s", "big"}, "\"big\" is not a size");
}

TEST_F(Pg2arrowOptionsTest, SettingsAreThoseOfEverySession) {
  const auto table =
      Export({"-n", "2", "--set", "TimeZone:Asia/Tokyo", "--set", "my.setting: it's; \"so\" ", "-c",
              "SELECT ('2024-01-01 00:00+00'::timestamptz)::text AS a, "
              "current_setting('my.setting') AS b, $(WORKER_ID) AS w"});
  EXPECT_THAT(Column(*table, 0), ElementsAre("2024-01-01 09:00:00+09", "2024-01-01 09:00:00+09"));
  EXPECT_THAT(Column(*table, 1), ElementsAre("it's; \"so\"", "it's; \"so\""));
  ExpectFailure({"-c", "SELECT pg_sleep(5)", "--set", "statement_timeout:100"}, 1,
                HasSubstr("statement timeout"));
  ExpectFailure({"-c", "SELECT 1", "--set", "nothing:1"}, 1, HasSubstr("\"nothing\""));
  ExpectFailure({"-c", "SELECT 1", "--set", "Client_Encoding:LATIN1"}, 1, HasSubstr("UTF-8"));
  ExpectUsageError({"-c", "SELECT 1", "--set", "x=1"}, "NAME:VALUE");
}

TEST_F(Pg2arrowOptionsTest, AQueryMayBeInAFile) {
  WriteFile(File("q.sql"), "-- a comment\nSELECT 1 AS x;\n");
  WriteFile(File("j.sql"), "SELECT $(x) + 1 AS y;");
  const auto table =
      Export({"-c", "file://" + File("q.sql"), "--inner-join", "file://" + File("j.sql")});
  EXPECT_THAT(Column(*table, 1), ElementsAre("2"));
  EXPECT_THAT(Column(*Export({"-c", "-- dashes\nSELECT 5 AS x"}), 0), ElementsAre("5"));
  ExpectUsageError({"-c", "file://" + File("none.sql")}, "none.sql can't be read");
}

TEST_F(Pg2arrowOptionsTest, DumpShowsSchemaAndBatches) {
  Export({"-c", "SELECT 1 AS first, 'a' AS second", "--stat"});
  const Outcome outcome = Run({"--dump", File("out.arrow")});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("first: int32"), HasSubstr("pg_type = integer"),
                                 HasSubstr("group 0"), HasSubstr("min_values = 1")));
  ExpectFailure({"--dump", File("none.arrow")}, 1, HasSubstr("none.arrow"));
}

TEST_F(Pg2arrowOptionsTest, NothingIsSaidWithoutProgress) {
  EXPECT_EQ(Run({"-c", "SELECT 1 AS x", "-o", File("x.arrow")}).err, "");
  EXPECT_THAT(Run({"-c", "SELECT 1 AS x", "-o", File("x.arrow"), "--progress"}).err,
              HasSubstr("1 row"));
}

TEST_F(Pg2arrowOptionsTest, TheServerIsNamedInEveryWayOfTheTool) {
  const std::string host = PostgresServer::Running().folder().string();
  const std::string user = db_.Value("SELECT current_user");
  const std::string query = "SELECT current_user::text || '@' || current_database() AS x";
  for (const Texts& server : std::vector<Texts>{{"-d", db_.name(), "-h", host, "-U", user},
                                                {"-d" + db_.name(), "--host=" + host, "-u", user},
                                                {db_.name(), user, "-h", host, "-p", "5432"},
                                                {"--dbname", db_.uri()},
                                                {"-d", "dbname=" + db_.name(), "-h", host, "-w"}}) {
    Texts arguments = {PG2ARROW_BINARY, "-c", query, "-o", File("out.arrow")};
    arguments.insert(arguments.end(), server.begin(), server.end());
    const Outcome outcome = RunningCommand(arguments, RunningCommand::Terminal::kNone,
                                           {"PGUSER=" + user, "PGHOST=", "PGDATABASE=none"})
                                .Wait();
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(Column(*Read(File("out.arrow")), 0), ElementsAre(user + "@" + db_.name()));
  }
  ExpectFailure({"-c", query, "-h", host, "-p", "1"}, 1, HasSubstr(":1/"));
  ExpectFailure({"-c", query, "-d", db_.uri(), "-h", host}, 1,
                HasSubstr("leave -h, -p and -u out"));
  ExpectUsageError({"-c", query, "-d", "a", "b"}, "the database is given twice");
  ExpectUsageError({"-c", query, "-u", "a", "b", "c"}, "the user is given twice");
}

TEST_F(Pg2arrowOptionsTest, APasswordIsAskedForWithoutShowingItOrComesFromAFile) {
  const LockedRole role(&db_);
  ExpectFailure({"-u", "locked", "-w", "-c", "SELECT 1 AS x"}, 1,
                HasSubstr("no password supplied"));
  ExpectFailure({"-u", "locked", "-W", "-c", "SELECT 1 AS x"}, 1,
                HasSubstr("there is no terminal"));
  ExpectUsageError({"-w", "-W", "-c", "SELECT 1"}, "excludes");

  WriteFile(File("pgpass"), "*:*:*:locked:it's \\\\ %40 secret\n");
  chmod(File("pgpass").c_str(), 0600);
  std::vector<std::string> environment = Environment();
  environment.push_back("PGPASSFILE=" + File("pgpass"));
  environment.push_back("PG2ARROW=" PG2ARROW_BINARY);
  EXPECT_EQ(RunningCommand(
                {PG2ARROW_BINARY, "-u", "locked", "-c", "SELECT 1 AS x", "-o", File("out.arrow")},
                RunningCommand::Terminal::kNone, environment)
                .Wait()
                .exit_code,
            0);

  environment.push_back("PGPASSFILE=/dev/null");
  for (const std::string& server :
       Texts{"-u locked", "-d '" + db_.UriAs("locked") + "'", "-d 'user=locked password=wrong'"}) {
    // `script` is a terminal to ask on. It has to be there before somebody types.
    const std::string line = fmt::format(
        R"(command -v script >/dev/null || exit 0; (sleep 1; printf '%s\n' "it's \\ %40 secret") | )"
        R"(script -qec "$PG2ARROW {} -W -c 'SELECT 2 AS x' -o {}" /dev/null)",
        server, File("out.arrow"));
    const Outcome outcome =
        RunningCommand({"/bin/sh", "-c", line}, RunningCommand::Terminal::kNone, environment)
            .Wait();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_THAT(outcome.out, AllOf(StartsWith("Password: "), ::testing::Not(HasSubstr("secret"))));
    EXPECT_THAT(Column(*Read(File("out.arrow")), 0), ElementsAre("2"));
  }
}

TEST_F(Pg2arrowOptionsTest, WhatDoesNotGoTogetherIsAUsageError) {
  ExpectUsageError({"-o", "x"}, "what to write is missing");
  ExpectUsageError({"-t", "a", "-c", "b"}, "excludes");
  ExpectUsageError({"-t", "a", "-o", "b", "--append", "c"}, "excludes");
  ExpectUsageError({"-c", "a $(PARALLEL_KEY)", "-n", "2", "-k", "b"}, "excludes");
  ExpectUsageError({"-t", "a", "-k", "b"}, "excludes");
  ExpectUsageError({"-t", "a", "-n", "0"}, "-n");
  ExpectUsageError({"-c", "SELECT $(WORKER_ID)"}, "with -n");
  ExpectUsageError({"-c", "SELECT $(PARALLEL_KEY)"}, "with -k");
  ExpectUsageError({"-c", "SELECT 1", "-k", "a"}, "$(PARALLEL_KEY)");
  ExpectUsageError({"--dump", "a", "-t", "b"}, "--dump only prints");
  ExpectUsageError({"--tabel", "a"}, "did you mean --table?");
  ExpectFailure(
      {"-n", "2", "-c", "SELECT * FROM (VALUES (1, $(WORKER_ID))) v WHERE 'a' = $(N_WORKERS)"}, 1,
      HasSubstr("invalid input syntax"));
  ExpectFailure({"-k", "1,'a'::text", "-c", "SELECT $(PARALLEL_KEY) AS x"}, 1,
                HasSubstr("different columns"));
}

TEST_F(Pg2arrowOptionsTest, HelpManualAndCompletionsComeFromTheOptions) {
  const Outcome help = Run({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  std::istringstream lines(help.out);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100u) << line;
  const std::string manual = Run({"--man"}).out;
  for (const char* option :
       {"dbname", "command",  "table", "output",      "append",        "stat",       "segment-size",
        "host",   "port",     "user",  "no-password", "password",      "inner-join", "outer-join",
        "dump",   "progress", "set",   "num-workers", "parallel-keys", "help"}) {
    EXPECT_THAT(help.out, HasSubstr(std::string("--") + option));
    for (const char* shell : {"bash", "zsh", "fish"}) {
      EXPECT_THAT(Run({"--completions", shell}).out, HasSubstr(option)) << shell;
    }
  }
  EXPECT_THAT(manual, AllOf(StartsWith(".TH PG2ARROW 1"), HasSubstr("\\-\\-inner\\-join"),
                            HasSubstr(".SH OPTIONS")));
  ExpectUsageError({"--completions", "csh"}, "csh");
  const Outcome completed = RunShell(
      "command -v bash >/dev/null || exit 0; bash -c '"
      "eval \"$(" PG2ARROW_BINARY
      " --completions bash)\"; COMP_WORDS=(pg2arrow --inn); COMP_CWORD=1; "
      "_pg2arrow; echo \"${COMPREPLY[*]}\"'");
  EXPECT_EQ(completed.out, "--inner-join\n") << completed.err;
}

}  // namespace
}  // namespace quiver::testing
