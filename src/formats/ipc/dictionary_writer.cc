#include "formats/ipc/dictionary_writer.h"

#include <string>
#include <utility>

#include <arrow/array.h>
#include <arrow/extension_type.h>

#include "formats/ipc/aligned_payload.h"

namespace quiver::ipc {
namespace {

bool HoldsDictionary(const arrow::DataType& type) {
  if (type.id() == arrow::Type::DICTIONARY) return true;
  for (const auto& field : type.fields()) {
    if (HoldsDictionary(*field->type())) return true;
  }
  return false;
}

}  // namespace

void DictionaryWriter::SetWritten(int64_t id, std::shared_ptr<arrow::Array> values) {
  written_.insert_or_assign(id, WrittenDictionary(std::move(values)));
}

arrow::Status DictionaryWriter::Emit(int64_t id, bool delta,
                                     const std::shared_ptr<arrow::Array>& values,
                                     const WritePayload& write) const {
  arrow::ipc::IpcPayload payload;
  ARROW_RETURN_NOT_OK(arrow::ipc::GetDictionaryPayload(id, delta, values, options_, &payload));
  ARROW_RETURN_NOT_OK(AlignBuffers(options_.alignment, &payload));
  return write(id, payload);
}

arrow::Status DictionaryWriter::WriteWhole(int64_t id, const WritePayload& write) const {
  return Emit(id, /*delta=*/false, written_.at(id).values(), write);
}

arrow::Status DictionaryWriter::WriteDictionary(int64_t id,
                                                const std::shared_ptr<arrow::Array>& values,
                                                const WritePayload& write) {
  const auto found = written_.find(id);
  if (found == written_.end()) {
    SetWritten(id, values);
    return Emit(id, /*delta=*/false, values, write);
  }
  WrittenDictionary& written = found->second;
  const int64_t before = written.values()->length();
  const bool same_begin = written.IsBeginOf(*values);
  if (same_begin && values->length() == before) return arrow::Status::OK();
  // An earlier state of what is written: its numbers are right.
  const bool is_begin =
      values->length() < before && WrittenDictionary(values).IsBeginOf(*written.values());
  if (is_begin) return arrow::Status::OK();
  if (can_replace_) {
    SetWritten(id, values);
    return Emit(id, /*delta=*/false, values, write);
  }
  if (HoldsDictionary(*values->type())) {
    return arrow::Status::NotImplemented(
        "a dictionary whose values have dictionaries of their own can't change within an Arrow "
        "file; an Arrow stream (.arrows) can hold it");
  }
  if (same_begin) {
    written.Extend(values);
  } else {
    ARROW_ASSIGN_OR_RAISE(auto places, written.Unify(*values));
    changes_[id] = {std::move(places), written.values()};
  }
  if (written.values()->length() == before) return arrow::Status::OK();
  return Emit(id, /*delta=*/true, written.values()->Slice(before), write);
}

arrow::Result<std::shared_ptr<arrow::ArrayData>> DictionaryWriter::Apply(
    const std::shared_ptr<arrow::ArrayData>& column, std::vector<int>* path) const {
  const arrow::DataType* type = column->type.get();
  if (type->id() == arrow::Type::EXTENSION) {
    type = static_cast<const arrow::ExtensionType*>(type)->storage_type().get();
  }
  if (!HoldsDictionary(*type)) return column;
  auto copy = std::make_shared<arrow::ArrayData>(*column);
  if (type->id() == arrow::Type::DICTIONARY) {
    ARROW_ASSIGN_OR_RAISE(const int64_t id, mapper_.GetFieldId(*path));
    const auto change = changes_.find(id);
    if (change == changes_.end()) return column;
    copy->type = type->GetSharedPtr();
    ARROW_ASSIGN_OR_RAISE(copy,
                          WithPlaces(*copy, change->second.places, change->second.dictionary));
    copy->type = column->type;
    return copy;
  }
  for (size_t i = 0; i < copy->child_data.size(); ++i) {
    path->push_back(static_cast<int>(i));
    ARROW_ASSIGN_OR_RAISE(copy->child_data[i], Apply(copy->child_data[i], path));
    path->pop_back();
  }
  return copy;
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> DictionaryWriter::Write(
    const arrow::RecordBatch& batch, const WritePayload& write) {
  if (mapper_.num_dicts() == 0) return nullptr;
  changes_.clear();
  ARROW_ASSIGN_OR_RAISE(const auto dictionaries, arrow::ipc::CollectDictionaries(batch, mapper_));
  for (const auto& [id, values] : dictionaries) {
    ARROW_RETURN_NOT_OK(WriteDictionary(id, values, write));
  }
  if (changes_.empty()) return nullptr;
  arrow::ArrayDataVector columns;
  for (int i = 0; i < batch.num_columns(); ++i) {
    std::vector<int> path = {i};
    auto column = Apply(batch.column_data(i), &path);
    if (!column.ok()) {
      return column.status().WithMessage("column ", batch.schema()->field(i)->name(), ": ",
                                         column.status().message());
    }
    columns.push_back(*std::move(column));
  }
  return arrow::RecordBatch::Make(batch.schema(), batch.num_rows(), std::move(columns));
}

}  // namespace quiver::ipc
