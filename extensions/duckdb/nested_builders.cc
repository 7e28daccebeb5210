#include <limits>
#include <utility>
#include <vector>

#include <arrow/buffer_builder.h>

#include "arrow_result.h"
#include "column_builder.h"
#include "exported_builder.h"
#include "growing_dictionary.h"
#include "validity_builder.h"
#include "value_builders.h"

namespace quiver::duckdb_extension {
namespace {

using Children = std::vector<std::unique_ptr<ColumnBuilder>>;

Children MakeChildren(const ColumnType& type, idx_t rows, duckdb_v2_context_handle context) {
  Children children;
  for (const ColumnType& child : type.children) {
    children.push_back(MakeColumnBuilder(child, rows, context));
  }
  return children;
}

duckdb_v2_vector_handle ChildOf(duckdb_v2_vector_handle vector, idx_t index,
                                duckdb_v2_error_info_handle* err) {
  duckdb_v2_vector_handle child;
  Call(err, duckdb_v2_vector_get_child, vector, index, &child);
  return child;
}

// The children of a vector that is not flat are those of what it selects from.
VectorView Flat(duckdb_v2_vector_handle vector, duckdb_v2_error_info_handle* err) {
  Call(err, duckdb_v2_vector_flatten, vector);
  return VectorView(vector, err);
}

// Which of the rows are NULL here or around.
std::vector<bool> Hidden(const VectorView& view, const Rows& rows) {
  std::vector<bool> hidden(rows.count);
  for (idx_t i = 0; i < rows.count; ++i) {
    hidden[i] = !view.IsValid(rows[i]) || (rows.hidden != nullptr && (*rows.hidden)[i]);
  }
  return hidden;
}

/// STRUCT and TUPLE.
class StructBuilder final : public ColumnBuilder {
 public:
  StructBuilder(const ColumnType& type, idx_t rows, duckdb_v2_context_handle context)
      : type_(type), children_(MakeChildren(type, rows, context)) {}

  void Append(duckdb_v2_vector_handle vector, const Rows& rows,
              duckdb_v2_error_info_handle* err) override {
    const VectorView view = Flat(vector, err);
    validity_.Append(view, rows);
    Rows inner = rows;
    std::vector<bool> hidden;
    if (view.MayHaveNulls(rows)) {
      hidden = Hidden(view, rows);
      inner.hidden = &hidden;
    }
    for (size_t i = 0; i < children_.size(); ++i) {
      children_[i]->Append(ChildOf(vector, i, err), inner, err);
    }
  }

  std::shared_ptr<arrow::ArrayData> Finish() override {
    arrow::ArrayDataVector children;
    for (const auto& child : children_) children.push_back(child->Finish());
    const int64_t length = validity_.length();
    const int64_t nulls = validity_.null_count();
    return arrow::ArrayData::Make(type_.field->type(), length, {validity_.Finish()},
                                  std::move(children), nulls);
  }

 private:
  const ColumnType& type_;
  ValidityBuilder validity_;
  const Children children_;
};

/// LIST, and MAP, which is a list of entries in DuckDB and in Arrow.
class ListBuilder final : public ColumnBuilder {
 public:
  ListBuilder(const ColumnType& type, idx_t rows, duckdb_v2_context_handle context)
      : type_(type), item_(MakeColumnBuilder(type.children.front(), rows, context)) {
    Check(ends_.Append(0));
  }

  void Append(duckdb_v2_vector_handle vector, const Rows& rows,
              duckdb_v2_error_info_handle* err) override {
    const VectorView view = Flat(vector, err);
    validity_.Append(view, rows);
    const auto* entries = static_cast<const duckdb_v2_list_entry*>(view.data());
    // Mostly the items lie in the order of the rows, one after the other.
    Rows items;
    bool is_run = true;
    for (idx_t i = 0; i < rows.count; ++i) {
      if (view.IsValid(rows[i])) {
        const duckdb_v2_list_entry entry = entries[rows[i]];
        if (items.count == 0) items.begin = entry.offset;
        is_run = is_run && (entry.length == 0 || entry.offset == items.begin + items.count);
        items.count += entry.length;
      }
      const int64_t end = length_ + static_cast<int64_t>(items.count);
      if (end > std::numeric_limits<int32_t>::max()) throw BatchTooLong{type_.path};
      Check(ends_.Append(static_cast<int32_t>(end)));
    }
    length_ += static_cast<int64_t>(items.count);
    std::vector<uint32_t> selection;
    if (!is_run) {
      selection = Items(view, entries, rows);
      items = Rows{.selection = selection.data(), .count = items.count};
    }
    item_->Append(ChildOf(vector, 0, err), items, err);
  }

  std::shared_ptr<arrow::ArrayData> Finish() override {
    length_ = 0;
    const int64_t length = validity_.length();
    const int64_t nulls = validity_.null_count();
    auto data = arrow::ArrayData::Make(type_.field->type(), length,
                                       {validity_.Finish(), ValueOf(ends_.Finish())},
                                       {item_->Finish()}, nulls);
    Check(ends_.Append(0));
    return data;
  }

 private:
  static std::vector<uint32_t> Items(const VectorView& view, const duckdb_v2_list_entry* entries,
                                     const Rows& rows) {
    std::vector<uint32_t> items;
    for (idx_t i = 0; i < rows.count; ++i) {
      if (!view.IsValid(rows[i])) continue;
      const duckdb_v2_list_entry entry = entries[rows[i]];
      for (idx_t k = 0; k < entry.length; ++k) {
        items.push_back(static_cast<uint32_t>(entry.offset + k));
      }
    }
    return items;
  }

