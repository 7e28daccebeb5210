#pragma once

#include <cstdint>
#include <set>

#include <arrow/status.h>

#include "databases/postgres/connection.h"
#include "databases/postgres/type.h"

namespace quiver::postgres {

/// Adds to `types` those of `wanted` that are not there yet, and what they are made of: a few
/// queries for all of them. Errors: as Connection; Invalid for an oid that no type has.
arrow::Status ReadTypes(Connection& connection, const std::set<uint32_t>& wanted, Types* types);

}  // namespace quiver::postgres
