#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>

#include "quiver/statistics.h"

namespace quiver {

/// How statistics are written in Arrow IPC files and streams. Two forms, which one place reads:
///
/// Quiver's: JSON under the key `quiver.statistics`, of a file in the custom metadata of its footer
/// for all batches at once, of a stream in that of each record batch's message. Not in the schema's
/// metadata: other programs copy that to files whose batches are others.
///   {"version": 1, "writer": "quiver 0.1.0", "rows": [100, 80],
///    "columns": [{"name": "id", "nulls": [0, 2], "min": [1, 101], "max": [100, 180]}]}
/// An entry per batch, null where unknown. Bounds are the integer that Arrow stores; of booleans
/// true and false; of floats the shortest text that gives them exactly ("inf", "-0.5"), with "nan":
/// [true, false] for whether there are NaN; of decimals the unscaled integer as text; of text and
/// binary base64, and {"cut": base64} where it is only the begin (an upper bound also raised).
///
/// PG-Strom's (github.com/heterodb/pg-strom, src/arrow_fdw.c), which knows neither NULLs nor NaN:
/// in the metadata of the footer's schema fields `min_values` and `max_values`, one integer of
/// Arrow's storage per batch (floats: their bits) or "null", separated by commas; in each batch's
/// metadata `min_max_stats.<column>`: "min,max".
inline constexpr std::string_view kStatisticsKey = "quiver.statistics";

std::string WriteStatistics(const arrow::Schema& schema,
                            const std::vector<GroupStatistics>& groups);

/// One for each group that was written, with scalars of the columns' types. What is malformed, in
/// whole or in part, is unknown.
std::vector<GroupStatistics> ReadStatistics(std::string_view json, const arrow::Schema& schema);

/// `schema` with `min_values` and `max_values` for PG-Strom. Left out is what it would misread:
/// unsigned integers, date64, text, and groups that have NaN (which it does not expect).
std::shared_ptr<arrow::Schema> WithPgStromStatistics(const std::shared_ptr<arrow::Schema>& schema,
                                                     const std::vector<GroupStatistics>& groups);

/// The same for one batch's metadata: adds `min_max_stats.<column>`.
void AddPgStromStatistics(const arrow::Schema& schema, const GroupStatistics& group,
                          arrow::KeyValueMetadata* metadata);

/// `min_values` and `max_values` of a footer's schema, for so many batches. Only types of which all
/// that PG-Strom's tools wrote is right are read: signed integers, decimals, date32, times and
/// timestamps (known to be wrong: floats rounded inward, text cut at 31 bytes, unsigned integers).
std::vector<GroupStatistics> ReadPgStromStatistics(const arrow::Schema& schema, size_t groups);

/// Adds `min_max_stats.<column>` of one batch's metadata to what is known of it.
void ReadPgStromStatistics(const arrow::KeyValueMetadata& metadata, const arrow::Schema& schema,
                           GroupStatistics* group);

/// Whether a key of one batch's metadata is such a one.
bool IsPgStromStatisticsKey(std::string_view key);

/// Whether a field has `min_values` or `max_values`.
bool HasPgStromStatistics(const arrow::Schema& schema);

/// `schema` without the statistics of a file in its fields' metadata: they are not its table's.
std::shared_ptr<arrow::Schema> WithoutStatistics(const std::shared_ptr<arrow::Schema>& schema);

}  // namespace quiver
