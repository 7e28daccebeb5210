#pragma once

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/type.h>

#include "quiver/statistics.h"

namespace quiver {

/// Bounds of text and binary are cut to so many bytes: the lower one at its end, the upper one also
/// raised, so that both still hold. Cut ones are binary scalars, whatever the column's type.
constexpr int64_t kMostBoundBytes = 64;

/// The statistics of an array's values: of a dictionary-encoded one those of the values that its
/// indices stand for. Numbers, booleans, decimals, dates, times, text and binary have bounds; the
/// other types only a count of NULLs. Bounds own their bytes.
arrow::Result<ColumnStatistics> ComputeStatistics(const arrow::Array& array);

/// Whether ComputeStatistics finds bounds for this type.
bool HasBounds(const arrow::DataType& type);

}  // namespace quiver
