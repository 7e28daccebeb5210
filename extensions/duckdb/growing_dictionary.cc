#include "growing_dictionary.h"

#include <limits>

#include <arrow/builder.h>

#include "arrow_result.h"
#include "validity_builder.h"

namespace quiver::duckdb_extension {
namespace {

class DictionaryBuilder final : public ColumnBuilder {
 public:
  DictionaryBuilder(const ColumnType& type, idx_t rows) : type_(type) {
    Check(indices_.Reserve(static_cast<int64_t>(rows)));
  }

  void Append(duckdb_v2_vector_handle vector, const Rows& rows,
              duckdb_v2_error_info_handle* err) override {
    const VectorView view(vector, err);
    validity_.Append(view, rows);
    Check(indices_.Reserve(static_cast<int64_t>(rows.count)));
    const auto* stored = static_cast<const duckdb_v2_bytes*>(view.data());
    for (idx_t i = 0; i < rows.count; ++i) {
      const idx_t place = view.Place(rows[i]);
      indices_.UnsafeAppend(view.IsValid(place) ? NumberOf(TextOf(stored[place])) : 0);
    }
  }

  std::shared_ptr<arrow::ArrayData> Finish() override {
    const int64_t length = validity_.length();
    const int64_t nulls = validity_.null_count();
    auto data = arrow::ArrayData::Make(type_.field->type(), length,
                                       {validity_.Finish(), ValueOf(indices_.Finish())}, nulls);
    data->dictionary = type_.dictionary->Values()->data();
    return data;
  }

 private:
  int32_t NumberOf(std::string_view text) {
    const auto found = known_.find(text);
    if (found != known_.end()) return found->second;
    const auto added = type_.dictionary->Add(text);
    known_.insert(added);
    return added.second;
  }

  const ColumnType& type_;
  ValidityBuilder validity_;
  arrow::TypedBufferBuilder<int32_t> indices_;
  // What this thread has asked before, so that it need not wait for others.
  std::unordered_map<std::string_view, int32_t> known_;
};

}  // namespace

std::pair<std::string_view, int32_t> GrowingDictionary::Add(std::string_view text) {
  const std::lock_guard lock(mutex_);
  const auto found = numbers_.find(text);
  if (found != numbers_.end()) return *found;
  constexpr int64_t kMost = std::numeric_limits<int32_t>::max();
  bytes_ += static_cast<int64_t>(text.size());
  if (bytes_ > kMost || static_cast<int64_t>(texts_.size()) >= kMost) {
    throw Error("column " + column_ +
                ": its dictionary would pass 2 GiB; leave it out of dictionary_columns");
  }
  texts_.emplace_back(text);
  return *numbers_.emplace(texts_.back(), static_cast<int32_t>(texts_.size() - 1)).first;
}

std::shared_ptr<arrow::Array> GrowingDictionary::Values() {
  const std::lock_guard lock(mutex_);
  const auto count = static_cast<int64_t>(texts_.size());
  if (values_ != nullptr && values_->length() == count) return values_;
  arrow::StringBuilder builder;
  Check(builder.Reserve(count));
  Check(builder.ReserveData(bytes_));
  for (const std::string& text : texts_) builder.UnsafeAppend(text);
  values_ = ValueOf(builder.Finish());
  return values_;
}

std::unique_ptr<ColumnBuilder> MakeDictionaryBuilder(const ColumnType& type, idx_t rows) {
  return std::make_unique<DictionaryBuilder>(type, rows);
}

}  // namespace quiver::duckdb_extension
