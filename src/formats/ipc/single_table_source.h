#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "files/input.h"
#include "quiver/source.h"

namespace quiver::ipc {

/// A source whose only table is a file.
class SingleTableSource : public Source {
 public:
  SingleTableSource(std::string path, std::shared_ptr<arrow::Schema> schema)
      : path_(std::move(path)) {
    description_.name.name = TableNameOfFile(path_);
    description_.schema = std::move(schema);
  }

  arrow::Result<std::vector<TableInfo>> Tables() override {
    return std::vector<TableInfo>{{.name = description_.name, .kind = TableInfo::Kind::kFile}};
  }
  arrow::Result<std::unique_ptr<TableStream>> OpenTable(const TableName& name) override {
    return OpenScan(name, Scan());
  }

 protected:
  const std::string& path() const { return path_; }
  const TableDescription& description() const { return description_; }
  arrow::Status CheckName(const TableName& name) {
    if (name == description_.name) return arrow::Status::OK();
    ARROW_ASSIGN_OR_RAISE(const auto tables, Tables());
    return TableNotFound(name, tables, path_);
  }

 private:
  const std::string path_;
  TableDescription description_;
};

}  // namespace quiver::ipc
