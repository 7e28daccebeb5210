#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <arrow/api.h>

#include "contract/memory_stream.h"
#include "quiver/sink.h"
#include "quiver/source.h"

namespace quiver::testing {

/// A Source whose tables are in memory. Opening a table does not read it.
class MemorySource final : public Source {
 public:
  void Add(std::unique_ptr<MemoryStream> table) { tables_.push_back(std::move(table)); }
  /// Opening `name` fails with this.
  void FailToOpen(const std::string& name, arrow::Status error) { errors_[name] = error; }
  /// Rows that don't fit `table`.
  void Quarantine(const std::string& table, std::unique_ptr<MemoryStream> rows) {
    quarantines_[table] = std::move(rows);
  }
  MemoryStream& table(const std::string& name) { return *Find(name); }

  arrow::Result<std::vector<TableInfo>> Tables() override {
    std::vector<TableInfo> tables;
    for (const auto& table : tables_) {
      tables.push_back({.name = table->description().name, .estimated_rows = table->num_rows()});
    }
    return tables;
  }

  arrow::Result<std::unique_ptr<TableStream>> OpenTable(const TableName& name) override {
    ++tables_opened;
    if (const auto error = errors_.find(name.name); error != errors_.end()) return error->second;
    const auto quarantine = quarantines_.find(name.name);
    return std::make_unique<Lent>(
        Find(name.name), quarantine == quarantines_.end() ? nullptr : quarantine->second.get(),
        &streams_open);
  }

  arrow::Result<std::string> Fingerprint() override { return std::string("memory"); }

  int tables_opened = 0;
  int streams_open = 0;

 private:
  // A stream that belongs to the caller, over a table that stays here.
  class Lent final : public TableStream {
   public:
    Lent(MemoryStream* table, MemoryStream* quarantine, int* open)
        : table_(table), quarantine_(quarantine), open_(open) {
      ++*open_;
    }
    ~Lent() override { --*open_; }
    const TableDescription& description() const override { return table_->description(); }
    int64_t num_partitions() const override { return table_->num_partitions(); }
    int64_t num_rows() const override { return table_->num_rows(); }
    arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(int64_t i) override {
      return table_->OpenPartition(i);
    }
    TableStream* quarantine() override { return quarantine_; }

   private:
    MemoryStream* table_;
    MemoryStream* quarantine_;
    int* open_;
  };

  MemoryStream* Find(const std::string& name) {
    for (const auto& table : tables_) {
      if (table->description().name.name == name) return table.get();
    }
    return nullptr;
  }

  std::vector<std::unique_ptr<MemoryStream>> tables_;
  std::map<std::string, arrow::Status> errors_;
  std::map<std::string, std::unique_ptr<MemoryStream>> quarantines_;
};

/// A Sink that keeps what it is given, and can be told to have begun before, or to lose a row.
class MemorySink final : public Sink {
 public:
  /// As if an interrupted run had written the first `partitions` partitions of `from`.
  void HasAlready(const std::string& table, MemoryStream& from, int64_t partitions) {
    first_missing_[table] = partitions;
    for (int64_t i = 0; i < partitions; ++i) (void)Store(table, from, i);
  }
  void Skip(const std::string& table) { skipped_.push_back(table); }
  void LoseARowOf(const std::string& table) { loses_a_row_ = table; }
  /// Reads the first batch of a table before it begins with it.
  void LookFirst() { looks_first_ = true; }

  arrow::Status Begin(const std::vector<TableDescription>& tables) override {
    for (const TableDescription& table : tables) begun.push_back(table.name.name);
    return arrow::Status::OK();
  }
  Action ActionFor(const TableName& table) const override {
    return std::count(skipped_.begin(), skipped_.end(), table.name) ? Action::kSkip
                                                                    : Action::kWrite;
  }
  int64_t FirstMissingPartition(const TableName& table) const override {
    const auto found = first_missing_.find(table.name);
    return found == first_missing_.end() ? 0 : found->second;
  }
  arrow::Status Write(TableStream& table) override {
    const TableName& name = table.description().name;
    written.push_back(name.name);
    rows_[name.name];
    if (looks_first_) {
      ARROW_ASSIGN_OR_RAISE(auto reader, table.OpenPartition(0));
      ARROW_RETURN_NOT_OK(reader->Next().status());
    }
    for (int64_t i = FirstMissingPartition(name); i < table.num_partitions(); ++i) {
      ARROW_RETURN_NOT_OK(Store(name.name, table, i));
    }
    return arrow::Status::OK();
  }
  arrow::Result<std::unique_ptr<TableStream>> ReadBack(const TableName& name) override {
    TableDescription description;
    description.name = name;
    MemoryStream::Partition batches = rows_[name.name];
    if (!batches.empty()) description.schema = batches.front()->schema();
    if (name.name == loses_a_row_) batches.back() = batches.back()->Slice(1);
    std::vector<MemoryStream::Partition> partitions;
    if (!batches.empty()) partitions.push_back(batches);
    return std::make_unique<MemoryStream>(description, std::move(partitions));
  }
  arrow::Status Commit() override {
    committed = true;
    return arrow::Status::OK();
  }

  int64_t RowsOf(const std::string& table) const {
    int64_t rows = 0;
    for (const auto& batch : rows_.at(table)) rows += batch->num_rows();
    return rows;
  }

  std::vector<std::string> begun;
  std::vector<std::string> written;
  bool committed = false;

 private:
  arrow::Status Store(const std::string& name, TableStream& table, int64_t partition) {
    ARROW_ASSIGN_OR_RAISE(auto reader, table.OpenPartition(partition));
    ARROW_ASSIGN_OR_RAISE(auto batches, reader->ToRecordBatches());
    rows_[name].insert(rows_[name].end(), batches.begin(), batches.end());
    return arrow::Status::OK();
  }

  std::map<std::string, int64_t> first_missing_;
  std::vector<std::string> skipped_;
  std::string loses_a_row_;
  bool looks_first_ = false;
  std::map<std::string, MemoryStream::Partition> rows_;
};

}  // namespace quiver::testing
