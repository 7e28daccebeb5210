#include "files/hive_path.h"

#include <arrow/api.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quiver::testing {
namespace {

using ::testing::HasSubstr;

std::vector<std::vector<HiveKey>> KeysOf(const std::vector<std::string>& files) {
  std::vector<std::vector<HiveKey>> keys;
  for (const std::string& file : files) keys.push_back(HiveKeysOf("/data", file));
  return keys;
}

std::shared_ptr<arrow::DataType> TypeOf(const std::vector<std::string>& files) {
  return HiveFields(files, KeysOf(files)).ValueOrDie().at(0)->type();
}

TEST(HivePath, FoldersWithAnEqualsSignAreColumns) {
  const auto keys = HiveKeysOf("/data", "/data/logs/year=2024/city=K%C3%B6ln/a=b.csv");
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys[0].name, "year");
  EXPECT_EQ(keys[0].value, "2024");
  EXPECT_EQ(keys[1].value, "Köln");
}

TEST(HivePath, FoldersAboveTheRootAreNotColumns) {
  EXPECT_TRUE(HiveKeysOf("/x=1/data", "/x=1/data/a.csv").empty());
}

TEST(HivePath, TheTypeHoldsEveryValueExactly) {
  EXPECT_EQ(*TypeOf({"/data/k=1/a", "/data/k=-20/a"}), *arrow::int64());
  EXPECT_EQ(*TypeOf({"/data/k=1/a", "/data/k=01/a"}), *arrow::utf8());
  EXPECT_EQ(*TypeOf({"/data/k=2024-01-31/a", "/data/k=2024-02-01/a"}), *arrow::date32());
  EXPECT_EQ(*TypeOf({"/data/k=2024-01-31/a", "/data/k=2024-02-31/a"}), *arrow::utf8());
  EXPECT_EQ(*TypeOf({"/data/k=9223372036854775807/a"}), *arrow::int64());
  EXPECT_EQ(*TypeOf({"/data/k=9223372036854775808/a"}), *arrow::utf8());
}

TEST(HivePath, TheDefaultPartitionIsNull) {
  const auto keys = HiveKeysOf("/data", "/data/k=__HIVE_DEFAULT_PARTITION__/a");
  EXPECT_FALSE(keys.at(0).value);
  EXPECT_FALSE(HiveValue(keys[0], arrow::int64()).ValueOrDie()->is_valid);
}

TEST(HivePath, TheEncodedNameOfTheDefaultPartitionIsText) {
  const auto keys = HiveKeysOf("/data", "/data/k=%5F_HIVE_DEFAULT_PARTITION__/a");
  EXPECT_EQ(keys.at(0).value, "__HIVE_DEFAULT_PARTITION__");
}

TEST(HivePath, FilesWithOtherKeysAreAnErrorThatNamesBoth) {
  const std::vector<std::string> files = {"/data/k=1/a", "/data/j=1/b"};
  const auto status = HiveFields(files, KeysOf(files)).status();
  EXPECT_TRUE(status.IsInvalid());
  EXPECT_THAT(status.message(), HasSubstr(files[0]));
  EXPECT_THAT(status.message(), HasSubstr(files[1]));
}

TEST(HivePath, AFoldersNameGivesTheValueBack) {
  const std::vector<std::shared_ptr<arrow::Scalar>> values = {
      arrow::MakeScalar("a/b=c%d*e"),
      arrow::MakeScalar("Köln"),
      arrow::MakeScalar("__HIVE_DEFAULT_PARTITION__"),
      arrow::MakeScalar(int64_t{-5}),
      std::make_shared<arrow::Date32Scalar>(19'000),
      arrow::MakeScalar(true)};
  for (const auto& value : values) {
    const std::string folder = HiveFolder("the key", *value).ValueOrDie();
    const auto keys = HiveKeysOf("/data", "/data/" + folder + "/x");
    ASSERT_EQ(keys.size(), 1u) << folder;
    EXPECT_EQ(keys[0].name, "the key");
    EXPECT_TRUE(HiveValue(keys[0], value->type).ValueOrDie()->Equals(*value)) << folder;
  }
}

TEST(HivePath, AValueThatWouldNotComeBackIsRefused) {
  EXPECT_TRUE(HiveFolder("k", *arrow::MakeScalar("")).status().IsInvalid());
}

}  // namespace
}  // namespace quiver::testing
