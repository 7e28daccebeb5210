#pragma once

#include <arrow/type.h>

#include "databases/postgres/value_writer.h"

namespace quiver::postgres {

/// Writers of values that are made of other values. Each makes the writers of its parts.

/// A list of any kind, or a map (a list of its entries), as an array of one dimension.
MadeWriter MakeArrayWriter(const arrow::DataType& type, const WireType& wire);
/// A list of ranges.
MadeWriter MakeMultirangeWriter(const arrow::DataType& type, const WireType& wire);
MadeWriter MakeHstoreWriter(const arrow::DataType& type, const WireType& wire);
/// A struct, member by member.
MadeWriter MakeCompositeWriter(const arrow::DataType& type, const WireType& wire);
/// A struct of lower, upper, lower_inclusive, upper_inclusive and empty.
MadeWriter MakeRangeWriter(const arrow::DataType& type, const WireType& wire);
MadeWriter MakeDictionaryWriter(const arrow::DataType& type, const WireType& wire);
MadeWriter MakeRunEndEncodedWriter(const arrow::DataType& type, const WireType& wire);
MadeWriter MakeExtensionWriter(const arrow::DataType& type, const WireType& wire);

}  // namespace quiver::postgres
