#pragma once

#include <memory>
#include <optional>

#include <arrow/result.h>

#include "formats/parquet/row_range_reader.h"
#include "quiver/predicate.h"
#include "quiver/table_stream.h"

namespace quiver::parquet_format {

/// The rows of one file, or those of them that `predicate` may be true for. A partition is a row
/// group or a part of one.
arrow::Result<std::unique_ptr<TableStream>> OpenTableStream(
    TableDescription description, std::shared_ptr<const TableReading> reading,
    const std::optional<Predicate>& predicate);

}  // namespace quiver::parquet_format
