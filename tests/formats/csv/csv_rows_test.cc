// How text is cut into rows and fields.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/csv/csv_files.h"

namespace quiver::csv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Rows Read(const std::string& content) {
  CsvFile file(content);
  const auto table = file.Read();
  EXPECT_TRUE(table.ok()) << table.status();
  return table.ok() ? TextsOf(**table) : Rows();
}

std::string ErrorOf(const std::string& content) { return CsvFile(content).Error(); }

TEST(CsvRows, AreCutAtCommasAndLineEnds) {
  EXPECT_THAT(Read("a,b\n1,x\n2,y\n"), ElementsAre(ElementsAre("1", "x"), ElementsAre("2", "y")));
}

TEST(CsvRows, MayEndWithCrLfAndWithCrAlone) {
  const auto expected = ElementsAre(ElementsAre("1", "x"), ElementsAre("2", "y"));
  EXPECT_THAT(Read("a,b\r\n1,x\r\n2,y\r\n"), expected);
  EXPECT_THAT(Read("a,b\r1,x\r2,y\r"), expected);
  EXPECT_THAT(Read("a,b\r\n1,\"x\"\r\n2,\"y\"\r\n"), expected);
  EXPECT_THAT(Read("a,b\n1,\"x\"\r\n2,y\n"), expected);
}

TEST(CsvRows, NeedNoLineEndAfterTheLastOne) {
  EXPECT_THAT(Read("a,b\n1,x"), ElementsAre(ElementsAre("1", "x")));
  EXPECT_THAT(Read("a,b\n1,\"x\""), ElementsAre(ElementsAre("1", "x")));
  EXPECT_THAT(Read("a,b\n1,"), ElementsAre(ElementsAre("1", "NULL")));
  EXPECT_THAT(Read("a,b\n1,x\r"), ElementsAre(ElementsAre("1", "x")));
}

TEST(CsvRows, HaveQuotedFieldsWithDelimitersLineEndsAndDoubledQuotes) {
  EXPECT_THAT(Read("a,b\n1,\"x,y\"\n2,\"two\nlines\"\n3,\"say \"\"hi\"\"\"\n4,\"\"\"\"\n"),
              ElementsAre(ElementsAre("1", "x,y"), ElementsAre("2", "two\nlines"),
                          ElementsAre("3", "say \"hi\""), ElementsAre("4", "\"")));
}

TEST(CsvRows, KeepQuotesInsideAFieldThatIsNotQuoted) {
  EXPECT_THAT(Read("a,b\n1,5\" pipe\n2,say \"\"hi\"\"\n"),
              ElementsAre(ElementsAre("1", "5\" pipe"), ElementsAre("2", "say \"\"hi\"\"")));
}

TEST(CsvRows, TellAnEmptyFieldFromAnEmptyText) {
  EXPECT_THAT(Read("a,b\nx,\ny,\"\"\n"),
              ElementsAre(ElementsAre("x", "NULL"), ElementsAre("y", "")));
}

TEST(CsvRows, AreNotMadeByBlankLines) {
  EXPECT_THAT(Read("\n\na,b\n\n1,x\n\r\n2,y\n\n\n"),
              ElementsAre(ElementsAre("1", "x"), ElementsAre("2", "y")));
}

TEST(CsvRows, OfOneColumnMayBeBlankWhichIsNull) {
  EXPECT_THAT(Read("a\n1\n\n3\n"),
              ElementsAre(ElementsAre("1"), ElementsAre("NULL"), ElementsAre("3")));
}

TEST(CsvRows, KeepNulCharactersAndSpaces) {
  using std::string_literals::operator""s;
  EXPECT_THAT(Read("a,b\n x ,y\0z\n"s), ElementsAre(ElementsAre(" x ", "y\0z"s)));
}

TEST(CsvRows, WithAnotherNumberOfFieldsAreErrorsThatNameTheLine) {
  EXPECT_THAT(ErrorOf("a,b\n1,x\n2\n"), HasSubstr("t.csv, line 3: 1 field where there must be 2"));
  EXPECT_THAT(ErrorOf("a,b\n\"1\n\n\",x\n2,y,z\n"),
              HasSubstr("line 5: 3 fields where there must be 2"));
}

TEST(CsvRows, WithCharactersBehindAClosingQuoteAreErrors) {
  EXPECT_THAT(ErrorOf("a,b\n1,\"x\"y\n"), HasSubstr("line 2: there are characters between"));
  EXPECT_THAT(ErrorOf("a,b\n1,\"x\"\ry\n2,z\n"), HasSubstr("line 2: there are characters between"));
}

