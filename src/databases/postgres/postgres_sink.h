#pragma once

#include <memory>
#include <string>

#include <arrow/result.h>

#include "quiver/sink.h"

namespace quiver {

/// Writes tables into a PostgreSQL database; `conninfo` is a URI or libpq's "key=value" text.
///
/// Rows go by COPY BINARY, on as many connections as the budget has jobs, into tables in a schema
/// of the run's own, "quiver_staging_…"; keys and indexes are built there. Commit moves them to
/// where they belong, in one transaction that also drops what they replace, adds foreign keys, and,
/// for tables that are appended to, inserts the staged rows. Only so can several connections load
/// one table and all of it become visible at once: rows of one transaction can come by one
/// connection only. A killed run leaves its staging schema, which the next run into that database
/// drops; it is dead when nobody holds its advisory lock. So the connection must be one that stays
/// with the same session (not a pooler that hands out another one for each transaction), and the
/// user must be allowed to create schemas.
///
/// Order: with one job, rows are stored in the order of the stream; with more, as they come. A
/// table has no order in SQL.
/// Resume: an interrupted run is begun anew.
/// Errors: IOError for what server, network or rights did; AlreadyExists; Invalid. One line each.
arrow::Result<std::unique_ptr<Sink>> OpenPostgresSink(const std::string& conninfo,
                                                      const SinkOptions& options);

}  // namespace quiver
