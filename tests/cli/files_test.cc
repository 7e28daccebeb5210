// Files into files and databases, as a person types it.

#include <filesystem>

#include <fmt/format.h>

#include "cli/command_test.h"

namespace quiver::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class FilesTest : public CommandTest {
 protected:
  static void ExpectDone(const std::vector<std::string>& arguments) {
    const Outcome outcome = Quiver(arguments);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  }

  // What `quiver head --format csv` shows of all rows.
  static std::string Csv(const std::string& location) {
    const Outcome outcome = Quiver({"copy", location, "csv:-", "--progress", "never"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.out;
  }

  std::string Trips() {
    const std::string path = File("trips.csv");
    WriteFile(path,
              "id,place,fare,day,paid\n"
              "1,\"Old, \"\"small\"\" town\",2.5,2024-01-31,true\n"
              "2,,-0.25,1969-12-31,false\n"
              "3,\"\",1e300,,\n");
    return path;
  }
};

constexpr char kTripsAsWritten[] =
    "id,place,fare,day,paid\n"
    "1,\"Old, \"\"small\"\" town\",2.5,2024-01-31,true\n"
    "2,,-0.25,1969-12-31,false\n"
    "3,\"\",1e+300,,\n";

TEST_F(FilesTest, CsvIsVerifiedForTypesThatItsTextsDoNotShow) {
  const std::string database = File("types.duckdb");
  DuckDb(database,
         "CREATE TABLE types AS SELECT 'ab'::BLOB AS b, 1.5::DECIMAL(4,1) AS d, "
         "DATE '2024-02-29' AS day, TIME '10:00:00' AS t, 0.1::FLOAT AS f, NULL::BLOB AS nothing");
  ExpectDone({"copy", database, File("types.csv"), "--verify"});
}

TEST_F(FilesTest, WhatCsvCanNotGiveBackIsNamedInsteadOfCalledADifference) {
  const std::string database = File("ids.duckdb");
  DuckDb(database, "CREATE TABLE ids AS SELECT 1 AS n, uuid() AS id");
  const Outcome outcome = Quiver({"copy", database, File("ids.csv"), "--verify"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("column \"id\""), HasSubstr("leave --verify out")));
  EXPECT_FALSE(std::filesystem::exists(File("ids.csv")));
  ExpectDone({"copy", database, File("ids.csv")});
}

TEST_F(FilesTest, EveryFormatBecomesEveryOther) {
  Trips();
  const std::vector<std::string> names = {"trips.csv",     "trips.parquet", "trips.arrow",
                                          "trips.arrows",  "trips.duckdb",  "trips.sqlite",
                                          "again.parquet", "again.csv"};
  for (size_t i = 1; i < names.size(); ++i) {
    SCOPED_TRACE(names[i - 1] + " to " + names[i]);
    ExpectDone({"copy", File(names[i - 1]), File(names[i]), "--verify"});
    EXPECT_EQ(Csv(File(names[i])), kTripsAsWritten);
    EXPECT_EQ(Quiver({"verify", File("trips.csv"), File(names[i])}).exit_code, 0);
  }
}

TEST_F(FilesTest, StdinAndStdoutAreFilesToo) {
  Trips();
  const Outcome piped = RunShell(fmt::format(
      "cat '{}' | $QUIVER copy csv:- arrows:- | $QUIVER copy arrows:- csv:-", File("trips.csv")));
  EXPECT_EQ(piped.exit_code, 0) << piped.err;
  EXPECT_EQ(piped.out, kTripsAsWritten);
}

TEST_F(FilesTest, AnArrowFileMayComeThroughAPipe) {
  ExpectDone({"copy", Trips(), File("trips.arrow")});
  const Outcome piped = RunShell(
      fmt::format("cat '{}' | $QUIVER copy arrow:- csv:- --progress never", File("trips.arrow")));
  EXPECT_EQ(piped.out, kTripsAsWritten) << piped.err;
}

TEST_F(FilesTest, AStreamThatBreaksOffIsNoWholeOneToItsReader) {
  std::string csv = "n\n";
  for (int i = 0; i < 6'000'000; ++i) csv += i == 4'777'777 ? "x\n" : "1\n";
  WriteFile(File("n.csv"), csv);
  const Outcome piped = RunShell(
      fmt::format("$QUIVER copy '{}' arrows:- 2>/dev/null | $QUIVER hash arrows:- --progress never",
                  File("n.csv")));
  ExpectOneErrorLine(piped, HasSubstr("it ends inside of a message"));
}

TEST_F(FilesTest, WhatStdinCanNotBeIsSaidWithWhatToDo) {
  const Outcome bare = RunShell("echo a | $QUIVER hash -");
  ExpectOneErrorLine(bare, HasSubstr("write csv:-, arrows:- or parquet:-"));
  const Outcome parquet = RunShell("echo a | $QUIVER hash parquet:-");
  ExpectOneErrorLine(parquet, AllOf(HasSubstr("stdin"), HasSubstr("into a file first")));
}

TEST_F(FilesTest, OptionsOfFilesAreNotPassedOverInSilence) {
  Trips();
  for (const char* option : {"--partition-by=place", "--rows-per-file=2", "--stats"}) {
    for (const char* target : {"t.sqlite", "t.duckdb"}) {
      ExpectOneErrorLine(Quiver({"copy", File("trips.csv"), File(target), option}),
                         HasSubstr("is for files"));
    }
  }
  ExpectOneErrorLine(Quiver({"copy", File("trips.csv"), "csv:-", "--partition-by", "place"}),
                     HasSubstr("stdout is one file"));
}

TEST_F(FilesTest, ADatabaseIsNotReadOverTheNetwork) {
  ExpectOneErrorLine(Quiver({"hash", "http://127.0.0.1:1/x.sqlite"}),
                     HasSubstr("download it first"));
}

TEST_F(FilesTest, ACsvFileIsPackedAsItsNameSays) {
  Trips();
  for (const char* name : {"trips.csv.gz", "trips.csv.zst"}) {
    ExpectDone({"copy", File("trips.csv"), File(name), "--verify"});
    EXPECT_EQ(Csv(File(name)), kTripsAsWritten);
  }
  EXPECT_EQ(RunShell(fmt::format("gzip -dc '{}'", File("trips.csv.gz"))).out, kTripsAsWritten);
}

TEST_F(FilesTest, ACsvFileIsNotPackedTwice) {
  ExpectOneErrorLine(Quiver({"copy", Trips(), File("trips.csv.gz"), "--compression", "zstd"}),
                     HasSubstr("packed as its name says"));
  EXPECT_FALSE(std::filesystem::exists(File("trips.csv.gz")));
}

TEST_F(FilesTest, ACsvFileIsVerifiedByTheTypesThatWereWritten) {
  // Text that looks like numbers, narrow numbers, numbers without a fraction.
  DuckDb(source_ + ".duckdb",
         "CREATE TABLE t AS SELECT '007' AS a, '12' AS b, 5::TINYINT AS c, 2.0::DOUBLE AS d, "
         "1.50::DECIMAL(9, 2) AS e, NULL::INTEGER AS f, 'x'::ENUM ('x', 'y') AS g, ['1'][1] AS h");
  ExpectDone({"copy", source_ + ".duckdb", File("t.csv"), "--verify"});
  ExpectDone(
      {"copy", source_ + ".duckdb", "csv:" + File("t/"), "--partition-by", "b,c", "--verify"});
}

TEST_F(FilesTest, OnlyTheColumnsThatAreAskedForAreTaken) {
  ExpectDone({"copy", Trips(), File("part.parquet"), "--columns", "paid,id"});
  EXPECT_EQ(Csv(File("part.parquet")), "paid,id\ntrue,1\nfalse,2\n,3\n");
  ExpectOneErrorLine(Quiver({"copy", Trips(), File("x.parquet"), "--columns", "plaice"}),
                     AllOf(HasSubstr("\"plaice\""), HasSubstr("did you mean \"place\"")));
}

TEST_F(FilesTest, ALaterValueOfAnotherTypeWidensTheColumnAndStartsTheCopyAgain) {
  // Types are found out from samples; the odd value stands where none is taken.
  std::string csv = "id,code\n";
  constexpr int kRows = 2'000'000;
  for (int i = 0; i < kRows; ++i) {
    csv += i == 777'777 ? fmt::format("{},x-17\n", i) : fmt::format("{},{}\n", i, i % 1000);
  }
  WriteFile(File("codes.csv"), csv);
  const Outcome copied = Quiver({"copy", File("codes.csv"), target_, "--verify"});
  ASSERT_EQ(copied.exit_code, 0) << copied.err;
  EXPECT_EQ(DuckDb(target_,
                   "SELECT count(*), typeof(any_value(code)), max(code) FROM codes GROUP BY ALL"),
            (Rows{{"2000000", "VARCHAR", "x-17"}}));
}

TEST_F(FilesTest, AFolderForEachLabelOfAnEnumIsVerified) {
  DuckDb(target_,
         "CREATE TABLE t AS SELECT range AS n, ['x', 'y'][range % 2 + 1]::ENUM ('x', 'y') "
         "AS label FROM range(10)");
  ExpectDone({"copy", target_, "parquet:" + File("t/"), "--partition-by", "label", "--verify"});
  EXPECT_EQ(Quiver({"verify", target_, File("t"), "--table", "t"}).exit_code, 0);
}

TEST_F(FilesTest, AFolderIsNotNamedAfterAList) {
  DuckDb(target_, "CREATE TABLE t AS SELECT 1 AS n, [1, 2] AS list");
  ExpectOneErrorLine(
      Quiver({"copy", target_, "parquet:" + File("t/"), "--partition-by", "list"}),
      AllOf(HasSubstr("column \"list\""), HasSubstr("leave the column out of --partition-by")));
}

TEST_F(FilesTest, AFileOfRowsThatWerePutAsideIsCopiedLikeAnyOther) {
  WriteFile(File("t__quarantine.csv"), "line,row\n3,x\n");
  ExpectDone({"copy", File("t__quarantine.csv"), File("rows.parquet")});
  EXPECT_EQ(Csv(File("rows.parquet")), "line,row\n3,x\n");
}

TEST_F(FilesTest, RowsThatArePutAsideDoNotGoToStdoutWithTheOthers) {
  WriteFile(File("ragged.csv"), "a,b\n1,2\n3\n");
  ExpectOneErrorLine(Quiver({"copy", File("ragged.csv"), "csv:-", "--on-bad-row", "quarantine"}),
                     HasSubstr("write into a file"));
}

TEST_F(FilesTest, ADryRunSaysWhatWouldStopItAndWritesNothing) {
  Trips();
  DuckDb(target_, "CREATE TABLE t AS SELECT 1 AS n, [1, 2] AS list");
  const auto plan = [](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "copy");
    arguments.push_back("--dry-run");
    return Quiver(arguments);
  };
  EXPECT_EQ(plan({File("trips.csv"), "parquet:" + File("new/"), "--partition-by", "day"}).err, "");
  EXPECT_FALSE(std::filesystem::exists(File("new")));
  EXPECT_THAT(plan({target_, File("t.csv")}).err, HasSubstr("column \"list\""));
  EXPECT_THAT(plan({target_, File("t.parquet"), "--compression", "loz"}).err, HasSubstr("loz"));
  EXPECT_THAT(plan({target_, File("trips.csv")}).err, HasSubstr("trips.csv exists"));
  EXPECT_EQ(plan({target_, File("none/t.parquet")}).exit_code, 1);
}

TEST_F(FilesTest, AFileOfOneTableDoesNotTakeTwo) {
  Sqlite(source_, SqlOfShop());
  const Outcome copied = Quiver({"copy", source_, File("shop.parquet")});
  EXPECT_EQ(copied.exit_code, 1);
  EXPECT_THAT(copied.err, AllOf(HasSubstr("holds one table"), HasSubstr("--table")));
  EXPECT_FALSE(std::filesystem::exists(File("shop.parquet")));
}

TEST_F(FilesTest, AFolderTakesATableInEachFile) {
  Sqlite(source_, SqlOfShop());
  ExpectDone({"copy", source_, "parquet:" + File("shop/"), "--verify"});
  EXPECT_TRUE(std::filesystem::exists(File("shop/customers.parquet")));
  EXPECT_EQ(Csv(File("shop/orders.parquet")).substr(0, 12), "id,customer,");
}

TEST_F(FilesTest, PartitionedFilesAreReadBackAsOneTable) {
  Trips();
  ExpectDone({"copy", File("trips.csv"), "parquet:" + File("out/"), "--partition-by", "paid,day",
              "--verify"});
  EXPECT_TRUE(std::filesystem::exists(File("out/paid=true/day=2024-01-31/part-00000.parquet")));
  EXPECT_TRUE(std::filesystem::exists(
      File("out/paid=__HIVE_DEFAULT_PARTITION__/day=__HIVE_DEFAULT_PARTITION__/"
           "part-00000.parquet")));
  const Outcome verified = Quiver(
      {"verify", File("trips.csv"), File("out/**/*.parquet"), "--columns", "id,place,fare,day"});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
}

TEST_F(FilesTest, ATextThatNamesTheFolderOfNullsComesBackAsText) {
  WriteFile(File("keys.csv"), "id,k\n1,__HIVE_DEFAULT_PARTITION__\n2,\n3,x\n");
  ExpectDone(
      {"copy", File("keys.csv"), "parquet:" + File("out/"), "--partition-by", "k", "--verify"});
  EXPECT_TRUE(std::filesystem::exists(File("out/k=%5F_HIVE_DEFAULT_PARTITION__")));
  EXPECT_TRUE(std::filesystem::exists(File("out/k=__HIVE_DEFAULT_PARTITION__")));
  const Outcome verified =
      Quiver({"verify", File("keys.csv"), File("out/**/*.parquet"), "--columns", "id,k"});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
}

TEST_F(FilesTest, RowsPerFileMakesSeveralFilesInOrder) {
  Sqlite(source_, SqlOfBigTable("big", 10'000));
  ExpectDone({"copy", source_, "csv:" + File("out"), "--rows-per-file", "3000", "--verify"});
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(File("out"))) {
    files += entry.path().extension() == ".csv" ? 1 : 0;
  }
  EXPECT_EQ(files, 4);
  ExpectDone({"copy", File("out"), File("all.csv")});
  ExpectDone({"copy", source_, File("direct.csv")});
  EXPECT_EQ(ReadFile(File("all.csv")), ReadFile(File("direct.csv")));
}

TEST_F(FilesTest, AFolderIsReplacedOnlyAsAWholeAndOnlyWhenItHoldsNothingElse) {
  const std::vector<std::string> copy = {"copy", Trips(), "csv:" + File("out/")};
  ExpectDone(copy);
  ExpectOneErrorLine(Quiver(copy), HasSubstr("--if-exists"));
  auto replace = copy;
  replace.insert(replace.end(), {"--if-exists", "replace"});
  ExpectDone(replace);
  WriteFile(File("out/thesis.txt"), "years of work");
  ExpectOneErrorLine(Quiver(replace), HasSubstr("thesis.txt"));
  EXPECT_EQ(ReadFile(File("out/thesis.txt")), "years of work");
}

TEST_F(FilesTest, AnExistingFileIsLeftAloneUnlessAskedOtherwise) {
  Trips();
  WriteFile(File("t.arrow"), "somebody else's");
  ExpectOneErrorLine(Quiver({"copy", File("trips.csv"), File("t.arrow")}),
                     HasSubstr("--if-exists"));
  EXPECT_EQ(ReadFile(File("t.arrow")), "somebody else's");
  ExpectDone({"copy", File("trips.csv"), File("t.arrow"), "--if-exists", "replace"});
  ExpectDone({"copy", File("trips.csv"), File("t.arrow"), "--if-exists", "append", "--verify"});
  EXPECT_EQ(Quiver({"hash", File("t.arrow"), "--json"}).out.find("\"rows\":6") != std::string::npos,
            true);
  ExpectOneErrorLine(Quiver({"copy", File("trips.csv"), File("t.arrow"), "--if-exists", "append",
                             "--columns", "id,fare"}),
                     HasSubstr("can't be appended"));
}

TEST_F(FilesTest, ADeviceIsWrittenToAndNotReplaced) {
  ExpectDone({"copy", Trips(), "csv:/dev/null"});
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST_F(FilesTest, SchemasOfAPatternAreUnifiedByName) {
  WriteFile(File("a.csv"), "id,x\n1,10\n");
  WriteFile(File("b.csv"), "y,id\nhello,2\n");
  WriteFile(File("c.csv"), "id,x\n3,later\n");
  EXPECT_EQ(Csv(File("[a-b].csv")), "id,x,y\n1,10,\n2,,hello\n");
  EXPECT_EQ(Csv(File("[ac].csv")), "id,x\n1,10\n3,later\n");
  WriteFile(File("d.csv"), "id,x\n4,\n");
  ExpectDone({"copy", File("[ad].csv"), target_});
  EXPECT_EQ(DuckDbValue(target_, "SELECT data_type FROM duckdb_columns() WHERE column_name = 'x'"),
            "BIGINT");
  ExpectDone({"copy", File("a.csv"), File("a.parquet")});
  ExpectDone({"copy", File("c.csv"), File("c.parquet")});
  ExpectOneErrorLine(Quiver({"copy", File("*.parquet"), File("all.arrow")}),
                     AllOf(HasSubstr("\"x\""), HasSubstr("a.parquet"), HasSubstr("c.parquet")));
}

TEST_F(FilesTest, ABadRowIsNamedByItsLineOrPutAside) {
  WriteFile(File("bad.csv"), "id,x\n1,2\n3\n4,5\n");
  ExpectOneErrorLine(Quiver({"copy", File("bad.csv"), File("bad.parquet")}),
                     AllOf(HasSubstr("bad.csv"), HasSubstr("line 3")));
  EXPECT_FALSE(std::filesystem::exists(File("bad.parquet")));
  ExpectDone({"copy", File("bad.csv"), File("bad.parquet"), "--on-bad-row", "quarantine"});
  EXPECT_EQ(Csv(File("bad.parquet")), "id,x\n1,2\n4,5\n");
  EXPECT_THAT(Csv(File("bad__quarantine.parquet")), HasSubstr("3"));
}

TEST_F(FilesTest, InspectShowsWhatAFileSaysOfItself) {
  ExpectDone({"copy", Trips(), File("t.parquet")});
  ExpectDone({"copy", File("trips.csv"), File("t.arrow"), "--stats"});
  for (const char* name : {"t.parquet", "t.arrow"}) {
    const Outcome text = Quiver({"inspect", File(name), "--groups"});
    EXPECT_EQ(text.exit_code, 0) << text.err;
    EXPECT_THAT(text.out, AllOf(HasSubstr("3 rows in 1 group"), HasSubstr("fare: double"),
                                HasSubstr("-0.25"), HasSubstr("1e+300")));
    const auto json = nlohmann::json::parse(Quiver({"inspect", File(name), "--json"}).out);
    const auto& layout = json["files"][0]["layout"];
    EXPECT_EQ(layout["rows"], 3);
    EXPECT_EQ(layout["groups"][0]["columns"][2]["min"], "-0.25");
    EXPECT_EQ(layout["groups"][0]["columns"][3]["nulls"], 1);
  }
  ExpectOneErrorLine(Quiver({"inspect", File("trips.csv")}), HasSubstr("arrow and parquet"));
}

TEST_F(FilesTest, BenchComparesTheFormatsAndDrawsThem) {
  const Outcome bench = Quiver({"bench", Trips(), "--repeat", "1", "--html", File("report.html")});
  EXPECT_EQ(bench.exit_code, 0) << bench.err;
  EXPECT_THAT(bench.out, AllOf(HasSubstr("parquet zstd"), HasSubstr("arrow lz4"), HasSubstr("█")));
  EXPECT_THAT(ReadFile(File("report.html")), StartsWith("<!DOCTYPE html>"));
  const Outcome json = Quiver({"bench", Trips(), "--repeat", "1", "--json"});
  EXPECT_EQ(nlohmann::json::parse(json.out)["formats"].size(), 6u);
}

TEST_F(FilesTest, AnInterruptedOrFailedCopyLeavesTheOldFile) {
  ExpectDone({"copy", Trips(), File("t.parquet")});
  const std::string before = ReadFile(File("t.parquet"));
  WriteFile(File("bad.csv"), "id,x\n1,2\n3\n");
  EXPECT_EQ(
      Quiver({"copy", File("bad.csv"), File("t.parquet"), "--if-exists", "replace"}).exit_code, 1);
  EXPECT_EQ(ReadFile(File("t.parquet")), before);
  EXPECT_THAT(directory_.Listing(), ElementsAre("bad.csv", "t.parquet", "trips.csv"));
}

TEST_F(FilesTest, WhatIsNoSuchFileIsAnErrorOfOneLine) {
  WriteFile(File("text.parquet"), "not parquet at all");
  WriteFile(File("text.arrow"), "not arrow at all");
  WriteFile(File("empty.parquet"), "");
  for (const char* name :
       {"text.parquet", "text.arrow", "empty.parquet", "missing.csv", "no/*.csv"}) {
    ExpectOneErrorLine(Quiver({"copy", File(name), File("out.csv")}),
                       HasSubstr(std::string(name).substr(0, 2)));
  }
  ExpectOneErrorLine(Quiver({"copy", Trips(), File("t.parquet"), "--compression", "rar"}),
                     HasSubstr("rar"));
  EXPECT_FALSE(std::filesystem::exists(File("t.parquet")));
}

}  // namespace
}  // namespace quiver::testing
