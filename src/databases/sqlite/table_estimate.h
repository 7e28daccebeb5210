#pragma once

#include "databases/sqlite/declared_table.h"
#include "databases/sqlite/page_reader.h"
#include "quiver/source.h"

namespace quiver::sqlite {

/// Guesses rows and bytes of a b-tree table from its left-most pages, multiplied by the children on
/// the way. Exact for a table of one page. Leaves `info` as it is where pages can't
/// be read; whoever opens the table gets the error.
void EstimateTable(const PageReader& pages, const DeclaredTable& table, TableInfo* info);

}  // namespace quiver::sqlite
