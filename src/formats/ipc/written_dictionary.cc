#include "formats/ipc/written_dictionary.h"

#include <limits>
#include <utility>

#include <arrow/array/array_dict.h>
#include <arrow/array/concatenate.h>
#include <arrow/builder.h>
#include <arrow/util/bit_util.h>

namespace quiver::ipc {
namespace {

// Every value of a dictionary is the number of its first occurrence among those seen.
arrow::Result<std::vector<int32_t>> Numbers(arrow::DictionaryUnifier& unifier,
                                            const arrow::Array& values) {
  std::shared_ptr<arrow::Buffer> buffer;
  ARROW_RETURN_NOT_OK(unifier.Unify(values, &buffer));
  const auto* numbers = reinterpret_cast<const int32_t*>(buffer->data());
  return std::vector<int32_t>(numbers, numbers + values.length());
}

// Most batches of a table have one dictionary: it needs no comparison.
bool IsSameMemory(const arrow::ArrayData& left, const arrow::ArrayData& right) {
  if (left.length != right.length || left.offset != right.offset ||
      left.buffers.size() != right.buffers.size() ||
      left.child_data.size() != right.child_data.size() || left.dictionary != right.dictionary) {
    return false;
  }
  for (size_t i = 0; i < left.buffers.size(); ++i) {
    const auto address = [](const auto& buffer) {
      return buffer == nullptr ? nullptr : buffer->data();
    };
    if (address(left.buffers[i]) != address(right.buffers[i])) return false;
  }
  for (size_t i = 0; i < left.child_data.size(); ++i) {
    if (!IsSameMemory(*left.child_data[i], *right.child_data[i])) return false;
  }
  return true;
}

int64_t MostIndex(const arrow::DataType& indices) {
  const int bits = static_cast<const arrow::FixedWidthType&>(indices).bit_width();
  const bool is_signed = arrow::is_signed_integer(indices.id());
  if (bits == 64) return std::numeric_limits<int64_t>::max();
  return (int64_t{1} << (is_signed ? bits - 1 : bits)) - 1;
}

}  // namespace

bool WrittenDictionary::IsBeginOf(const arrow::Array& next) const {
  if (IsSameMemory(*values_->data(), *next.data())) return true;
  const int64_t length = values_->length();
  // Values, not places of NaN: two dictionaries with the same bytes are the same.
  const auto options = arrow::EqualOptions::Defaults().nans_equal(true).signed_zeros_equal(false);
  return next.length() >= length && next.RangeEquals(*values_, 0, length, 0, options);
}

arrow::Result<std::vector<int32_t>> WrittenDictionary::Unify(const arrow::Array& next) {
  ARROW_ASSIGN_OR_RAISE(auto unifier, arrow::DictionaryUnifier::Make(values_->type()));
  ARROW_ASSIGN_OR_RAISE(const auto old_numbers, Numbers(*unifier, *values_));
  ARROW_ASSIGN_OR_RAISE(const auto new_numbers, Numbers(*unifier, next));
  constexpr int32_t kNowhere = -1;
  std::vector<int32_t> place_of_number(values_->length() + next.length(), kNowhere);
  for (size_t i = old_numbers.size(); i-- > 0;) {
    place_of_number[old_numbers[i]] = static_cast<int32_t>(i);
  }

  ARROW_ASSIGN_OR_RAISE(auto added, arrow::MakeBuilder(values_->type()));
  std::vector<int32_t> places;
  for (int64_t i = 0; i < next.length(); ++i) {
    int32_t& place = place_of_number[new_numbers[i]];
    if (place == kNowhere) {
      place = static_cast<int32_t>(values_->length() + added->length());
      ARROW_RETURN_NOT_OK(added->AppendArraySlice(*next.data(), i, 1));
    }
    places.push_back(place);
  }
  ARROW_ASSIGN_OR_RAISE(const auto new_values, added->Finish());
  ARROW_ASSIGN_OR_RAISE(values_, arrow::Concatenate({values_, new_values}));
  return places;
}

arrow::Result<std::shared_ptr<arrow::ArrayData>> WithPlaces(
    const arrow::ArrayData& array, const std::vector<int32_t>& places,
    const std::shared_ptr<arrow::Array>& dictionary) {
  const auto& type = static_cast<const arrow::DictionaryType&>(*array.type);
  if (dictionary->length() - 1 > MostIndex(*type.index_type())) {
    return arrow::Status::Invalid("its dictionary has grown to ", dictionary->length(),
                                  " values, and its indices are ", type.index_type()->ToString(),
                                  "; an Arrow stream (.arrows) can hold it");
  }
  const auto values = std::static_pointer_cast<arrow::DictionaryArray>(
      arrow::MakeArray(std::make_shared<arrow::ArrayData>(array)));
  ARROW_ASSIGN_OR_RAISE(const auto moved, values->Transpose(array.type, dictionary, places.data()));
  return moved->data();
}

}  // namespace quiver::ipc
