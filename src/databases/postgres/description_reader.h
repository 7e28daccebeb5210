#pragma once

#include <memory>
#include <vector>

#include <arrow/result.h>
#include <arrow/type.h>

#include "databases/postgres/connection.h"
#include "databases/postgres/relation.h"
#include "quiver/table.h"

namespace quiver::postgres {

/// What a relation is, apart from its rows. Its schema has the columns' names, their NOT NULL and
/// comments, but not yet their types (see AddComments).
arrow::Result<TableDescription> ReadDescription(Connection& connection, const Relation& relation,
                                                const std::vector<Column>& columns);

/// `schema` with the comments that the fields of `described`, which may be null, have.
std::shared_ptr<arrow::Schema> AddComments(const arrow::Schema& schema,
                                           const std::shared_ptr<arrow::Schema>& described);

}  // namespace quiver::postgres
