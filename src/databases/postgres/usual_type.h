#pragma once

#include <string>

#include <arrow/result.h>
#include <arrow/type.h>

namespace quiver::postgres {

/// The server's type, in SQL, for values of a type that is not made of others: a column of it holds
/// every value, apart from those that a ValueWriter refuses. Empty for structs, maps, lists and
/// dictionaries with labels, which need types of their own.
/// Errors: NotImplemented, naming the type, for what PostgreSQL lacks.
arrow::Result<std::string> UsualType(const arrow::Field& field);

}  // namespace quiver::postgres
