#include "formats/parquet/int96_check.h"

#include <arrow/array.h>
#include <arrow/type.h>
#include <arrow/util/bit_util.h>

namespace quiver::parquet_format {
namespace {

constexpr int64_t kNanosecondsPerSecond = 1'000'000'000;

int64_t FloorToSeconds(int64_t nanoseconds) {
  const int64_t seconds = nanoseconds / kNanosecondsPerSecond;
  return nanoseconds % kNanosecondsPerSecond < 0 ? seconds - 1 : seconds;
}

arrow::Status CheckArrays(const arrow::ArrayData& nanoseconds, const arrow::ArrayData& seconds) {
  if (nanoseconds.child_data.size() != seconds.child_data.size()) {
    return arrow::Status::Invalid("damaged: its INT96 values can't be read twice");
  }
  for (size_t i = 0; i < nanoseconds.child_data.size(); ++i) {
    ARROW_RETURN_NOT_OK(CheckArrays(*nanoseconds.child_data[i], *seconds.child_data[i]));
  }
  // Only INT96 columns have another type here than there.
  if (nanoseconds.type->id() != arrow::Type::TIMESTAMP || nanoseconds.type->Equals(seconds.type)) {
    return arrow::Status::OK();
  }
  const int64_t* fine = nanoseconds.GetValues<int64_t>(1);
  const int64_t* coarse = seconds.GetValues<int64_t>(1);
  for (int64_t i = 0; i < nanoseconds.length; ++i) {
    if (nanoseconds.IsValid(i) && FloorToSeconds(fine[i]) != coarse[i]) {
      return arrow::Status::Invalid("the INT96 timestamp of ", coarse[i],
                                    " seconds since 1970 is outside of what nanoseconds can hold "
                                    "(the years 1677 to 2262)");
    }
  }
  return arrow::Status::OK();
}

}  // namespace

arrow::Status CheckInt96(const arrow::ChunkedArray& nanoseconds,
                         const arrow::ChunkedArray& seconds) {
  if (nanoseconds.num_chunks() != seconds.num_chunks()) {
    return arrow::Status::Invalid("damaged: its INT96 values can't be read twice");
  }
  for (int i = 0; i < nanoseconds.num_chunks(); ++i) {
    ARROW_RETURN_NOT_OK(CheckArrays(*nanoseconds.chunk(i)->data(), *seconds.chunk(i)->data()));
  }
  return arrow::Status::OK();
}

}  // namespace quiver::parquet_format
