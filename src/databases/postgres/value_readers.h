#pragma once

#include "databases/postgres/form.h"
#include "databases/postgres/type.h"

namespace quiver::postgres {

/// How values of a base type are read; null where only their text can be.
const WireKind* FindBaseKind(const Type& type);

// Types that are made of others.
extern const WireKind kEnumKind;
extern const WireKind kArrayKind;
extern const WireKind kCompositeKind;
extern const WireKind kRangeKind;
extern const WireKind kMultirangeKind;

/// What everything can be cast to, and numerics, too.
extern const WireKind kTextKind;
extern const WireKind kDoubleKind;
extern const WireKind kNumericKind;

/// The decimal that numeric(p, s) says; null for numeric without it, and where p is over 76.
std::shared_ptr<arrow::DataType> DeclaredDecimal(int32_t modifier);

}  // namespace quiver::postgres
