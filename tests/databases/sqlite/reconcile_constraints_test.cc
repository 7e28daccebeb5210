#include "databases/sqlite/reconcile_constraints.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quiver::sqlite {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Names = std::vector<std::string>;

/// A table of an id, a code and a flag, with a constraint of every kind.
class ReconcileConstraintsTest : public ::testing::Test {
 protected:
  ReconcileConstraintsTest() : decisions_(3) {
    table_.name = "t";
    for (const auto& [name, type] :
         {std::pair("id", "INT"), {"code", "TEXT"}, {"flag", "BOOLEAN"}}) {
      DeclaredColumn& column = table_.columns.emplace_back();
      column.name = name;
      column.declared_type = type;
      column.affinity = AffinityOf(type, false);
    }
    TableDescription& description = table_.description;
    description.primary_key = {"id"};
    description.unique = {{"code", "flag"}};
    description.indexes = {{"plain", {"code"}, false}, {"sole", {"code"}, true}};
    description.foreign_keys.emplace_back();
    description.foreign_keys[0].columns = {"code"};
    description.foreign_keys[0].table.name = "codes";
    description.checks = {{"\"id\" > 0"}, {"\"flag\" IN (0, 1)"}};
    description.defaults = {{"code", {"'x'"}}, {"flag", {"1"}}};
    decisions_[0].form = ColumnForm::kInt64;
    decisions_[1].form = ColumnForm::kUtf8;
    decisions_[2].form = ColumnForm::kBool;
  }

  TableDescription Reconcile() const {
    TableDescription description = table_.description;
    ReconcileConstraints(table_, decisions_, &description);
    return description;
  }

  DeclaredTable table_;
  std::vector<ColumnDecision> decisions_;
};

TEST_F(ReconcileConstraintsTest, KeepsWhatFitsAndWritesBooleansAsSuch) {
  const TableDescription description = Reconcile();
  EXPECT_THAT(description.not_carried, IsEmpty());
  EXPECT_EQ(description.primary_key, Names{"id"});
  EXPECT_EQ(description.unique.size(), 1u);
  EXPECT_EQ(description.indexes.size(), 2u);
  EXPECT_EQ(description.foreign_keys.size(), 1u);
  EXPECT_EQ(description.checks[0].sql, "\"id\" > 0");
  EXPECT_EQ(description.checks[1].sql, "\"flag\" IN (FALSE, TRUE)");
  EXPECT_EQ(description.defaults[0].value.sql, "'x'");
  EXPECT_EQ(description.defaults[1].value.sql, "TRUE");
}

TEST_F(ReconcileConstraintsTest, APrimaryKeyWithNullsIsUnique) {
  decisions_[0].nulls = 2;
  const TableDescription description = Reconcile();
  EXPECT_THAT(description.primary_key, IsEmpty());
  EXPECT_THAT(description.unique, ElementsAre(Names{"code", "flag"}, Names{"id"}));
  EXPECT_THAT(description.not_carried,
              ElementsAre("PRIMARY KEY (id): id holds 2 NULLs, which only SQLite allows; it is "
                          "carried as UNIQUE"));
}

TEST_F(ReconcileConstraintsTest, ValuesThatBecameTextAreNoKeys) {
  decisions_[1].converted_to_text = true;
  const TableDescription description = Reconcile();
  EXPECT_THAT(description.unique, IsEmpty());
  EXPECT_THAT(description.foreign_keys, IsEmpty());
  ASSERT_EQ(description.indexes.size(), 1u);
  EXPECT_EQ(description.indexes[0].name, "plain");
  EXPECT_THAT(description.not_carried,
              ElementsAre("UNIQUE (code, flag): the values of code became text",
                          "UNIQUE index sole (code): the values of code became text",
                          "FOREIGN KEY to codes (code): the values of code became text"));
}

TEST_F(ReconcileConstraintsTest, DropsWhatDoesNotFitTheForms) {
  decisions_[0].form = ColumnForm::kUtf8;
  decisions_[1].form = ColumnForm::kInt64;
  const TableDescription description = Reconcile();
  EXPECT_EQ(description.checks.size(), 1u);
  EXPECT_EQ(description.defaults.size(), 1u);
  EXPECT_THAT(description.not_carried,
              ElementsAre("CHECK (\"id\" > 0): it does not fit the types of its columns",
                          "DEFAULT 'x' of column code: it does not fit the type of the column"));
}

TEST_F(ReconcileConstraintsTest, SaysWhereNotNullIsLost) {
  table_.columns[1].not_null = true;
  decisions_[1].nulls = 3;
  EXPECT_THAT(Reconcile().not_carried,
              ElementsAre("NOT NULL of column code: it will hold 3 NULLs"));
}

}  // namespace
}  // namespace quiver::sqlite
