#include "formats/csv/csv_source.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "formats/csv/csv_table.h"
#include "formats/csv/csv_table_stream.h"

namespace quiver {
namespace csv {
namespace {

class CsvSource final : public Source {
 public:
  explicit CsvSource(std::shared_ptr<CsvTable> table) : table_(std::move(table)) {}

  arrow::Result<std::vector<TableInfo>> Tables() override {
    TableInfo info;
    info.name = table_->name();
    info.kind = TableInfo::Kind::kFile;
    info.estimated_rows = table_->estimated_rows();
    info.estimated_bytes = table_->text().end - table_->text().begin;
    return std::vector<TableInfo>{info};
  }

  arrow::Result<std::unique_ptr<TableStream>> OpenTable(const TableName& name) override {
    return OpenScan(name, Scan());
  }

  arrow::Result<std::unique_ptr<TableStream>> OpenScan(const TableName& name,
                                                       const Scan& scan) override {
    ARROW_ASSIGN_OR_RAISE(const auto tables, Tables());
    if (name != table_->name()) return TableNotFound(name, tables, table_->text().name);
    const bool quarantine = table_->options().csv.on_bad_row == CsvOptions::OnBadRow::kQuarantine;
    // What is put aside has to be known from the begin.
    if (table_->misfit() || (quarantine && table_->counts().empty())) {
      ARROW_RETURN_NOT_OK(table_->TakeWholeCensus());
    }
    return CsvTableStream::Make(table_, scan.columns);
  }

  arrow::Result<std::string> Fingerprint() override { return table_->text().fingerprint; }

 private:
  const std::shared_ptr<CsvTable> table_;
};

}  // namespace

arrow::Result<std::unique_ptr<Source>> OpenCsvSource(const std::string& path,
                                                     const SourceOptions& options,
                                                     const Layout& layout) {
  ARROW_ASSIGN_OR_RAISE(auto table, CsvTable::Open(path, options, layout));
  return std::make_unique<CsvSource>(std::move(table));
}

}  // namespace csv

arrow::Result<std::unique_ptr<Source>> OpenCsvSource(const std::string& path,
                                                     const SourceOptions& options) {
  csv::Layout layout;
  // Offsets of fields are 32 bits, and text arrays have signed ones.
  constexpr int64_t kMostRowBytes = (int64_t{2} << 30) - (int64_t{1} << 20);
  constexpr int64_t kLeastRowBytes = int64_t{16} << 20;
  layout.most_row_bytes = std::clamp(options.budget.memory / 2, kLeastRowBytes, kMostRowBytes);
  return csv::OpenCsvSource(path, options, layout);
}

}  // namespace quiver
