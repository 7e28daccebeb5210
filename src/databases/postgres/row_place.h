#pragma once

#include <cstdint>
#include <string>

#include "databases/postgres/row_source.h"
#include "databases/postgres/snapshot.h"

namespace quiver::postgres {

/// A message's words for row number `row`, from 0, of a partition: "row with ctid (0,1)", for which
/// the server is asked, or else "row 1".
std::string PlaceOfRow(Snapshot& snapshot, const RowSource& source, int64_t partition, int64_t row);

}  // namespace quiver::postgres
