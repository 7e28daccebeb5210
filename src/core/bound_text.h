#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <arrow/scalar.h>
#include <arrow/type.h>

namespace quiver {

/// The integer that Arrow stores for a value of this type (integers, decimals, dates, times,
/// timestamps, durations) in decimal digits. Without a value for other types.
std::optional<std::string> StorageInteger(const arrow::Scalar& scalar);

/// The scalar whose storage is this integer. Null for other types, and for text that is not an
/// integer of the type's range.
std::shared_ptr<arrow::Scalar> ScalarOfStorage(std::string_view integer,
                                               const std::shared_ptr<arrow::DataType>& type);

/// A float of any width, in the shortest text that gives it exactly.
std::optional<std::string> FloatText(const arrow::Scalar& scalar);

/// Null for text that is not, exactly, a number of `type`, and for NaN.
std::shared_ptr<arrow::Scalar> ScalarOfFloatText(std::string_view text,
                                                 const std::shared_ptr<arrow::DataType>& type);

}  // namespace quiver
