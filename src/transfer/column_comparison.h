#pragma once

#include <string>
#include <vector>

#include <arrow/type.h>

namespace quiver {

/// What sets the columns of `a` and `b` apart, one line each; empty when rows can be compared.
/// Types are the same when they can mean the same values in the same form (the families of
/// quiver/row_hash.h): widths, units, precisions and encodings do not count.
std::vector<std::string> CompareColumns(const arrow::Schema& a, const arrow::Schema& b);

/// For example "integer", or "list of text".
std::string ValueFamily(const arrow::DataType& type);

}  // namespace quiver
