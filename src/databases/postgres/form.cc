#include "databases/postgres/form.h"

#include <algorithm>

#include <arrow/util/decimal.h>
#include <fmt/format.h>

namespace quiver::postgres {
namespace {

// For a column without values, in which any decimal would do: as wide as everyone has it.
std::shared_ptr<arrow::DataType> DecimalOfNothing() { return arrow::decimal128(38, 9); }

arrow::Result<std::shared_ptr<arrow::DataType>> SmallestDecimal(const NumericShape::Needs& needs) {
  if (needs.values == 0) return DecimalOfNothing();
  int scale = needs.display_scale;
  // Zeros at the end are kept where there is room for them.
  if (needs.integer_digits + scale > arrow::Decimal128Type::kMaxPrecision) {
    scale = needs.significant_scale;
  }
  const int precision = std::max(1, needs.integer_digits + scale);
  if (precision <= arrow::Decimal128Type::kMaxPrecision) return arrow::decimal128(precision, scale);
  if (precision <= arrow::Decimal256Type::kMaxPrecision) return arrow::decimal256(precision, scale);
  return arrow::Status::Invalid(fmt::format(
      "numerics of {} digits before the point and {} behind it, and no decimal has more "
      "than 76; choose --numeric text or double",
      needs.integer_digits, scale));
}

}  // namespace

bool Form::open() const {
  return (shape != nullptr && decimal == nullptr) || std::ranges::any_of(parts, &Form::open);
}

arrow::Status Form::Settle() {
  if (shape != nullptr && decimal == nullptr) {
    ARROW_ASSIGN_OR_RAISE(decimal, SmallestDecimal(shape->needs()));
  }
  for (Form& part : parts) ARROW_RETURN_NOT_OK(part.Settle());
  return arrow::Status::OK();
}

}  // namespace quiver::postgres
