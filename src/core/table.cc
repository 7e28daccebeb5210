#include "quiver/table.h"

#include <algorithm>
#include <map>

#include <arrow/type.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace quiver {
namespace {

// Depth-first over the foreign keys, on a stack of our own: chains may be as long as the database
// has tables.
class ForeignKeyOrder {
 public:
  explicit ForeignKeyOrder(const std::vector<TableDescription>& tables)
      : tables_(tables), state_(tables.size(), State::kNew) {
    for (size_t i = 0; i < tables.size(); ++i) position_.emplace(tables[i].name, i);
  }

  arrow::Result<std::vector<size_t>> Run() {
    for (size_t i = 0; i < tables_.size(); ++i) ARROW_RETURN_NOT_OK(Visit(i));
    return std::move(order_);
  }

 private:
  enum class State { kNew, kOnPath, kDone };
  struct Frame {
    size_t table;
    size_t next_key = 0;
  };

  arrow::Status Visit(size_t start) {
    if (state_[start] != State::kNew) return arrow::Status::OK();
    std::vector<Frame> path{{start}};
    state_[start] = State::kOnPath;
    while (!path.empty()) {
      Frame& frame = path.back();
      const auto& keys = tables_[frame.table].foreign_keys;
      if (frame.next_key == keys.size()) {
        state_[frame.table] = State::kDone;
        order_.push_back(frame.table);
        path.pop_back();
        continue;
      }
      const auto parent = position_.find(keys[frame.next_key++].table);
      if (parent == position_.end() || parent->second == frame.table) continue;
      if (state_[parent->second] == State::kOnPath) return Cycle(path, parent->second);
      if (state_[parent->second] == State::kNew) {
        state_[parent->second] = State::kOnPath;
        path.push_back({parent->second});
      }
    }
    return arrow::Status::OK();
  }

  arrow::Status Cycle(const std::vector<Frame>& path, size_t first) const {
    std::vector<std::string> names;
    const auto begin = std::find_if(path.begin(), path.end(),
                                    [&](const Frame& frame) { return frame.table == first; });
    for (auto it = begin; it != path.end(); ++it)
      names.push_back(tables_[it->table].name.ToString());
    names.push_back(tables_[first].name.ToString());
    return arrow::Status::Invalid(
        fmt::format("foreign keys form a cycle ({}), so no table can be created first; copy with "
                    "--no-constraints",
                    fmt::join(names, " -> ")));
  }

  const std::vector<TableDescription>& tables_;
  std::map<TableName, size_t> position_;
  std::vector<State> state_;
  std::vector<size_t> order_;
};

}  // namespace

std::string TableName::ToString() const { return schema.empty() ? name : schema + "." + name; }

arrow::Result<std::vector<size_t>> OrderByForeignKeys(const std::vector<TableDescription>& tables) {
  return ForeignKeyOrder(tables).Run();
}

}  // namespace quiver