  const ColumnType& type_;
  ValidityBuilder validity_;
  arrow::TypedBufferBuilder<int32_t> ends_;
  int64_t length_ = 0;
  const std::unique_ptr<ColumnBuilder> item_;
};

/// ARRAY: a NULL has items like any other, which nobody reads.
class ArrayBuilder final : public ColumnBuilder {
 public:
  ArrayBuilder(const ColumnType& type, idx_t rows, duckdb_v2_context_handle context)
      : type_(type),
        size_(static_cast<const arrow::FixedSizeListType&>(*type.field->type()).list_size()),
        item_(MakeColumnBuilder(type.children.front(), rows * size_, context)) {}

  void Append(duckdb_v2_vector_handle vector, const Rows& rows,
              duckdb_v2_error_info_handle* err) override {
    const VectorView view = Flat(vector, err);
    validity_.Append(view, rows);
    Rows items = {.begin = rows.begin * size_, .count = rows.count * size_};
    std::vector<uint32_t> selection;
    if (rows.selection != nullptr) {
      for (idx_t i = 0; i < items.count; ++i) {
        selection.push_back(static_cast<uint32_t>(rows[i / size_] * size_ + i % size_));
      }
      items = {.selection = selection.data(), .count = selection.size()};
    }
    std::vector<bool> hidden;
    if (view.MayHaveNulls(rows) || rows.hidden != nullptr) {
      const std::vector<bool> hidden_arrays = Hidden(view, rows);
      for (idx_t i = 0; i < items.count; ++i) hidden.push_back(hidden_arrays[i / size_]);
      items.hidden = &hidden;
    }
    item_->Append(ChildOf(vector, 0, err), items, err);
  }

  std::shared_ptr<arrow::ArrayData> Finish() override {
    const int64_t length = validity_.length();
    const int64_t nulls = validity_.null_count();
    return arrow::ArrayData::Make(type_.field->type(), length, {validity_.Finish()},
                                  {item_->Finish()}, nulls);
  }

 private:
  const ColumnType& type_;
  const idx_t size_;
  ValidityBuilder validity_;
  const std::unique_ptr<ColumnBuilder> item_;
};

/// UNION, as a sparse union: every member has every row, as in DuckDB.
class UnionBuilder final : public ColumnBuilder {
 public:
  UnionBuilder(const ColumnType& type, idx_t rows, duckdb_v2_context_handle context)
      : type_(type), members_(MakeChildren(type, rows, context)) {}

  void Append(duckdb_v2_vector_handle vector, const Rows& rows,
              duckdb_v2_error_info_handle* err) override {
    const VectorView view = Flat(vector, err);
    const VectorView tags = Flat(ChildOf(vector, 0, err), err);
    const auto* tag = static_cast<const uint8_t*>(tags.data());
    for (idx_t i = 0; i < rows.count; ++i) {
      const bool valid = view.IsValid(rows[i]) && tags.IsValid(rows[i]);
      if (!valid && (rows.hidden == nullptr || !(*rows.hidden)[i])) {
        throw Error("column " + type_.path +
                    ": Arrow has no NULL of a UNION, only members that are NULL; write the rows "
                    "without it, or its members as columns of their own (union_extract)");
      }
      Check(types_.Append(valid ? static_cast<int8_t>(tag[rows[i]]) : int8_t{0}));
    }
    for (size_t i = 0; i < members_.size(); ++i) {
      // A member that is not the one of its row is NULL.
      const std::vector<bool> others = Others(rows, tag, i);
      Rows inner = rows;
      inner.hidden = &others;
      members_[i]->Append(ChildOf(vector, i + 1, err), inner, err);
    }
  }

  std::shared_ptr<arrow::ArrayData> Finish() override {
    arrow::ArrayDataVector members;
    for (const auto& member : members_) members.push_back(member->Finish());
    const int64_t length = types_.length();
    return arrow::ArrayData::Make(type_.field->type(), length, {nullptr, ValueOf(types_.Finish())},
                                  std::move(members), /*null_count=*/0);
  }

 private:
  static std::vector<bool> Others(const Rows& rows, const uint8_t* tag, size_t member) {
    std::vector<bool> others(rows.count);
    for (idx_t i = 0; i < rows.count; ++i) {
      others[i] = tag[rows[i]] != member || (rows.hidden != nullptr && (*rows.hidden)[i]);
    }
    return others;
  }

  const ColumnType& type_;
  arrow::TypedBufferBuilder<int8_t> types_;
  const Children members_;
};

}  // namespace

std::unique_ptr<ColumnBuilder> MakeColumnBuilder(const ColumnType& type, idx_t rows,
                                                 duckdb_v2_context_handle context) {
  if (type.dictionary != nullptr) return MakeDictionaryBuilder(type, rows);
  switch (type.id) {
    case DUCKDB_V2_LOGICAL_TYPE_ID_LIST:
    case DUCKDB_V2_LOGICAL_TYPE_ID_MAP:
      return std::make_unique<ListBuilder>(type, rows, context);
    case DUCKDB_V2_LOGICAL_TYPE_ID_ARRAY:
      return std::make_unique<ArrayBuilder>(type, rows, context);
    case DUCKDB_V2_LOGICAL_TYPE_ID_STRUCT:
    case DUCKDB_V2_LOGICAL_TYPE_ID_TUPLE:
      return std::make_unique<StructBuilder>(type, rows, context);
    case DUCKDB_V2_LOGICAL_TYPE_ID_UNION:
      return std::make_unique<UnionBuilder>(type, rows, context);
    case DUCKDB_V2_LOGICAL_TYPE_ID_VARIANT:
    case DUCKDB_V2_LOGICAL_TYPE_ID_GEOMETRY:
      return MakeExportedBuilder(type, context);
    default:
      return MakeValueBuilder(type, rows);
  }
}

}  // namespace quiver::duckdb_extension
