// Keys, checks, defaults, sequences, indexes and comments in a DuckDB file, and rows that break
// them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "databases/duckdb/writing.h"

namespace quiver::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

arrow::FieldVector IdAndRef() {
  return {arrow::field("id", arrow::int64(), /*nullable=*/false),
          arrow::field("ref", arrow::int64())};
}

std::unique_ptr<MemoryStream> Parent(const std::string& ids = "[1, 2, 3]") {
  auto table = Rows("parent", IdAndRef(), {ids, "[7, 8, null]"});
  table->mutable_description().primary_key = {"id"};
  return table;
}

std::unique_ptr<MemoryStream> Child(const std::string& refs) {
  auto table = Rows("child", IdAndRef(), {"[1, 2, 3]", refs});
  table->mutable_description().foreign_keys = {{{"ref"}, {"", "parent"}, {"id"}, "", ""}};
  return table;
}

class DuckDbConstraints : public ::testing::Test {
 protected:
  std::vector<std::string> Constraints() {
    return Sql(path_,
               "SELECT table_name || ': ' || constraint_text FROM duckdb_constraints() "
               "WHERE schema_name = 'main' ORDER BY ALL")
        .ValueOrDie();
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.File("t.duckdb");
};

TEST_F(DuckDbConstraints, EverythingOfADescriptionIsInTheFile) {
  auto parent = Parent();
  TableDescription& table = parent->mutable_description();
  table.unique = {{"ref"}};
  table.checks = {{"\"id\" > 0"}};
  table.defaults = {{"ref", {"42"}}};
  table.sequence = {"id", 4};
  table.indexes = {{"by both", {"ref", "id"}, true}};
  table.comment = "it's all";
  auto child = Child("[3, null, 1]");
  const auto status = WriteTables(path_, {parent.get(), child.get()});
  ASSERT_TRUE(status.ok()) << status;

  EXPECT_THAT(Constraints(),
              ElementsAre("child: FOREIGN KEY (\"ref\") REFERENCES parent(id)", "child: NOT NULL",
                          "parent: CHECK((id > 0))", "parent: NOT NULL", "parent: PRIMARY KEY(id)",
                          "parent: UNIQUE(\"ref\")"));
  EXPECT_THAT(Sql(path_, "INSERT INTO parent DEFAULT VALUES RETURNING id::VARCHAR, ref::VARCHAR")
                  .ValueOrDie(),
              ElementsAre("4|42"));
  EXPECT_THAT(
      Sql(path_, "SELECT index_name, is_unique::VARCHAR FROM duckdb_indexes()").ValueOrDie(),
      ElementsAre("by both|true"));
  EXPECT_THAT(
      Sql(path_, "SELECT comment FROM duckdb_tables() WHERE table_name = 'parent'").ValueOrDie(),
      ElementsAre("it's all"));
}

TEST_F(DuckDbConstraints, WithoutConstraintsThereAreOnlyColumns) {
  auto parent = Parent();
  parent->mutable_description().checks = {{"\"id\" > 100"}};
  auto child = Child("[99, 98, 97]");
  SinkOptions options;
  options.constraints = false;
  const auto status = WriteTables(path_, {parent.get(), child.get()}, options);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_THAT(Constraints(), ElementsAre("child: NOT NULL", "parent: NOT NULL"));
}

TEST_F(DuckDbConstraints, RowsThatBreakAConstraintAreAnErrorThatNamesTheTableAndTheWayOut) {
  auto twice = Parent("[1, 2, 2]");
  auto orphan = Child("[1, 2, 4]");
  auto parent = Parent();
  auto checked = Parent();
  checked->mutable_description().checks = {{"\"id\" < 3"}};
  for (const auto& [table, tables] :
       std::vector<std::pair<std::string, std::vector<MemoryStream*>>>{
           {"parent", {twice.get()}},
           {"child", {parent.get(), orphan.get()}},
           {"parent", {checked.get()}}}) {
    const auto status = WriteTables(path_, tables);
    EXPECT_TRUE(status.IsInvalid()) << status;
    EXPECT_THAT(status.message(), HasSubstr("table " + table));
    EXPECT_THAT(status.message(), HasSubstr("--no-constraints"));
    EXPECT_THAT(directory_.Listing(), IsEmpty());
  }
}

TEST_F(DuckDbConstraints, KeysOfBigTablesAreAddedAfterTheirRowsAndFoundBrokenThen) {
  constexpr int64_t kRows = 300'000;
  for (const std::string key : {"id", "word"}) {
    auto table = NumberedTable("numbers", kRows, 122'880);
    table->mutable_description().primary_key = {"id"};
    table->mutable_description().indexes = {{"by_" + key, {key}, true}};
    auto child = Rows("child", IdAndRef(), {"[1, 2]", "[0, 299999]"});
    child->mutable_description().foreign_keys = {{{"ref"}, {"", "numbers"}, {"id"}, "", ""}};
    const auto status = WriteTables(path_, {table.get(), child.get()});
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_THAT(Constraints(), Contains("numbers: PRIMARY KEY(id)"));
    std::filesystem::remove(path_);
  }
  auto halves = NumberedTable("numbers", kRows, 122'880);
  halves->mutable_description().unique = {{"value"}};
  halves->mutable_description().checks = {{"\"id\" >= 0"}};
  EXPECT_TRUE(WriteTables(path_, {halves.get()}).ok());
}

TEST_F(DuckDbConstraints, AnActionOfAForeignKeyIsLeftOutWithANote) {
  auto parent = Parent();
  auto child = Child("[1, 2, 3]");
  child->mutable_description().foreign_keys[0].on_delete = "CASCADE";
  std::vector<std::string> notes;
  ASSERT_TRUE(WriteTables(path_, {parent.get(), child.get()}, {}, &notes).ok());
  EXPECT_THAT(notes, ElementsAre(HasSubstr("ON DELETE CASCADE")));
  EXPECT_THAT(Constraints(), Contains(HasSubstr("FOREIGN KEY")));
}

TEST_F(DuckDbConstraints, AForeignKeyToATableThatIsNotCopiedIsLeftOutWithANote) {
  auto child = Child("[1, 2, 3]");
  std::vector<std::string> notes;
  ASSERT_TRUE(WriteTables(path_, {child.get()}, {}, &notes).ok());
  EXPECT_THAT(notes, ElementsAre(HasSubstr("parent")));
}

TEST_F(DuckDbConstraints, ATableThatAnotherRefersToCantBeReplacedAlone) {
  auto parent = Parent();
  auto child = Child("[1, 2, 3]");
  ASSERT_TRUE(WriteTables(path_, {parent.get(), child.get()}).ok());
  SinkOptions options;
  options.if_exists = IfExists::kReplace;
  const auto status = WriteTables(path_, {parent.get()}, options);
  EXPECT_TRUE(status.IsInvalid()) << status;
  EXPECT_THAT(status.message(), HasSubstr("parent"));
  EXPECT_TRUE(WriteTables(path_, {parent.get(), child.get()}, options).ok())
      << "but both together can";
}

TEST_F(DuckDbConstraints, NamesThatAreOneNameToDuckDbAreLoud) {
  auto table = Rows("t", {arrow::field("a", arrow::int32()), arrow::field("A", arrow::int32())},
                    {"[1]", "[2]"});
  const auto columns = WriteTables(path_, {table.get()});
  EXPECT_TRUE(columns.IsInvalid()) << columns;
  EXPECT_THAT(columns.message(), HasSubstr("\"A\""));
  auto lower = Rows("t", {arrow::field("a", arrow::int32())}, {"[1]"});
  auto upper = Rows("T", {arrow::field("a", arrow::int32())}, {"[1]"});
  const auto tables = WriteTables(path_, {lower.get(), upper.get()});
  EXPECT_TRUE(tables.IsInvalid()) << tables;
}

TEST_F(DuckDbConstraints, NamesMayHaveAnyCharacters) {
  const std::string name = "we\"ird 'table'; DROP TABLE x --\n名";
  auto table = Rows(name, {arrow::field("a\"b.c'd", arrow::int32())}, {"[42]"});
  table->mutable_description().primary_key = {"a\"b.c'd"};
  table->mutable_description().name.schema = "sch\"ema";
  const auto status = WriteTables(path_, {table.get()});
  ASSERT_TRUE(status.ok()) << status;
  auto source = OpenDuckDbSource(path_, {}).ValueOrDie();
  auto stream = source->OpenTable({"sch\"ema", name}).ValueOrDie();
  EXPECT_EQ(HashOf(*stream).ValueOrDie(), HashOf(*table).ValueOrDie());
  EXPECT_THAT(stream->description().primary_key, ElementsAre("a\"b.c'd"));
}

TEST_F(DuckDbConstraints, AForeignKeyToItsOwnTableIsLeftOutAndNoted) {
  auto tree = Rows("tree", IdAndRef(), {"[1, 2, 3]", "[null, 3, 1]"});
  tree->mutable_description().primary_key = {"id"};
  tree->mutable_description().foreign_keys = {{{"ref"}, {"", "tree"}, {"id"}, "", ""}};
  std::vector<std::string> notes;
  const auto status = WriteTables(path_, {tree.get()}, {}, &notes);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_THAT(notes, ElementsAre(HasSubstr("tree: FOREIGN KEY (\"ref\") is left out")));
}

TEST_F(DuckDbConstraints, ABigIndexMayExceedTheBudgetUnlessTheBudgetIsStrict) {
  // 64 MiB is the least that the engine gets; the index of so many rows needs more.
  constexpr int64_t kRows = 2'000'000;
  SinkOptions options;
  options.budget = {2, int64_t{16} << 20, /*strict=*/true};
  auto table = NumberedTable("numbers", kRows, 122'880);
  table->mutable_description().primary_key = {"value", "id"};
  const auto strict = WriteTables(path_, {table.get()}, options);
  EXPECT_TRUE(strict.IsOutOfMemory()) << strict;
  EXPECT_THAT(strict.message(), HasSubstr("--memory"));

  options.budget.strict = false;
  const auto free = WriteTables(path_, {table.get()}, options);
  ASSERT_TRUE(free.ok()) << free;
  EXPECT_THAT(Constraints(), Contains(HasSubstr("PRIMARY KEY")));
}

}  // namespace
}  // namespace quiver::testing
