#include <fstream>
#include <map>

#include <gtest/gtest.h>

#include "contract/source_contract.h"
#include "formats/csv/csv_source.h"

namespace quiver::testing {
namespace {

/// One source of several CSV files, each of which is one table.
class CsvFilesSource final : public Source {
 public:
  static arrow::Result<std::unique_ptr<Source>> Open(const TemporaryDirectory& directory,
                                                     const SourceOptions& options) {
    auto source = std::make_unique<CsvFilesSource>();
    for (const char* name : {"numbers", "left_account", "right_account"}) {
      const std::string path = directory.File(std::string(name) + ".csv");
      ARROW_ASSIGN_OR_RAISE(source->files_[name], OpenCsvSource(path, options));
    }
    return source;
  }

  arrow::Result<std::vector<TableInfo>> Tables() override {
    std::vector<TableInfo> all;
    for (const auto& [name, file] : files_) {
      ARROW_ASSIGN_OR_RAISE(auto tables, file->Tables());
      all.insert(all.end(), tables.begin(), tables.end());
    }
    return all;
  }

  arrow::Result<std::unique_ptr<TableStream>> OpenTable(const TableName& name) override {
    const auto found = files_.find(name.name);
    return (found == files_.end() ? files_["numbers"] : found->second)->OpenTable(name);
  }

  arrow::Result<std::string> Fingerprint() override {
    std::string all;
    for (const auto& [name, file] : files_) {
      ARROW_ASSIGN_OR_RAISE(const std::string one, file->Fingerprint());
      all += one + ";";
    }
    return all;
  }

 private:
  std::map<std::string, std::unique_ptr<Source>> files_;
};

void Create(const TemporaryDirectory& directory) {
  std::ofstream numbers(directory.File("numbers.csv"));
  numbers << "id,word,value\n";
  const char* const kQuarters[] = {"0", "25", "5", "75"};
  for (int64_t id = 0; id < SourceCase::kNumbers; ++id) {
    numbers << id << ',';
    if (id % 7 != 6) numbers << 'w' << id;
    numbers << ',' << id / 4 << '.' << kQuarters[id % 4] << '\n';
  }
  std::ofstream left(directory.File("left_account.csv"));
  left << "id,amount\n";
  for (int64_t id = 0; id < SourceCase::kAccounts; ++id) {
    left << id << ',' << SourceCase::kTotal / SourceCase::kAccounts << '\n';
  }
  std::ofstream(directory.File("right_account.csv")) << "id,amount\n";
}

}  // namespace

// A file has no transactions, so there is no writer.
std::vector<SourceCase> CsvSourceCases() {
  SourceCase c;
  c.name = "Csv";
  c.create = Create;
  c.open = CsvFilesSource::Open;
  c.add_bad_value = [](const TemporaryDirectory& directory) {
    std::ofstream(directory.File("numbers.csv"), std::ios::app) << "400000,w\xff,1.0\n";
  };
  c.bad_value_error = {"numbers.csv, line 400002, column \"word\"", "not UTF-8"};
  return {c};
}

}  // namespace quiver::testing
