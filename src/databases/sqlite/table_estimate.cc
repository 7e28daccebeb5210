#include "databases/sqlite/table_estimate.h"

#include <vector>

#include "databases/sqlite/btree.h"

namespace quiver::sqlite {
namespace {

arrow::Status Estimate(const PageReader& pages, const DeclaredTable& table, TableInfo* info) {
  const TreeKind kind =
      table.kind == DeclaredTable::Kind::kRowid ? TreeKind::kTable : TreeKind::kIndex;
  // Down the left side, multiplying by the children on the way.
  std::vector<uint8_t> buffer(pages.page_size());
  int64_t leaves = 1;
  uint32_t number = table.root_page;
  for (int level = 0; level < 31; ++level) {
    ARROW_RETURN_NOT_OK(pages.Read(number, 1, buffer.data()));
    ARROW_ASSIGN_OR_RAISE(TreePage page,
                          TreePage::Parse(buffer.data(), number, pages.usable_size(), kind));
    if (page.is_leaf()) {
      info->estimated_rows = leaves * page.num_cells();
      info->estimated_bytes = leaves * pages.page_size();
      return arrow::Status::OK();
    }
    leaves = std::min<int64_t>(leaves * (page.num_cells() + 1), pages.page_count());
    ARROW_ASSIGN_OR_RAISE(number, page.Child(0));
  }
  return arrow::Status::OK();
}

}  // namespace

void EstimateTable(const PageReader& pages, const DeclaredTable& table, TableInfo* info) {
  // A guess is all that is wanted; the error comes back from whoever reads the table.
  (void)Estimate(pages, table, info);
}

}  // namespace quiver::sqlite
