#pragma once

#include <memory>

#include <arrow/scalar.h>

#include "value.h"

namespace quiver::duckdb_extension {

/// `value` in the form in which core's predicates and statistics compare it (comparable_value.h);
/// null for types whose order or values are not Arrow's, such as ENUM, and for infinite dates.
std::shared_ptr<arrow::Scalar> ScalarOf(duckdb_v2_value_handle value,
                                        duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
