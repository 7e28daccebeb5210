#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <arrow/array.h>
#include <arrow/result.h>

namespace quiver::ipc {

/// The values of one dictionary as they are in a file so far. A file can add values to a dictionary
/// (a delta), but not replace it.
class WrittenDictionary {
 public:
  explicit WrittenDictionary(std::shared_ptr<arrow::Array> values) : values_(std::move(values)) {}

  const std::shared_ptr<arrow::Array>& values() const { return values_; }

  /// Whether `next` has the same values in the same places, as far as there are any: nothing, or
  /// only a delta, has to be written for it.
  bool IsBeginOf(const arrow::Array& next) const;

  /// Adds the values of `next` that are not there yet, behind those that are. The result has, for
  /// each value of `next`, its place here. Errors: NotImplemented for values that Arrow can't unify
  /// (nested ones, and dictionaries with NULLs).
  arrow::Result<std::vector<int32_t>> Unify(const arrow::Array& next);

  /// Takes over values that begin with what is there.
  void Extend(std::shared_ptr<arrow::Array> values) { values_ = std::move(values); }

 private:
  std::shared_ptr<arrow::Array> values_;
};

/// `array` with the indices of its dictionary's values changed as `places` says, and `dictionary`
/// in the place of its own. Errors: Invalid when an index does not fit its type.
arrow::Result<std::shared_ptr<arrow::ArrayData>> WithPlaces(
    const arrow::ArrayData& array, const std::vector<int32_t>& places,
    const std::shared_ptr<arrow::Array>& dictionary);

}  // namespace quiver::ipc