TEST(CsvRows, WithAQuoteThatIsNeverClosedAreErrorsThatSayWhereItOpens) {
  EXPECT_THAT(ErrorOf("a,b\n1,x\n\"2\n2\",\"y\n3,z\n4,z\n"),
              HasSubstr("line 4: the quote that opens here is never closed"));
}

TEST(CsvRows, ThatAreTooLongAreErrorsInBoundedMemory) {
  CsvFile open("a,b\n1,x\n2,\"" + std::string(3 << 20, 'y') + "\n3,z\n");
  open.layout = TinyLayout(1000, 100);
  EXPECT_THAT(open.Error(),
              HasSubstr("line 3: the quote that opens here is not closed within 1 MiB"));
  CsvFile at_once("a,b\n1,\"" + std::string(6 << 20, 'y'));
  at_once.layout = TinyLayout(1000, 100);
  EXPECT_THAT(at_once.Error(), HasSubstr("line 2: the quote that opens here is not closed within"));
  CsvFile closed("a,b\n1,x\n2," + std::string(3 << 20, 'y') + "\n3,z\n");
  closed.layout = TinyLayout(1000, 100);
  EXPECT_THAT(closed.Error(), HasSubstr("line 3: the row that begins here is longer than 1 MiB"));
}

TEST(CsvRows, NotOfAnyFileAreAnError) {
  EXPECT_THAT(ErrorOf(""), HasSubstr("the file is empty"));
  EXPECT_THAT(ErrorOf("\n\r\n\n"), HasSubstr("there are only blank lines"));
  EXPECT_THAT(ErrorOf("\xef\xbb\xbf"), HasSubstr("the file is empty"));
}

TEST(CsvRows, MayBeNoneBelowAHeader) {
  CsvFile file("a,b\n");
  const auto table = file.Read().ValueOrDie();
  EXPECT_EQ(table->num_rows(), 0);
  EXPECT_EQ(TypesOf(*table->schema()), "a: string, b: string");
}

TEST(CsvRows, AreCutByWhicheverDelimiterFits) {
  for (const std::string delimiter : {",", ";", "\t", "|"}) {
    EXPECT_THAT(Read("a" + delimiter + "b\n1" + delimiter + "x\n"),
                ElementsAre(ElementsAre("1", "x")))
        << delimiter;
  }
  EXPECT_THAT(Read("a;b\n1,5;x\n2,5;y, z\n"),
              ElementsAre(ElementsAre("1,5", "x"), ElementsAre("2,5", "y, z")));
}

TEST(CsvRows, AreCutByTheDelimiterThatIsAskedFor) {
  CsvFile file("a;b,c\n1;2,3\n");
  file.options.csv.delimiter = ',';
  EXPECT_THAT(TextsOf(*file.Read().ValueOrDie()), ElementsAre(ElementsAre("1;2", "3")));
}

TEST(CsvHeader, IsFoundByItsTextAboveNumbersAndByItsNames) {
  const auto names = [](const std::string& content) {
    return CsvFile(content).Read().ValueOrDie()->schema()->field_names();
  };
  EXPECT_THAT(names("id,2019,2020\n1,2,3\n"), ElementsAre("id", "2019", "2020"));
  EXPECT_THAT(names("name,city\nAnn,Rome\n"), ElementsAre("name", "city"));
  EXPECT_THAT(names("1,2\n3,4\n"), ElementsAre("column_1", "column_2"));
  EXPECT_THAT(names("x,x\ny,z\n"), ElementsAre("column_1", "column_2"));
}

