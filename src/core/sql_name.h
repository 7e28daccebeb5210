#pragma once

#include <string_view>

namespace quiver {

/// Whether SQL reads `text` as the name of a table and nothing else: `orders`, `shop.orders`,
/// `shop."Order lines"`.
bool IsSqlName(std::string_view text);

}  // namespace quiver
