#pragma once

#include <memory>
#include <string>
#include <vector>

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <arrow/ipc/reader.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command.h"
#include "cli/databases.h"
#include "contract/temporary_directory.h"
#include "databases/postgres/server.h"

namespace quiver::testing {

using Texts = std::vector<std::string>;

/// pg2arrow on a database of its own, with a directory for its files. What it wrote is read by
/// Arrow alone.
class Pg2arrowTest : public ::testing::Test {
 protected:
  std::string File(const std::string& name) const { return directory_.File(name); }

  /// Runs it, connected by the environment.
  Outcome Run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), PG2ARROW_BINARY);
    return RunningCommand(arguments, RunningCommand::Terminal::kNone, Environment()).Wait();
  }

  std::vector<std::string> Environment() const {
    return {"PGHOST=" + PostgresServer::Running().folder().string(), "PGDATABASE=" + db_.name(),
            "PGUSER=" + db_.Value("SELECT current_user"), "TMPDIR=" + directory_.path().string()};
  }

  /// The table that a run with `arguments` writes.
  std::shared_ptr<arrow::Table> Export(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"-o", File("out.arrow")});
    const Outcome outcome = Run(arguments);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    return Read(File("out.arrow"));
  }

  static std::shared_ptr<arrow::ipc::RecordBatchFileReader> Open(const std::string& path) {
    auto file = arrow::io::ReadableFile::Open(path);
    EXPECT_TRUE(file.ok()) << file.status();
    if (!file.ok()) return nullptr;
    auto reader = arrow::ipc::RecordBatchFileReader::Open(*file);
    EXPECT_TRUE(reader.ok()) << reader.status();
    return std::move(reader).ValueOr(nullptr);
  }

  static std::shared_ptr<arrow::Table> Read(const std::string& path) {
    const auto reader = Open(path);
    auto table = reader == nullptr ? arrow::Table::MakeEmpty(arrow::schema({})) : reader->ToTable();
    EXPECT_TRUE(table.ok() && (*table)->ValidateFull().ok()) << table.status();
    return std::move(table).ValueOrDie();
  }

  /// The values of a column as Arrow writes them.
  static Texts Column(const arrow::Table& table, int column) {
    Texts texts;
    for (int64_t i = 0; i < table.num_rows(); ++i) {
      texts.push_back(table.column(column)->GetScalar(i).ValueOrDie()->ToString());
    }
    return texts;
  }

  /// Expects what every failure has to look like: one line, and no file that was not there before.
  void ExpectFailure(const std::vector<std::string>& arguments, int exit_code,
                     const ::testing::Matcher<std::string>& message) const {
    const auto before = directory_.Listing();
    const Outcome outcome = Run(arguments);
    EXPECT_EQ(outcome.exit_code, exit_code);
    EXPECT_EQ(outcome.out, "");
    ASSERT_EQ(outcome.error_lines().size(), 1u) << outcome.err;
    EXPECT_THAT(outcome.err, ::testing::StartsWith("pg2arrow: error: "));
    EXPECT_THAT(outcome.err, message);
    EXPECT_EQ(directory_.Listing(), before);
  }

  TemporaryDirectory directory_;
  // Its connection is used by tests that only look.
  mutable PostgresDatabase db_;
};

}  // namespace quiver::testing