TEST(CsvHeader, IsWhatTheUserSays) {
  CsvFile with("1,2\n3,4\n");
  with.options.csv.header = true;
  EXPECT_EQ(TypesOf(*with.Read().ValueOrDie()->schema()), "1: int64, 2: int64");
  CsvFile without("a,b\nc,d\n");
  without.options.csv.header = false;
  EXPECT_THAT(TextsOf(*without.Read().ValueOrDie()),
              ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d")));
}

TEST(CsvHeader, GivesEveryColumnANameOfItsOwnAndSaysSo) {
  CsvFile file("a,,a,a_2,\n1,2,3,4,5\n");
  EXPECT_THAT(file.Read().ValueOrDie()->schema()->field_names(),
              ElementsAre("a", "column_2", "a_3", "a_2", "column_5"));
  EXPECT_THAT(file.stream().description().not_carried,
              ElementsAre(HasSubstr("column 2 has no name"),
                          HasSubstr("column 3 has the name of another, \"a\": it is \"a_3\""),
                          HasSubstr("column 5 has no name")));
}

TEST(CsvQuarantine, HoldsBadRowsWithLineTextAndReason) {
  CsvFile file("a,b\n1,x\n2\n3,\"y\nz\"\n4,p,q\n5,\"r\"s\n6,t\n");
  file.options.csv.on_bad_row = CsvOptions::OnBadRow::kQuarantine;
  for (const int64_t bytes : {int64_t{4}, int64_t{1000}}) {
    file.layout = TinyLayout(bytes, bytes);
    EXPECT_THAT(
        TextsOf(*file.Read().ValueOrDie()),
        ElementsAre(ElementsAre("1", "x"), ElementsAre("3", "y\nz"), ElementsAre("6", "t")));
    ASSERT_NE(file.stream().quarantine(), nullptr);
    TableStream& quarantine = *file.stream().quarantine();
    EXPECT_EQ(quarantine.description().name.name, "t__quarantine");
    EXPECT_EQ(quarantine.num_rows(), 3);
    EXPECT_EQ(file.stream().num_rows(), 3);
    EXPECT_THAT(TextsOf(*testing::ReadAll(quarantine).ValueOrDie()),
                ElementsAre(ElementsAre("3", "1 field where there must be 2", "2"),
                            ElementsAre("6", "3 fields where there must be 2", "4,p,q"),
                            ElementsAre("7", HasSubstr("between a closing quote"), "5,\"r\"s")));
  }
}

TEST(CsvQuarantine, IsNotThereWithoutBadRows) {
  CsvFile file("a,b\n1,x\n");
  file.options.csv.on_bad_row = CsvOptions::OnBadRow::kQuarantine;
  ASSERT_TRUE(file.Read().ok());
  EXPECT_EQ(file.stream().quarantine(), nullptr);
}

TEST(CsvScan, ConvertsOnlyTheColumnsThatAreWanted) {
  CsvFile file("a,b,c\n1,x,y\n2,z,w\n");
  file.options.csv.types["b"] = arrow::int64();
  EXPECT_THAT(file.Error(), HasSubstr("column \"b\": x is not int64"));
  Scan scan;
  scan.columns = {"c", "a"};
  const auto stream = file.source().OpenScan({"", "t"}, scan).ValueOrDie();
  EXPECT_THAT(TextsOf(*testing::ReadAll(*stream).ValueOrDie()),
              ElementsAre(ElementsAre("y", "1"), ElementsAre("w", "2")));
  scan.columns = std::vector<std::string>();
  const auto none = file.source().OpenScan({"", "t"}, scan).ValueOrDie();
  EXPECT_EQ(testing::ReadPartition(*none, 0).ValueOrDie()[0]->num_rows(), 2);
}

TEST(CsvScan, NamesTheNearestColumnAndTable) {
  CsvFile file("alpha,beta\n1,2\n");
  ASSERT_TRUE(file.Read().ok());
  Scan scan;
  scan.columns = {"alpa"};
  EXPECT_THAT(file.source().OpenScan({"", "t"}, scan).status().message(), HasSubstr("\"alpha\""));
  EXPECT_TRUE(file.source().OpenTable({"", "u"}).status().IsKeyError());
}

TEST(CsvWide, FilesOfAHundredThousandColumnsAreRead) {
  std::string content;
  constexpr int kColumns = 100'000;
  for (int row = 0; row < 3; ++row) {
    for (int i = 0; i < kColumns; ++i) {
      content += (row == 0 ? "c" : "") + std::to_string(i + row) + (i + 1 < kColumns ? "," : "\n");
    }
  }
  const auto table = CsvFile(content).Read().ValueOrDie();
  ASSERT_EQ(table->num_columns(), kColumns);
  EXPECT_EQ(ValueText(*table->column(kColumns - 1)->chunk(0), 1), std::to_string(kColumns + 1));
}

TEST(CsvStop, EndsReading) {
  arrow::StopSource stop;
  CsvFile file("a\n1\n2\n");
  file.options.stop = stop.token();
  const auto stream = file.Open().ValueOrDie();
  stop.RequestStop();
  EXPECT_TRUE(testing::ReadAll(*stream).status().IsCancelled());
}

}  // namespace
}  // namespace quiver::csv
